"""The service of an act: its own record. Clocks that depend on it start at the proof; a defect takes them back.

E-mail and SMS are a courtesy and no service (see `telling`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ActState, Addressee, Channel
from registry.casework.models import Act, RunningClock, ServiceRecord
from registry.casework.selectors.law import Rules
from registry.casework.services.clocks import clock_start, follow
from registry.casework.services.recording import record, refuse_conflict, refuse_future, text_needed
from registry.common.errors import DomainError
from registry.common.moments import day_of


@dataclass(frozen=True, slots=True)
class ServiceData:
    """A service as a door received it; without day and proof it is only sent."""

    channel: str
    sent_on: date
    addressee: str = Addressee.REGISTRANT
    served_on: date | None = None
    proof: str = ""


def service_add(*, act: Act, data: ServiceData, rules: Rules, by: Actor, at: datetime) -> ServiceRecord:
    """Record that an act was sent, and its proof where there is one already.

    Raises:
        DomainError: an unknown channel, an act that does not stand, a future day, a proof without its day.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(data.sent_on, at, field="sent_on")
    if data.channel not in Channel.values:
        raise DomainError(
            _("An act is served on paper, in the electronic mailbox or by publication."),
            field="channel",
            code="channel_unknown",
        )
    with transaction.atomic():
        row = Act.objects.select_for_update(of=("self",)).select_related("registration").get(pk=act.pk)
        refuse_conflict(row.registration, by)
        if row.state not in {ActState.STANDING, ActState.ANNULLED}:
            raise DomainError(_("Only an act that stands is served."), code="act_not_standing")
        service = ServiceRecord.objects.create(
            act=row, registration=row.registration, addressee=data.addressee, channel=data.channel,
            sent_on=data.sent_on, by_key=by.key, recorded_at=at,
        )  # fmt: skip
        record("service.sent", service, row.registration, by=by, at=at, facts={"act": row.pk, "channel": data.channel})
        if data.served_on is not None or data.proof:
            _prove(service, data.served_on, data.proof, rules, (by, at))
    return service


def service_prove(
    *, service: ServiceRecord, served_on: date, proof: str, rules: Rules, by: Actor, at: datetime
) -> ServiceRecord:
    """Record day and proof of a service; the clocks of the act start.

    Raises:
        DomainError: no proof, a future day, a day before the sending.
        NotAllowedError: a declared conflict of interest stands.
    """
    with transaction.atomic():
        row = (
            ServiceRecord.objects.select_for_update(of=("self",))
            .select_related("act", "registration")
            .get(pk=service.pk)
        )
        refuse_conflict(row.registration, by)
        _prove(row, served_on, proof, rules, (by, at))
    return row


def _prove(row: ServiceRecord, served_on: date | None, proof: str, rules: Rules, who: tuple[Actor, datetime]) -> None:
    by, at = who
    proof = text_needed(proof, field="proof", message=_("A service needs its proof: receipt, mailbox record or page."))
    if served_on is None or served_on < row.sent_on:
        raise DomainError(
            _("Give the day of service by the proof; it cannot lie before the sending."),
            field="served_on",
            code="served_before_sent",
        )
    refuse_future(served_on, at, field="served_on")
    row.served_on, row.proof = served_on, proof
    row.save(update_fields=["served_on", "proof"])
    if row.is_valid and row.addressee == Addressee.REGISTRANT:
        for clock in RunningClock.objects.filter(act=row.act, start_on=None, ended_on=None):
            clock_start(clock=clock, start_on=served_on, rules=rules)
    record(
        "act.served", row, row.registration, by=by, at=at,
        facts={"act": row.act_id, "served_on": served_on, "channel": row.channel},
    )  # fmt: skip


def service_fault(*, service: ServiceRecord, defect: str, by: Actor, at: datetime) -> ServiceRecord:
    """Record what makes a service invalid; clocks that rested on it wait again for a valid one.

    Raises:
        DomainError: no defect named.
        NotAllowedError: a declared conflict of interest stands.
    """
    defect = text_needed(defect, field="defect", message=_("Say what is wrong with the service."))
    with transaction.atomic():
        row = (
            ServiceRecord.objects.select_for_update(of=("self",))
            .select_related("act", "registration")
            .get(pk=service.pk)
        )
        refuse_conflict(row.registration, by)
        row.defect = defect
        row.save(update_fields=["defect"])
        others = [one for one in ServiceRecord.objects.filter(act=row.act).exclude(pk=row.pk) if one.is_valid]
        if not others:
            _take_back(row.act, at)
        record("service.faulted", row, row.registration, by=by, at=at, facts={"act": row.act_id}, reason=defect)
    return row


def _take_back(act: Act, at: datetime) -> None:
    clocks = RunningClock.objects.filter(act=act, ended_on=None)
    clocks.update(start_on=None, first_due_on=None, due_on=None, due_why=["start_not_known"])
    follow(file=act.file, on=day_of(at))
