"""Recording that somebody consents to be notified by SMS or e-mail, and that the consent was withdrawn."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.notices.choices import Channel
from registry.notices.models import Consent


@transaction.atomic
def consent_record(*, recipient: str, channel: str, given_on: date, evidence: str, by: Actor, at: datetime) -> Consent:
    """Store a consent; a standing one to the same way is kept and returned.

    Raises:
        DomainError: the way is neither SMS nor e-mail, no document shows it, or its day lies in the future.
    """
    if channel not in (Channel.MAIL, Channel.SMS):
        raise DomainError(_("A consent is to e-mail or to SMS. Choose one of them."), field="channel", code="channel")
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
        defaults={"given_on": given_on, "evidence": evidence.strip(), "by_key": by.key, "recorded_at": at},
    )
    if is_new:
        event_record(
            kind="notices.consent.given", by=by, at=at, subject=consent, facts={"channel": channel, "of": recipient}
        )
    return consent


@transaction.atomic
def consent_withdraw(*, consent: Consent, on: date, by: Actor, at: datetime) -> None:
    """End a consent on that day; ending twice is the same as once.

    Raises:
        DomainError: the day lies before the consent.
    """
    if on < consent.given_on:
        raise DomainError(_("A consent cannot end before it was given."), field="withdrawn_on", code="period")
    if Consent.objects.filter(pk=consent.pk, withdrawn_on=None).update(withdrawn_on=on):
        event_record(kind="notices.consent.withdrawn", by=by, at=at, subject=consent)
