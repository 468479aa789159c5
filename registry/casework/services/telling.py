"""Telling people what happened in a file: hung on the change itself, once a change.

Only courtesy: the service of an act is a record of its own and begins terms by its proof. Whom to tell is read here;
whether a consent stands, and by which way, is the room of notices' business.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from registry.accounts.models import Appointment
from registry.audit.services import Actor
from registry.casework.choices import ChallengeOutcome, Side
from registry.casework.models import (
    Act,
    AskedDocument,
    CaseFile,
    Challenge,
    Observation,
    Opinion,
    RunningClock,
    Transfer,
)
from registry.casework.models import Message as Written
from registry.common import jobs
from registry.common.moments import day_of
from registry.formalization.models import Registration, StateChange
from registry.formalization.selectors.procedure import procedure_in_force
from registry.notices.services import Message, Recipient, notices_send
from registry.places.models import Place

JOB_KIND = "casework.tell"
TOLD_STATES = frozenset({"in_force", "suspended", "excluded", "revoked", "formalised"})
SPANISH = "es"
DUE_SOON = timedelta(days=7)


def tell_request(news: str, ids: Sequence[int]) -> None:
    """Write a job that tells of each of these changes, in the transaction of the change."""
    for number in ids:
        jobs.enqueue(kind=JOB_KIND, payload={"news": news, "id": number}, key=f"{news}:{number}")


def tell(*, news: str, number: int, by: Actor, at: datetime) -> int:
    """Write the notices of one change; again it writes none. Returns how many people are told."""
    with transaction.atomic():
        messages = TELLERS[news](number, day_of(at))
        if messages:
            notices_send(messages=messages, by=by, at=at)
    return len(messages)


def recipient_of(registration: Registration) -> Recipient | None:
    """Return whom to tell about a registration; None while the registrant is not known."""
    who = registration.registrant
    if who is None:
        return None
    kind = "person" if registration.person_id else "group"
    return Recipient(key=f"{kind}:{who.pk}", language=who.language, phone=who.phone, email=who.email)


def office_name(region: str) -> str:
    """Return the office of a department, or the ministry's."""
    if not region:
        return str(_("Ministry of Energy and Mines (DGFM)"))
    place = Place.objects.filter(ubigeo=region).first()
    return f"DREM {place.name if place else region}"


def _to(registration: Registration, kind: str, cause: str, values: dict[str, object]) -> list[Message]:
    to = recipient_of(registration)
    if to is None:
        return []
    return [
        Message(
            kind=kind, cause=cause, recipient=to, values={"code": registration.code, **values}, about=registration,
            ubigeo=registration.ubigeo,
        )
    ]  # fmt: skip


def _state(number: int, _on: date) -> list[Message]:
    move = StateChange.objects.select_related("registration__person", "registration__group").get(pk=number)
    if move.state not in TOLD_STATES:
        return []
    values: dict[str, object] = {"day": move.from_on or day_of(move.recorded_at), "reason": _sentence(move.reason)}
    return _to(move.registration, f"registration.{move.state}", f"formalization.state_change:{move.pk}", values)


def _act(number: int, on: date) -> list[Message]:
    act = Act.objects.select_related("registration__person", "registration__group").get(pk=number)
    # An act that moves the entry is told by the move, an observation by itself.
    if act.effect_state or act.kind in {"observe_igafom", "observe_file"}:
        return []
    label = procedure_in_force(on=on).acts[act.kind].label[_language(act.registration)]
    return _to(act.registration, "file.act_issued", f"casework.act:{act.pk}", {"act": f"{label}, {act.number}"})


def _observation(number: int, _on: date) -> list[Message]:
    row = Observation.objects.select_related(
        "registration__person", "registration__group", "clock", "file"
    ).get(pk=number)  # fmt: skip
    until: object = row.clock.due_on
    if until is None:
        with translation.override(_language(row.registration)):
            until = _("10 working days after you are served")
    values: dict[str, object] = {
        "what": _sentence(row.text),
        "until": until,
        "office": office_name(row.file.office_region),
    }
    return _to(row.registration, "file.observed", f"casework.observation:{row.pk}", values)


def _challenge(number: int, _on: date) -> list[Message]:
    row = Challenge.objects.select_related("registration__person", "registration__group").get(pk=number)
    with translation.override(_language(row.registration)):
        outcome = f"{ChallengeOutcome(row.outcome).label}."
    values: dict[str, object] = {"day": row.decided_on, "outcome": outcome}
    return _to(row.registration, "file.challenge_decided", f"casework.challenge:{row.pk}", values)


