"""Shared area of drawn, real and random shapes, against the overlay of GEOS."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon, box

from registry.common.spatial.cutting import cut
from registry.common.spatial.measuring import prepare, shared_between, shared_within

EAST, NORTH = 500_000.0, 9_000_000.0
CORNER, UP = np.array([EAST, NORTH]), np.array([0.0, 1000.0])


def column(*shapes):
    """An array of shapes."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def shared(a, b, min_m2=0.0):
    """Square metres that two shapes share, 0.0 for none."""
    pairs = shared_between(prepare(column(a)), prepare(column(b)), min_m2)
    return float(pairs.m2.sum())


def star(rng, points, radius, x=EAST, y=NORTH, roughness=0.6):
    """A random simple polygon around a place."""
    angle = (np.arange(points) + 0.8 * rng.random(points)) / points * 2 * np.pi
    reach = radius * (1 - roughness * rng.random(points))
    return Polygon(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]))


def square(column_, row, side=1000.0):
    """A square of the grid."""
    return box(EAST + column_ * side, NORTH + row * side, EAST + (column_ + 1) * side, NORTH + (row + 1) * side)


def test_neighbours_on_the_grid_share_nothing():
    """Each of the nine cells touches its neighbours and none overlaps.

    +---+---+---+
    |   |   |   |
    +---+---+---+   edges and corners are shared, ground is not
    |   |   |   |
    """
    cells = column(*[square(i, j) for i in range(3) for j in range(3)])
    assert len(shared_within(prepare(cells))) == 0


@pytest.mark.parametrize("length", [1_000.0, 5_000.0, 10_000.0])
@pytest.mark.parametrize("slant", [0.0, 37.77, 1234.567])
def test_a_t_junction_leaves_no_sliver(length, slant):
    """Two small shapes meet a long edge whose ends are elsewhere.

        +----+----+
        | B  | C  |
    +---+----+----+---+
    |        A        |      the corner of B and C lies on A's edge between two vertices
    +-----------------+
    """
    start, end = np.array([EAST, NORTH]), np.array([EAST + length, NORTH + slant])
    middle = start + (end - start) * 0.3719
    below = Polygon([start, end, end - 3 * UP, start - 3 * UP])
    left = Polygon([start, middle, middle + UP, start + UP])
    right = Polygon([middle, end, end + UP, middle + UP])
    cells = column(below, left, right)
    assert shared_within(prepare(cells)).m2.sum() < 0.01
    assert len(shared_within(prepare(cells), min_m2=1.0)) == 0


def test_a_hole_is_not_ground():
    """B lies in the hole of A; C lies across its rim.

    +-----------+
    | A +---+   |
    |   | B |   |
    |   +---+   |
    +-----------+
    """
    ring = square(0, 0, 4000.0).difference(box(EAST + 1000, NORTH + 1000, EAST + 3000, NORTH + 3000))
    in_the_hole = box(EAST + 1200, NORTH + 1200, EAST + 2800, NORTH + 2800)
    across = box(EAST + 500, NORTH + 1500, EAST + 1500, NORTH + 2500)
    assert shared(ring, in_the_hole) == pytest.approx(0.0, abs=1e-6)
    assert shared(ring, across) == pytest.approx(500_000.0, abs=1e-4)


def test_every_part_counts():
    """A multipolygon shares with each of its parts, and once."""
    parts = MultiPolygon([square(0, 0), square(5, 5)])
    assert shared(parts, square(0, 0, 10_000.0)) == pytest.approx(2_000_000.0, abs=1e-4)


def test_the_minimum_is_not_included():
    """A pair that shares exactly the minimum is no pair; the pair above it is."""
    a, b = square(0, 0), box(EAST + 999.0, NORTH, EAST + 2000.0, NORTH + 1.0)
    assert shared(a, b, min_m2=1.0) == 0.0
    assert shared(a, b, min_m2=0.999) == pytest.approx(1.0)


