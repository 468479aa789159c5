"""A whole case in a handful of queries: files, steps, clocks, acts, opinions, requests, notes, messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.accounts.permissions import Powers
from registry.casework.models import (
    Act,
    AskedDocument,
    CaseFile,
    Challenge,
    ChangeOfRight,
    ClockPause,
    Conflict,
    Lifting,
    LocationDeclaration,
    Message,
    Note,
    Observation,
    Opinion,
    Opposition,
    ProductionDeclaration,
    RunningClock,
    ServiceRecord,
    StepRecord,
    Succession,
    Turn,
)
from registry.casework.permissions import may_do
from registry.casework.selectors.law import calendar_of, procedure_in_force
from registry.casework.selectors.loading import OF_CLOCK, OF_FILE, OF_REGISTRATION, Loaded, Wanted, load
from registry.casework.selectors.standing import conditions_stored, conditions_with, outcomes_of
from registry.documents.models import Document, DocumentVersion, Paper
from registry.formalization.models import (
    Assessment,
    Authorisation,
    Determination,
    Exemption,
    PlaceVerification,
    Registration,
    StateChange,
    ZoneFact,
)
from registry.notices.models import Consent, Notice
from registry.rules.engine.calendar import Calendar, Deadline, split_time
from registry.rules.engine.procedure import Governing, Move, Procedure, State
from registry.rules.engine.steps import StepAnswer, steps_open

NOT_NOTIFIED, SENT, NOTIFIED = "not_notified", "sent", "notified"
OF_CASE = (
    "((subject_kind = 'formalization.registration' AND subject_id = %(registration)s) OR "
    "(subject_kind = 'casework.act' AND "
    "subject_id IN (SELECT id FROM casework_act WHERE registration_id = %(registration)s)))"
)
OF_DOCUMENT = f"document_id IN (SELECT id FROM documents_document WHERE {OF_CASE})"  # noqa: S608 - constants
REQUESTS = (ChangeOfRight, Succession, Lifting, Opposition)
WANTED = (
    Wanted(CaseFile, OF_REGISTRATION, "opened_on DESC, id DESC"),
    Wanted(StepRecord, OF_REGISTRATION),
    Wanted(RunningClock, OF_FILE),
    Wanted(ClockPause, OF_CLOCK),
    Wanted(Act, OF_REGISTRATION, "decided_on DESC, id DESC"),
    Wanted(ServiceRecord, OF_REGISTRATION),
    Wanted(Challenge, OF_REGISTRATION),
    Wanted(AskedDocument, OF_FILE),
    Wanted(Observation, OF_REGISTRATION),
    Wanted(Opinion, OF_REGISTRATION),
    Wanted(Turn, OF_FILE, "from_on, id"),
    Wanted(StateChange, OF_REGISTRATION, "id DESC"),
    Wanted(LocationDeclaration, OF_REGISTRATION, "id DESC"),
    Wanted(ProductionDeclaration, OF_REGISTRATION, "year DESC, half DESC"),
    Wanted(Note, OF_REGISTRATION, "id DESC", 50),
    Wanted(Message, OF_REGISTRATION, "id DESC", 50),
    Wanted(Conflict, "user_key = %(user)s AND withdrawn_at IS NULL"),
    Wanted(Assessment, OF_REGISTRATION + " AND superseded_at IS NULL"),
    *(Wanted(model, OF_REGISTRATION) for model in REQUESTS),
    Wanted(Determination, OF_REGISTRATION + " AND state IN ('proposed', 'standing')", "id DESC"),
    Wanted(Exemption, OF_REGISTRATION, "id DESC"),
    Wanted(ZoneFact, OF_REGISTRATION, "withdrawn_at, kind"),
    Wanted(PlaceVerification, OF_REGISTRATION, "id DESC", 1),
    Wanted(Authorisation, OF_REGISTRATION),
    Wanted(Document, OF_CASE, "id DESC"),
    Wanted(DocumentVersion, OF_DOCUMENT, "number DESC"),
    Wanted(Consent, "recipient = %(recipient)s", "id DESC", 20),
    Wanted(Notice, "about_type = 'formalization.registration' AND about_id = %(registration)s", "id DESC", 10),
    Wanted(Paper, "subject_kind = 'formalization.registration' AND subject_id = %(registration)s", "id DESC", 50),
)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A running clock with its days: `days_left` is working days, negative once it passed, None where not known."""

    clock: RunningClock
    deadline: Deadline
    days_left: int | None
    is_late: bool | None
    is_paused: bool
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ActView:
    """An act with its services and challenges; `notified` says whether a valid service with proof exists."""

    act: Act
    notified: str
    served_on: date | None
    services: Sequence[ServiceRecord]
    challenges: Sequence[Challenge]
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with where it stands, its record, its documents, clocks, observation and opinion."""

    answer: StepAnswer
    record: StepRecord | None
    asked: Sequence[AskedDocument]
    clocks: Sequence[ClockView]
    observation: Observation | None
    opinion: Opinion | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file with everything in it, the law that may govern it and whose time passed.

    `request` is the change of right, succession, lifting or opposition that the file is about, if it is about one.
    """

    file: CaseFile
    steps: Sequence[StepView]
    records: Sequence[StepRecord]
    clocks: Sequence[ClockView]
    acts: Sequence[ActView]
    opinions: Sequence[Opinion]
    request: ChangeOfRight | Succession | Lifting | Opposition | None
    governing: Governing
    held_days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with its versions, newest first; `act_id` where it belongs to an act."""

    document: Document
    versions: Sequence[DocumentVersion]
    act_id: int | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A registration with its whole casework, and what the viewer may do about it today."""

    registration: Registration
    law: Procedure
    state: State | None
    state_deadline: Deadline
    moves: Sequence[Move]
    files: Sequence[FileView]
    state_changes: Sequence[StateChange]
    locations: Sequence[LocationDeclaration]
    productions: Sequence[ProductionDeclaration]
    notes: Sequence[Note]
    messages: Sequence[Message]
    documents: Sequence[DocumentView]
    papers: Sequence[Paper]
    consents: Sequence[Consent]
    told: Sequence[Notice]
    assessment: Assessment | None
    determinations: Sequence[Determination]
    exemptions: Sequence[Exemption]
    zone_facts: Sequence[ZoneFact]
    verification: PlaceVerification | None
    authorisations: Sequence[Authorisation]
    has_conflict: bool
    may_do: Mapping[str, frozenset[str]] = field(default_factory=dict)
    conditions: Mapping[str, bool | None] = field(default_factory=dict)

    @property
    def open_files(self) -> list[FileView]:
        """The files that run."""
        return [view for view in self.files if view.file.state == "open"]


