"""Recording that somebody consents to be notified by SMS or e-mail, and that the consent was withdrawn."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, Change, event_record
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.notices.choices import Channel
from registry.notices.models import Consent


@transaction.atomic
def consent_record(
    *, recipient: str, channel: str, address: str, given_on: date, evidence: str, by: Actor, at: datetime,
    ubigeo: str = "",
) -> Consent:  # fmt: skip
    """Store a consent to one address; the same standing one is kept and returned.

    Raises:
        DomainError: the way is neither SMS nor e-mail, no address or document is named, its day lies in the future, or
            a consent to another address of this way stands.
    """
    if channel not in (Channel.MAIL, Channel.SMS):
        raise DomainError(_("A consent is to e-mail or to SMS. Choose one of them."), field="channel", code="channel")
    address = address.strip()
    if not address:
        raise DomainError(
            _("Write the address or phone consented to: a consent is to that one only."),
            field="address",
            code="address_missing",
        )
    if not evidence.strip():
        raise DomainError(
            _("Name the document that shows the consent, with its date: without it a notice is only a courtesy."),
            field="evidence",
            code="evidence_missing",
        )
    if given_on > day_of(at):
        raise DomainError(_("A consent cannot be given in the future."), field="given_on", code="future")
    consent, is_new = Consent.objects.get_or_create(
        recipient=recipient,
        channel=channel,
        withdrawn_on=None,
        defaults={
            "address": address, "given_on": given_on, "evidence": evidence.strip(), "by_key": by.key, "recorded_at": at
        },
    )  # fmt: skip
    if not is_new and consent.address != address:
        raise DomainError(
            _("A consent to another address of this way stands. Withdraw it first."), field="address", code="standing"
        )
    if is_new:
        event_record(
            kind="notices.consent.given", by=by, at=at, subject=consent, ubigeo=ubigeo,
            changes=[Change("address", None, address, is_personal=True)], facts={"channel": channel, "of": recipient},
        )  # fmt: skip
    return consent


@transaction.atomic
def consent_withdraw(*, consent: Consent, on: date, by: Actor, at: datetime, ubigeo: str = "") -> None:
    """End a consent on that day; ending twice is the same as once.

    Raises:
        DomainError: the day lies before the consent, or in the future.
    """
    if on > day_of(at):
        raise DomainError(_("This day lies in the future. Check it."), field="withdrawn_on", code="future")
    if on < consent.given_on:
        raise DomainError(_("A consent cannot end before it was given."), field="withdrawn_on", code="period")
    if Consent.objects.filter(pk=consent.pk, withdrawn_on=None).update(withdrawn_on=on):
        event_record(kind="notices.consent.withdrawn", by=by, at=at, subject=consent, ubigeo=ubigeo)
