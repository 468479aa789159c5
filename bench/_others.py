"""What others do with the same rows: a GIS officer's SQL, and geopandas.overlay; same columns, same indexes."""

import time

import geopandas
import numpy as np
import psycopg

from bench._ours import FINDING, MIN_M2, _copy, fetch, index, shapes_of

TABLE = "(right_id int, land_id int, shared_m2 float8, share_of_right float8, share_of_land float8)"
SQL = """
    INSERT INTO bench.sql_{kind}
    WITH met AS MATERIALIZED (
        SELECT r.id AS right_id, l.id AS land_id, ST_Area(ST_Intersection(r.shape, l.shape)) AS m2,
               ST_Area(r.shape) AS right_m2, ST_Area(l.shape) AS land_m2
        FROM bench.rights r JOIN bench.{kind} l ON ST_Intersects(r.shape, l.shape))
    SELECT right_id, land_id, m2, m2 / right_m2, m2 / land_m2 FROM met WHERE m2 > {least}
"""


def by_sql(url: str, kind: str) -> float:
    """One INSERT ... SELECT, the intersection computed once (a plain WHERE on it computes it twice)."""
    with psycopg.connect(url, autocommit=True) as connection:
        _fresh(connection, f"sql_{kind}")
        connection.execute("SET jit = off")
        connection.execute("SET max_parallel_workers_per_gather = 2")
        begun = time.perf_counter()
        connection.execute(SQL.format(kind=kind, least=MIN_M2))
        index(connection, f"sql_{kind}")
        return time.perf_counter() - begun


def by_overlay(url: str, kind: str) -> float:
    """Read both tables, geopandas.overlay, write back (by COPY, which is faster than to_postgis)."""
    with psycopg.connect(url, autocommit=True) as connection:
        _fresh(connection, f"overlay_{kind}")
        begun = time.perf_counter()
        frames = []
        for table in ("rights", kind):
            rows = fetch(connection, f"SELECT id, ST_AsBinary(shape) FROM bench.{table}", [])
            frame = geopandas.GeoDataFrame({"id": [row[0] for row in rows]}, geometry=shapes_of(rows, 1))
            frames.append(frame.assign(m2=frame.area))
        met = geopandas.overlay(frames[0], frames[1], how="intersection", keep_geom_type=True)
        m2 = met.area.to_numpy()
        kept = m2 > MIN_M2
        table = np.empty(int(kept.sum()), dtype=FINDING)
        table["n"], table["l1"], table["l2"], table["l3"], table["l4"], table["l5"] = 5, 4, 4, 8, 8, 8
        table["right"], table["land"], table["m2"] = met["id_1"][kept], met["id_2"][kept], m2[kept]
        table["of_right"] = m2[kept] / met["m2_1"][kept]
        table["of_land"] = m2[kept] / met["m2_2"][kept]
        _copy(connection, f"overlay_{kind}", table)
        index(connection, f"overlay_{kind}")
        return time.perf_counter() - begun


def _fresh(connection: psycopg.Connection, table: str) -> None:
    connection.execute(f"DROP TABLE IF EXISTS bench.{table}")
    connection.execute(f"CREATE TABLE bench.{table} {TABLE}")


def differences(url: str, kind: str, other: str) -> tuple[int, float]:
    """Pairs that only one of ours and another side has (beyond the minimum by 1 m2); the largest difference."""
    query = f"""
        SELECT count(*) FILTER (WHERE (a.right_id IS NULL OR b.right_id IS NULL)
                                  AND coalesce(a.shared_m2, b.shared_m2) > {MIN_M2} + 1),
               coalesce(max(abs(a.shared_m2 - b.shared_m2)), 0)
        FROM bench.ours_{kind} a FULL JOIN bench.{other}_{kind} b USING (right_id, land_id)
    """
    with psycopg.connect(url) as connection:
        count, most = connection.execute(query).fetchone()
        return int(count), float(most)
