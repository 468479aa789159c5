"""Between officers: declared conflicts of interest, absences, who has which file."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from miners.models import Group, Person
from registry.audit.services import Actor, Change, event_record
from registry.casework.choices import ConflictKind, FileState
from registry.casework.models import Absence, Assignment, CaseFile, Conflict
from registry.casework.services.recording import CHANGED, has_conflict, text_needed
from registry.common.announcements import announce
from registry.common.errors import DomainError, NotAllowedError
from registry.formalization.models import Registration


def conflict_declare(
    *, user_key: str, kind: str, by: Actor, at: datetime, registration: Registration | None = None,
    person: Person | None = None, group: Group | None = None, note: str = "",
) -> Conflict:  # fmt: skip
    """Declare a conflict of interest with one registration, or with everything of a person or group.

    Files of the officer that it touches go back to the queue.

    Raises:
        DomainError: an unknown kind, or not exactly one thing named.
    """
    named = [one for one in (registration, person, group) if one is not None]
    if kind not in ConflictKind.values or len(named) != 1:
        raise DomainError(
            _("Name one registration, person or group, and why."), field="kind", code="conflict_names_one"
        )
    with transaction.atomic():
        row = Conflict.objects.create(
            user_key=user_key, kind=kind, registration=registration, person=person, group=group, note=note.strip(),
            declared_at=at, declared_by=by.key,
        )  # fmt: skip
        event_record(
            kind="casework.conflict.declared", by=by, at=at, subject=row,
            changes=[Change("note", None, note, is_personal=True)], facts={"user": user_key, "kind": kind},
        )  # fmt: skip
        _give_back(user_key, by, at)
    return row


def _give_back(user_key: str, by: Actor, at: datetime) -> None:
    officer = Actor(user_key)
    for file in CaseFile.objects.select_related("registration").filter(assignee_key=user_key, state=FileState.OPEN):
        if has_conflict(file.registration, officer):
            _assign(file, "", _("Conflict of interest declared."), by, at)


def conflict_withdraw(*, conflict: Conflict, by: Actor, at: datetime) -> Conflict:
    """End a declared conflict; somebody else than the officer does it.

    Raises:
        NotAllowedError: the officer ends it.
        DomainError: it has ended.
    """
    if conflict.user_key == by.key:
        raise NotAllowedError(_("Somebody else must end your declaration."), code="own_conflict")
    with transaction.atomic():
        row = Conflict.objects.select_for_update().get(pk=conflict.pk)
        if row.withdrawn_at is not None:
            raise DomainError(_("This declaration has ended already."), code="withdrawn_already")
        row.withdrawn_at, row.withdrawn_by = at, by.key
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        event_record(kind="casework.conflict.withdrawn", by=by, at=at, subject=row, facts={"user": row.user_key})
    return row


def absence_add(*, user_key: str, from_on: date, until_on: date, stand_in_key: str, by: Actor, at: datetime) -> Absence:
    """Record days away and who stands in; the work list of who stands in shows the work of both.

    Raises:
        DomainError: an end before the beginning, or standing in for oneself.
    """
    if until_on < from_on:
        raise DomainError(_("The absence ends before it begins."), field="until_on", code="period")
    if stand_in_key == user_key:
        raise DomainError(_("Somebody else stands in."), field="stand_in", code="own_stand_in")
    with transaction.atomic():
        row = Absence.objects.create(
            user_key=user_key, from_on=from_on, until_on=until_on, stand_in_key=stand_in_key, recorded_at=at
        )
        event_record(
            kind="casework.absence.added", by=by, at=at, subject=row,
            facts={"user": user_key, "from_on": from_on, "until_on": until_on, "stand_in": stand_in_key},
        )  # fmt: skip
    return row


def files_assign(*, files: Sequence[CaseFile], to_key: str, reason: str, by: Actor, at: datetime) -> int:
    """Give files to an officer, or back to the queue with an empty key; returns how many changed hands.

    One event for each file that changed; a file that is there already is passed over.

    Raises:
        NotAllowedError: the officer declared a conflict of interest with one of them; nothing is assigned.
        DomainError: a file has ended.
    """
    moved = 0
    with transaction.atomic():
        rows = CaseFile.objects.select_for_update(of=("self",)).select_related("registration")
        for row in rows.filter(pk__in=[file.pk for file in files]).order_by("pk"):
            if row.state != FileState.OPEN:
                raise DomainError(_("File %(number)s has ended.") % {"number": row.number}, code="file_closed")
            if to_key and has_conflict(row.registration, Actor(to_key)):
                raise NotAllowedError(
                    _("This officer declared a conflict of interest with file %(number)s.") % {"number": row.number},
                    code="conflict_of_interest",
                )
            if row.assignee_key != to_key:
                _assign(row, to_key, reason, by, at)
                moved += 1
    return moved


def files_hand_over(*, from_key: str, to_key: str, reason: str, by: Actor, at: datetime) -> int:
    """Give every open file of an officer to another; returns how many.

    Raises:
        DomainError: no reason, or the same officer.
        NotAllowedError: a declared conflict of interest of who receives.
    """
    reason = text_needed(reason, field="reason", message=_("Say why the work is handed over."))
    if from_key == to_key:
        raise DomainError(_("Choose another officer."), field="to", code="same_officer")
    files = list(CaseFile.objects.filter(assignee_key=from_key, state=FileState.OPEN))
    return files_assign(files=files, to_key=to_key, reason=reason, by=by, at=at)


def _assign(row: CaseFile, to_key: str, reason: str, by: Actor, at: datetime) -> None:
    Assignment.objects.create(
        file=row, from_key=row.assignee_key, to_key=to_key, reason=reason.strip()[:200], by_key=by.key, at=at
    )
    event_record(
        kind="casework.file.assigned", by=by, at=at, subject=row, ubigeo=row.registration.ubigeo,
        changes=[Change("assignee", row.assignee_key, to_key)], reason=reason.strip(),
    )  # fmt: skip
    CaseFile.objects.filter(pk=row.pk).update(assignee_key=to_key, assigned_at=at if to_key else None, updated_at=at)
    announce(CHANGED, [row.pk])