def _transfer(number: int, on: date) -> list[Message]:
    row = Transfer.objects.get(pk=number)
    items = row.items.filter(is_received=True).select_related("file__registration__person", "file__registration__group")
    values = {"day": day_of(row.received_at) if row.received_at else on, "office": office_name(row.to_region)}
    told: list[Message] = []
    for item in items:
        told += _to(item.file.registration, "file.transferred", f"casework.transfer_item:{item.pk}", dict(values))
    return told


def _opinion(number: int, on: date) -> list[Message]:
    """The people of the authority asked, as their appointments name it."""
    row = Opinion.objects.select_related("registration", "clock").get(pk=number)
    holders = Appointment.objects.filter(authority=row.authority, from_on__lte=on).select_related("user")
    values = {
        "authority": row.authority, "code": row.registration.code, "link": "/desk/work/",
        "until": row.clock.due_on if row.clock and row.clock.due_on else on,
    }  # fmt: skip
    return [
        Message(
            kind="opinion.asked", cause=f"casework.opinion:{row.pk}", values=values, about=row.registration,
            recipient=Recipient(key=f"user:{one.user_id}", language=one.user.language, email=one.user.email),
            ubigeo=row.registration.ubigeo,
        )
        for one in holders
        if (one.until_on is None or one.until_on >= on) and one.user.is_active
    ]  # fmt: skip


def _message(number: int, _on: date) -> list[Message]:
    """What an officer wrote, in the officer's words; the SMS carries the subject alone."""
    row = Written.objects.select_related("registration__person", "registration__group").get(pk=number)
    values: dict[str, object] = {"subject": row.subject, "text": row.text}
    return _to(row.registration, "file.message", f"casework.message:{row.pk}", values)


def _asked(number: int, on: date) -> list[Message]:
    """The documents of a file that are asked for and have not come in; each asking is told once."""
    file = CaseFile.objects.select_related("registration__person", "registration__group").get(pk=number)
    rows = list(AskedDocument.objects.filter(file=file, received_on=None).order_by("pk"))
    if not rows:
        return []
    words = {
        (step.id, code): label[_language(file.registration)]
        for step in procedure_in_force(on=on).steps
        for code, label in step.documents
    }
    what = "; ".join(words.get((row.step, row.document), row.document) for row in rows)
    values: dict[str, object] = {"what": _sentence(what), "office": office_name(file.office_region)}
    return _to(file.registration, "file.asked", f"casework.asked_document:{rows[-1].pk}", values)


def _language(registration: Registration) -> str:
    who = registration.registrant
    return "en" if who is not None and who.language == "en" else SPANISH


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def due_soon_tell(*, on: date, by: Actor, at: datetime) -> int:
    """Remind applicants once of each of their deadlines that ends within a week; returns how many are reminded."""
    law = procedure_in_force(on=on)
    clocks = (
        RunningClock.objects.filter(
            ended_on=None, is_right=False, whose=Side.APPLICANT, due_on__gte=on, due_on__lte=on + DUE_SOON,
            file__state="open",
        )
        .select_related("file__registration__person", "file__registration__group")
        .order_by("pk")
    )  # fmt: skip
    messages: list[Message] = []
    for clock in clocks:
        stated, registration = law.clock(clock.code, clock.opened_on), clock.file.registration
        what = stated.label[_language(registration)] if stated else clock.code
        values: dict[str, object] = {
            "until": clock.due_on, "what": _sentence(what), "office": office_name(clock.file.office_region)
        }  # fmt: skip
        messages += _to(registration, "file.due_soon", f"casework.running_clock:{clock.pk}:{clock.due_on}", values)
    with transaction.atomic():
        if messages:
            notices_send(messages=messages, by=by, at=at)
    return len(messages)


TELLERS: dict[str, Callable[[int, date], list[Message]]] = {
    "formalization.state.changed": _state,
    "casework.act.done": _act,
    "casework.documents.asked": _asked,
    "casework.message.sent": _message,
    "casework.observation.made": _observation,
    "casework.challenge.decided": _challenge,
    "casework.transfer.received": _transfer,
    "casework.opinion.asked": _opinion,
}
