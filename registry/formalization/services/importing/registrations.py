"""The import of registrations: read, matched by code, written in one transaction with one event."""

from datetime import datetime

from django.utils.translation import gettext as _

from concessions.models import MiningRight
from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.importing.outcome import Outcome, RowNote
from registry.common.importing.staging import Order, Progress, Staged, quiet, staged
from registry.common.spatial.files import read_shapes
from registry.common.spatial.repair import Flaw
from registry.formalization.models import Registration
from registry.formalization.services.importing.reading import columns_find, rows_of
from registry.formalization.services.importing.registrants import registrants_store
from registry.formalization.services.importing.rows import RegistrationRow
from registry.formalization.services.importing.writing import Plan, gone_notes, plan_row, plan_write, points_place
from registry.places.selectors import district_codes
from registry.territory.services.footprints import Placed

KIND = "registrations"
ROWS_A_TICK = 500


def registrations_import(
    *, order: Order, accuracy_m: float, srid: int | None, by: Actor, at: datetime, progress: Progress = quiet,
    regions: frozenset[str] | None = None,
) -> Outcome:  # fmt: skip
    """Bring a published list of registrations into the register.

    New places are measured by a run asked for here; announces `formalization.registration.changed` (ids).

    `accuracy_m` is the accuracy of the published points as stated; `srid` the EPSG code of the file's own
    shapes, where it names none (columns of degrees need none). With `regions` rows of other departments are
    refused, and those of entries that stand there.

    Raises:
        SourceError: the file cannot be read.
        DomainError: the profile or the columns are refused; nothing is written.
    """
    demo = Registration.objects.filter(source="demo").exists()
    with staged(order, by_key=by.key, at=at, has_demo_rows=demo) as begun:
        progress(_("reading"), 0, 1)
        table = read_shapes(order.path, order.layer)
        rows = rows_of(table, columns_find(table, order.profile), district_codes(), on=order.published_on)
        _refuse_elsewhere(rows, regions)
        placed = points_place(rows, table.shapes, srid or table.srid)
        _tell_flaws(rows, placed)
        progress(_("reading"), 1, 1)
        with begun.applying():
            notes = _apply(begun, rows, placed, accuracy_m, by, at, progress)
            if not order.dry_run:
                return begun.finish(notes, at=at)
        return begun.finish(notes, at=at)


def _refuse_elsewhere(rows: list[RegistrationRow], regions: frozenset[str] | None) -> None:
    """An officer of a region brings entries of that region only, and takes none from another."""
    if regions is None:
        return
    codes = [row.code for row in rows]
    stands = dict(Registration.objects.filter(code__in=codes).values_list("code", "ubigeo"))
    for row in rows:
        given, present = row.values.get("ubigeo", ""), stands.get(row.code)
        if not row.note.is_refused and given[:2] not in regions:
            row.note.refuse(_("The place of the row is unknown or outside your regions."))
        elif not row.note.is_refused and present is not None and present[:2] not in regions:
            row.note.refuse(_("The register has this code outside your regions."))


def _tell_flaws(rows: list[RegistrationRow], placed: Placed) -> None:
    for flaw in placed.flaws:
        if flaw.flaw is not Flaw.NULL:  # a row without a place is usual: the place is simply not known
            rows[flaw.row].note.repair(_("The place stays unknown: %(why)s") % {"why": flaw.reason})


def _apply(  # noqa: PLR0917 - the parts of one act
    begun: Staged,
    rows: list[RegistrationRow],
    placed: Placed,
    accuracy_m: float,
    by: Actor,
    at: datetime,
    progress: Progress,
) -> list[RowNote]:
    codes = [row.code for row in rows if not row.note.is_refused]
    known = Registration.objects.filter(code__in=codes).select_related("declared_place", "person", "group", "right")
    declared = {row.values.get("right_code_declared", "") for row in rows}
    plan = Plan(
        begun.batch, at, by.key, accuracy_m,
        registrants_store(rows=rows, source=begun.batch.source),
        {entry.code: entry for entry in known},
        {right.code: right for right in MiningRight.objects.filter(code__in=declared)},
        set(Registration.objects.values_list("status_code", flat=True)),
    )  # fmt: skip
    for k, row in enumerate(rows):
        if k % ROWS_A_TICK == 0:
            progress(_("comparing"), k, len(rows))
        if not row.note.is_refused:
            plan_row(plan, row, k, placed)
    progress(_("comparing"), len(rows), len(rows))
    plan_write(plan)
    notes = [row.note for row in rows] + gone_notes(plan, {row.code for row in rows})
    counts = Outcome(begun.batch.pk, notes).counts()
    facts = {"import": begun.batch.pk, "published_on": begun.batch.published_on, **counts}
    event_record(kind="formalization.registrations.imported", by=by, at=at, subject=begun.batch, facts=facts)
    announce("formalization.registration.changed", [entry.pk for entry in plan.saved])
    return notes
