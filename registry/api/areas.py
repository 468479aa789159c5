"""A polygon that somebody sends to search by: read, bounded and refused with a sentence that helps.

Decides: what is no polygon in longitude and latitude is refused, a polygon that crosses itself too. Nothing is
repaired here: who asks must know what was asked.
"""

from typing import Any

import numpy as np
import orjson
import shapely
from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

MOST_VERTICES = 10_000
MOST_BYTES = 1_000_000
# Longitudes and latitudes between which Peru lies; only to recognise coordinates whose two axes are swapped.
GROUND = (-82.0, -19.0, -68.0, 1.0)
_DEPTH = {"Polygon": 2, "MultiPolygon": 3}


def read_area(text: str | bytes) -> GEOSGeometry:
    """Return a GeoJSON Polygon or MultiPolygon (bare or as a feature) in EPSG:4326.

    Raises:
        ValidationError: what cannot be used, and why.
    """
    if len(text) > MOST_BYTES:
        raise forms.ValidationError(_("A polygon has at most 1 MB of text. Simplify it and send it again."))
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise forms.ValidationError(_("This is not JSON. Send a GeoJSON polygon.")) from error
    return _polygon(said)


def _polygon(said: Any) -> GEOSGeometry:
    if isinstance(said, dict) and said.get("type") == "Feature":
        said = said.get("geometry")
    kind = said.get("type") if isinstance(said, dict) else None
    if not isinstance(kind, str) or kind not in _DEPTH:
        raise forms.ValidationError(_("Send a GeoJSON geometry of type Polygon or MultiPolygon."))
    rings = _rings(said.get("coordinates"), _DEPTH[kind])
    positions = [position for ring in rings for position in ring]
    if len(positions) > MOST_VERTICES:
        message = _("A polygon to search by has at most %(most)d vertices; this one has %(has)d. Simplify it.")
        raise forms.ValidationError(message % {"most": MOST_VERTICES, "has": len(positions)})
    _check_positions(positions)
    try:
        shape = shapely.from_geojson(orjson.dumps({"type": kind, "coordinates": said["coordinates"]}))
    except (shapely.errors.GEOSException, ValueError) as error:
        raise forms.ValidationError(
            _("The rings of this polygon are not closed or have fewer than 4 positions.")
        ) from error
    return _sound(shape)


def _rings(value: Any, depth: int) -> list[list[Any]]:
    """Return the rings of nested coordinates. Raises: ValidationError where the nesting is another."""
    if not isinstance(value, list) or not value:
        raise forms.ValidationError(_("The coordinates of this polygon are missing or not nested as GeoJSON asks."))
    if depth == 1:
        return [value]
    return [ring for inner in value for ring in _rings(inner, depth - 1)]


def _check_positions(positions: list[Any]) -> None:
    usable = all(
        isinstance(one, list) and 2 <= len(one) <= 4 and all(type(part) in {int, float} for part in one)
        for one in positions
    )
    if not usable:
        raise forms.ValidationError(_("Each position is [longitude, latitude] in degrees, as numbers."))
    x, y = np.array([[float(one[0]), float(one[1])] for one in positions]).T
    left, bottom, right, top = GROUND
    lies_there = bool((x <= right).any() and (x >= left).any() and (y <= top).any() and (y >= bottom).any())
    lies_swapped = bool(((y <= right) & (y >= left) & (x <= top) & (x >= bottom)).any())
    if lies_swapped and not lies_there:
        raise forms.ValidationError(_("Latitude and longitude are swapped. GeoJSON names longitude first."))
    if (abs(x) > 180).any() or (abs(y) > 90).any():
        raise forms.ValidationError(
            _("Longitudes go from -180 to 180 and latitudes from -90 to 90. GeoJSON is in degrees, not metres.")
        )


def _sound(shape: shapely.Geometry) -> GEOSGeometry:
    flat = shapely.force_2d(shape)
    if shapely.is_empty(flat) or not shapely.is_valid(flat):
        why = shapely.is_valid_reason(flat)
        where = why[why.find("[") + 1 : why.find("]")] if "[" in why else ""
        message = _("This polygon crosses itself or its rings do not fit together, near %(where)s. Repair it.")
        raise forms.ValidationError(message % {"where": where or _("its beginning")})
    return GEOSGeometry(memoryview(shapely.to_wkb(flat)), srid=4326)
