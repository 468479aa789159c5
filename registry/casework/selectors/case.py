"""A whole case in a bounded number of queries: files, steps, clocks, acts, opinions, requests, notes, messages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from registry.accounts.permissions import Powers
from registry.casework.models import (
    Act,
    AskedDocument,
    CaseFile,
    Challenge,
    Conflict,
    LocationDeclaration,
    Message,
    Note,
    Observation,
    Opinion,
    ProductionDeclaration,
    RunningClock,
    ServiceRecord,
    StepRecord,
    Turn,
)
from registry.casework.permissions import may_do
from registry.casework.selectors.law import calendar_of, procedure_in_force
from registry.casework.selectors.standing import conditions_of, conditions_with, outcomes_of
from registry.formalization.models import Registration, StateChange
from registry.rules.engine.calendar import Calendar, Deadline, split_time
from registry.rules.engine.procedure import Governing, Move, Procedure, State
from registry.rules.engine.steps import StepAnswer, steps_open

NOT_NOTIFIED, SENT, NOTIFIED = "not_notified", "sent", "notified"
MOST_MESSAGES = 50


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
    """A file with everything in it, the law that may govern it and whose time passed."""

    file: CaseFile
    steps: Sequence[StepView]
    clocks: Sequence[ClockView]
    acts: Sequence[ActView]
    governing: Governing
    held_days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A registration with its whole casework, and what the viewer may do about it today."""

    registration: Registration
    state: State | None
    state_deadline: Deadline
    moves: Sequence[Move]
    files: Sequence[FileView]
    state_changes: Sequence[StateChange]
    locations: Sequence[LocationDeclaration]
    productions: Sequence[ProductionDeclaration]
    notes: Sequence[Note]
    messages: Sequence[Message]
    has_conflict: bool
    may_do: Mapping[str, frozenset[str]] = field(default_factory=dict)
    conditions: Mapping[str, bool | None] = field(default_factory=dict)

    @property
    def open_files(self) -> list[FileView]:
        """The files that run."""
        return [view for view in self.files if view.file.state == "open"]


def case_view(registration: Registration, viewer: Powers, on: date, *, user_key: str = "") -> CaseView:
    """Return the whole case of a registration on a day, in about fifteen queries whatever its length.

    Args:
        registration: the registration, with person, group and right selected if the page shows them.
        viewer: what the viewer may do; asks nothing of the database.
        on: the day.
        user_key: key of the viewer, for a declared conflict of interest.
    """
    law, calendar = procedure_in_force(on=on), calendar_of(region=registration.ubigeo[:2], on=on)
    conditions = conditions_of([registration.pk], on=on).get(registration.pk, {})
    files = _files_of(registration)
    state = law.states.get(registration.state)
    return CaseView(
        registration=registration,
        state=state,
        state_deadline=_state_deadline(registration, state, law, calendar, on),
        moves=law.moves_from(registration.state, on),
        files=[_file_view(file, registration, conditions, (law, calendar, on)) for file in files],
        state_changes=list(StateChange.objects.filter(registration=registration).order_by("-id")),
        locations=list(
            LocationDeclaration.objects.filter(registration=registration).select_related(
                "declared_place", "verified_place"
            )
        ),
        productions=list(ProductionDeclaration.objects.filter(registration=registration)),
        notes=list(Note.objects.filter(registration=registration).select_related("file")[:MOST_MESSAGES]),
        messages=list(Message.objects.filter(registration=registration).select_related("file")[:MOST_MESSAGES]),
        has_conflict=_has_conflict(registration, user_key),
        may_do={act: may_do(viewer, law, act, ubigeo=registration.ubigeo, on=on) for act in law.acts},
        conditions=conditions,
    )


def _has_conflict(registration: Registration, user_key: str) -> bool:
    declared = Conflict.objects.filter(user_key=user_key, withdrawn_at=None) if user_key else Conflict.objects.none()
    return any(
        one.registration_id == registration.pk
        or (one.person_id is not None and one.person_id == registration.person_id)
        or (one.group_id is not None and one.group_id == registration.group_id)
        for one in declared
    )


def _files_of(registration: Registration) -> list[CaseFile]:
    return list(
        CaseFile.objects.filter(registration=registration).prefetch_related(
            Prefetch("steps", StepRecord.objects.order_by("id")),
            Prefetch("clocks", RunningClock.objects.order_by("id").prefetch_related("pauses")),
            Prefetch("acts", Act.objects.order_by("-decided_on", "-id").prefetch_related("services", "challenges")),
            "asked", "observations", "opinions", "turns",
        )
    )  # fmt: skip