@dataclass(frozen=True, slots=True)
class _Given:
    """What every part of a case is built from."""

    rows: Loaded
    law: Procedure
    calendar: Calendar
    on: date
    conditions: Mapping[str, bool | None]


def case_view(registration: Registration, viewer: Powers, on: date, *, user_key: str = "") -> CaseView:
    """Return the whole case of a registration on a day, in three queries whatever its length.

    What the place and the work ask for is read from the standing assessment's facts, which follow every change by a
    job; a step is recorded on live facts. Without an assessment nothing of the place is known.

    Args:
        registration: the registration, with person, group and right selected if the page shows them.
        viewer: what the viewer may do; asks nothing of the database.
        on: the day.
        user_key: key of the viewer, for a declared conflict of interest.
    """
    who = f"person:{registration.person_id}" if registration.person_id else f"group:{registration.group_id}"
    recipient = who if registration.person_id or registration.group_id else ""
    rows = load(WANTED, {"registration": registration.pk, "user": user_key, "recipient": recipient})
    assessment = next(iter(rows.of(Assessment)), None)
    given = _Given(
        rows, procedure_in_force(on=on), calendar_of(region=registration.ubigeo[:2], on=on), on,
        conditions_stored(assessment),
    )  # fmt: skip
    state = given.law.states.get(registration.state)
    return CaseView(
        registration=registration,
        law=given.law,
        state=state,
        state_deadline=_state_deadline(registration, state, given),
        moves=given.law.moves_from(registration.state, on),
        files=[_file_view(file, registration, given) for file in rows.of(CaseFile)],
        state_changes=rows.of(StateChange),
        locations=rows.of(LocationDeclaration),
        productions=rows.of(ProductionDeclaration),
        notes=rows.of(Note),
        messages=rows.of(Message),
        documents=_documents(rows),
        papers=rows.of(Paper),
        consents=rows.of(Consent),
        told=rows.of(Notice),
        assessment=assessment,
        determinations=rows.of(Determination),
        exemptions=rows.of(Exemption),
        zone_facts=rows.of(ZoneFact),
        verification=next(iter(rows.of(PlaceVerification)), None),
        authorisations=rows.of(Authorisation),
        has_conflict=any(_touches(one, registration) for one in rows.of(Conflict)),
        may_do={act: may_do(viewer, given.law, act, ubigeo=registration.ubigeo, on=on) for act in given.law.acts},
        conditions=given.conditions,
    )


