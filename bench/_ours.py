"""The register's own measuring over the tables of a benchmark, in strips, by one or more workers.

A worker does what a worker of the register does with a batch: it reads the rights of a strip and the land around
them, measures with `registry.common.spatial.measuring`, and writes findings and checks by COPY.
"""

import struct
import time
from multiprocessing.pool import Pool

import numpy as np
import psycopg
import shapely

from bench._country import SRID
from registry.common.spatial.cutting import Pieces, cut
from registry.common.spatial.measuring import prepare, prepared, shared_between

MIN_M2 = 1.0
KINDS = ("parcels", "areas")
COPY = "COPY bench.{table} FROM STDIN (FORMAT BINARY)"
NEAR = " WHERE shape && ST_MakeEnvelope(%s, %s, %s, %s, %s) ORDER BY 1"
# An area that no right comes near is not cut: nobody will ask for its pieces.
ASKED = "SELECT id FROM bench.areas a WHERE EXISTS (SELECT FROM bench.rights r WHERE r.shape && a.shape) ORDER BY id"
FRAME = "ST_XMin(shape), ST_YMin(shape), ST_XMax(shape), ST_YMax(shape)"
SPARSE = 0.5
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
FINDING = np.dtype([("n", ">i2"), ("l1", ">i4"), ("right", ">i4"), ("l2", ">i4"), ("land", ">i4"), ("l3", ">i4"),
                    ("m2", ">f8"), ("l4", ">i4"), ("of_right", ">f8"), ("l5", ">i4"), ("of_land", ">f8")])  # fmt: skip
CHECK = np.dtype([("n", ">i2"), ("l1", ">i4"), ("right", ">i4"), ("l2", ">i4"), ("overlaps", "?")])


def fetch(connection: psycopg.Connection, query: str, values: list[object]) -> list[tuple]:
    """Rows in binary form."""
    with psycopg.Cursor(connection) as cursor:
        return cursor.execute(query, values, binary=True).fetchall()


def shapes_of(rows: list[tuple], column: int) -> np.ndarray:
    """Column of shapes from WKB."""
    return (
        shapely.from_wkb(np.array([row[column] for row in rows], dtype=object)) if rows else np.empty(0, dtype=object)
    )


def cut_areas(task: tuple[str, list[int]]) -> None:
    """Cut some large areas and store their pieces, as the load of a layer does."""
    url, ids = task
    with psycopg.connect(url) as connection:
        rows = fetch(connection, "SELECT id, ST_AsBinary(shape) FROM bench.areas WHERE id = ANY(%s) ORDER BY id", [ids])
        shapes = shapes_of(rows, 1)
        pieces = cut(shapes)
        whole = shapely.area(shapes)
        texts = shapely.to_wkb(shapely.set_srid(pieces.shapes, SRID), include_srid=True)
        pack = struct.Struct(">hiiidi").pack
        with connection.cursor() as cursor, cursor.copy(COPY.format(table="pieces")) as sink:
            sink.write(HEADER)
            owners = pieces.owner.tolist()
            sink.write(
                b"".join(
                    pack(3, 4, rows[k][0], 8, whole[k], len(text)) + text for k, text in zip(owners, texts, strict=True)
                )
            )
            sink.write(b"\xff\xff")


def measure_strip(task: tuple[str, float, float, tuple[str, ...]]) -> int:
    """Measure the rights whose west side lies in a strip; returns the number of pairs.

    Against the pieces of large areas alone, frames are read first: where less than half of the rights come near any
    piece, only their shapes are read, and the others are clear by their frames.
    """
    url, west, east, kinds = task
    pairs = 0
    with psycopg.connect(url) as connection:
        chosen = "shape && ST_MakeEnvelope(%s, 0, %s, 2e7, %s) AND ST_XMin(shape) >= %s AND ST_XMin(shape) < %s"
        values = [west, east, SRID, west, east]
        near = _near(connection, chosen, values) if kinds == ("areas",) else None
        if near is None:
            rights = fetch(connection, f"SELECT id, ST_AsBinary(shape) FROM bench.rights WHERE {chosen}", values)
            everyone = np.array([row[0] for row in rights], dtype=np.int64)
        else:
            everyone, ids = near
            rights = fetch(connection, "SELECT id, ST_AsBinary(shape) FROM bench.rights WHERE id = ANY(%s)", [ids])
        if len(everyone):
            ids = np.array([row[0] for row in rights], dtype=np.int64)
            side = prepare(shapes_of(rights, 1))
            for kind in kinds:
                pairs += _against(connection, kind, ids, side, everyone)
    return pairs


