"""Try before filing in a whole country: a point, polygons of 12 and 2,000 corners, and a file, against the plain query.

The register holds the seeded country as an import leaves it. Each place is tried as the public door does it, from what
was typed or handed in to the finished answer; the plain query asks the same three tables by hand (what meets the place,
and how much of it), in one statement a table and without zones, tolerances, reasons or the rules of publication.
"""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from bench._country import SRID, Country
from bench._ledger import ON, fill, settle

TRIES, CORNERS = 60, 2_000
MIDDLE_M = 700.0
PLAIN_LAND = """
    SELECT a.id, ST_Area(ST_Intersection(ST_Transform(a.geom, %(srid)s), p.shape)), ST_Distance(p.degrees, a.geom)
    FROM territory_landarea a JOIN territory_landlayer l ON l.id = a.layer_id,
        (SELECT ST_GeomFromWKB(%(shape)s, %(srid)s) AS shape, ST_GeomFromWKB(%(degrees)s, 4326) AS degrees) p
    WHERE l.state = 'current' AND ST_Intersects(a.geom, p.degrees)
"""
PLAIN_RIGHTS = """
    SELECT f.id, ST_Area(ST_Intersection(f.shape, ST_GeomFromWKB(%(shape)s, %(srid)s))) FROM territory_footprint f
    WHERE f.owner_kind = 'right' AND f.superseded_at IS NULL AND f.grid_srid = %(srid)s
      AND ST_Intersects(f.shape, ST_GeomFromWKB(%(shape)s, %(srid)s))
"""


def measure(country: Country, say: Callable[[str], None], seed: int) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Times of each kind of place, and the ratio of ours to the plain query (of their medians)."""
    from django.core.management import call_command

    from registry.territory.models import Footprint

    call_command("migrate", verbosity=0)
    if Footprint.objects.count() < len(country.rights):
        say("filling the register")
        fill(country)
        settle()
    sides, ratios = [], {}
    for name, shapes in _places(country, seed).items():
        ours, plain = _times(name, shapes)
        sides += [_side(f"trial: {name}, ours", ours), _side(f"trial: {name}, plain query", plain)]
        ratios[f"trial_{name.replace(' ', '_')}_to_plain"] = round(
            statistics.median(ours) / statistics.median(plain), 2
        )
        say(f"{sides[-2]}\n{sides[-1]}")
    return sides, ratios


def _places(country: Country, seed: int) -> dict[str, list[Any]]:
    """Places on the land of the country, the same for the same seed; in metres of the grid."""
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(country.rights)
    at = rng.uniform((west, south), (east, north), (TRIES, 2))
    around = [shapely.Point(xy) for xy in at]
    return {
        "point": around,
        "polygon of 12": [_star(rng, xy, 12) for xy in at],
        f"polygon of {CORNERS}": [_star(rng, xy, CORNERS) for xy in at],
        "file": [_star(rng, xy, 200) for xy in at],
    }


def _star(rng: np.random.Generator, at: np.ndarray, corners: int) -> Any:
    angle = (np.arange(corners) + 0.7 * rng.random(corners)) / corners * 2 * np.pi
    reach = (
        MIDDLE_M * (1 - 0.3 * rng.random(corners)) if corners < CORNERS else MIDDLE_M * (1 + 0.3 * np.cos(5 * angle))
    )
    return shapely.Polygon(at + np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=-1))


def _times(name: str, shapes: list[Any]) -> tuple[list[float], list[float]]:
    from django.db import connection

    degrees = _in_degrees(shapes)
    ours, plain = [], []
    for shape, there in zip(shapes, degrees, strict=True):
        handed = _handed(name, there)
        begun = time.perf_counter()
        found = handed()
        ours.append(time.perf_counter() - begun)
        asked = {"shape": shapely.to_wkb(shape), "degrees": shapely.to_wkb(there), "srid": SRID}
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            for text in (PLAIN_LAND, PLAIN_RIGHTS):
                cursor.execute(text, asked)
                rows = cursor.fetchall()
        plain.append(time.perf_counter() - begun)
        if rows and found.hectares and not found.answers:
            message = "The register answers nothing where the plain query finds rights."
            raise SystemExit(message)
    return ours[5:], plain[5:]  # the first ones read the tables and the law into memory


def _in_degrees(shapes: list[Any]) -> list[Any]:
    from registry.common.spatial.srids import WGS84, reproject

    column = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    return list(reproject(column, SRID, WGS84))


def _handed(name: str, there: Any) -> Callable[[], Any]:
    """What the door does with a place: read it, measure it, tell what may be told."""
    from registry.publishing.services.trying import try_publicly
    from registry.territory.services.coordinates import Written, read_place
    from registry.territory.services.place_files import file_place

    text = json.dumps({"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(there))})
    if name == "file":
        said: dict[str, Any] = {"name": "place.geojson", "size": len(text), "zone": None, "datum": "wgs84"}
        return lambda: try_publicly(place=file_place(**said, chunks=[text.encode()], accuracy_m=10)[1], on=ON)
    return lambda: try_publicly(place=read_place(written=Written.GEOJSON, text=text, accuracy_m=10), on=ON)


def _side(name: str, times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "name": name, "tries": len(times), "p50_s": round(statistics.median(times), 4),
        "p99_s": round(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 4), "most_s": round(ordered[-1], 4),
    }  # fmt: skip
