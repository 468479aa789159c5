"""Acts that make an operation formal: recorded with what they cover, and ended with a reason."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.formalization.choices import AuthorisationKind
from registry.formalization.models import Authorisation, Registration

CHANGED = "formalization.registration.changed"


@dataclass(frozen=True, slots=True)
class AuthorisationData:
    """An act as a door received it; None says that it is not known."""

    kind: str
    number: str
    authority: str = ""
    issued_on: date | None = None
    until_on: date | None = None
    covers_activity: bool | None = None
    covers_place: bool | None = None


def authorisation_add(*, registration: Registration, data: AuthorisationData, by: Actor, at: datetime) -> Authorisation:
    """Record an act; the registration is judged anew.

    Raises:
        DomainError: no number, an unknown kind, a future day, an end before the beginning, or recorded already.
    """
    _refuse(data, at)
    number = " ".join(data.number.split())
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        if Authorisation.objects.filter(registration=row, kind=data.kind, number=number).exists():
            raise DomainError(
                _("This act is recorded already with this registration."), field="number", code="act_known"
            )
        act = Authorisation.objects.create(
            registration=row, kind=data.kind, number=number, authority=data.authority.strip(),
            issued_on=data.issued_on, until_on=data.until_on, covers_activity=data.covers_activity,
            covers_place=data.covers_place, by_key=by.key, recorded_at=at,
        )  # fmt: skip
        event_record(
            kind="formalization.authorisation.added", by=by, at=at, subject=row, ubigeo=row.ubigeo,
            article=number[:120],
            facts={"authorisation": act.pk, "kind": act.kind, "issued_on": act.issued_on, "until_on": act.until_on},
        )  # fmt: skip
        announce(CHANGED, [row.pk])
    return act


def authorisation_end(
    *, authorisation: Authorisation, until_on: date, reason: str, by: Actor, at: datetime
) -> Authorisation:
    """Say on which day an act ended, and why; days before keep it.

    Raises:
        DomainError: no reason, ended already, or a day before the act or in the future.
    """
    if not reason.strip():
        raise DomainError(_("Say why the act ended: name the act or event."), field="reason", code="reason_missing")
    if until_on > day_of(at):
        raise DomainError(_("An act is ended on the day it ends, not before."), field="until_on", code="day_future")
    with transaction.atomic():
        row = Authorisation.objects.select_for_update(of=("self",)).select_related("registration").get(
            pk=authorisation.pk
        )  # fmt: skip
        if row.until_on is not None and row.until_on <= until_on:
            raise DomainError(_("The act ended already by then."), field="until_on", code="ended")
        if row.issued_on is not None and until_on < row.issued_on:
            raise DomainError(_("It would end before it was issued. Check the day."), field="until_on", code="period")
        row.until_on, row.end_reason = until_on, reason.strip()[:300]
        row.save(update_fields=["until_on", "end_reason"])
        event_record(
            kind="formalization.authorisation.ended", by=by, at=at, subject=row.registration,
            ubigeo=row.registration.ubigeo, facts={"authorisation": row.pk, "until_on": until_on},
            reason=reason.strip(),
        )  # fmt: skip
        announce(CHANGED, [row.registration_id])
    return row


def _refuse(data: AuthorisationData, at: datetime) -> None:
    if data.kind not in AuthorisationKind.values:
        raise DomainError(_("Choose the kind of act."), field="kind", code="kind_unknown")
    if not data.number.strip():
        raise DomainError(_("Give the number of the resolution."), field="number", code="number_missing")
    if data.issued_on and data.issued_on > day_of(at):
        raise DomainError(_("The act cannot be of a future day."), field="issued_on", code="day_future")
    if data.issued_on and data.until_on and data.until_on < data.issued_on:
        raise DomainError(
            _("The act would end before it was issued. Check both days."), field="until_on", code="period"
        )
