"""The shapes of a page as GeoJSON for its live map, with eight digits: six would move a corner by 5 cm."""

import json
from collections.abc import Iterable

import shapely
from django.http import HttpResponse

from registry.common.sketch import Piece
from registry.common.spatial.srids import WGS84, reproject


def collection(pieces: Iterable[Piece], srid: int) -> HttpResponse:
    """Return the pieces of a drawing, given in a grid system, as a feature collection in degrees."""
    features = []
    for piece in pieces:
        moved = reproject([shapely.from_wkb(bytes(piece.geometry.wkb))], srid, WGS84)[0]
        geometry = json.loads(shapely.to_geojson(shapely.transform(moved, lambda xy: xy.round(8))))
        properties = {"kind": piece.kind, "title": piece.title, "in_focus": piece.in_focus}
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return HttpResponse(
        json.dumps({"type": "FeatureCollection", "features": features}), content_type="application/geo+json"
    )
