"""A dispute ("this was not me") on an act in somebody's name, with an owner and a due day, until it is answered.

An act of a private person is frozen meanwhile. A decision of an authority is never frozen here: against it there are
reconsideration and review, and the answer page says until when.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.accounts.models import Appointment
from registry.audit.models import Event
from registry.audit.services import Actor, event_record
from registry.casework.selectors.law import calendar_of
from registry.casework.services.freezing import act_void
from registry.common.announcements import announce
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of
from registry.notices.services import Message, Recipient, notice_send
from registry.portal.choices import DisputeState
from registry.portal.models import Dispute, Mandate
from registry.portal.selectors.ledger import events_of, is_private_act
from registry.portal.selectors.owners import Owner, key_of, own, place_of
from registry.rules.engine.calendar import WORKING, last_day

# A product parameter, not law: the days that the office gives itself.
WORKING_DAYS_TO_ANSWER = 10
CHANGED = "portal.dispute.changed"


def dispute_open(*, owner: Owner, event_id: int, said: str, by: Actor, at: datetime) -> Dispute:
    """Open a dispute on an act in the owner's name; freezes an act of a private person, a mandate at once.

    Raises:
        DomainError: nothing is said, the act is not in the owner's ledger, or a dispute on it is open.
    """
    if not said.strip():
        raise DomainError(_("Say in a few words what is wrong."), field="said", code="said_missing")
    with transaction.atomic():
        event = _event_of(owner, event_id)
        is_private = is_private_act(event.kind)
        place = event.ubigeo or place_of(owner)
        dispute = Dispute(
            **own(owner), event_id=event.pk, act_kind=event.kind, act_by_key=event.actor, ubigeo=place,
            subject_kind=event.subject_type, subject_id=event.subject_id, said=said.strip()[:2_000],
            is_private_act=is_private, is_frozen=is_private, opened_at=at, due_on=_due(place, at),
            owner_key=_officer(place, at),
        )  # fmt: skip
        try:
            with transaction.atomic():
                dispute.save()
        except IntegrityError as error:
            raise DomainError(_("A dispute on this act is open already."), code="dispute_open") from error
        _freeze_mandate(dispute, at)
        event_record(
            kind="portal.dispute.opened", by=by, at=at, subject=owner, ubigeo=place, reason=said.strip(),
            facts={"dispute": dispute.pk, "act": event.kind, "event": event.pk, "frozen": is_private},
        )  # fmt: skip
        _tell(owner, "dispute.opened", dispute, by, at, until=dispute.due_on)
        announce(CHANGED, [dispute.pk])
    return dispute


def _event_of(owner: Owner, event_id: int) -> Event:
    rows = Event.objects.alias(of_registration=KT("changes__facts__registration")).filter(events_of(owner))
    event = rows.filter(pk=event_id).first()
    if event is None:
        raise DomainError(_("This act is not in your ledger."), code="not_in_ledger")
    return event


def _due(place: str, at: datetime) -> date:
    day = day_of(at)
    found = last_day(WORKING, WORKING_DAYS_TO_ANSWER, day, calendar_of(region=place[:2], on=day))
    assert found.first is not None  # the calendar reaches years ahead
    return found.first


def _officer(place: str, at: datetime) -> str:
    """The officer of the place with the fewest open disputes; nobody where no one may handle them."""
    day = day_of(at)
    able = Appointment.objects.filter(
        Q(until_on=None) | Q(until_on__gte=day), role__powers__contains=[Power.DISPUTE_HANDLE], from_on__lte=day,
        user__is_active=True,
    ).order_by("user_id")  # fmt: skip
    users = [row.user_id for row in able if not row.regions or place[:2] in row.regions]
    busy = dict(
        Dispute.objects.filter(state=DisputeState.OPEN, owner_key__in=[f"user:{user}" for user in users])
        .values_list("owner_key")
        .annotate(many=Count("pk"))
    )
    keys = sorted({f"user:{user}" for user in users}, key=lambda key: (busy.get(key, 0), int(key[5:])))
    return keys[0] if keys else ""


def _freeze_mandate(dispute: Dispute, at: datetime) -> None:
    if dispute.is_frozen and dispute.subject_kind == "portal.mandate":
        Mandate.objects.filter(pk=dispute.subject_id or 0, ended_at=None).update(frozen_at=at)


def dispute_take(*, dispute: Dispute, by: Actor, at: datetime) -> Dispute:
    """Make the viewer its owner. Raises: DomainError where it is answered already."""
    with transaction.atomic():
        row = _open_one(dispute)
        row.owner_key = by.key
        row.save(update_fields=["owner_key"])
        event_record(kind="portal.dispute.taken", by=by, at=at, subject=row, ubigeo=row.ubigeo)
    return row


def dispute_answer(*, dispute: Dispute, is_upheld: bool, answer: str, by: Actor, at: datetime) -> Dispute:
    """Answer a dispute: upheld, a private act stays without effect; refused, it counts again. The person is told.

    Raises:
        DomainError: it is answered already, or without words.
        NotAllowedError: the officer answers a dispute on an act of their own.
    """
    if not answer.strip():
        raise DomainError(_("Write the answer: the person reads it."), field="answer", code="answer_missing")
    with transaction.atomic():
        row = _open_one(dispute)
        if row.act_by_key == by.key:
            raise NotAllowedError(_("The disputed act is your own. Somebody else must answer."), code="own_act")
        row.state = DisputeState.UPHELD if is_upheld else DisputeState.REFUSED
        row.answer, row.answered_at, row.answered_by_key = answer.strip(), at, by.key
        row.is_frozen = row.is_frozen and is_upheld
        row.save()
        _settle_mandate(row, at)
        is_voided = is_upheld and _void(row, answer.strip(), by, at)
        owner = row.person or row.group
        event_record(
            kind="portal.dispute.answered", by=by, at=at, subject=owner, ubigeo=row.ubigeo, reason=answer.strip(),
            reason_code=row.state, facts={"dispute": row.pk, "event": row.event_id, "voided": is_voided},
        )  # fmt: skip
        if owner is not None:
            _tell(owner, "dispute.answered", row, by, at, outcome=answer.strip())
        announce(CHANGED, [row.pk])
    return row


def _open_one(dispute: Dispute) -> Dispute:
    row = Dispute.objects.select_for_update(of=("self",)).select_related("person", "group").get(pk=dispute.pk)
    if row.state != DisputeState.OPEN:
        raise DomainError(_("This dispute is answered already."), code="dispute_answered")
    return row


def _settle_mandate(row: Dispute, at: datetime) -> None:
    """An upheld dispute ends the mandate for good; a refused one lets it count again."""
    if row.subject_kind != "portal.mandate" or not row.is_private_act:
        return
    held = Mandate.objects.filter(pk=row.subject_id or 0, ended_at=None)
    if row.state == DisputeState.UPHELD:
        held.update(ended_at=at)
    else:
        held.update(frozen_at=None)


def _void(row: Dispute, reason: str, by: Actor, at: datetime) -> bool:
    """An upheld dispute takes the effect from what was filed in her name; what an authority decided stays."""
    if not row.is_private_act or row.subject_id is None:
        return False
    return act_void(kind=row.subject_kind, number=row.subject_id, reason=reason, by=by, at=at)


def _tell(owner: Owner, kind: str, dispute: Dispute, by: Actor, at: datetime, **more: object) -> None:
    recipient = Recipient(key=key_of(owner), language=owner.language, phone=owner.phone, email=owner.email)
    values = {"code": f"D-{dispute.pk}", "day": day_of(at), **more}
    notice_send(
        message=Message(
            kind=kind, cause=f"portal.dispute:{dispute.pk}:{kind}", recipient=recipient, values=values,
            ubigeo=dispute.ubigeo,
        ),
        by=by, at=at,
    )  # fmt: skip
