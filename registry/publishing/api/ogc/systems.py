"""Reference systems of OGC API - Features Part 2: their addresses, the order of their axes, boxes given in them."""

import math
import re
from dataclasses import dataclass
from functools import cache

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pyproj import Transformer

from registry.api.errors import wrong_parameters
from registry.api.filters import BoundsField

WGS84 = 4326
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
STEPS = 50  # of a side of a box in metres: bent by less than a metre in degrees


@dataclass(frozen=True)
class System:
    """One reference system."""

    address: str
    srid: int
    is_latitude_first: bool = False


CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", WGS84)
SYSTEMS = {
    one.address: one
    for one in (
        CRS84,
        System(f"{_EPSG}4326", WGS84, is_latitude_first=True),
        *(System(f"{_EPSG}{srid}", srid) for srid in (32717, 32718, 32719)),
    )
}


def system_of(name: str, asked: str | None) -> System:
    """Return the system of a parameter, CRS84 without one. Raises: ValidationError naming those there are."""
    if asked is None:
        return CRS84
    if asked not in SYSTEMS:
        raise wrong_parameters({name: _("Use one or more of: %(codes)s.") % {"codes": ", ".join(SYSTEMS)}})
    return SYSTEMS[asked]


def box_of(text: str, system: System) -> GEOSGeometry:
    """Return a box, given in the order of the axes of its system, as a polygon in longitude and latitude.

    Raises:
        ValidationError: what is wrong with it.
    """
    parts = text.split(",")
    if len(parts) == 6:  # heights are of no matter here
        parts = [parts[0], parts[1], parts[3], parts[4]]
    if system.is_latitude_first and len(parts) == 4:
        parts = [parts[1], parts[0], parts[3], parts[2]]
    try:
        if system.srid == WGS84 and (halves := _across_the_antimeridian(parts)):
            return halves
        if system.srid == WGS84:
            box: GEOSGeometry = BoundsField().clean(",".join(parts))
            return box
        return _projected(parts, system.srid)
    except ValidationError as error:
        raise wrong_parameters({"bbox": " ".join(error.messages)}) from error


def _across_the_antimeridian(parts: list[str]) -> GEOSGeometry | None:
    """Return the two halves of a box from the eastern into the western hemisphere over 180 degrees; else None.

    The standard reads every box whose west lies east of its east so; with both in one hemisphere it is a slip.
    """
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    if not (-180 <= east < 0 < west <= 180 and -90 <= south <= north <= 90):
        return None
    halves = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    return GEOSGeometry(memoryview(shapely.to_wkb(shapely.MultiPolygon(halves))), srid=WGS84)


def _projected(parts: list[str], srid: int) -> GEOSGeometry:
    message = _("A box in this system has four numbers in metres, west,south,east,north, west less than east.")
    if len(parts) != 4 or not all(re.fullmatch(r"\s*-?[0-9]{1,9}(\.[0-9]{1,9})?\s*", part) for part in parts):
        raise ValidationError(message)
    west, south, east, north = (float(part) for part in parts)
    if not (west < east and south < north):
        raise ValidationError(message)
    box = shapely.segmentize(shapely.box(west, south, east, north), max(east - west, north - south) / STEPS)
    degrees = shapely.transform(box, _to_degrees(srid).transform, interleaved=False)  # type: ignore[arg-type] # overloads
    if not math.isfinite(sum(degrees.bounds)):
        raise ValidationError(_("This box lies where the system does not reach."))
    return GEOSGeometry(memoryview(shapely.to_wkb(degrees)), srid=WGS84)


@cache
def _to_degrees(srid: int) -> Transformer:
    return Transformer.from_crs(srid, WGS84, always_xy=True)
