"""Storing footprints: the shape as its title states it, in the grid system of its zone.

A footprint never changes. A new shape is a new row, the old one is superseded, and the run that measures the new
one is asked for in the same transaction. Hectares are those of the system in which the title gives the vertices
(WGS 84 or PSAD56, UTM), since that is the grid on which the right was granted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE
from registry.common.spatial.repair import repair
from registry.common.spatial.srids import UTM_SOUTH, WGS84, ZONE_OF_SRID, grid_srid_of, reproject, unit_of
from registry.territory.models import Check, Finding, Footprint, NeighbourCheck
from registry.territory.services.placing import Placed, checksum_of, footprint_of, place_all, plain
from registry.territory.services.runs import run_request
from registry.territory.services.verdicts import verdicts_reopen_moved

ZONE_MARGIN_DEGREES = 1.0
ROWS_AT_ONCE = 1_000
__all__ = ["Placed", "checksum_of", "footprint_of", "place_all"]  # placing by the thousand, from `placing`


@dataclass(frozen=True, slots=True)
class FootprintDraft:
    """A shape that is to be stored: in `source_srid`, with its kind of owner.

    `grid_srid` is the declared zone's system; `None` takes it from a metric source, else from the place. For a point
    `accuracy_m` says how far the truth may lie.
    """

    owner_kind: str
    shape: BaseGeometry
    source_srid: int
    grid_srid: int | None = None
    accuracy_m: float = 0.0
    source_text: str = ""


@transaction.atomic
def footprints_register(
    *, drafts: Sequence[FootprintDraft], on: date, reason: str = "footprint_changed"
) -> list[Footprint]:
    """Store many footprints, in the order of the drafts, and ask for one run that measures them all.

    Raises:
        DomainError: a shape cannot be measured, or lies far outside its declared zone.
    """
    rows = Footprint.objects.bulk_create([footprint_draw(draft) for draft in drafts], batch_size=500)
    if rows:
        run_request(reason=reason, on=on, footprint_ids=[row.pk for row in rows])
    return rows


@transaction.atomic
def footprint_register(*, draft: FootprintDraft, on: date) -> Footprint:
    """Store one footprint and ask for the run that measures it.

    Raises:
        DomainError: see `footprints_register`.
    """
    return footprints_register(drafts=[draft], on=on)[0]


@transaction.atomic
def footprint_replace(*, footprint: Footprint, draft: FootprintDraft, on: date, at: datetime) -> Footprint:
    """Store a new shape in place of a footprint; the same row comes back when nothing moved.

    The owner's row is pointed to the new one by the caller, in the same transaction.
    """
    standing = Footprint.objects.select_for_update().get(pk=footprint.pk)
    new = footprint_draw(draft)
    if (new.checksum, new.accuracy_m) == (standing.checksum, standing.accuracy_m) and standing.superseded_at is None:
        return standing
    footprint_supersede(footprint=standing, at=at)
    return footprints_register(drafts=[draft], on=on)[0]


@transaction.atomic
def footprint_supersede(*, footprint: Footprint, at: datetime) -> None:
    """Take a footprint out of the standing ledger; its checks and findings are kept as history."""
    _end([footprint.pk], at)


def footprints_store(*, footprints: Sequence[Footprint], superseded: Sequence[int], at: datetime) -> list[int]:
    """Store new footprints, end those whose place they take, and ask for one run; returns the new ids that stand.

    Called inside the transaction of the owners' change, which also records the event.
    """
    Footprint.objects.bulk_create(footprints, batch_size=ROWS_AT_ONCE)
    _end(list(superseded), at)
    ids = [footprint.pk for footprint in footprints if footprint.superseded_at is None]
    if ids:
        run_request(reason="footprint_changed", on=day_of(at), footprint_ids=ids)
    return ids


def _end(ids: list[int], at: datetime) -> None:
    Footprint.objects.filter(pk__in=ids, superseded_at=None).update(superseded_at=at)
    Check.objects.filter(footprint__in=ids, superseded_at=None).update(superseded_at=at)
    Finding.objects.filter(footprint__in=ids, superseded_at=None).update(superseded_at=at)
    Finding.objects.filter(other__in=ids, superseded_at=None).update(superseded_at=at)
    NeighbourCheck.objects.filter(footprint__in=ids, superseded_at=None).update(superseded_at=at)
    verdicts_reopen_moved(footprint_ids=ids, at=at)


def _column(shape: BaseGeometry | None) -> np.ndarray:
    column = np.empty(1, dtype=object)
    column[0] = shape
    return column


def _sound(shape: BaseGeometry | None) -> BaseGeometry:
    done = repair(_column(shape), areas_only=False)
    if done.refused:
        raise DomainError(str(done.findings[0].reason), field="shape", code="shape_refused")
    return done.shapes[0]  # type: ignore[no-any-return]


def footprint_draw(draft: FootprintDraft) -> Footprint:
    """The footprint of a draft, not stored.

    Raises:
        DomainError: the shape cannot be measured, or lies far outside its declared zone.
    """
    source = _sound(draft.shape)
    degrees = _sound(reproject(_column(source), draft.source_srid, WGS84)[0])
    grid = draft.grid_srid or _grid_of(draft.source_srid, degrees)
    _check_zone(degrees, grid)
    moved = _sound(reproject(_column(source), draft.source_srid, grid)[0])
    shape = shapely.set_srid(plain(_column(moved))[0], grid)
    is_point = shapely.get_dimensions(shape) < 2
    measured = source if unit_of(draft.source_srid) == "metre" else shape
    return Footprint(
        owner_kind=draft.owner_kind,
        grid_srid=grid,
        shape=shape,
        geom=GEOSGeometry(memoryview(shapely.to_wkb(degrees)), srid=WGS84),
        is_point=bool(is_point),
        accuracy_m=draft.accuracy_m,
        measured_area_ha=None
        if is_point
        else Decimal(measured.area / SQUARE_METRES_PER_HECTARE).quantize(Decimal("0.0001")),
        source_srid=draft.source_srid,
        source_text=draft.source_text,
        checksum=checksum_of(shapely.normalize(shape), grid),
    )


def _grid_of(source_srid: int, degrees: BaseGeometry) -> int:
    if source_srid in ZONE_OF_SRID:
        return UTM_SOUTH[ZONE_OF_SRID[source_srid]]
    if unit_of(source_srid) == "metre":
        return source_srid
    west, south, east, north = degrees.bounds
    return grid_srid_of((west + east) / 2, (south + north) / 2)


def _check_zone(degrees: BaseGeometry, grid_srid: int) -> None:
    """Refuse a declared zone from which the place is far away: its areas would not be laid out there."""
    zone = ZONE_OF_SRID.get(grid_srid)
    if zone is None:
        return
    west_edge = zone * 6 - 186 - ZONE_MARGIN_DEGREES
    west, _south, east, _north = degrees.bounds
    if west < west_edge or east > west_edge + 6 + 2 * ZONE_MARGIN_DEGREES:
        raise DomainError(
            _(
                "The coordinates lie more than one degree outside of UTM zone %(zone)s. "
                "Check the zone and the datum of the coordinates."
            )
            % {"zone": zone},
            field="grid_srid",
            code="zone_contradicts_place",
        )
