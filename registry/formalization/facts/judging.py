"""Judging facts, also where the entry does not say which activity it is for.

The facts of the law name one activity. Where the register does not know it, each activity is judged: what all of them
answer stands, and whatever depends on it is review, with the entry of the registry as the missing evidence.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from registry.rules.engine.assessment import Assessment
from registry.rules.engine.pack import Moved, Pack, judgement_of
from registry.rules.packs.pe.facts import Facts

ACTIVITIES = ("exploitation", "beneficiation")
REVIEW = "needs_review"
ENTRY = "reinfo_entry"


class Answer(NamedTuple):
    """An assessment with the facts it rests on as they are stored; no `activity` among them: it was not known."""

    facts: dict[str, object]
    assessment: Assessment


def judge(pack: Pack[Any], facts: Facts, *, activity_known: bool = True) -> Answer:
    """What the pack answers.

    Raises:
        LawError: the day lies before the first law of the pack.
    """
    plain = pack.facts_to_json(facts)
    if not activity_known:
        plain.pop("activity", None)
    return Answer(plain, assess(pack, facts, activity_known=activity_known))


def assess(pack: Pack[Any], facts: Facts, *, activity_known: bool = True) -> Assessment:
    """What the pack answers, without the facts as they would be stored: where nothing is kept they cost half the time.

    Raises:
        LawError: the day lies before the first law of the pack.
    """
    if activity_known:
        return pack.assess(facts)
    return common_ground([pack.assess(replace(facts, activity=activity)) for activity in ACTIVITIES])


def moved_between(
    compare: Callable[[Facts], Moved], both: tuple[Pack[Any], Pack[Any]]
) -> Callable[[Facts, bool], Moved]:
    """What two laws answer to facts, where that differs; the second argument says whether the activity is known.

    Where it is not, what the activities share is compared, and they are judged wholly only where one of them moves.
    """

    def moved(facts: Facts, activity_known: bool) -> Moved:  # noqa: FBT001 - asked for a hundred thousand times
        if activity_known:
            return compare(facts)
        if not any(compare(replace(facts, activity=activity)) for activity in ACTIVITIES):
            return None
        before, after = (judgement_of(assess(pack, facts, activity_known=False)) for pack in both)
        return None if before == after else (before, after)

    return moved


def judge_stored(pack: Pack[Any], plain: dict[str, object]) -> Answer:
    """What the pack answers to facts as they are stored.

    Raises:
        FactsError: the facts break the schema of the pack.
        LawError: the day lies before the first law of the pack.
    """
    known = "activity" in plain
    facts = pack.facts_from_json(plain if known else {**plain, "activity": ACTIVITIES[0]})
    return judge(pack, facts, activity_known=known)


def common_ground(answers: Sequence[Assessment]) -> Assessment:
    """What several answers share: equal findings stay, an axis on which they differ is review."""
    first, rest = answers[0], answers[1:]
    axes = {
        axis: getattr(first, axis) if all(getattr(other, axis) == getattr(first, axis) for other in rest) else REVIEW
        for axis in ("category", "scale", "legal_status")
    }
    missing = dict.fromkeys(code for answer in answers for code in answer.missing_evidence)
    if REVIEW in axes.values():
        missing[ENTRY] = None
    return Assessment(
        **axes,
        findings=tuple(found for found in first.findings if all(found in other.findings for other in rest)),
        deciding_rules=tuple(rule for rule in first.deciding_rules if all(rule in o.deciding_rules for o in rest)),
        flags=tuple(flag for flag in first.flags if all(flag in other.flags for other in rest)),
        missing_evidence=tuple(missing),
    )
