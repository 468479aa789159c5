"""Succession, lifting of a suspension, opposition by a third party: filed, and decided by an act."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from miners.models import Group, Person
from registry.audit.services import Actor
from registry.casework.choices import FileKind, OpponentKind, Outcome
from registry.casework.models import CaseFile, Lifting, Opposition, Succession
from registry.casework.selectors.law import Rules
from registry.casework.services.acts import ActData, act_write, file_decided
from registry.casework.services.clocks import clock_set, clocks_end
from registry.casework.services.entry import entry_change
from registry.casework.services.freezing import refuse_frozen
from registry.casework.services.recording import file_for_update, record, refuse_before, refuse_future, text_needed
from registry.common.errors import DomainError
from registry.rules.engine.calendar import last_day

REGION_ANSWER, DECIDE_OPPOSITION, FILE_OPPOSITION = "opposition_region_answer", "opposition_decide", "opposition_file"


@dataclass(frozen=True, slots=True)
class RequestData:
    """What every request brings."""

    filed_on: date
    reasons: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision on a request as a door received it."""

    is_granted: bool
    authority: str
    number: str
    decided_on: date
    reasons: str


@dataclass(frozen=True, slots=True)
class Heirs:
    """Who inherits: one person, or a legal person of the heirs where there are more."""

    count: int
    proof: str
    person: Person | None = None
    group: Group | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class Opponent:
    """Who opposes, in which standing, on which ground of article 3, and the publication it answers."""

    name: str
    kind: str
    ground: str
    published_on: date | None = None


def file_of_kind(file: CaseFile, kind: str, by: Actor) -> CaseFile:
    """Return the open file locked, for its one request.

    Raises:
        DomainError: it is of another kind, has its request, or has ended.
        NotAllowedError: a declared conflict of interest stands.
    """
    row = file_for_update(file, by)
    if row.kind != kind:
        raise DomainError(_("This belongs in a file of its own kind. Open one."), code="file_kind")
    if any(model.objects.filter(file=row).exists() for model in (Succession, Lifting, Opposition)):
        raise DomainError(_("The request of this file is recorded already. Look at the case."), code="request_known")
    return row


def succession_file(*, file: CaseFile, data: RequestData, heirs: Heirs, by: Actor, at: datetime) -> Succession:
    """Record a succession.

    Raises:
        DomainError: no proof, no heir, or several heirs without a legal person of the heirs.
        NotAllowedError: a declared conflict of interest stands.
    """
    _refuse_request(data, at)
    refuse_before(data.filed_on, heirs.died_on, field="filed_on")
    proof = text_needed(heirs.proof, field="proof", message=_("Name the registered succession."))
    alone, together = heirs.person is not None, heirs.group is not None
    if heirs.count < 1 or (heirs.count == 1) != alone or (heirs.count > 1) != together:
        raise DomainError(
            _("One heir takes the place alone; several take it only as a legal person made of the heirs."),
            field="heirs",
            code="heirs",
        )
    with transaction.atomic():
        row = file_of_kind(file, FileKind.SUCCESSION, by)
        found = Succession.objects.create(
            file=row, registration=row.registration, filed_on=data.filed_on, reasons=data.reasons.strip(),
            heirs=heirs.count, heir_person=heirs.person, heir_group=heirs.group, died_on=heirs.died_on, proof=proof,
            by_key=by.key, recorded_at=at,
        )  # fmt: skip
        record("succession.filed", found, row.registration, by=by, at=at, facts={"heirs": heirs.count})
    return found