def _near(connection: psycopg.Connection, chosen: str, values: list[object]) -> tuple[np.ndarray, list[int]] | None:
    """All rights of a strip, and those whose frame meets that of a piece; `None` where that is most of them."""
    rights = fetch(connection, f"SELECT id, {FRAME} FROM bench.rights WHERE {chosen}", values)
    if not rights:
        return np.empty(0, dtype=np.int64), []
    table = np.array(rights)
    everyone = table[:, 0].astype(np.int64)
    frame = [*table[:, 1:3].min(axis=0).tolist(), *table[:, 3:5].max(axis=0).tolist(), SRID]
    pieces = fetch(connection, f"SELECT {FRAME} FROM bench.pieces" + NEAR, frame)
    if not pieces:
        return everyone, []
    met, _piece = shapely.STRtree(shapely.box(*np.array(pieces).T)).query(shapely.box(*table[:, 1:5].T))
    near = np.unique(met)
    return None if len(near) > SPARSE * len(everyone) else (everyone, everyone[near].tolist())


def _against(connection: psycopg.Connection, kind: str, ids: np.ndarray, side, everyone: np.ndarray) -> int:
    if kind == "areas":
        query = "SELECT area_id, ST_AsBinary(shape), whole_m2 FROM bench.pieces" + NEAR
    else:
        query = "SELECT id, ST_AsBinary(shape) FROM bench.parcels" + NEAR
    # A strip may have rights of which none comes near any land: there is no frame then, and nothing to read.
    rows = fetch(connection, query, [*shapely.total_bounds(side.pieces.shapes).tolist(), SRID]) if len(ids) else []
    owner_ids, first, owner = np.unique(
        np.array([row[0] for row in rows], dtype=np.int64), return_index=True, return_inverse=True
    )
    land = prepared(Pieces(shapes_of(rows, 1), owner), len(owner_ids))
    found = shared_between(side, land, MIN_M2)
    whole = np.array([row[2] for row in rows])[first] if kind == "areas" else land.row_m2
    table = np.empty(len(found), dtype=FINDING)
    table["n"], table["l1"], table["l2"], table["l3"], table["l4"], table["l5"] = 5, 4, 4, 8, 8, 8
    table["right"], table["land"], table["m2"] = ids[found.a], owner_ids[found.b], found.m2
    table["of_right"], table["of_land"] = found.m2 / side.row_m2[found.a], found.m2 / whole[found.b]
    _copy(connection, f"ours_{kind}", table)
    checks = np.empty(len(everyone), dtype=CHECK)
    checks["n"], checks["l1"], checks["l2"], checks["right"] = 2, 4, 1, everyone
    checks["overlaps"] = np.isin(everyone, ids[found.a])
    _copy(connection, f"checks_{kind}", checks)
    return len(found)


def _copy(connection: psycopg.Connection, table: str, rows: np.ndarray) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY.format(table=table)) as sink:
        sink.write(HEADER + rows.tobytes() + b"\xff\xff")


def prepare_tables(url: str) -> None:
    """The empty table of pieces."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench.pieces")
        connection.execute(
            f"CREATE TABLE bench.pieces (area_id int, whole_m2 float8, shape geometry(Geometry, {SRID}))"
        )


def cut_all(url: str, pool: Pool, workers: int) -> float:
    """Cut every large area; returns the seconds."""
    prepare_tables(url)
    begun = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        ids = [row[0] for row in connection.execute(ASKED)]
        pool.map(cut_areas, [(url, ids[k :: workers * 2]) for k in range(workers * 2)])
        connection.execute("CREATE INDEX ON bench.pieces USING gist (shape)")
        connection.execute("ANALYZE bench.pieces")
    return time.perf_counter() - begun


def measure(url: str, pool: Pool, kinds: tuple[str, ...], strips: int) -> float:
    """Measure all rights against some kinds into fresh, then indexed tables; returns the seconds."""
    with psycopg.connect(url, autocommit=True) as connection:
        for kind in kinds:
            connection.execute(f"DROP TABLE IF EXISTS bench.ours_{kind}, bench.checks_{kind}")
            connection.execute(
                f"CREATE TABLE bench.ours_{kind} "
                "(right_id int, land_id int, shared_m2 float8, share_of_right float8, share_of_land float8)"
            )
            connection.execute(f"CREATE TABLE bench.checks_{kind} (right_id int, is_overlap bool)")
        west, east = connection.execute(
            "SELECT ST_XMin(e), ST_XMax(e) FROM (SELECT ST_Extent(shape) e FROM bench.rights) x"
        ).fetchone()
        begun = time.perf_counter()
        edges = np.linspace(west, east + 1, strips + 1).tolist()
        pool.map(measure_strip, [(url, edges[k], edges[k + 1], kinds) for k in range(strips)], chunksize=1)
        for kind in kinds:
            index(connection, f"ours_{kind}")
        return time.perf_counter() - begun


def index(connection: psycopg.Connection, table: str) -> None:
    """The indexes that every side ends with."""
    connection.execute(f"CREATE INDEX ON bench.{table} (right_id)")
    connection.execute(f"CREATE INDEX ON bench.{table} (land_id)")
