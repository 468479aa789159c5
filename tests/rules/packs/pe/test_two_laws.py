"""What moves between two laws, asked the quick way, is what both laws answer when each judges wholly."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules.catalogue import get_pack
from registry.rules.engine.comparing import Watch, Watched
from registry.rules.engine.pack import Pack, moved_by
from registry.rules.engine.parameters import DatedValue, LawOfDay, Parameter, Parameters
from registry.rules.packs.pe.case import Case
from registry.rules.packs.pe.country import ASKED, PERU, READS

if TYPE_CHECKING:
    from collections.abc import Iterator

PE = get_pack("PE")
CASES_DIR = Path(__file__).parents[3] / "cases" / "pe"
CASES = [
    case["facts"] for file in sorted(CASES_DIR.glob("*.json")) for case in json.loads(file.read_text(encoding="utf-8"))
]
REGISTERED = json.loads((CASES_DIR / "cases.json").read_text(encoding="utf-8"))[0]["facts"]
WORDS = {"metallic_only": "every_substance", "every_substance": "metallic_only", "required": "not_established"}

# A stratum and a term of the IGAFOM are shown and change no class; of the rest only that the law has them is asked.
MOVES_NO_CASE = (
    *("stratum_medium_above", "stratum_medium_capacity", "igafom_preventive_months"),
    *("old_centrals_until", "illegal_mining_defined"),
)


def with_parameters(changed: list[Parameter]) -> Pack[Any]:
    ids = {parameter.id for parameter in changed}
    kept = [parameter for parameter in PE.law.parameters.all if parameter.id not in ids]
    return Pack(PERU, replace(PE.law, parameters=Parameters([*kept, *changed], PE.first_day)))


def other_values(value: DatedValue) -> Iterator[DatedValue]:
    """The same period with another figure: a bit lower, half, twice; another day; another word."""
    plain = value.value
    if isinstance(plain, date):
        others: list[Any] = [plain - timedelta(days=1), plain + timedelta(days=365)]
    elif isinstance(plain, str):
        others = [WORDS.get(plain, plain)]
    else:
        others = [plain - 1, int(plain / 2), plain * 2, *([] if value.unit == "months" else [Decimal(plain)])]
    yield from (replace(value, value=other) for other in others)


def other_versions(parameter: Parameter) -> Iterator[Parameter]:
    """The parameter with one value, its edge or one of its periods changed, or (the last) no value any more."""
    yield replace(parameter, included=not parameter.included)
    for place, value in enumerate(parameter.values):
        for other in other_values(value):
            yield replace(parameter, values=(*parameter.values[:place], other, *parameter.values[place + 1 :]))
    last = parameter.values[-1]
    if not parameter.id.startswith(
        ("ppm_", "hectare_test", "person_test", "stratum_")
    ):  # the law must always know those
        later = last.period._replace(first=last.period.first + timedelta(days=1))
        yield replace(parameter, values=(*parameter.values[:-1], replace(last, period=later)))
    if len(parameter.values) > 1 and parameter.id.startswith("pma_"):
        yield replace(parameter, values=parameter.values[:-1])


def assert_same_moves(draft: Pack[Any], plains: list[dict[str, Any]]) -> int:
    wholly, quick, moves = moved_by(PE.assess, draft.assess), {}, 0
    for plain in plains:
        facts = PE.facts_from_json(plain)
        if facts.as_of not in quick:
            quick[facts.as_of] = PE.against(draft, facts.as_of)
        expected = wholly(facts)
        assert quick[facts.as_of](facts) == expected
        moves += expected is not None
    return moves


@pytest.mark.parametrize("parameter", list(PE.parameters), ids=lambda parameter: parameter.id)
def test_every_changed_figure_moves_the_same_cases(parameter: Parameter) -> None:
    moves = sum(assert_same_moves(with_parameters([other]), CASES) for other in other_versions(parameter))
    assert moves or parameter.id in MOVES_NO_CASE


@pytest.mark.parametrize("group", sorted(PE.law.lists))
def test_a_list_of_words_changed(group: str) -> None:
    words = sorted(PE.law.lists[group])
    for fewer in (words[1:], words[:1], [*words, "an_invented_device"]):
        lists = {**PE.law.lists, group: frozenset(fewer)}
        assert_same_moves(Pack(PERU, replace(PE.law, lists=lists)), CASES)


def test_a_law_that_differs_on_another_day_moves_nobody_on_this_one() -> None:
    (end,) = (parameter for parameter in PE.parameters if parameter.id == "process_end")
    last = end.values[-1]
    until = replace(last, period=last.period._replace(last=date(2026, 12, 30)))
    longer = replace(last, period=last.period._replace(first=date(2026, 12, 31)), value=date(2027, 12, 31))
    draft = with_parameters([replace(end, values=(*end.values[:-1], until, longer))])
    assert assert_same_moves(draft, CASES) > 0, "those after the end of the process"
    today = PE.against(draft, date(2026, 11, 20))
    assert not any(today(PE.facts_from_json({**plain, "as_of": "2026-11-20"})) for plain in CASES if at_hand(plain))


def at_hand(plain: dict[str, Any]) -> bool:
    """Whether the case could be asked on 20 November 2026 (nothing in it is of a later day)."""
    return plain["as_of"] <= "2026-11-20"


def test_facts_of_another_day_than_the_one_bound_are_judged_wholly() -> None:
    (end,) = (parameter for parameter in PE.parameters if parameter.id == "process_end")
    draft = with_parameters([replace(end, values=(*end.values[:-1], *list(other_values(end.values[-1]))[:1]))])
    quick, wholly = PE.against(draft, date(2026, 11, 20)), moved_by(PE.assess, draft.assess)
    late = PE.facts_from_json({**REGISTERED, "as_of": "2026-12-31"})
    assert quick(late) == wholly(late) != None  # noqa: E711 - it moves


@st.composite
def varied(draw: st.DrawFn) -> dict[str, Any]:
    """A case with figures, day and deposit of its own."""
    facts = copy.deepcopy(draw(st.sampled_from(CASES)))
    facts["substance_class"] = draw(
        st.sampled_from(["metallic", "placer_metallic", "non_metallic", "construction_material", "mixed", None])
    )
    figures = st.none() | st.sampled_from([0, 1, 12, 24, 25, 26, 50, 99, 100, 175, 200, 349, 350, 1200, 3000, 6000])
    facts["installed_capacity"] = {"t_per_day": draw(figures), "m3_per_day": draw(figures)}
    for right in facts.get("rights_held") or []:
        right["hectares"] = draw(figures)
    if facts["as_of"] == "2026-11-20" and "date" not in (facts.get("authorisation") or {}):
        facts["as_of"] = draw(st.sampled_from(["2026-11-20", "2026-12-31", "2027-01-02", "2027-12-31"]))
    return facts


@st.composite
def drafts(draw: st.DrawFn) -> Pack[Any]:
    chosen = draw(st.lists(st.sampled_from(PE.law.parameters.all), min_size=1, max_size=3, unique_by=lambda p: p.id))
    return with_parameters([draw(st.sampled_from(list(other_versions(parameter)))) for parameter in chosen])


@settings(max_examples=150, deadline=None)
@given(drafts(), st.lists(varied(), min_size=1, max_size=6))
def test_any_draft_moves_whom_judging_both_wholly_moves(draft: Pack[Any], plains: list[dict[str, Any]]) -> None:
    assert_same_moves(draft, plains)


@settings(max_examples=200, deadline=None)
@given(varied())
def test_no_rule_reads_a_figure_that_is_not_told_of_it(plain: dict[str, Any]) -> None:
    assert_reads_only_what_is_told(plain)


def test_no_rule_reads_a_figure_that_is_not_told_of_it_in_any_case() -> None:
    for plain in CASES:
        assert_reads_only_what_is_told(plain)


def assert_reads_only_what_is_told(plain: dict[str, Any]) -> None:
    facts = PE.facts_from_json(plain)
    law = PE.law.parameters.on(facts.as_of)
    case = Case(facts, law, PE.law.lists)
    for rule, ask in ASKED:
        watch = Watch()
        untold = frozenset(parameter.id for parameter in PE.parameters) - READS.get(rule, frozenset())
        case.law = LawOfDay(Watched(law.limits, untold, watch))
        ask(case)
        assert not watch.seen, rule


def test_another_country_is_judged_wholly_by_both() -> None:
    ghana = get_pack("GH")
    facts = ghana.facts_from_json({"jurisdiction": "GH", "as_of": "2026-11-20", "area_acres": 25.2})
    assert ghana.against(ghana, date(2026, 11, 20))(facts) is None