def succession_decide(*, succession: Succession, data: Decided, rules: Rules, by: Actor, at: datetime) -> Succession:
    """Decide a succession; granted, the heirs are the registrant from now on.

    Raises:
        DomainError: decided already, or the authority was not competent that day.
        NotAllowedError: a declared conflict of interest stands.
    """
    with transaction.atomic():
        file = file_for_update(succession.file, by)
        row = Succession.objects.select_for_update().get(pk=succession.pk)
        refuse_frozen(row)
        _refuse_decision(row, data, at)
        act = act_write(file=file, rules=rules, by=by, at=at, data=_act("succession", data))
        if data.is_granted:
            entry_change(
                registration=file.registration, person=row.heir_person, group=row.heir_group, by=by, at=at,
                reason=data.reasons,
            )  # fmt: skip
        _decide(row, data)
        row.decision = act
        row.save(update_fields=["outcome", "decided_on", "decision"])
        file_decided(act=act, at=at)
        record("succession.decided", row, file.registration, by=by, at=at, facts={"outcome": row.outcome})
    return row


def lifting_file(
    *, file: CaseFile, data: RequestData, requirement: str, evidence: str, by: Actor, at: datetime
) -> Lifting:
    """Record that the lifting of a suspension is asked.

    Raises:
        DomainError: the entry is not suspended, or no requirement or evidence is named.
        NotAllowedError: a declared conflict of interest stands.
    """
    _refuse_request(data, at)
    requirement = text_needed(requirement, field="requirement", message=_("Name the requirement that was missing."))
    evidence = text_needed(evidence, field="evidence", message=_("Name the document that shows it is met."))
    with transaction.atomic():
        row = file_of_kind(file, FileKind.LIFTING, by)
        if row.registration.state != "suspended":
            raise DomainError(_("The entry is not suspended, so nothing can be lifted."), code="not_suspended")
        found = Lifting.objects.create(
            file=row, registration=row.registration, filed_on=data.filed_on, reasons=data.reasons.strip(),
            requirement=requirement, evidence=evidence, by_key=by.key, recorded_at=at,
        )  # fmt: skip
        record("lifting.filed", found, row.registration, by=by, at=at, facts={"requirement": requirement})
    return found


def lifting_decide(*, lifting: Lifting, data: Decided, cause: str, rules: Rules, by: Actor, at: datetime) -> Lifting:
    """Decide a lifting; granted, the entry is in force again.

    Args:
        lifting: the request.
        data: the decision.
        cause: coded cause of the pack, e.g. requirement_met.
        rules: procedure and calendar.
        by: who decides.
        at: the moment.

    Raises:
        DomainError: decided already, not competent, or the law knows no such move.
        NotAllowedError: a declared conflict of interest stands.
    """
    with transaction.atomic():
        file = file_for_update(lifting.file, by)
        row = Lifting.objects.select_for_update().get(pk=lifting.pk)
        refuse_frozen(row)
        _refuse_decision(row, data, at)
        if data.is_granted:
            act = act_write(file=file, rules=rules, by=by, at=at, data=_act("lift_suspension", data, cause=cause))
            row.decision = act
        _decide(row, data)
        row.save(update_fields=["outcome", "decided_on", "decision"])
        if row.decision is not None:
            file_decided(act=row.decision, at=at)
        record(
            "lifting.decided", row, file.registration, by=by, at=at, facts={"outcome": row.outcome},
            reason=data.reasons,
        )  # fmt: skip
    return row


def opposition_file(
    *, file: CaseFile, data: RequestData, opponent: Opponent, rules: Rules, by: Actor, at: datetime
) -> Opposition:
    """Record an opposition; it is in time within 30 working days from the publication, undecided without one.

    Raises:
        DomainError: an unknown standing or ground, no name, or the law of that day knows no opposition.
        NotAllowedError: a declared conflict of interest stands.
    """
    _refuse_request(data, at)
    refuse_future(opponent.published_on, at, field="published_on")
    name = text_needed(opponent.name, field="opponent", message=_("Name who opposes."))
    if opponent.kind not in OpponentKind.values or opponent.ground not in {"b", "c"}:
        raise DomainError(
            _("An opposition names its standing and ground b or c of article 3."), field="ground", code="ground_unknown"
        )
    with transaction.atomic():
        row = file_of_kind(file, FileKind.OPPOSITION, by)
        found = Opposition.objects.create(
            file=row, registration=row.registration, filed_on=data.filed_on, reasons=data.reasons.strip(),
            opponent=name, opponent_kind=opponent.kind, ground=opponent.ground, published_on=opponent.published_on,
            is_in_time=_in_time(opponent.published_on, data.filed_on, rules), region_asked_on=data.filed_on,
            by_key=by.key, recorded_at=at,
        )  # fmt: skip
        for code in (DECIDE_OPPOSITION, REGION_ANSWER):
            clock_set(file=row, code=code, start_on=data.filed_on, on=data.filed_on, rules=rules)
        record(
            "opposition.filed", found, row.registration, by=by, at=at,
            facts={"ground": found.ground, "is_in_time": found.is_in_time},
        )  # fmt: skip
    return found


