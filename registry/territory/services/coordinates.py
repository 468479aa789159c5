"""Reading a place from what a person types: UTM corners, degrees, or GeoJSON pasted from another program.

Every door uses it, so that the same bad input is refused with the same words.
"""

import json
import re
from enum import StrEnum

import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

from registry.common.errors import DomainError
from registry.common.numbers import read_decimal
from registry.common.spatial.srids import PSAD56_SOUTH, UTM_SOUTH, WGS84
from registry.common.typed import as_seen
from registry.territory.services.places import Place

CORNERS_LEAST = 3
EAST = (100_000, 900_000)
NORTH = (7_900_000, 10_100_000)
LONGITUDE = (-82.0, -68.0)
LATITUDE = (-19.0, 1.0)


class Written(StrEnum):
    """How the coordinates are written."""

    NONE = ""
    UTM = "utm"
    DEGREES = "degrees"
    GEOJSON = "geojson"


def read_place(
    *, written: str, text: str, zone: int | None = None, datum: str = "wgs84", accuracy_m: float = 0
) -> Place | None:
    """Return the place that was typed, or None where none was.

    One line a corner; one corner is a point, three or more a polygon (closing it is not needed).

    Raises:
        DomainError: the field is `coordinates`; the sentence names the line and what to do.
    """
    text = as_seen(text)
    if not text.strip():
        return None
    if written == Written.NONE:
        raise _refusal(_("Choose how these coordinates are written, or empty them: as it is they would be lost."))
    if written == Written.GEOJSON:
        return Place(_geojson(text), WGS84, accuracy_m, text)
    if written == Written.DEGREES:
        return Place(_outline(text, LONGITUDE, LATITUDE, degrees=True), WGS84, accuracy_m, text)
    systems = PSAD56_SOUTH if datum == "psad56" else UTM_SOUTH
    if zone not in systems:
        raise _refusal(_("Choose the UTM zone: 17, 18 or 19 South. It stands on the plan."))
    grid = UTM_SOUTH[zone]
    return Place(_outline(text, EAST, NORTH, degrees=False), systems[zone], accuracy_m, text, grid)


def _refusal(message: str) -> DomainError:
    return DomainError(message, field="coordinates", code="coordinates")


def _outline(text: str, across: tuple[float, float], along: tuple[float, float], *, degrees: bool) -> BaseGeometry:
    corners = [
        _corner(number, line, across, along, degrees=degrees)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]
    if len(corners) == 1:
        return Point(corners[0])
    if len(corners) < CORNERS_LEAST:
        raise _refusal(_("Two corners make no area. Give one point, or three corners and more."))
    outline = Polygon(corners)
    if not outline.is_valid:
        raise _refusal(
            _("The outline crosses itself ({why}). Give the corners in order, around the area.").format(
                why=shapely.is_valid_reason(outline)
            )
        )
    return outline


def _corner(
    number: int, line: str, across: tuple[float, float], along: tuple[float, float], *, degrees: bool
) -> tuple[float, float]:
    parts = [part for part in re.split(r"[\s;]+", line.strip()) if part]
    if len(parts) == 1 and parts[0].count(",") == 1:
        parts = parts[0].split(",")
    parts = [part.rstrip(",") for part in parts]
    if len(parts) != 2:
        raise _refusal(
            _("Line {number} needs two numbers, east and north, with a space between them.").format(number=number)
        )
    try:
        x, y = (float(read_decimal(part)) for part in parts)
    except DomainError as error:
        raise _refusal(_("Line {number}: {why}").format(number=number, why=error.message)) from error
    if across[0] <= x <= across[1] and along[0] <= y <= along[1]:
        return x, y
    if across[0] <= y <= across[1] and along[0] <= x <= along[1]:
        raise _refusal(_("Line {number} gives north before east. Write east first, then north.").format(number=number))
    if degrees:
        raise _refusal(
            _("Line {number} lies outside Peru: longitude is between -82 and -68, latitude between -19 and 1.").format(
                number=number
            )
        )
    raise _refusal(
        _("Line {number} is no UTM place in Peru: east has six digits, north seven or eight.").format(number=number)
    )


def _geojson(text: str) -> BaseGeometry:
    try:
        content = json.loads(text)
        while isinstance(content, dict) and content.get("type") in {"FeatureCollection", "Feature"}:
            content = (
                content["features"][0]
                if content["type"] == "FeatureCollection" and len(content["features"]) == 1
                else content["geometry"]
            )
        found = shape(content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, ShapelyError) as error:
        raise _refusal(
            _("This is not GeoJSON with one shape. Paste one geometry, one feature, or a collection of one.")
        ) from error
    if found.geom_type not in {"Point", "Polygon", "MultiPolygon"}:
        raise _refusal(_("A place is a point or an area; this is another kind of shape."))
    west, south, east, north = found.bounds
    if not (LONGITUDE[0] <= west <= east <= LONGITUDE[1] and LATITUDE[0] <= south <= north <= LATITUDE[1]):
        raise _refusal(_("The shape lies outside Peru. GeoJSON is written in degrees, longitude first."))
    return found
