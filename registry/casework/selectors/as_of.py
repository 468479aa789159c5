"""A case as the register knew it at the end of a day: nothing of it is reckoned, nothing recorded later is shown.

Rows that the database keeps versions of (the entry, its registrant, determinations, facts of the land, authorisations)
are read from those versions. Rows of the casework are only added: one counts from the moment of its recording on, and
what was completed on it later (an act's second officer, a proof of service, an opinion's answer, a cure, the end of a
file) is taken off again by the moment of the event that completed it, and by its own day where it lies later still.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from miners.models import Group, Person
from registry.audit.models import Event
from registry.audit.services.as_of import AsOf, as_of, end_of, versions_as_of
from registry.audit.services.reads import READ
from registry.casework.models import (
    Act,
    CaseFile,
    Challenge,
    Message,
    Note,
    Observation,
    Opinion,
    ServiceRecord,
    StepRecord,
)
from registry.casework.selectors.documents import OF_ACT, OF_ENTRY
from registry.casework.selectors.land_as_of import findings_as_of
from registry.casework.selectors.loading import OF_REGISTRATION, Wanted, load
from registry.documents.models import DocumentVersion
from registry.formalization.models import (
    Assessment,
    Authorisation,
    Determination,
    Registration,
    StateChange,
    ZoneFact,
)
from registry.territory.models import Finding

AT_MOST = 50
# What completes a row after it was recorded.
SERVED, FAULTED, CURED, ANSWERED, ADMITTED, DECIDED, CLOSED = (
    f"casework.{one}"
    for one in (
        "act.served", "service.faulted", "observation.cured", "opinion.answered", "challenge.admitted",
        "challenge.decided", "file.closed",
    )
)  # fmt: skip
RECORDED_THEN = f"{OF_REGISTRATION} AND recorded_at < %(end)s"
RECORDED = (
    Wanted(StepRecord, f"{RECORDED_THEN} AND (superseded_at IS NULL OR superseded_at >= %(end)s)", "happened_on, id"),
    Wanted(Act, RECORDED_THEN, "decided_on, id"),
    Wanted(ServiceRecord, RECORDED_THEN),
    Wanted(Observation, RECORDED_THEN),
    Wanted(Opinion, RECORDED_THEN),
    Wanted(Challenge, RECORDED_THEN),
    Wanted(StateChange, RECORDED_THEN, "id DESC"),
    Wanted(Note, f"{OF_REGISTRATION} AND at < %(end)s", "id DESC", AT_MOST),
    Wanted(Message, f"{OF_REGISTRATION} AND at < %(end)s", "id DESC", AT_MOST),
)
COMPLETES = (SERVED, FAULTED, CURED, ANSWERED, ADMITTED, DECIDED, CLOSED)


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
    notes: Sequence[Note]
    messages: Sequence[Message]
    documents: Sequence[DocumentVersion]
    events: Sequence[Event]
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class _Until:
    """The end of a day, and what of the case was completed only after it: kinds of events with the row's number."""

    on: date
    end: datetime
    later: frozenset[tuple[str, int]]

    def has(self, kind: str, number: int, own_day: date | None) -> bool:
        """Say whether a completion was known by then."""
        return own_day is not None and own_day <= self.on and (kind, number) not in self.later


