"""Ghana as the engine sees it. Only five rules are sourced; nothing here ever concludes that work is illegal.

Left out because the sources are silent: what follows where a rule is not met, mineral classes, capacity, forest rules.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from registry.rules.engine.assessment import Assessment
from registry.rules.engine.findings import Finding, Outcome, to_plain
from registry.rules.engine.needs import NUMBER, WHOLE, Need, Needs
from registry.rules.engine.pack import Change, Country, Judge
from registry.rules.engine.periods import add_months
from registry.rules.engine.reading import Reader, day, figure, maybe, record, truth, whole, word

if TYPE_CHECKING:
    from registry.rules.engine.law import Law
    from registry.rules.engine.parameters import LawOfDay

REVIEW, SMALL = "needs_review", "small_scale"
LICENCE = "GH-A703-LICENCE"
SILENT_LAW = ("legal_opinion",)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the licence."""

    ghanaian: bool | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """The small-scale licence."""

    status: str | None = None
    granted: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One small-scale operation on one day; None is unknown. The area is in acres, as the law's figure is reported."""

    as_of: date
    jurisdiction: str = "GH"
    holder: Holder = Holder()
    designated_area: bool | None = None
    area_acres: Decimal | None = None
    published_days: int | None = None
    licence: Licence = Licence()


read_facts: Reader[Facts] = record(
    Facts,
    {
        "jurisdiction": word("GH"),
        "as_of": day,
        "holder": record(Holder, {"ghanaian": maybe(truth)}),
        "designated_area": maybe(truth),
        "area_acres": maybe(figure),
        "published_days": maybe(whole),
        "licence": record(Licence, {"status": maybe(word("in_force", "none")), "granted": maybe(day)}),
    },
    required=("jurisdiction", "as_of"),
    closed=True,
)


def write_facts(facts: Facts) -> dict[str, object]:
    """The facts in plain JSON types, unknown ones left out."""
    plain: dict[str, object] = {
        "jurisdiction": facts.jurisdiction,
        "as_of": facts.as_of.isoformat(),
        "holder": {"ghanaian": facts.holder.ghanaian},
        "designated_area": facts.designated_area,
        "area_acres": to_plain(facts.area_acres),
        "published_days": facts.published_days,
        "licence": {"status": facts.licence.status, "granted": to_plain(facts.licence.granted)},
    }
    return {name: value for name, value in plain.items() if value is not None}


def _stated(rule: str, answer: bool | None, evidence: str) -> Finding:  # noqa: FBT001 - three-valued, not a switch
    if answer is None:
        return Finding(rule, Outcome.UNKNOWN, None, None, (evidence,))
    return Finding(rule, Outcome.MET) if answer else Finding(rule, Outcome.NOT_MET, None, None, SILENT_LAW)


def citizen(facts: Facts, _: LawOfDay) -> Finding:
    """The holder is a citizen of Ghana."""
    return _stated("GH-A703-CITIZEN", facts.holder.ghanaian, "citizenship")


def designated(facts: Facts, _: LawOfDay) -> Finding:
    """The place lies in a designated area."""
    return _stated("GH-A703-DESIGNATED", facts.designated_area, "designation")


def area_within_limit(facts: Facts, law: LawOfDay) -> Finding:
    """The area does not pass twelve cadastral units."""
    limit, area = law["area_acres"], facts.area_acres
    found = _stated("GH-A703-AREA", None if area is None else limit.allows(area), "area_of_licence")
    return found._replace(value=area, limit=Decimal(str(limit.value)), unit=limit.unit)


def published(facts: Facts, law: LawOfDay) -> Finding:
    """The application was published for the term."""
    limit, days = law["publication_days"].whole, facts.published_days
    found = _stated("GH-A703-PUBLICATION", None if days is None else days >= limit, "publication_record")
    return found._replace(value=days, limit=limit, unit="days")


def licensed(facts: Facts, law: LawOfDay) -> Finding:
    """A licence is in force: granted, and its years have not passed."""
    licence = facts.licence
    if licence.status != "in_force":
        return _stated(LICENCE, None if licence.status is None else False, "licence")
    if licence.granted is None:
        return _stated(LICENCE, None, "licence")
    end = add_months(licence.granted, 12 * law["licence_years"].whole)
    return _stated(LICENCE, facts.as_of < end, "licence")._replace(value=facts.as_of, limit=end)


RULES: dict[str, Callable[[Facts, LawOfDay], Finding]] = {
    "GH-A703-CITIZEN": citizen,
    "GH-A703-DESIGNATED": designated,
    "GH-A703-AREA": area_within_limit,
    "GH-A703-PUBLICATION": published,
    LICENCE: licensed,
}


def _answer(found: dict[str, Finding]) -> tuple[str, str, str]:
    """Category, scale and legal status; a rule that does not apply stands in nobody's way."""
    stands = {rule: finding.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE) for rule, finding in found.items()}
    scale = SMALL if stands["GH-A703-AREA"] else REVIEW
    return (scale, scale, "formal") if all(stands.values()) else (REVIEW, scale, REVIEW)


def _changes(found: dict[str, Finding]) -> list[Change]:
    own = _answer(found)
    held = [rule for rule, finding in found.items() if finding.outcome is not Outcome.MET]
    if not held:
        # It is the licence that makes the operation formal: without the rule nothing would.
        return [Change(LICENCE, REVIEW, own[1], REVIEW)]
    changes = []
    for rule in held:
        other = _answer({**found, rule: Finding(rule, Outcome.NOT_APPLICABLE)})
        if other != own:
            changes.append(Change(rule, *other))
    # Where several rules hold the answer back, none decides alone: together they do.
    return changes or [
        Change(rule, SMALL, SMALL, "formal", tuple(other for other in held if other != rule)) for rule in held
    ]


def bind(law: Law) -> Judge[Facts]:
    """The judge for one law."""

    def ask(facts: Facts) -> dict[str, Finding]:
        today = law.parameters.on(facts.as_of)
        return {rule: question(facts, today) for rule, question in RULES.items()}

    def assess(facts: Facts) -> Assessment:
        found = ask(facts)
        missing = dict.fromkeys(code for finding in found.values() for code in finding.missing)
        deciding = tuple(change.rule_id for change in _changes(found))
        return Assessment(*_answer(found), tuple(found.values()), deciding, (), tuple(missing))

    return Judge(assess, lambda facts: _changes(ask(facts)))


NEEDS = Needs(
    {
        "area_acres": Need(NUMBER, ("acres",), always=True),
        "publication_days": Need(WHOLE, ("days",), always=True),
        "licence_years": Need(WHOLE, ("years",), always=True),
    }
)
GHANA: Country[Facts] = Country(
    jurisdiction="GH",
    rule_ids=tuple(RULES),
    schema=json.loads((Path(__file__).parent / "facts.schema.json").read_text(encoding="utf-8")),
    read_facts=read_facts,
    write_facts=write_facts,
    stated_defaults=(),
    bind=bind,
    needs=NEEDS,
)
