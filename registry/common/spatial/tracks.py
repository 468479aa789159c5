"""Outlines walked with a GPS receiver or drawn in a globe program: GPX and KML, in degrees by definition.

A track or route around a place is its outline; lone waypoints in their order are its corners, one is a point. Read
with the standard library after refusing any document type, so that no entity is expanded and nothing is fetched.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from registry.common.spatial.archives import SourceError

ENDINGS = frozenset({".gpx", ".kml"})
CORNERS_LEAST = 3
Corner = tuple[float, float]


def read_outlines(path: Path) -> list[BaseGeometry]:
    """Return the places of a GPX or KML file, longitude first, without their heights.

    Raises:
        SourceError: it is damaged, names a document type, or a line has two corners only.
    """
    root = _root(path)
    read = _of_gpx if path.suffix.lower() == ".gpx" else _of_kml
    try:
        return list(read(root))
    except ValueError as error:
        if isinstance(error, SourceError):
            raise
        raise _damaged(path) from error


def _root(path: Path) -> ET.Element:
    content = path.read_bytes()
    # Read as UTF-8 alone: in another encoding a document type could hide from this look.
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _damaged(path) from error
    if "<!DOCTYPE" in text.upper():
        raise SourceError(_("%(name)s names a document type; it is not read. Export it again.") % {"name": path.name})
    try:
        return ET.fromstring(text)  # noqa: S314 - without a document type there is no entity to expand
    except (ET.ParseError, ValueError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> SourceError:
    return SourceError(_("%(name)s is not what its ending says, or it is damaged.") % {"name": path.name})


def _named(node: ET.Element, *names: str) -> Iterator[ET.Element]:
    """Every element of these names below a node, whatever its namespace."""
    return (one for one in node.iter() if str(one.tag).rpartition("}")[2] in names)


def _of_gpx(root: ET.Element) -> Iterator[BaseGeometry]:
    walked = list(_named(root, "trk", "rte"))
    for one in walked:
        yield outline([_corner(point) for point in _named(one, "trkpt", "rtept")])
    if not walked and (points := [_corner(point) for point in _named(root, "wpt")]):
        yield outline(points)


def _corner(point: ET.Element) -> Corner:
    try:
        return float(point.attrib["lon"]), float(point.attrib["lat"])
    except KeyError as error:
        raise ValueError from error


def _of_kml(root: ET.Element) -> Iterator[BaseGeometry]:
    for polygon in _named(root, "Polygon"):
        rings = [_corners(node) for node in _named(polygon, "coordinates")]
        if rings:
            yield Polygon(rings[0], rings[1:])
    inside = {id(node) for polygon in _named(root, "Polygon") for node in polygon.iter()}
    for node in _named(root, "Point", "LineString", "LinearRing"):
        if id(node) not in inside:
            for coordinates in _named(node, "coordinates"):
                yield outline(_corners(coordinates))


def _corners(node: ET.Element) -> list[Corner]:
    parts = [one.split(",") for one in (node.text or "").split()]
    return [(float(one[0]), float(one[1])) for one in parts if len(one) >= 2]


def outline(corners: list[Corner]) -> BaseGeometry:
    """Return the place that corners in their order stand for: one is a point, three and more go around an area.

    Raises:
        SourceError: two corners, or none.
    """
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(corners) == 1:
        return Point(corners[0])
    if len(corners) < CORNERS_LEAST:
        raise SourceError(_("Two corners make no area. Give one point, or three corners and more."))
    return shapely.force_2d(Polygon(corners))
