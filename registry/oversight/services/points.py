"""A typed place as one point in degrees: a report says where, never how far."""

from django.contrib.gis.geos import Point

from registry.common.spatial.srids import WGS84, reproject
from registry.territory.services.places import Place


def point_of(place: Place | None) -> Point | None:
    """Return the point of a place, or the middle of an outline; None where no place was given."""
    if place is None:
        return None
    (middle,) = reproject([place.shape.representative_point()], place.srid, WGS84)
    return Point(middle.x, middle.y, srid=WGS84)
