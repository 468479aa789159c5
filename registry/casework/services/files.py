"""Opening and ending files, and what a file itself knows of water and of the length of the activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.audit.services.changes import changes_of
from registry.casework.choices import ClockEnd, FileKind, FileState, Side
from registry.casework.models import CaseFile, RunningClock, Turn
from registry.casework.selectors.law import Rules
from registry.casework.selectors.standing import steps_of
from registry.casework.services.clocks import clock_set
from registry.casework.services.recording import (
    CHANGED,
    file_for_update,
    record,
    refuse_conflict,
    refuse_future,
    text_needed,
)
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration
from registry.rules.engine.steps import ENOUGH, OPEN, UNDER_WAY, StepAnswer

EXPLOSIVES = "explosives_start"


@dataclass(frozen=True, slots=True)
class FileData:
    """A file as a door received it; an empty number lets the register number it."""

    kind: str
    opened_on: date
    number: str = ""
    assignee_key: str = ""
    office_region: str | None = None
    uses_water: bool | None = None
    is_short_activity: bool | None = None


def file_open(*, registration: Registration, data: FileData, rules: Rules, by: Actor, at: datetime) -> CaseFile:
    """Open a file of a registration.

    The office is the one named, else the one competent that day for the technical file: the region before May 2025, the
    ministry since.

    Raises:
        DomainError: a future day, a number that is taken, an open formalisation already, an unknown kind.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(data.opened_on, at, field="opened_on")
    if data.kind not in FileKind.values:
        raise DomainError(_("There is no such kind of file."), field="kind", code="kind_unknown")
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        refuse_conflict(row, by)
        _refuse_second(row, data.kind)
        file = CaseFile(
            registration=row, number=data.number.strip(), kind=data.kind, opened_on=data.opened_on,
            office_region=_office(row, data, rules), region=row.ubigeo[:2], assignee_key=data.assignee_key,
            assigned_at=at if data.assignee_key else None, holder=Side.AGENCY, holder_since=data.opened_on,
            uses_water=data.uses_water, is_short_activity=data.is_short_activity, created_at=at, updated_at=at,
            review_why=_doubts(rules, data.opened_on, at),
        )  # fmt: skip
        _numbered(file)
        Turn.objects.create(file=file, from_on=data.opened_on, side=Side.AGENCY, why="opened")
        begun = not row.uses_explosives or row.sucamec_file or rules.law.clock(EXPLOSIVES, data.opened_on) is None
        if file.kind == FileKind.FORMALISATION and not begun:
            clock_set(file=file, code=EXPLOSIVES, start_on=None, on=data.opened_on, rules=rules, step="explosives")
        record("file.opened", file, row, by=by, at=at, facts={"kind": file.kind, "number": file.number})
        file_follow(file=file, on=day_of(at), at=at)
    file.refresh_from_db()
    return file


def _refuse_second(row: Registration, kind: str) -> None:
    if (
        kind == FileKind.FORMALISATION
        and CaseFile.objects.filter(registration=row, kind=kind, state=FileState.OPEN).exists()
    ):
        raise DomainError(
            _("A file of formalisation is open for this registration already. Go on in that one."), code="file_open"
        )


def _numbered(file: CaseFile) -> None:
    """Store it under its number; without one it gets the year and its own number."""
    try:
        with transaction.atomic():
            given = file.number
            # The row's own number is known only once it is stored.
            file.number = given or f"new-{file.registration_id}-{file.created_at.isoformat()}"
            file.save()
            if not given:
                file.number = f"EXP-{file.opened_on.year}-{file.pk:07d}"
                file.save(update_fields=["number"])
    except IntegrityError as error:
        raise DomainError(
            _("A file with this number exists already. Check the number."), field="number", code="number_taken"
        ) from error


def _office(row: Registration, data: FileData, rules: Rules) -> str:
    if data.office_region is not None:
        return data.office_region
    competent = rules.law.competent_for("authorise", data.opened_on)
    return row.ubigeo[:2] if "DREM" in competent else ""


def _doubts(rules: Rules, opened_on: date, at: datetime) -> list[str]:
    """Codes of what is not settled: which version of the law governs a file opened on that day."""
    return [] if rules.law.governing(opened_on, day_of(at)).is_sure else ["governing_law_not_established"]