def _documents(rows: Loaded) -> list[DocumentView]:
    versions = rows.by(DocumentVersion, "document_id")
    return [
        DocumentView(one, versions.get(one.pk, []), one.subject_id if one.subject_kind == "casework.act" else None)
        for one in rows.of(Document)
    ]


def _touches(conflict: Conflict, registration: Registration) -> bool:
    named = (
        (conflict.registration_id, registration.pk),
        (conflict.person_id, registration.person_id),
        (conflict.group_id, registration.group_id),
    )
    return any(one is not None and one == other for one, other in named)


def _state_deadline(registration: Registration, state: State | None, given: _Given) -> Deadline:
    if state is None:
        return Deadline(None, None, ("clock_not_established",))
    return given.law.deadline(state.clock, registration.state_since, given.on, given.calendar)


def _file_view(file: CaseFile, registration: Registration, given: _Given) -> FileView:
    rows, file.registration = given.rows, registration
    clocks = [_clock_view(clock, given) for clock in rows.of(RunningClock) if clock.file_id == file.pk]
    records = [record for record in rows.of(StepRecord) if record.file_id == file.pk]
    steps: list[StepView] = []
    if file.kind == "formalisation":
        outcomes = outcomes_of(registration, records)
        answers = steps_open(given.law.steps, outcomes, conditions_with(file, given.conditions), given.on)
        steps = _step_views(file, answers, records, clocks, rows)
    turns = [(turn.from_on, turn.side) for turn in rows.of(Turn) if turn.file_id == file.pk]
    requests: list[Any] = [one for model in REQUESTS for one in rows.of(model) if one.file_id == file.pk]
    return FileView(
        file=file,
        steps=steps,
        records=records,
        clocks=clocks,
        acts=[_act_view(act, given) for act in rows.of(Act) if act.file_id == file.pk],
        opinions=[one for one in rows.of(Opinion) if one.file_id == file.pk],
        request=requests[0] if requests else None,
        governing=given.law.governing(file.opened_on, given.on),
        held_days=held_days(turns, file.closed_on or given.on),
    )


def held_days(turns: Sequence[tuple[date, str]], until: date) -> Mapping[str, int]:
    """Return the days that each side had a file in hand; nothing for a file without turns."""
    return split_time(turns, until) if turns else {}


def _clock_view(clock: RunningClock, given: _Given) -> ClockView:
    deadline = Deadline(clock.first_due_on, clock.due_on, tuple(clock.due_why))
    stated = given.law.clock(clock.code, clock.opened_on)
    is_open = clock.ended_on is None
    pauses = given.rows.by(ClockPause, "clock_id").get(clock.pk, [])
    return ClockView(
        clock=clock,
        deadline=deadline,
        days_left=deadline.days_left(given.on, given.calendar) if is_open else None,
        is_late=deadline.is_late(None, given.on) if is_open else clock.is_late,
        is_paused=is_open and any(pause.until_on is None for pause in pauses),
        label=stated.label if stated else {},
    )


def _act_view(act: Act, given: _Given) -> ActView:
    services = [one for one in given.rows.of(ServiceRecord) if one.act_id == act.pk]
    valid = [one for one in services if one.is_valid]
    served = min((one.served_on for one in valid if one.served_on), default=None)
    notified = NOTIFIED if valid else SENT if services else NOT_NOTIFIED
    stated = given.law.acts.get(act.kind)
    challenges = [one for one in given.rows.of(Challenge) if one.act_id == act.pk]
    return ActView(act, notified, served, services, challenges, stated.label if stated else {})


def _step_views(
    file: CaseFile, answers: Mapping[str, StepAnswer], records: Sequence[StepRecord], clocks: Sequence[ClockView],
    rows: Loaded,
) -> list[StepView]:  # fmt: skip
    standing = {one.step: one for one in records if one.superseded_at is None}
    asked = [one for one in rows.of(AskedDocument) if one.file_id == file.pk]
    observed = {one.step: one for one in rows.of(Observation) if one.file_id == file.pk}
    opinions = {one.step: one for one in rows.of(Opinion) if one.file_id == file.pk}
    return [
        StepView(
            answer=answer,
            record=standing.get(name),
            asked=[one for one in asked if one.step == name],
            clocks=[one for one in clocks if one.clock.step == name],
            observation=observed.get(name),
            opinion=opinions.get(name),
        )
        for name, answer in answers.items()
    ]
