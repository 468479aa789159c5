"""The steps of a procedure: which are open, which wait for what, which are not needed, and what is not known.

A step is needed where its condition (a fact of the place or of the work) is true, not needed where it is false, and
unknown where nobody has looked: then whatever needs the step waits too. An outcome that is unknown never
counts as good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from registry.rules.engine.procedure import Stated

STANDS, FAILED, OPEN, WAITING, UNDER_WAY, NOT_NEEDED, UNKNOWN = (
    "stands",
    "failed",
    "open",
    "waiting",
    "under_way",
    "not_needed",
    "unknown",
)
ENOUGH = frozenset({STANDS, NOT_NEEDED})


class Document(NamedTuple):
    """A document that a step asks for."""

    id: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """A step with what it needs, asks for and can end in."""

    id: str
    letter: str
    label: Mapping[str, str]
    actor: str
    authority: str
    acts: tuple[str, ...]
    needs: tuple[str, ...]
    when: str
    together_when: tuple[str, ...]
    good_needs: tuple[str, ...]
    stands_for: tuple[str, ...]
    is_optional: bool
    documents: tuple[Document, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    other: tuple[str, ...]
    clock: str
    silence: str
    stated: Stated

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome it can have."""
        return (*self.good, *self.bad, *self.other)


class StepAnswer(NamedTuple):
    """Where a step stands: `waits_for` names the steps it needs, `missing` the facts that nobody has established."""

    step: Step
    status: str
    waits_for: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def steps_on(steps: Iterable[Step], on: date) -> tuple[Step, ...]:
    """The steps of the law of a day."""
    return tuple(step for step in steps if step.stated.period.holds(on))


def steps_open(
    steps: Iterable[Step], outcomes: Mapping[str, str], facts: Mapping[str, bool | None], on: date
) -> dict[str, StepAnswer]:
    """Where every step of a file stands.

    `outcomes` is the last outcome recorded by step; `facts` says of each condition true, false or None (not known).
    """
    asked = steps_on(steps, on)
    replaced = {other for step in asked if outcomes.get(step.id) in step.good for other in step.stands_for}
    answers: dict[str, StepAnswer] = {}
    waiting: list[Step] = []
    for step in asked:
        status = NOT_NEEDED if step.id in replaced else _own(step, outcomes, facts)
        missing = (step.when,) if status == UNKNOWN else ()
        answers[step.id] = StepAnswer(step, status, (), missing)
        if status in {OPEN, UNDER_WAY}:
            waiting.append(step)
    for step in waiting:
        answers[step.id] = _held(step, answers, facts)
    return answers


def good_end_waits_for(step: Step, answers: Mapping[str, StepAnswer]) -> tuple[str, ...]:
    """The opinions without which the step cannot end well now."""
    return tuple(one for one in step.good_needs if one in answers and answers[one].status not in ENOUGH)


def needs_open(step: Step, answers: Mapping[str, StepAnswer]) -> tuple[str, ...]:
    """The steps it needs that do not stand now, also where it was ended before and is tried again."""
    return tuple(one for one in step.needs if one in answers and answers[one].status not in ENOUGH)


def _own(step: Step, outcomes: Mapping[str, str], facts: Mapping[str, bool | None]) -> str:
    outcome = outcomes.get(step.id)
    if outcome in step.good:
        return STANDS
    if outcome in step.bad:
        return FAILED
    if step.when:
        applies = facts.get(step.when)
        if applies is None:
            return UNKNOWN
        if not applies:
            return NOT_NEEDED
    return UNDER_WAY if outcome else OPEN


def _held(step: Step, answers: Mapping[str, StepAnswer], facts: Mapping[str, bool | None]) -> StepAnswer:
    together = set(step.needs) if any(facts.get(fact) for fact in step.together_when) else set()
    held = tuple(
        need
        for need in step.needs
        if need in answers and answers[need].status not in ENOUGH and not (need in together and _may_go(answers[need]))
    )
    missing = tuple(sorted({fact for need in held for fact in answers[need].missing}))
    if held:
        return StepAnswer(step, WAITING, held, missing)
    return answers[step.id]


def _may_go(answer: StepAnswer) -> bool:
    return answer.status in {OPEN, UNDER_WAY}
