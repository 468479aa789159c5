"""The ground of a vector tile, and the measures in which PostGIS writes one."""

import math

from django.contrib.gis.geos import Polygon

MVT = "application/vnd.mapbox-vector-tile"
MOST_ZOOM = 16
EXTENT, BUFFER = 4096, 64


def _degrees(z: int, x: float, y: float) -> tuple[float, float]:
    n = 2**z
    return x / n * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / n))))


def bounds_of(z: int, x: int, y: int, *, margin: float = 0.0) -> Polygon:
    """Return the ground of a tile with its buffer in degrees, widened by a margin in degrees."""
    edge = BUFFER / EXTENT
    west, north = _degrees(z, x - edge, y - edge)
    east, south = _degrees(z, x + 1 + edge, y + 1 + edge)
    box = Polygon.from_bbox((west - margin, south - margin, east + margin, north + margin))
    box.srid = 4326
    return box
