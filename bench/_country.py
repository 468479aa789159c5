"""A seeded country for measurements: rights, parcels and large areas at constant density.

At scale 1: 60,000 rights that cover half the land (half of them no rectangles), 500,000 parcels of 12 vertices and
80 to 400 m radius, 300 areas of 2,000 to 30,000 vertices and 8 to 40 km radius that cover the land about once.
"""

from dataclasses import dataclass

import numpy as np
import psycopg
import shapely

SRID = 32718
LAND_KM2, RIGHTS, PARCELS, AREAS = 500_000, 60_000, 500_000, 300


@dataclass(frozen=True)
class Country:
    """Columns of valid shapes in metres."""

    rights: np.ndarray
    parcels: np.ndarray
    areas: np.ndarray


def make(scale: float, seed: int) -> Country:
    """The country of a seed, at a scale from 0.1 to 1."""
    rng = np.random.default_rng(seed)
    side = 1000 * (LAND_KM2 * scale) ** 0.5
    counts = [max(1, round(count * scale)) for count in (RIGHTS, PARCELS, AREAS)]
    return Country(
        rights=_rights(rng, counts[0], side),
        parcels=_parcels(rng, counts[1], side),
        areas=_areas(rng, counts[2], side),
    )


def _corner(rng: np.random.Generator, count: int, side: float) -> np.ndarray:
    return rng.uniform(0, side, (count, 2)) + np.array([300_000, 8_000_000])


def _rights(rng: np.random.Generator, count: int, side: float) -> np.ndarray:
    """Unions of grid squares: rectangles, and as many L-shapes and leaning quadrilaterals together."""
    at = np.round(_corner(rng, count, side), -3)
    size = 1000.0 * rng.integers(1, 5, (count, 2))
    shapes = shapely.box(at[:, 0], at[:, 1], at[:, 0] + size[:, 0], at[:, 1] + size[:, 1])
    for k in range(0, count, 2):
        (x, y), (w, h) = at[k], size[k]
        if k % 4:
            notch = rng.uniform(0.2, 0.8, 2) * (w, h)
            corners = [(0, 0), (w, 0), (w, notch[1]), (notch[0], notch[1]), (notch[0], h), (0, h)]
        else:
            lean = rng.uniform(-0.3, 0.3, (4, 2)) * (w, h)
            corners = [
                (lean[0]),
                (w + lean[1][0], lean[1][1]),
                (w + lean[2][0], h + lean[2][1]),
                (lean[3][0], h + lean[3][1]),
            ]
        shapes[k] = shapely.Polygon([(x + dx, y + dy) for dx, dy in corners])
    return shapes


def _parcels(rng: np.random.Generator, count: int, side: float) -> np.ndarray:
    angle = (np.arange(12) + 0.7 * rng.random((count, 12))) / 12 * 2 * np.pi
    reach = rng.uniform(80, 400, (count, 1)) * (1 - 0.4 * rng.random((count, 12)))
    return _stars(_corner(rng, count, side), angle, reach)


def _areas(rng: np.random.Generator, count: int, side: float) -> np.ndarray:
    shapes = np.empty(count, dtype=object)
    for k, at in enumerate(_corner(rng, count, side)):
        points = int(rng.integers(2_000, 30_001))
        angle = (np.arange(points) + 0.7 * rng.random(points)) / points * 2 * np.pi
        waves = sum(rng.uniform(0, 0.25 / n) * np.cos(n * angle + rng.uniform(0, 7)) for n in (2, 3, 5, 9, 17, 40, 90))
        reach = rng.uniform(8_000, 40_000) * (0.9 + waves / 2 + 0.002 * rng.random(points))
        shapes[k] = _stars(at[None], angle[None], reach[None])[0]
    return shapes


def _stars(at: np.ndarray, angle: np.ndarray, reach: np.ndarray) -> np.ndarray:
    xy = at[:, None, :] + np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=-1)
    return shapely.polygons(xy)


def store(url: str, country: Country) -> None:
    """Tables `bench.rights`, `bench.parcels` and `bench.areas` (id, shape), indexed and analysed."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        connection.execute("DROP SCHEMA IF EXISTS bench CASCADE")
        connection.execute("CREATE SCHEMA bench")
        for name in ("rights", "parcels", "areas"):
            shapes = getattr(country, name)
            if not shapely.is_valid(shapes).all():
                message = f"The generator drew an invalid shape among the {name}."
                raise SystemExit(message)
            connection.execute(f"CREATE TABLE bench.{name} (id int PRIMARY KEY, shape geometry(Geometry, {SRID}))")
            texts = shapely.to_wkb(shapely.set_srid(shapes, SRID), hex=True, include_srid=True)
            with connection.cursor() as cursor, cursor.copy(f"COPY bench.{name} FROM STDIN") as sink:
                for start in range(0, len(texts), 2000):
                    rows = enumerate(texts[start : start + 2000], start)
                    sink.write("".join(f"{number}\t{text}\n" for number, text in rows))
            connection.execute(f"CREATE INDEX ON bench.{name} USING gist (shape)")
            connection.execute(f"VACUUM ANALYZE bench.{name}")
