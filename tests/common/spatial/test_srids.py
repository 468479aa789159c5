"""Zones, units and the movement of vertices between systems."""

import numpy as np
import pytest
import shapely

from registry.common.spatial.srids import (
    UnknownSystemError,
    grid_srid_of,
    reproject,
    require_metric,
    zone_of,
    zones_touched,
)


@pytest.mark.parametrize(
    ("longitude", "zone"), [(-80.9, 17), (-78.0001, 17), (-78.0, 18), (-72.0001, 18), (-72.0, 19), (180.0, 60)]
)
def test_zone_of_a_longitude(longitude, zone):
    """A meridian between two zones belongs to the eastern one."""
    assert zone_of(longitude) == zone


def test_grid_system_follows_the_hemisphere():
    """South of the equator 327xx, on it and north of it 326xx."""
    assert grid_srid_of(-70.2, -12.8) == 32719
    assert grid_srid_of(-1.5, 6.1) == 32630
    assert zones_touched(-78.4, -71.9) == (17, 18, 19)


@pytest.mark.parametrize("place", [(500_000, 9_000_000), (300_000, 9_400_000), (700_000, 9_600_000)])
def test_psad56_moves_every_place_by_one_operation(place):
    """The published Peruvian shift, near the coast and the northern border too, not PROJ's pick."""
    moved = reproject(np.array([shapely.Point(place)]), 24877, 32717)[0]
    back = reproject(np.array([moved]), 32717, 24877)[0]
    assert 440 < moved.distance(shapely.Point(place)) < 455
    assert back.distance(shapely.Point(place)) < 0.01


def test_only_vertices_move_and_missing_stay_missing():
    """A long edge gets no new vertex."""
    long = shapely.LineString([(-79.0, -7.0), (-78.0, -7.0)])
    moved = reproject(np.array([long, None]), 4326, 32717)
    assert shapely.get_num_coordinates(moved[0]) == 2
    assert moved[1] is None


@pytest.mark.parametrize("srid", [4326, 999_999])
def test_areas_are_refused_in_degrees_and_in_unknown_systems(srid):
    """Square degrees are no hectares."""
    with pytest.raises(UnknownSystemError, match=str(srid)):
        require_metric(srid)


@pytest.mark.parametrize("srid", [4978, 5773])
def test_metres_alone_are_no_map(srid):
    """Metres from the middle of the earth, or of height, measure no ground."""
    with pytest.raises(UnknownSystemError, match="no map projection"):
        require_metric(srid)