def _state_deadline(
    registration: Registration, state: State | None, law: Procedure, calendar: Calendar, on: date
) -> Deadline:
    if state is None:
        return Deadline(None, None, ("clock_not_established",))
    return law.deadline(state.clock, registration.state_since, on, calendar)


Rules = tuple[Procedure, Calendar, date]


def _file_view(
    file: CaseFile, registration: Registration, conditions: Mapping[str, bool | None], rules: Rules
) -> FileView:
    law, on = rules[0], rules[2]
    file.registration = registration
    clocks = [_clock_view(clock, rules) for clock in file.clocks.all()]
    steps: list[StepView] = []
    if file.kind == "formalisation":
        outcomes = outcomes_of(file, registration, file.steps.all())
        answers = steps_open(law.steps, outcomes, conditions_with(file, conditions), on)
        steps = _step_views(file, answers, clocks)
    turns = [(turn.from_on, turn.side) for turn in file.turns.all()]
    return FileView(
        file=file,
        steps=steps,
        clocks=clocks,
        acts=[_act_view(act, law) for act in file.acts.all()],
        governing=law.governing(file.opened_on, on),
        held_days=held_days(turns, file.closed_on or on),
    )


def held_days(turns: Sequence[tuple[date, str]], until: date) -> Mapping[str, int]:
    """Return the days that each side had a file in hand; nothing for a file without turns."""
    return split_time(turns, until) if turns else {}


def _clock_view(clock: RunningClock, rules: Rules) -> ClockView:
    law, calendar, on = rules
    deadline = Deadline(clock.first_due_on, clock.due_on, tuple(clock.due_why))
    stated = law.clock(clock.code, clock.opened_on)
    is_open = clock.ended_on is None
    return ClockView(
        clock=clock,
        deadline=deadline,
        days_left=deadline.days_left(on, calendar) if is_open else None,
        is_late=deadline.is_late(None, on) if is_open else clock.is_late,
        is_paused=is_open and any(pause.until_on is None for pause in clock.pauses.all()),
        label=stated.label if stated else {},
    )


def _act_view(act: Act, law: Procedure) -> ActView:
    services = list(act.services.all())
    valid = [one for one in services if one.is_valid]
    served = min((one.served_on for one in valid if one.served_on), default=None)
    notified = NOTIFIED if valid else SENT if services else NOT_NOTIFIED
    stated = law.acts.get(act.kind)
    return ActView(act, notified, served, services, list(act.challenges.all()), stated.label if stated else {})


def _step_views(file: CaseFile, answers: Mapping[str, StepAnswer], clocks: Sequence[ClockView]) -> list[StepView]:
    records = {one.step: one for one in file.steps.all() if one.superseded_at is None}
    asked, running = defaultdict(list), defaultdict(list)
    for one in file.asked.all():
        asked[one.step].append(one)
    for clock in clocks:
        running[clock.clock.step].append(clock)
    observed = {one.step: one for one in file.observations.all()}
    opinions = {one.step: one for one in file.opinions.all()}
    return [
        StepView(answer, records.get(name), asked[name], running[name], observed.get(name), opinions.get(name))
        for name, answer in answers.items()
    ]


def timeline_of(view: CaseView) -> list[dict[str, Any]]:
    """Return everything dated in a case, newest first: states, steps, acts, services, challenges, opinions, turns."""
    found: list[dict[str, Any]] = [
        {"on": move.from_on, "kind": "state", "code": move.state, "row": move} for move in view.state_changes
    ]
    for file_view in view.files:
        file = file_view.file
        found.append({"on": file.opened_on, "kind": "file", "code": file.kind, "row": file})
        found += [{"on": one.happened_on, "kind": "step", "code": one.step, "row": one} for one in file.steps.all()]
        for act_view in file_view.acts:
            found.append({"on": act_view.act.decided_on, "kind": "act", "code": act_view.act.kind, "row": act_view.act})
            found += [
                {"on": one.served_on or one.sent_on, "kind": "service", "code": one.channel, "row": one}
                for one in act_view.services
            ]
            found += [
                {"on": one.filed_on, "kind": "challenge", "code": one.kind, "row": one} for one in act_view.challenges
            ]
        found += [
            {"on": one.answered_on or one.asked_on, "kind": "opinion", "code": one.authority, "row": one}
            for one in file.opinions.all()
        ]
    return sorted(found, key=lambda one: (one["on"] or date.min, one["row"].pk), reverse=True)


def turns_of(file: CaseFile) -> list[Turn]:
    """Return who had the file in hand, in order of time."""
    return list(Turn.objects.filter(file=file).order_by("from_on", "id"))
