"""What speaks against a place as somebody typed it: it lies outside of its declared right, or in another district.

Neither is refused, for people do work elsewhere than they declared, and that is what the register has to know. But far
more often a digit, the zone or the datum is wrong, so a person is asked once. What was not loaded raises no doubt: a
right without a shape, a district without a boundary. Boundaries of districts are drawn coarsely, so a place counts as
outside only from some two kilometres on.
"""

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from concessions.models import MiningRight
from registry.common.spatial.srids import reproject
from registry.places.models import Place as District
from registry.territory.models import Footprint
from registry.territory.services.footprints import FootprintDraft, footprint_draw
from registry.territory.services.places import Place

COARSE_DEGREES = 0.02
WHOLLY = 0.9999
EDGE_M = 1.0


def place_doubts(*, place: Place, right: MiningRight | None, ubigeo: str) -> list[str]:
    """Return the sentences that a person should answer before the place is kept; none where all fits.

    Raises:
        DomainError: the place cannot be measured or contradicts its zone.
    """
    drawn = footprint_draw(
        FootprintDraft(
            "declared_place", place.shape, place.srid, grid_srid=place.grid_srid, accuracy_m=place.accuracy_m
        )
    )
    return [doubt for doubt in (_of_right(drawn, right), _of_district(drawn, ubigeo)) if doubt]


def _of_right(drawn: Footprint, right: MiningRight | None) -> str:
    ground = right.footprint if right is not None else None
    if right is None or ground is None:
        return ""
    shape = _moved(drawn.shape, drawn.grid_srid, ground.grid_srid)
    away = float(shapely.distance(shape, ground.shape))
    if away > max(drawn.accuracy_m, EDGE_M):
        return _("It lies %(metres)s m outside of the declared right %(code)s.") % {
            "metres": f"{away:,.0f}", "code": right.code
        }  # fmt: skip
    if drawn.is_point:
        return ""
    inside = float(shapely.area(shapely.intersection(shape, ground.shape)) / shapely.area(shape))
    if inside >= WHOLLY:
        return ""
    return _("Only %(share)d %% of it lies inside of the declared right %(code)s.") % {
        "share": int(100 * inside), "code": right.code
    }  # fmt: skip


def _moved(shape: BaseGeometry, srid: int, to: int) -> BaseGeometry:
    column = np.empty(1, dtype=np.object_)
    column[0] = shape
    return reproject(column, srid, to)[0] if srid != to else shape


def _of_district(drawn: Footprint, ubigeo: str) -> str:
    codes = [ubigeo[:digits] for digits in (6, 4, 2) if len(ubigeo) >= digits]
    rows = District.objects.filter(ubigeo__in=codes, boundary__isnull=False, valid_until=None).defer("boundary")
    known = max(rows, key=lambda row: len(row.ubigeo), default=None)
    near = District.objects.filter(pk=known.pk, boundary__dwithin=(drawn.geom, COARSE_DEGREES)) if known else None
    if known is None or (near is not None and near.exists()):
        return ""
    return _("It does not lie in %(name)s, the place that the code %(ubigeo)s (UBIGEO) names.") % {
        "name": known.name, "ubigeo": ubigeo
    }  # fmt: skip