def file_close(*, file: CaseFile, state: str, closed_on: date, reason: str, by: Actor, at: datetime) -> CaseFile:
    """End a file: decided, withdrawn or abandoned; its clocks stop.

    Raises:
        DomainError: no reason, a future day, a day before the opening, or it has ended already.
        NotAllowedError: a declared conflict of interest stands.
    """
    reason = text_needed(reason, field="reason", message=_("Say why the file ends."))
    refuse_future(closed_on, at, field="closed_on")
    with transaction.atomic():
        row = file_for_update(file, by)
        file_end(file=row, state=state, on=closed_on, at=at)
        record("file.closed", row, row.registration, by=by, at=at, facts={"state": state}, reason=reason)
    return row


def file_end(*, file: CaseFile, state: str, on: date, at: datetime) -> None:
    """End a file inside the caller's transaction.

    Raises:
        DomainError: the day lies before its opening, or the state is not an end.
    """
    if state not in FileState.values or state == FileState.OPEN:
        raise DomainError(_("Choose how the file ends."), field="state", code="state_unknown")
    if on < file.opened_on:
        raise DomainError(_("A file cannot end before it was opened."), field="closed_on", code="period")
    RunningClock.objects.filter(file=file, ended_on=None).update(ended_on=on, end_why=ClockEnd.CANCELLED)
    file.state, file.closed_on, file.next_due_on, file.next_due_code = state, on, None, ""
    file.updated_at = at
    file.save(update_fields=["state", "closed_on", "next_due_on", "next_due_code", "updated_at"])
    announce(CHANGED, [file.pk])


def file_facts_set(
    *, file: CaseFile, uses_water: bool | None, is_short_activity: bool | None, by: Actor, at: datetime
) -> CaseFile:
    """Record what the papers say of water and of the length of the activity; None says that it is not known.

    Raises:
        DomainError: the file has ended.
        NotAllowedError: a declared conflict of interest stands.
    """
    with transaction.atomic():
        row = file_for_update(file, by)
        values = {"uses_water": uses_water, "is_short_activity": is_short_activity}
        changes = changes_of(row, values)
        row.uses_water, row.is_short_activity = uses_water, is_short_activity
        row.save(update_fields=list(values))
        event_record(
            kind="casework.file.facts_set", by=by, at=at, subject=row, ubigeo=row.registration.ubigeo, changes=changes
        )
        file_follow(file=row, on=day_of(at), at=at)
    return row


def file_review_settle(*, file: CaseFile, reason: str, by: Actor, at: datetime) -> CaseFile:
    """Record that a person looked at what the law does not settle about a file, and what came of it.

    The codes stay with the acts; the file leaves the list of reviews.

    Raises:
        DomainError: no reason, or nothing waits.
        NotAllowedError: a declared conflict of interest stands.
    """
    reason = text_needed(reason, field="reason", message=_("Say what you found and how you read the law."))
    with transaction.atomic():
        row = file_for_update(file, by)
        if not row.review_why:
            raise DomainError(_("Nothing in this file waits for a review."), code="nothing_to_review")
        settled, row.review_why, row.updated_at = row.review_why, [], at
        row.save(update_fields=["review_why", "updated_at"])
        record("file.review_settled", row, row.registration, by=by, at=at, facts={"why": settled}, reason=reason)
    return row


def present_step(answers: Mapping[str, StepAnswer]) -> str:
    """Return the step at which a file stands: the first that can be worked on, else that waits; "" for none."""
    going = [one for one in answers.values() if not one.step.is_optional]
    first = next((one for one in going if one.status in {OPEN, UNDER_WAY}), None)
    first = first or next((one for one in going if one.status not in ENOUGH), None)
    return first.step.id if first else ""


def file_follow(*, file: CaseFile, on: date, at: datetime) -> None:
    """Keep region and present step of a file in line with what is recorded, inside the caller's transaction.

    A formalisation in which nothing is left to do ends as decided.
    """
    row = CaseFile.objects.select_related("registration").get(pk=file.pk)
    step = ""
    if row.kind == FileKind.FORMALISATION and row.state == FileState.OPEN:
        step = present_step(steps_of(row, on=on))
        if not step and row.registration.state == RegistrationState.FORMALISED:
            file_end(file=row, state=FileState.DECIDED, on=on, at=at)
    CaseFile.objects.filter(pk=row.pk).update(step=step, region=row.registration.ubigeo[:2], updated_at=at)
    announce(CHANGED, [row.pk])
