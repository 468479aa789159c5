"""Rights that a snapshot no longer has: said only inside its scope, and only of the same publisher's rights."""

from datetime import date

import shapely
from django.contrib.gis.db.models.functions import PointOnSurface
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concessions.models import MiningRight, RightSnapshot
from concessions.services.importing.writing import ROWS_AT_ONCE, Plan
from registry.common.importing.outcome import RowNote
from registry.common.importing.systems import Scope
from registry.common.models import ImportBatch, ImportRow
from registry.common.spatial.srids import UTM_SOUTH, WGS84


def mark_gone(plan: Plan, codes: set[str], scope: Scope) -> list[RowNote]:
    """Mark the rights inside the scope that the file no longer has; a refused row's right is not gone.

    A right without a shape lies in no scope and is never said to be gone.
    """
    known = MiningRight.objects.filter(source=plan.batch.source, published_on__lt=plan.day, gone_on=None)
    gone = [right for right in _inside(known, scope) if right.code not in codes]
    _mark(plan, gone, plan.day, plan.batch)
    said = _("Missing inside the scope %(scope)s since %(day)s.") % {"scope": scope.text, "day": plan.day.isoformat()}
    return [RowNote(0, right.code, ImportRow.State.GONE, messages=[said]) for right in gone]


def mark_missing_since(plan: Plan, added: list[MiningRight]) -> None:
    """Mark rights that an older file brings, but a newer file read before, covering their place, did not have."""
    newer = ImportBatch.objects.filter(
        kind=plan.batch.kind, source=plan.batch.source, state=ImportBatch.State.APPLIED, published_on__gt=plan.day
    ).order_by("published_on", "id")
    left = {right.pk for right in added}
    for batch in newer.filter(options__has_shapes=True) if left else ():
        area = shapely.from_wkb(batch.options["scope_wkb"])
        scope = Scope(batch.options["scope"], area, frozenset(batch.options["zones"]))
        gone = list(_inside(MiningRight.objects.filter(pk__in=left), scope))
        _mark(plan, gone, batch.published_on, batch)
        left -= {right.pk for right in gone}


def _inside(rights: QuerySet[MiningRight], scope: Scope) -> QuerySet[MiningRight]:
    if scope.zones:
        return rights.filter(footprint__grid_srid__in=[UTM_SOUTH[zone] for zone in scope.zones])
    area = GEOSGeometry(shapely.to_wkb(scope.area, hex=True), srid=WGS84)
    return rights.annotate(middle=PointOnSurface("footprint__geom")).filter(middle__within=area)


def _mark(plan: Plan, rights: list[MiningRight], day: date, batch: ImportBatch) -> None:
    ids = [right.pk for right in rights]
    plan.gone += ids
    MiningRight.objects.filter(pk__in=ids).update(gone_on=day, updated_at=plan.at)
    RightSnapshot.objects.bulk_create(
        (
            RightSnapshot(
                right_id=right.pk, batch=batch, source=batch.source, published_on=day, is_present=False, checksum="-"
            )
            for right in rights
        ),
        batch_size=ROWS_AT_ONCE,
        ignore_conflicts=True,
    )
