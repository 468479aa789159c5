"""The import of rights: read, judged, matched by code, written in one transaction with one event."""

from dataclasses import dataclass, replace
from datetime import datetime

import shapely
from django.utils.translation import gettext as _

from concessions.models import MiningRight, RightSnapshot
from concessions.services.importing.gone import mark_gone, mark_missing_since
from concessions.services.importing.placing import check_known, rows_place
from concessions.services.importing.reading import RightRow, rows_of
from concessions.services.importing.writing import Plan, plan_row, plan_write
from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.importing.outcome import Outcome, RowNote
from registry.common.importing.staging import Order, Progress, Staged, quiet, staged
from registry.common.importing.systems import Scope
from registry.common.spatial.files import read_shapes
from registry.common.spatial.srids import UTM_SOUTH
from registry.places.selectors import district_codes

KIND = "rights"
ZONES = frozenset(UTM_SOUTH)
ROWS_A_TICK = 500


@dataclass(frozen=True, slots=True)
class RightsOrder:
    """The import of one cadastre file: `order.kind` is `rights`; the file is complete inside `scope`."""

    order: Order
    scope: Scope
    srid: int | None = None


def rights_order(order: Order, scope: Scope, srid: int | None, *, holders_said: str | None = None) -> RightsOrder:
    """Return the order with its scope among the options kept with the batch: later files ask for it.

    `holders_said` is where the publisher states that the file lists every holder inside the scope; None: it does not.
    Once the whole country is covered so, a registrant found nowhere holds nothing, as a fact with source and day.

    Raises:
        DomainError: completeness without the place where it is stated.
    """
    if holders_said is not None:
        if not holders_said.strip():
            raise DomainError(
                _("Say where the publisher states that all holders are listed: without a source 0 ha is no fact."),
                field="holders_said",
                code="holders_source_missing",
            )
        more = {"holders_complete": True, "holders_said": holders_said.strip()}
        order = replace(order, options={**order.options, **more})
    asked = {
        "scope": scope.text,
        "scope_wkb": shapely.to_wkb(scope.area, hex=True),
        "zones": sorted(scope.zones),
        "srid": srid,
    }
    return RightsOrder(replace(order, options={**order.options, **asked}), scope, srid)


def rights_import(*, wanted: RightsOrder, by: Actor, at: datetime, progress: Progress = quiet) -> Outcome:
    """Bring a snapshot of a cadastre into the register.

    Rights are matched by code; what is missing inside the scope is gone, never deleted; an older snapshot
    fills the history. The same file twice changes nothing. New shapes are measured by a run asked for here;
    announces `concessions.right.changed` (ids).

    Returns:
        The outcome, with a note for each row.

    Raises:
        SourceError: the file cannot be read.
        DomainError: profile, columns or reference system are refused; nothing is written.
    """
    order = wanted.order
    demo = MiningRight.objects.filter(source="demo").exists()
    with staged(order, by_key=by.key, at=at, has_demo_rows=demo) as begun:
        progress(_("reading"), 0, 1)
        table = read_shapes(order.path, order.layer)
        rows = rows_of(table, order.profile, district_codes())
        progress(_("reading"), 1, 1)
        srid = rows_place(rows, table, order.profile, wanted.srid, wanted.scope)
        begun.batch.options["has_shapes"] = srid is not None
        if order.options.get("holders_complete") and wanted.scope.zones < ZONES:
            begun.says.append(
                _("All holders are listed for this scope only: 0 ha is a fact once every zone is listed.")
            )
        with begun.applying():
            notes = _apply(begun, wanted, rows, srid, by, at, progress)
            if not order.dry_run:
                return begun.finish(notes, at=at)
        return begun.finish(notes, at=at)


def _apply(  # noqa: PLR0917 - the parts of one act
    begun: Staged,
    wanted: RightsOrder,
    rows: list[RightRow],
    srid: int | None,
    by: Actor,
    at: datetime,
    progress: Progress,
) -> list[RowNote]:
    plan = _plan(begun, rows, srid, at)
    if srid is not None:
        check_known(rows, plan.rights, srid)
    accepted = [row for row in rows if not row.note.is_refused]
    for number, row in enumerate(accepted):
        if number % ROWS_A_TICK == 0:
            progress(_("comparing"), number, len(accepted))
        plan_row(plan, row)
    progress(_("comparing"), len(accepted), len(accepted))
    progress(_("writing"), 0, 1)
    plan_write(plan)
    added = [plan.rights[row.code] for row in accepted if row.note.state == "added"]
    mark_missing_since(plan, added)
    notes = [row.note for row in rows]
    if srid is not None:  # without shapes nobody can see whether the file is one of the scope at all
        notes += mark_gone(plan, {row.code for row in rows}, wanted.scope)
    _tell(begun, notes, sorted({right.pk for right in plan.saved} | set(plan.gone)), by, at)
    progress(_("writing"), 1, 1)
    return notes


def _plan(begun: Staged, rows: list[RightRow], srid: int | None, at: datetime) -> Plan:
    codes = [row.code for row in rows if not row.note.is_refused]
    known = MiningRight.objects.filter(code__in=codes).select_related("footprint").prefetch_related("holders")
    rights = {right.code: right for right in known.defer("footprint__geom", "footprint__source_text")}
    newest: dict[int, RightSnapshot] = {}
    stored: dict[int, RightSnapshot] = {}
    snapshots = RightSnapshot.objects.filter(right__code__in=codes).order_by("published_on", "id")
    for snapshot in snapshots:
        newest[snapshot.right_id] = snapshot
        if (snapshot.source, snapshot.published_on) == (begun.batch.source, begun.batch.published_on):
            stored[snapshot.right_id] = snapshot
    return Plan(begun.batch, at, srid, rights, newest, stored)


def _tell(begun: Staged, notes: list[RowNote], rights: list[int], by: Actor, at: datetime) -> None:
    counts = Outcome(begun.batch.pk, notes).counts()
    facts = {"import": begun.batch.pk, "published_on": begun.batch.published_on, **counts}
    event_record(kind="concessions.rights.imported", by=by, at=at, subject=begun.batch, facts=facts)
    announce("concessions.right.changed", rights)
