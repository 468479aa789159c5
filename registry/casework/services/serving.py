"""The service of an act: its own record. Clocks that depend on it start at the proof; a defect takes them back.

What counts is the first valid proof that the registrant was served; after a defect, the next valid one. E-mail and
SMS are a courtesy and no service (see `telling`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ActState, Addressee, Channel
from registry.casework.models import Act, RunningClock, ServiceRecord
from registry.casework.selectors.law import Rules
from registry.casework.services.acts import FROM_SERVICE
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
        DomainError: an unknown channel, an act that does not stand, a day in the future or before the act, a proof
            without its day.
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
        if data.sent_on < row.decided_on:
            raise DomainError(
                _("An act cannot be sent before the day on which it was decided. Check both days."),
                field="sent_on",
                code="sent_before_decided",
            )
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
    _move_clocks(row.act, rules, day_of(at))
    record(
        "act.served", row, row.registration, by=by, at=at,
        facts={"act": row.act_id, "served_on": served_on, "channel": row.channel},
    )  # fmt: skip


def service_fault(*, service: ServiceRecord, defect: str, rules: Rules, by: Actor, at: datetime) -> ServiceRecord:
    """Record what makes a service invalid; clocks that rested on it run from the next valid one, or wait for it.

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
        _move_clocks(row.act, rules, day_of(at))
        record("service.faulted", row, row.registration, by=by, at=at, facts={"act": row.act_id}, reason=defect)
    return row


def _move_clocks(act: Act, rules: Rules, on: date) -> None:
    """Let what runs from the service of an act run from the first valid one to the registrant; without one it waits."""
    services = ServiceRecord.objects.filter(act=act, addressee=Addressee.REGISTRANT)
    start = min((one.served_on for one in services if one.is_valid and one.served_on), default=None)
    for clock in RunningClock.objects.filter(act=act, ended_on=None).exclude(start_on=start):
        stated = rules.law.clock(clock.code, clock.opened_on)
        if stated is None or stated.starts == FROM_SERVICE:
            clock_start(clock=clock, start_on=start, rules=rules)
    follow(file=act.file, on=start or on)
