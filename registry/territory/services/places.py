"""From coordinates as a person gives them to a footprint: the truth in the grid system, the copy in degrees.

A footprint never changes: a new shape is a new row and the one before is superseded. Who stores one
announces `territory.footprint.registered`; measuring hangs on that news.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.spatial.repair import repair
from registry.common.spatial.srids import GRID_SRIDS, WGS84, grid_srid_of, reproject
from registry.territory.models import Footprint

SQUARE_METRES = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """A shape as given: its system, how exact it is, the text it was read from, and the declared zone if one is."""

    shape: BaseGeometry
    srid: int
    accuracy_m: float = 0
    source_text: str = ""
    grid_srid: int | None = None


def place_register(*, owner_kind: str, place: Place, at: datetime, replaces: Footprint | None = None) -> Footprint:
    """Store a place as a footprint, measured in its declared grid system or in the zone of its middle.

    Called inside the transaction of the owner's change. The same shape as `replaces` returns that one.

    Raises:
        DomainError: where the shape cannot be repaired, has no place in the grid, or lies outside Peru's zones.
    """
    (sound,) = repair(np.array([place.shape], dtype=object), areas_only=False).shapes
    if sound is None:
        raise DomainError(_("These coordinates enclose no ground that can be measured. Check their order."), field="place", code="shape_refused")
    grid = place.grid_srid or _grid_of(sound, place.srid)
    (measuring,) = reproject([sound], place.srid, grid)
    (degrees,) = reproject([sound], place.srid, WGS84)
    if not np.isfinite(shapely.get_coordinates([measuring, degrees])).all():
        raise DomainError(_("These coordinates lie nowhere in the chosen system. Check zone and datum."), field="place", code="shape_nowhere")
    measuring = shapely.set_srid(measuring, grid)
    checksum = hashlib.sha256(f"{grid}:{shapely.normalize(measuring).wkb_hex}".encode()).hexdigest()
    if replaces is not None and replaces.checksum == checksum and replaces.accuracy_m == place.accuracy_m:
        return replaces
    if replaces is not None:
        replaces.superseded_at = at
        replaces.save(update_fields=["superseded_at"])
    row = _row(owner_kind, place, measuring, degrees, checksum)
    row.save()
    announce("territory.footprint.registered", [row.pk])
    return row


def _row(owner_kind: str, place: Place, measuring: BaseGeometry, degrees: BaseGeometry, checksum: str) -> Footprint:
    is_point = measuring.geom_type == "Point"
    return Footprint(
        owner_kind=owner_kind,
        grid_srid=shapely.get_srid(measuring),
        shape=measuring,
        geom=GEOSGeometry(degrees.wkb_hex, srid=WGS84),
        is_point=is_point,
        accuracy_m=place.accuracy_m,
        measured_area_ha=None if is_point else Decimal(str(round(measuring.area / SQUARE_METRES, 4))),
        source_srid=place.srid,
        source_text=place.source_text,
        checksum=checksum,
    )


def _grid_of(shape: BaseGeometry, srid: int) -> int:
    """The zone of the middle of the shape, refused outside 17, 18 and 19 south."""
    (degrees,) = reproject([shape], srid, WGS84)
    middle = degrees.representative_point()
    grid = grid_srid_of(middle.x, middle.y) if np.isfinite([middle.x, middle.y]).all() else 0
    if grid not in GRID_SRIDS:
        raise DomainError(
            _("These coordinates lie outside the zones of Peru (17, 18 and 19 South). Check zone, datum and the order of east and north."),
            field="place",
            code="shape_outside",
        )
    return grid
