"""The shape that two sides share: where the number says it is, valid, and nothing where nothing is shared."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from registry.common.spatial.measuring import prepare, shared_between
from registry.common.spatial.sharing import shared_shapes

EAST, NORTH = 500_000.0, 9_000_000.0


def column(*shapes):
    """An array of shapes."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def star(rng, points, radius, x=EAST, y=NORTH):
    """A random simple polygon around a place."""
    angle = (np.arange(points) + 0.8 * rng.random(points)) / points * 2 * np.pi
    reach = radius * (1 - 0.5 * rng.random(points))
    return Polygon(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]))


def shapes_between(a, b):
    """Pairs of two columns and what they share."""
    side = prepare(b)
    pairs = shared_between(prepare(a), side, 0.01)
    return pairs, shared_shapes(a, side, pairs)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_as_large_as_the_number_says_and_within_both(seed):
    """Small shapes against small and cut ones: the area agrees, and the shape lies in both sides."""
    rng = np.random.default_rng(seed)
    a = column(
        *[
            star(rng, int(rng.integers(3, 12)), 800, *np.add(rng.uniform(-2e3, 2e3, 2), (EAST, NORTH)))
            for _n in range(6)
        ]
    )
    b = column(star(rng, 900, 4000), *[star(rng, 9, 700, EAST + x, NORTH) for x in (-900, 0, 900)])
    pairs, shapes = shapes_between(a, b)
    assert shapely.is_valid(shapes).all()
    assert shapely.area(shapes) == pytest.approx(pairs.m2, abs=0.01)
    assert (shapely.area(shapely.difference(shapes, a[pairs.a])) < 0.01).all()
    assert (shapely.area(shapely.difference(shapes, b[pairs.b])) < 0.01).all()


def test_the_inner_one_is_the_shape_itself():
    """
    +-------------+
    |  +---+      |     one lies inside the other: what they share is the inner one, vertex for vertex
    |  | X |      |
    +--+---+------+
    """
    inner, outer = box(EAST + 100, NORTH, EAST + 300, NORTH + 200), box(EAST, NORTH, EAST + 1000, NORTH + 1000)
    for a, b in ((inner, outer), (outer, inner)):
        _pairs, (shape,) = shapes_between(column(a), column(b))
        assert shape.equals_exact(inner, 0)


def test_parts_and_holes_of_what_is_shared_survive():
    """A comb over a bar shares its teeth; a hole in one side is a hole in what is shared."""
    bar = box(EAST, NORTH, EAST + 1000, NORTH + 100)
    comb = shapely.union_all([box(EAST + x, NORTH - 50, EAST + x + 40, NORTH + 500) for x in range(0, 1000, 100)])
    holed = box(EAST - 10, NORTH - 10, EAST + 2000, NORTH + 500).difference(Point(EAST + 500, NORTH + 50).buffer(20))
    _pairs, shapes = shapes_between(column(bar), column(comb, holed))
    assert len(shapely.get_parts(shapes[0])) == 10
    assert len(shapes[1].interiors) == 1


def test_nothing_shared_gives_nothing():
    """Neighbours on the grid, and an empty column."""
    a, b = box(EAST, NORTH, EAST + 1000, NORTH + 1000), box(EAST + 1000, NORTH, EAST + 2000, NORTH + 1000)
    assert len(shapes_between(column(a), column(b))[1]) == 0
    assert len(shapes_between(column(None), column(b))[1]) == 0
