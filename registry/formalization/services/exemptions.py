"""Exceptions that an authority grants: rows with author, reason, document and period. They add a finding, edit none."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import Exemption, Registration
from registry.formalization.selectors.law import pack_in_force

CHANGED = "formalization.registration.changed"


@dataclass(frozen=True, slots=True)
class ExemptionData:
    """An exception as a door received it; rule, authority and reason are codes of the law in force."""

    rule_id: str
    authority: str
    reason_code: str
    reason: str
    document: str
    from_on: date
    until_on: date | None = None


def exemption_grant(*, registration: Registration, data: ExemptionData, by: Actor, at: datetime) -> Exemption:
    """Record an exception; it judges within its period, days of the past included.

    Raises:
        DomainError: a rule that cannot be exempted, an unknown authority or reason, no document or words, a bad
            period, or the same exception standing already.
    """
    _refuse(data, at)
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        standing = Exemption.objects.filter(registration=row, rule_id=data.rule_id, withdrawn_at=None)
        if standing.filter(document=data.document.strip()).exists():
            raise DomainError(_("This exception is recorded already."), field="document", code="exemption_known")
        exemption = Exemption.objects.create(
            registration=row, rule_id=data.rule_id, authority=data.authority, reason_code=data.reason_code,
            reason=data.reason.strip(), document=data.document.strip(), from_on=data.from_on, until_on=data.until_on,
            by_key=by.key, recorded_at=at,
        )  # fmt: skip
        event_record(
            kind="formalization.exemption.granted", by=by, at=at, subject=row, ubigeo=row.ubigeo,
            reason_code=data.reason_code, article=exemption.document[:120], reason=exemption.reason,
            facts={
                "exemption": exemption.pk, "rule": data.rule_id, "from_on": data.from_on, "until_on": data.until_on,
            },
        )  # fmt: skip
        announce(CHANGED, [row.pk])
    return exemption


def exemption_withdraw(*, exemption: Exemption, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw an exception. Raises: DomainError for no reason, or withdrawn already."""
    if not reason.strip():
        raise DomainError(_("Say why it is withdrawn."), field="reason", code="reason_missing")
    with transaction.atomic():
        row = Exemption.objects.select_for_update(of=("self",)).select_related("registration").get(pk=exemption.pk)
        if row.withdrawn_at is not None:
            raise DomainError(_("It is withdrawn already."), code="withdrawn")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, by.key, reason.strip()[:300]
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        event_record(
            kind="formalization.exemption.withdrawn", by=by, at=at, subject=row.registration,
            ubigeo=row.registration.ubigeo, facts={"exemption": row.pk, "rule": row.rule_id}, reason=reason.strip(),
        )  # fmt: skip
        announce(CHANGED, [row.registration_id])


def _refuse(data: ExemptionData, at: datetime) -> None:
    pack = pack_in_force(JURISDICTION, on=day_of(at))
    known = (
        ("rule_id", data.rule_id, pack.exemptible, _("The law in force lets nobody be exempted from this rule.")),
        ("authority", data.authority, pack.codes.authorities, _("The law in force names no such authority.")),
        ("reason_code", data.reason_code, pack.codes.reasons, _("The law in force names no such reason.")),
    )
    for field, code, codes, sentence in known:
        if code not in codes:
            raise DomainError(sentence, field=field, code=f"{field}_unknown")
    if not data.reason.strip() or not data.document.strip():
        raise DomainError(
            _("An exception needs its reasons in words and its document: number and date."),
            field="reason" if not data.reason.strip() else "document",
            code="exemption_incomplete",
        )
    if data.until_on and data.until_on < data.from_on:
        raise DomainError(
            _("The exception would end before it begins. Check both days."), field="until_on", code="period"
        )
