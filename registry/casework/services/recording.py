"""What every service of this room does at its end: one event, one announcement; and what each asks at its beginning."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.audit.services import Actor, Change, event_record
from registry.casework.choices import FileState
from registry.casework.models import CaseFile, Conflict
from registry.common.announcements import announce
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of
from registry.formalization.models import Registration

CHANGED = "casework.file.changed"


def record(  # noqa: PLR0913 - an event has this many sides
    kind: str,
    subject: models.Model,
    registration: Registration,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    changes: list[Change] | None = None,
    reason: str = "",
    reason_code: str = "",
    article: str = "",
) -> None:
    """Write the event `casework.KIND` about a row of a registration, and announce it with the row's number."""
    event_record(
        kind=f"casework.{kind}", by=by, at=at, subject=subject, ubigeo=registration.ubigeo, changes=changes,
        facts={"registration": registration.pk, **(facts or {})}, reason=reason, reason_code=reason_code[:60],
        article=article[:120],
    )  # fmt: skip
    announce(f"casework.{kind}", [subject.pk])


def has_conflict(registration: Registration, by: Actor) -> bool:
    """Say whether who acts declared a conflict of interest with the registration, its registrant or their group."""
    touches = Q(registration=registration)
    if registration.person_id:
        touches |= Q(person_id=registration.person_id)
    if registration.group_id:
        touches |= Q(group_id=registration.group_id) | Q(person__memberships__group_id=registration.group_id)
    return Conflict.objects.filter(touches, user_key=by.key, withdrawn_at=None).exists()


def refuse_conflict(registration: Registration, by: Actor) -> None:
    """Refuse who declared a conflict of interest; the database refuses the same.

    Raises:
        NotAllowedError: a declared conflict stands.
    """
    if has_conflict(registration, by):
        raise NotAllowedError(
            _("You declared a conflict of interest with this case, so somebody else must act on it. Hand it over."),
            code="conflict_of_interest",
        )


def refuse_future(day: date | None, at: datetime, *, field: str) -> None:
    """Refuse a day after today.

    Raises:
        DomainError: the day lies in the future.
    """
    if day is not None and day > day_of(at):
        raise DomainError(_("This day lies in the future. Check it."), field=field, code="day_future")


def refuse_before(day: date | None, first: date | None, *, field: str) -> None:
    """Refuse a day before that of what it answers: a decision before the request, an act before its file.

    Raises:
        DomainError: the day lies before.
    """
    if day is not None and first is not None and day < first:
        raise DomainError(
            _("This day lies before that of what it answers or belongs to (%(day)s). Check both.")
            % {"day": date_format(first, "SHORT_DATE_FORMAT")},
            field=field,
            code="day_before",
        )


def file_for_update(file: CaseFile, by: Actor) -> CaseFile:
    """Return the row locked for change.

    Raises:
        DomainError: the file has ended.
        NotAllowedError: a declared conflict of interest stands.
    """
    row = CaseFile.objects.select_for_update(of=("self",)).select_related("registration").get(pk=file.pk)
    if row.state != FileState.OPEN:
        raise DomainError(_("This file has ended; nothing more can be recorded in it."), code="file_closed")
    refuse_conflict(row.registration, by)
    return row


def text_needed(value: str, *, field: str, message: str) -> str:
    """Return the text without spaces around it.

    Raises:
        DomainError: it is empty.
    """
    if not value.strip():
        raise DomainError(message, field=field, code=f"{field}_missing")
    return value.strip()
