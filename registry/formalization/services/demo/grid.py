"""The invented ground of the demo: squares of 1 km on the national grid, in an area like Madre de Dios.

All coordinates are metres of EPSG:32719 (zone 19 south) unless a zone is named.

    north  8,610,000  +--------------------------------------+
                      |  protected areas, buffer, reserve    |
           8,596,000  |  places of 5 x 2 km for rights       |
           8,590,000  |~~~~~~~ edge of the corridor ~~~~~~~~~|
           8,556,000  |  the same, inside the corridor       |
           8,555,000  |  strip of the edge cases             |
           8,520,000  +--------------------------------------+
                   290,000                              530,000
"""

import math
from collections.abc import Sequence
from random import Random

from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import unary_union

KM = 1000
ZONE_19 = 32719
ZONE_17 = 32717
SLOT = (5 * KM, 2 * KM)
WEST, SOUTH = 300 * KM, 8_540 * KM
COLUMNS, ROWS = 44, 20
EDGE_ROWS, EDGE_HEIGHT = 5, 3 * KM
GENERAL_SOUTH = 8_556 * KM
DEPARTMENT = (290 * KM, 8_520 * KM, 530 * KM, 8_610 * KM)
CORRIDOR_WEST = 333_500
SOUTH_OF_PIURA = (600 * KM, 9_470 * KM)

Slot = tuple[int, int]


def general_slots() -> list[Slot]:
    """Return the places of rights, column and row, north of the strip of the edge cases."""
    return [(column, row) for row in range(ROWS) for column in range(COLUMNS)]


def edge_slots() -> list[Slot]:
    """Return the places of the edge cases that lie well inside the corridor."""
    return [(column, row) for row in range(EDGE_ROWS) for column in range(8, 33)]


def corner_of(slot: Slot) -> tuple[int, int]:
    """Return the south-western corner of a place, at whole kilometres."""
    return WEST + slot[0] * SLOT[0], GENERAL_SOUTH + slot[1] * SLOT[1]


def edge_corner_of(slot: Slot) -> tuple[int, int]:
    """Return the same for an edge case; a kilometre lies free between its row and the next."""
    return WEST + slot[0] * SLOT[0], SOUTH + slot[1] * EDGE_HEIGHT


def squares(corner: tuple[float, float], across: int, up: int, *, missing: int = 0) -> Polygon:
    """Return a right of squares of 1 km that touch by their sides; `missing` are cut off its upper right."""
    west, south = corner
    cells = [
        box(west + x * KM, south + y * KM, west + (x + 1) * KM, south + (y + 1) * KM)
        for y in range(up)
        for x in range(across - (missing if y == up - 1 and up > 1 else 0))
    ]
    shape = unary_union(cells).simplify(0)
    assert isinstance(shape, Polygon)
    return shape


def off_the_grid(corner: tuple[float, float], hectares: float) -> Polygon:
    """Return an older right beside the grid: 1,000 m wide and as high as its hectares ask."""
    west, south = corner
    return box(west, south, west + KM, south + hectares * 10)


def turned(shape: Polygon, degrees: float) -> Polygon:
    """Return a right that was laid before the grid: turned, so that no corner lies at whole kilometres."""
    return affinity.rotate(shape, degrees)


def blob(random: Random, centre: tuple[float, float], radius: float, *, vertices: int = 48) -> Polygon:
    """Return an irregular area around a point, as rivers and watersheds draw them."""
    phases = [(random.uniform(0, math.tau), random.uniform(0.04, 0.16) / wave) for wave in range(1, 5)]
    corners = []
    for number in range(vertices):
        angle = math.tau * number / vertices
        stretch = 1 + sum(part * math.sin((wave + 2) * angle + phase) for wave, (phase, part) in enumerate(phases))
        reach = radius * (stretch + random.uniform(-0.03, 0.03))
        corners.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    return Polygon(corners)


def river(random: Random, start: tuple[float, float], length: float, width: float) -> Polygon:
    """Return a winding river that flows east."""
    shape = winding(random, start, length).buffer(width, quad_segs=2)
    assert isinstance(shape, Polygon)
    return shape


def winding(random: Random, start: tuple[float, float], length: float) -> LineString:
    """Return the line of a stream, a vertex each kilometre."""
    x, y = start
    points = [(x, y)]
    while x < start[0] + length:
        x, y = x + KM, start[1] + (y - start[1]) * 0.9 + random.uniform(-900, 900)
        points.append((x, y))
    return LineString(points)


def corridor(random: Random) -> Polygon:
    """Return the permitted corridor: the strip of the edge cases and an irregular band north of it."""
    east = 512 * KM
    north = [
        (x, 8_590 * KM + 4 * KM * math.sin(x / 19_000) + random.uniform(-1_500, 1_500))
        for x in range(east + 3 * KM, CORRIDOR_WEST, -4 * KM)
    ]
    return Polygon([(CORRIDOR_WEST, 8_537 * KM), (east, 8_537 * KM), *north, (CORRIDOR_WEST, 8_582 * KM)])


def districts(codes: Sequence[str]) -> dict[str, Polygon]:
    """Return an invented boundary for each district: the rectangles of 60 x 30 km that fill the department."""
    west, south, _, _ = DEPARTMENT
    found: dict[str, Polygon] = {}
    for place in range(12):
        column, row = place % 4, place // 4
        corner = (west + column * 60 * KM, south + row * 30 * KM)
        cell = box(*corner, corner[0] + 60 * KM, corner[1] + 30 * KM)
        code = codes[min(place, len(codes) - 1)]
        joined = unary_union([found[code], cell] if code in found else [cell]).simplify(0)
        assert isinstance(joined, Polygon)
        found[code] = joined
    return found


def point_in(random: Random, shape: Polygon) -> Point:
    """Return a point inside a shape, at whole metres."""
    west, south, east, north = shape.bounds
    for _ in range(100):
        point = Point(round(random.uniform(west, east)), round(random.uniform(south, north)))
        if shape.contains(point):
            return point
    return Point(round(shape.representative_point().x), round(shape.representative_point().y))