def case_as_of(registration: Registration, *, on: date) -> CaseAsOf:
    """Return what was known of a case at the end of a day, in a fixed number of queries."""
    entry, end, number = as_of(Registration, registration.pk, on=on), end_of(on), registration.pk
    judged = Assessment.objects.filter(registration=registration, created_at__lt=end)
    determined = versions_as_of(Determination, on=on).filter(registration_id=number)
    until = _Until(on, end, _later(number, end))
    rows = load(RECORDED, {"registration": number, "end": end})
    files = [_file(row, until) for row in CaseFile.objects.filter(registration=registration, created_at__lt=end)]
    steps = rows.of(StepRecord)
    services = [_service(row, until) for row in rows.of(ServiceRecord)]
    observations = [_observation(row, until) for row in rows.of(Observation)]
    opinions = [_opinion(row, until) for row in rows.of(Opinion)]
    challenges = [_challenge(row, until) for row in rows.of(Challenge)]
    annulled = {row.act_id for row in challenges if row.outcome == "upheld"}
    acts = [_act(row, end, row.pk in annulled) for row in rows.of(Act)]
    return CaseAsOf(
        on=on,
        entry=entry,
        registrant=_registrant(entry, on),
        assessment=judged.filter(Q(superseded_at=None) | Q(superseded_at__gte=end)).order_by("-id").first(),
        determination=determined.filter(state="standing").order_by("-pgh_obj_id").first(),
        states=rows.of(StateChange),
        land=list(versions_as_of(ZoneFact, on=on).filter(registration_id=number, withdrawn_at=None).order_by("kind")),
        authorisations=list(versions_as_of(Authorisation, on=on).filter(registration_id=number)),
        files=files,
        steps=steps,
        acts=acts,
        services=services,
        observations=observations,
        opinions=opinions,
        challenges=challenges,
        notes=rows.of(Note),
        messages=rows.of(Message),
        documents=_documents(number, [act.pk for act in acts], end),
        events=_events([registration, *files, *steps, *acts, *services, *observations, *opinions, *challenges], end),
        findings=findings_as_of(entry, on=on),
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


def _later(number: int, end: datetime) -> frozenset[tuple[str, int]]:
    """Return what was completed after a day on the rows of a case, by kind of event and number, in one query."""
    models_of = {SERVED: ServiceRecord, FAULTED: ServiceRecord, CURED: Observation, ANSWERED: Opinion,
                 ADMITTED: Challenge, DECIDED: Challenge, CLOSED: CaseFile}  # fmt: skip
    about = Q()
    for kind, model in models_of.items():
        about |= Q(kind=kind, subject_id__in=model.objects.filter(registration_id=number).values("pk"))  # type: ignore[attr-defined] # every one of them has a manager
    found = Event.objects.filter(about, kind__in=COMPLETES, at__gte=end).values_list("kind", "subject_id")
    return frozenset((kind, int(subject)) for kind, subject in found if subject is not None)


def _documents(number: int, acts: Sequence[int], end: datetime) -> list[DocumentVersion]:
    """Return the newest version then of each document of the entry and of its acts."""
    rows = DocumentVersion.objects.filter(
        Q(document__subject_kind=OF_ENTRY, document__subject_id=number)
        | Q(document__subject_kind=OF_ACT, document__subject_id__in=acts),
        stored_at__lt=end,
    )
    newest = rows.select_related("document").order_by("document_id", "-number").distinct("document_id")
    return list(newest[:AT_MOST])


def _registrant(entry: AsOf, on: date) -> AsOf | None:
    values = entry.values or {}
    if values.get("person_id"):
        return as_of(Person, values["person_id"], on=on)
    return as_of(Group, values["group_id"], on=on) if values.get("group_id") else None


def _file(row: CaseFile, until: _Until) -> CaseFile:
    if row.closed_on is not None and not until.has(CLOSED, row.pk, row.closed_on):
        row.closed_on, row.state = None, "open"
    return row


def _act(row: Act, end: Any, is_annulled: bool) -> Act:  # noqa: FBT001 - what was decided on it by then
    if row.second_at is not None and row.second_at >= end:
        row.state, row.second_key, row.second_reason = "proposed", "", ""
    elif row.state == "annulled" and not is_annulled:
        row.state = "standing"
    return row


def _service(row: ServiceRecord, until: _Until) -> ServiceRecord:
    if not until.has(SERVED, row.pk, row.served_on):
        row.served_on, row.proof = None, ""
    if (FAULTED, row.pk) in until.later:
        row.defect = ""
    return row


def _observation(row: Observation, until: _Until) -> Observation:
    if not until.has(CURED, row.pk, row.cured_on):
        row.cured_on, row.cure, row.is_late = None, "", None
    return row


def _opinion(row: Opinion, until: _Until) -> Opinion:
    if not until.has(ANSWERED, row.pk, row.answered_on):
        row.answered_on, row.answer, row.reasons = None, "", ""
    return row


def _challenge(row: Challenge, until: _Until) -> Challenge:
    if not until.has(ADMITTED, row.pk, row.admitted_on):
        row.admitted_on = None
    if not until.has(DECIDED, row.pk, row.decided_on):
        row.decided_on, row.outcome = None, ""
    return row
