"""Flawed shapes: repaired with holes and parts kept, or refused with the reason."""

import numpy as np
import pytest
import shapely

from registry.common.spatial.repair import Flaw, repair


def repaired(wkt, *, areas_only=True):
    """One shape and its flaw after repair."""
    shape = np.empty(1, dtype=object)
    shape[0] = shapely.from_wkt(wkt) if isinstance(wkt, str) else wkt
    done = repair(shape, areas_only=areas_only)
    return done.shapes[0], (done.findings[0].flaw if done.findings else None)


@pytest.mark.parametrize(
    ("wkt", "flaw"),
    [
        (None, Flaw.NULL),
        ("POLYGON EMPTY", Flaw.EMPTY),
        ("POINT (1 1)", Flaw.NO_AREA),
        ("LINESTRING (0 0, 1 1)", Flaw.NO_AREA),
        ("POLYGON ((0 0, 1 0, 0 0, 0 0))", Flaw.NO_AREA),
        (shapely.Polygon([(0, 0), (1, 0), (1, float("inf"))]), Flaw.NOT_FINITE),
    ],
)
def test_refused_with_its_reason(wkt, flaw):
    """A refused shape is gone, and the reason is a whole sentence."""
    shape, found = repaired(wkt)
    assert shape is None
    assert found is flaw


def test_a_bow_tie_keeps_both_wings():
    """
    +     +
    |\\   /|
    | \\ / |     drawn in one line that crosses itself
    | / \\ |
    |/   \\|
    """
    shape, flaw = repaired("POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0))")
    assert flaw is Flaw.INVALID
    assert shape.area == pytest.approx(8.0)
    assert shapely.get_num_geometries(shape) == 2


def test_holes_and_parts_survive():
    """A repair of one ring leaves the hole and the other part as they were."""
    shape, flaw = repaired(
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2)), ((20 0, 24 4, 24 0, 20 4, 20 0)))"
    )
    assert flaw is Flaw.INVALID
    assert shape.area == pytest.approx(81 - 4 + 8)
    assert sum(len(part.interiors) for part in shape.geoms) == 1


def test_a_spike_is_dropped_with_the_outline_said_to_be_repaired():
    """A line that leaves the ground and comes back holds no ground."""
    shape, flaw = repaired("POLYGON ((0 0, 4 0, 4 4, 8 8, 4 4, 0 4, 0 0))")
    assert flaw is Flaw.INVALID
    assert shape.area == pytest.approx(16.0)


def test_a_collection_keeps_its_polygons_and_says_so():
    """Points among polygons are dropped, by name."""
    shape, flaw = repaired("GEOMETRYCOLLECTION (POINT (9 9), POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0)))")
    assert flaw is Flaw.DROPPED_PARTS
    assert shape.area == 1.0


def test_points_and_lines_pass_where_a_layer_may_hold_them():
    """Heights are left out."""
    shape, flaw = repaired("POINT Z (1 2 3)", areas_only=False)
    assert flaw is None
    assert not shape.has_z


def test_a_sound_column_is_passed_on_without_findings():
    """Nothing is said of what nothing is wrong with."""
    cells = np.array([shapely.box(i, 0, i + 1, 1) for i in range(50)])
    done = repair(cells)
    assert (done.repaired, done.refused) == (0, 0)
    assert shapely.equals_exact(done.shapes, cells).all()