def test_missing_empty_and_flat_shapes_take_part_in_no_pair():
    """Rows keep their numbers when some of them have nothing to measure."""
    mixed = column(None, Polygon(), shapely.Point(EAST + 5, NORTH + 5), square(0, 0))
    pairs = shared_between(prepare(mixed), prepare(column(square(0, 0))))
    assert (pairs.a.tolist(), pairs.b.tolist()) == ([3], [0])
    nothing = prepare(column(None))
    assert len(shared_between(nothing, prepare(mixed))) == 0
    assert len(shared_within(prepare(np.empty(0, dtype=object)))) == 0


@pytest.mark.parametrize("seed", range(6))
def test_equal_to_the_overlay_of_geos(seed):
    """Hundreds of random pairs, small against small and small against large, within 0.01 m2."""
    rng = np.random.default_rng(seed)
    small = column(
        *[star(rng, rng.integers(3, 14), 900, *CORNER + rng.uniform(-4e3, 4e3, 2)) for _ in range(60)],
        *[square(i, i % 3) for i in range(-4, 4)],
    )
    large = column(*[star(rng, 3000, 9000, *CORNER + rng.uniform(-6e3, 6e3, 2), 0.3) for _ in range(4)])
    for other in (small, large):
        expected = shapely.area(shapely.intersection(small[:, None], other[None, :]))
        pairs = shared_between(prepare(small), prepare(other))
        found = np.zeros(expected.shape)
        found[pairs.a, pairs.b] = pairs.m2
        np.testing.assert_allclose(found, expected, atol=0.01)


@st.composite
def polygons(draw):
    """A random simple polygon of up to twenty vertices around one place."""
    seed = draw(st.integers(0, 2**32 - 1))
    points = draw(st.integers(3, 20))
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-400, 400, 2)
    shape = star(rng, points, draw(st.floats(20, 1500)), EAST + x, NORTH + y)
    return shape if shape.is_valid and shape.area > 1 else square(0, 0, 700.0)


@given(polygons(), polygons())
@settings(deadline=None, max_examples=60)
def test_symmetric_and_never_larger_than_either(a, b):
    """Whichever side is asked first, the answer is the same, and within both."""
    there, back = shared(a, b), shared(b, a)
    assert there == pytest.approx(back, abs=1e-4)
    assert there <= min(a.area, b.area) + 1e-9


@given(polygons(), polygons(), st.floats(-0.8, 0.8))
@settings(deadline=None, max_examples=60)
def test_additive_over_a_cut(a, b, where):
    """Cut one shape in two, and the two halves share together what the whole shared."""
    west, south, east, north = a.bounds
    middle = (west + east) / 2 + where * (east - west) / 2
    halves = [a.intersection(box(west, south, middle, north)), a.intersection(box(middle, south, east, north))]
    assert sum(shared(half, b) for half in halves) == pytest.approx(shared(a, b), abs=0.01)


@given(polygons(), polygons(), st.integers(0, 19))
@settings(deadline=None, max_examples=60)
def test_unchanged_by_start_vertex_and_direction(a, b, start):
    """The same outline begun elsewhere, or drawn the other way round, is the same ground."""
    outline = list(a.exterior.coords)[:-1]
    start %= len(outline)
    turned = Polygon(outline[start:] + outline[:start])
    assert shared(turned, b) == pytest.approx(shared(a, b), abs=1e-4)
    assert shared(turned.reverse(), b) == pytest.approx(shared(a, b), abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_pieces_add_up_to_the_whole(seed):
    """Cutting loses no ground, respects the limit, and finds the rectangles inside."""
    rng = np.random.default_rng(seed)
    whole = star(rng, 20_000, 30_000, roughness=0.05)
    holed = whole.difference(affinity.scale(star(rng, 400, 5_000), 0.5, 0.5))
    for shape in (whole, MultiPolygon([holed, box(EAST + 1e5, NORTH, EAST + 1.1e5, NORTH + 1e4)])):
        pieces = cut(column(None, shape), max_vertices=64)
        assert set(pieces.owner) == {1}
        assert shapely.area(pieces.shapes).sum() == pytest.approx(shape.area, rel=1e-9)
        assert shapely.get_num_coordinates(pieces.shapes).max() <= 64
        assert prepare(column(shape)).is_box.sum() > 10
