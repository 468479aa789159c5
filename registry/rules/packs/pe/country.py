"""Peru as the engine sees it: the form of its facts, its rules in order, its summing-up."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.assessment import Assessment
from registry.rules.engine.comparing import Watch, Watched, differing_limits, differing_lists
from registry.rules.engine.exemptions import RULE as EXEMPTION
from registry.rules.engine.findings import Finding, Outcome
from registry.rules.engine.pack import Change, Country, Judge, Judgement, Moved, moved_by
from registry.rules.engine.parameters import LawOfDay
from registry.rules.packs.pe import article91, equipment, exemptions, places, process
from registry.rules.packs.pe.case import Case
from registry.rules.packs.pe.defaults import STATED_DEFAULTS
from registry.rules.packs.pe.facts import Facts, read_facts, write_facts
from registry.rules.packs.pe.flags import flags_of
from registry.rules.packs.pe.needs import NEEDS
from registry.rules.packs.pe.situation import Situation, situation_of
from registry.rules.packs.pe.summing import Answer, answer, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from registry.rules.engine.findings import Value
    from registry.rules.engine.law import Law

    Rule = Callable[[Case], Finding]

MET, NOT_APPLICABLE = Outcome.MET, Outcome.NOT_APPLICABLE
# In the order of evaluation: scope, place, device, scale, authorisation, process, what remains.
ASKED = (*places.RULES, *equipment.RULES, *article91.RULES, *process.RULES)
ORDER = (
    "PE-DS020-37.3",
    "PE-LGM-1",
    *(rule for rule, _ in places.RULES[:5]),
    "PE-DL1100-3b",
    *(rule for rule, _ in equipment.RULES),
    *(rule for rule, _ in article91.RULES),
    "PE-L27651-14",
    "PE-DL1336-2.1",
    *(rule for rule, _ in places.RULES[5:]),
    *(rule for rule, _ in process.RULES),
    "PE-DL1336-2.2",
    "PE-DL1100-3a",
)
SILENT = {rule: Finding(rule, NOT_APPLICABLE) for rule in ORDER}
# Rules that bring something about when they are met; any other that is met only stands in nobody's way.
WEIGH_MET = frozenset(
    (
        *("PE-PADRON", "PE-DS038AG-115", "PE-DL1100-DCF4", "PE-A91-1996", "PE-A91-2002", "PE-A91-PMA-CONTRACT"),
        *("PE-L27651-21", "PE-DS020-37.3", "PE-LGM-1"),
        *("PE-DL1100-3b", "PE-DL1100-3a", "PE-DL1336-2.1", "PE-DL1336-2.2"),
    )
)
# Rules that the summing-up never reads, or whose other answers conclude nothing.
SHOWN_ONLY = frozenset(
    (
        *("PE-DS001-5", "PE-DS020-27F", "PE-DL1100-5.4", "PE-DL1100-9.5", "PE-DS001-6"),
        *("PE-DS009-25-DCF5", "PE-DS038-10", "PE-DS038-11", "PE-DL1107-11", "PE-CP-307", "PE-DS020-37.3"),
        *("PE-DL1336-2.2", "PE-DL1100-3a"),
    )
)


# The values that the summing-up reads; of every other finding it reads the answer and what is missing.
READ_VALUES = ("PE-DS001-8", "PE-DS001-2", "PE-DL1336-4", "PE-DL1100-DCF3")
# Where these are not met they conclude nothing.
SILENT_NOT_MET = frozenset(("PE-A91-PMA-CONTRACT", "PE-DL1336-2.1", "PE-DL1100-3b"))


# The figures of the law that a rule may read, at most; the rest read none (a test asks the code and every case).
READS: dict[str, frozenset[str]] = {
    **article91.READS,
    "PE-DL1100-DCF4": frozenset(("madre_de_dios_prior_right_before",)),
    "PE-L32537-6": frozenset(("process_end",)),
    "PE-DS012-25": frozenset(("suspension_cut_day", "suspension_cut_months")),
    "PE-DS009-25-DCT3": frozenset(("explosives_procedure_until",)),
    "PE-DS038-10": frozenset(("igafom_preventive_months",)),
}


PATTERNS = 8192


def bind(law: Law) -> Judge[Facts]:
    """The judge for one law."""
    on, lists = law.parameters.on, law.lists

    def weigh(facts: Facts) -> Weighed:
        case = Case(facts, on(facts.as_of), lists)
        found = {rule: ask(case) for rule, ask in ASKED}
        return Weighed(case, found, _sum_up(case, found))

    def weigh_excepted(facts: Facts, excepted: frozenset[str]) -> Weighed:
        case, found, _ = weigh(exemptions.revived(facts, excepted))
        read = exemptions.lifted(found, excepted)
        return Weighed(case, read, _sum_up(case, read))

    def assess(facts: Facts) -> Assessment:
        plain = weigh(facts)
        said = plain.said()
        if not facts.exemptions:
            return _assessment(plain, said, plain.sum.answer, plain.sum.deciding)
        excepted = exemptions.in_force(facts)
        read = weigh_excepted(facts, excepted)
        said |= {rule: found for rule, found in read.sum.answer.conclusions.items() if rule not in excepted}
        deciding = read.sum.deciding if _same(plain, read) else (*read.sum.deciding, EXEMPTION)
        return _assessment(plain, said, read.sum.answer, deciding, exemptions.findings(facts))

    def would_change(facts: Facts) -> list[Change]:
        plain = weigh(facts)
        if not facts.exemptions:
            return list(plain.sum.changes)
        return _changes_excepted(plain, weigh_excepted(facts, exemptions.in_force(facts)))

    return Judge(assess, would_change)


def bind_both(before: Law, after: Law, on: date) -> Callable[[Facts], Moved]:
    """What moves from one law to another, for the facts of one day.

    Only the rules that can read something on which the laws differ are asked, under the law before, while it is watched
    what they read; those that did are asked again under the other. Where they answer alike, nothing moves.
    """
    wholly = moved_by(bind(before).assess, bind(after).assess)
    one, two, watch = before.parameters.on(on), after.parameters.on(on), Watch()
    limits, lists = differing_limits(one.limits, two.limits), differing_lists(before.lists, after.lists)
    if not limits and not lists:
        return lambda facts: None if facts.as_of == on else wholly(facts)
    law = LawOfDay(Watched(one.limits, limits, watch))
    words = Watched(before.lists, lists, watch) if lists else before.lists
    suspects = tuple(asked for asked in ASKED if lists or not limits.isdisjoint(READS.get(asked[0], ())))

    def moved(facts: Facts) -> Moved:
        if facts.exemptions or facts.as_of != on:
            return wholly(facts)
        watch.seen = False
        case, other = Case(facts, law, words), Case(facts, two, after.lists)
        changed = _asked_again(ASKED if watch.seen else suspects, case, other, watch)
        situation, then = situation_of(case), situation_of(other)
        if not changed and situation == then:
            return None
        found = {rule: ask(case) for rule, ask in ASKED}
        first, second = _sum_of(situation, found).answer[:3], _sum_of(then, {**found, **changed}).answer[:3]
        return None if first == second else (Judgement(*first), Judgement(*second))

    return moved


def _asked_again(rules: Iterable[tuple[str, Rule]], case: Case, other: Case, watch: Watch) -> dict[str, Finding]:
    """What these rules find under the other law where the summing-up can tell it from what they found before.

    `watch.seen` at the call: the laws differ in what every rule reads of the operation.
    """
    changed, everywhere = {}, watch.seen
    for rule, ask in rules:
        watch.seen = everywhere
        found = ask(case)
        if watch.seen:
            again = ask(other)
            if _read_of(again) != _read_of(found):
                changed[rule] = again
    return changed


def _read_of(found: Finding) -> tuple[Outcome, tuple[str, ...], Value]:
    """What the summing-up reads of a finding."""
    return found.outcome, found.missing, found.value if found.rule_id in READ_VALUES else None


class Sum(NamedTuple):
    """What the findings add up to: the answer, what it would be without each rule, and the rules that decide."""

    answer: Answer
    changes: tuple[Change, ...]
    deciding: tuple[str, ...]


class Weighed(NamedTuple):
    """One operation with what every rule found and what that adds up to."""

    case: Case
    found: dict[str, Finding]
    sum: Sum

    def said(self) -> dict[str, Finding]:
        """What every rule says, conclusions included."""
        return {**SILENT, **self.found, **self.sum.answer.conclusions}


def _sum_up(case: Case, found: dict[str, Finding]) -> Sum:
    return _sum_of(situation_of(case), found)


def _sum_of(situation: Situation, found: dict[str, Finding]) -> Sum:
    outcomes = tuple([finding.outcome for finding in found.values()])
    missing = tuple([finding.missing for finding in found.values()])
    return _sum_of_pattern(situation, outcomes, missing, tuple([found[rule].value for rule in READ_VALUES]))


@lru_cache(maxsize=PATTERNS)
def _sum_of_pattern(
    case: Situation, outcomes: tuple[Outcome, ...], missing: tuple[tuple[str, ...], ...], values: tuple[Value, ...]
) -> Sum:
    # Built from the arguments alone, so that nothing else of the first operation can reach the second.
    read = dict(zip(READ_VALUES, values, strict=True))
    found = {
        rule: Finding(rule, outcome, read.get(rule), missing=gap)
        for (rule, _), outcome, gap in zip(ASKED, outcomes, missing, strict=True)
    }
    own = answer(case, found)
    changes = tuple(_changes(case, found, own))
    deciding = {change.rule_id for change in changes}
    return Sum(own, changes, tuple(rule for rule in ORDER if rule in deciding))


def _assessment(
    plain: Weighed,
    said: dict[str, Finding],
    own: Answer,
    deciding: tuple[str, ...],
    added: tuple[Finding, ...] = (),
) -> Assessment:
    return Assessment(
        category=own.category,
        scale=own.scale,
        legal_status=own.legal_status,
        findings=(*said.values(), *added),
        deciding_rules=deciding,
        flags=flags_of(plain.case, said, own),
        missing_evidence=own.missing,
    )


def _changes_excepted(plain: Weighed, read: Weighed) -> list[Change]:
    """The changes where exceptions are granted; they themselves decide where the class would be another without."""
    own = () if _same(plain, read) else (Change(EXEMPTION, *plain.sum.answer[:3]),)
    return [*read.sum.changes, *own]


def _same(plain: Weighed, read: Weighed) -> bool:
    return plain.sum.answer[:3] == read.sum.answer[:3]


def _changes(case: Situation, found: dict[str, Finding], own: Answer) -> list[Change]:
    """What the answer would be without each rule that speaks; the same answer is no change.

    Where several rules each hold the scale or the status, so that no single one of them decides it, all of them
    together do: beside a scale that is open, the place that makes it illegal is named too.
    """
    speaking = [f for f in (*found.values(), *own.conclusions.values()) if _weighs(f)]
    changes = _alone(case, found, own, speaking)
    for axis, rules in (("scale", own.scale_open), ("legal_status", own.holding)):
        alone = {rule for rule, change in changes.items() if getattr(change, axis) != getattr(own, axis)}
        if rules and not alone & set(rules):
            other = _without(case, found, set(rules))
            held = {f.rule_id for f in speaking if f.rule_id in rules and other != own[:3]}
            changes = {rule: Change(rule, *other, _others(held, rule)) for rule in held} | changes
    return list(changes.values())


def _alone(case: Situation, found: dict[str, Finding], own: Answer, speaking: list[Finding]) -> dict[str, Change]:
    """What the answer would be without each rule.

    Rules that ask for the same documents stand before the same gap: to take away one of them and leave the other would
    leave the gap, so they are taken away together.
    """
    changes = {}
    for finding in speaking:
        struck = {finding.rule_id}
        if finding.missing:
            struck |= {f.rule_id for f in found.values() if f.missing == finding.missing and _weighs(f)}
        other = _without(case, found, struck)
        if other != own[:3]:
            changes[finding.rule_id] = Change(finding.rule_id, *other, _others(struck, finding.rule_id))
    return changes


def _others(struck: set[str], rule: str) -> tuple[str, ...]:
    return tuple(other for other in ORDER if other in struck and other != rule)


def _without(case: Situation, found: dict[str, Finding], struck: set[str]) -> tuple[str, str, str]:
    """The answer where these rules do not speak."""
    left = {**found, **{rule: SILENT[rule] for rule in struck}}
    if "PE-L27651-21" in struck:
        # Without the exemption the hectare test speaks again.
        left |= {finding.rule_id: finding for finding in case.if_tested}
    reached = verdict(case, left)
    return reached[0], reached[1], reached[2]


def _weighs(finding: Finding) -> bool:
    """Whether taking the finding away can change anything: a requirement that is met never does."""
    rule, outcome = finding.rule_id, finding.outcome
    if outcome is MET:
        return rule in WEIGH_MET
    if outcome is Outcome.NOT_MET and rule in SILENT_NOT_MET:
        return False
    return outcome is not NOT_APPLICABLE and rule not in SHOWN_ONLY


PERU: Country[Facts] = Country(
    jurisdiction="PE",
    rule_ids=ORDER,
    schema=json.loads((Path(__file__).parent / "facts.schema.json").read_text(encoding="utf-8")),
    read_facts=read_facts,
    write_facts=write_facts,
    stated_defaults=STATED_DEFAULTS,
    bind=bind,
    exemptible=exemptions.EXEMPTIBLE,
    bind_both=bind_both,
    needs=NEEDS,
)
