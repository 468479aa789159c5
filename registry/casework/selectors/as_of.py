"""A case as the register knew it at the end of a day: nothing of it is reckoned, nothing recorded later is shown.

Rows that the database keeps versions of (the entry, its registrant, determinations, facts of the land, authorisations)
are read from those versions. Rows of the casework are only added: one counts from the moment of its recording on, and
what was completed on it later (an act's second officer, an opinion's answer, a cure) is taken off again by its own
moment, or by its own day where no moment is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from miners.models import Group, Person
from registry.audit.models import Event
from registry.audit.services.as_of import AsOf, as_of, end_of, versions_as_of
from registry.audit.services.reads import READ
from registry.casework.models import Act, CaseFile, Challenge, Observation, Opinion, ServiceRecord, StepRecord
from registry.formalization.models import (
    Assessment,
    Authorisation,
    Determination,
    Registration,
    StateChange,
    ZoneFact,
)

AT_MOST = 50


@dataclass(frozen=True, slots=True)
class CaseAsOf:
    """What was known of a case; `entry.values` is None where the register did not know the entry yet."""

    on: date
    entry: AsOf
    registrant: AsOf | None
    assessment: Assessment | None
    determination: Any
    states: Sequence[StateChange]
    land: Sequence[Any]
    authorisations: Sequence[Any]
    files: Sequence[CaseFile]
    steps: Sequence[StepRecord]
    acts: Sequence[Act]
    services: Sequence[ServiceRecord]
    observations: Sequence[Observation]
    opinions: Sequence[Opinion]
    challenges: Sequence[Challenge]
    events: Sequence[Event]


def case_as_of(registration: Registration, *, on: date) -> CaseAsOf:
    """Return what was known of a case at the end of a day, in a fixed number of queries."""
    entry, end, number = as_of(Registration, registration.pk, on=on), end_of(on), registration.pk
    judged = Assessment.objects.filter(registration=registration, created_at__lt=end)
    decided = Challenge.objects.filter(registration=registration, outcome="upheld", decided_on__lte=on)
    annulled = set(decided.values_list("act_id", flat=True))
    determined = versions_as_of(Determination, on=on).filter(registration_id=number)
    files = [_file(row, on) for row in CaseFile.objects.filter(registration=registration, created_at__lt=end)]
    steps = list(_recorded(StepRecord, number, end).exclude(superseded_at__lt=end).order_by("happened_on", "id"))
    acts = [_act(row, end, row.pk in annulled) for row in _recorded(Act, number, end).order_by("decided_on", "id")]
    services = [_service(row, on) for row in _recorded(ServiceRecord, number, end).order_by("id")]
    observations = [_observation(row, on) for row in _recorded(Observation, number, end).order_by("id")]
    opinions = [_opinion(row, on) for row in _recorded(Opinion, number, end).order_by("id")]
    challenges = [_challenge(row, on) for row in _recorded(Challenge, number, end).order_by("id")]
    return CaseAsOf(
        on=on,
        entry=entry,
        registrant=_registrant(entry, on),
        assessment=judged.filter(Q(superseded_at=None) | Q(superseded_at__gte=end)).order_by("-id").first(),
        determination=determined.filter(state="standing").order_by("-pgh_obj_id").first(),
        states=list(_recorded(StateChange, number, end).order_by("-id")),
        land=list(versions_as_of(ZoneFact, on=on).filter(registration_id=number, withdrawn_at=None).order_by("kind")),
        authorisations=list(versions_as_of(Authorisation, on=on).filter(registration_id=number)),
        files=files,
        steps=steps,
        acts=acts,
        services=services,
        observations=observations,
        opinions=opinions,
        challenges=challenges,
        events=_events([registration, *files, *steps, *acts, *services, *observations, *opinions, *challenges], end),
    )


def _events(rows: Sequence[models.Model], end: datetime) -> list[Event]:
    """Return the newest events until then of the entry and of what was known of its case."""
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(row._meta.label_lower, []).append(row.pk)  # noqa: SLF001 - Django's public name
    about = Q()
    for label, found in numbers.items():
        about |= Q(subject_type=label, subject_id__in=found)
    return sorted(Event.objects.filter(about, at__lt=end).exclude(kind=READ), key=lambda one: -one.pk)[:AT_MOST]


def _recorded(model: Any, number: int, end: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(registration_id=number, recorded_at__lt=end)
    return rows


def _registrant(entry: AsOf, on: date) -> AsOf | None:
    values = entry.values or {}
    if values.get("person_id"):
        return as_of(Person, values["person_id"], on=on)
    return as_of(Group, values["group_id"], on=on) if values.get("group_id") else None


def _file(row: CaseFile, on: date) -> CaseFile:
    if row.closed_on is not None and row.closed_on > on:
        row.closed_on, row.state = None, "open"
    return row


def _act(row: Act, end: Any, is_annulled: bool) -> Act:  # noqa: FBT001 - what was decided on it by then
    if row.second_at is not None and row.second_at >= end:
        row.state, row.second_key, row.second_reason = "proposed", "", ""
    elif row.state == "annulled" and not is_annulled:
        row.state = "standing"
    return row


def _service(row: ServiceRecord, on: date) -> ServiceRecord:
    if row.served_on is not None and row.served_on > on:
        row.served_on, row.proof = None, ""
    return row


def _observation(row: Observation, on: date) -> Observation:
    if row.cured_on is not None and row.cured_on > on:
        row.cured_on, row.cure, row.is_late = None, "", None
    return row


def _opinion(row: Opinion, on: date) -> Opinion:
    if row.answered_on is not None and row.answered_on > on:
        row.answered_on, row.answer, row.reasons = None, "", ""
    return row


def _challenge(row: Challenge, on: date) -> Challenge:
    if row.admitted_on is not None and row.admitted_on > on:
        row.admitted_on = None
    if row.decided_on is not None and row.decided_on > on:
        row.outcome = ""
    return row