def _in_time(published_on: date | None, filed_on: date, rules: Rules) -> bool | None:
    clock = rules.law.clock(FILE_OPPOSITION, filed_on)
    if clock is None or published_on is None:
        return None
    late = last_day(clock.kind, clock.days, published_on, rules.calendar).is_late(filed_on, filed_on)
    return None if late is None else not late


def opposition_region_answer(
    *, opposition: Opposition, answered_on: date, answer: str, by: Actor, at: datetime
) -> Opposition:
    """Record what the DREM answered.

    Raises:
        DomainError: no answer, or decided already.
        NotAllowedError: a declared conflict of interest stands.
    """
    answer = text_needed(answer, field="answer", message=_("Give the answer of the DREM."))
    refuse_future(answered_on, at, field="answered_on")
    with transaction.atomic():
        file = file_for_update(opposition.file, by)
        row = Opposition.objects.select_for_update().get(pk=opposition.pk)
        _refuse_decided(row.outcome)
        refuse_before(answered_on, row.filed_on, field="answered_on")
        row.region_answered_on, row.region_answer = answered_on, answer
        row.save(update_fields=["region_answered_on", "region_answer"])
        clocks_end(file=file, codes=[REGION_ANSWER], on=answered_on, why="received")
        record("opposition.region_answered", row, file.registration, by=by, at=at, reason=answer)
    return row


def opposition_decide(*, opposition: Opposition, data: Decided, rules: Rules, by: Actor, at: datetime) -> Opposition:
    """Decide an opposition; upheld, the revocation of the entry is an act of its own with a second officer.

    Raises:
        DomainError: decided already, or the authority was not competent that day.
        NotAllowedError: a declared conflict of interest stands.
    """
    with transaction.atomic():
        file = file_for_update(opposition.file, by)
        row = Opposition.objects.select_for_update().get(pk=opposition.pk)
        _refuse_decision(row, data, at)
        row.decision = act_write(file=file, rules=rules, by=by, at=at, data=_act("decide_opposition", data))
        _decide(row, data)
        row.save(update_fields=["outcome", "decided_on", "decision"])
        clocks_end(file=file, codes=[DECIDE_OPPOSITION, REGION_ANSWER], on=data.decided_on)
        record("opposition.decided", row, file.registration, by=by, at=at, facts={"outcome": row.outcome})
    return row


def _refuse_request(data: RequestData, at: datetime) -> None:
    refuse_future(data.filed_on, at, field="filed_on")
    text_needed(data.reasons, field="reasons", message=_("Give the reasons of the request."))


def _refuse_decided(outcome: str) -> None:
    if outcome:
        raise DomainError(_("This request was decided already."), code="decided_already")


def _refuse_decision(row: Succession | Lifting | Opposition, data: Decided, at: datetime) -> None:
    _refuse_decided(row.outcome)
    refuse_future(data.decided_on, at, field="decided_on")
    refuse_before(data.decided_on, row.filed_on, field="decided_on")


def _act(kind: str, data: Decided, cause: str = "") -> ActData:
    return ActData(kind, data.authority, data.number, data.decided_on, data.reasons, cause=cause)


def _decide(row: Succession | Lifting | Opposition, data: Decided) -> None:
    row.outcome = Outcome.GRANTED if data.is_granted else Outcome.REFUSED
    row.decided_on = data.decided_on
