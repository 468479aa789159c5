"""Two laws beside each other at their edges: another day than the one bound, and a difference that no rule reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.pack import Pack, moved_by
from registry.rules.engine.parameters import Parameter, Parameters
from registry.rules.packs.pe.country import PERU

PE = get_pack("PE")
TODAY = date(2026, 11, 20)
REGISTERED: dict[str, Any] = {
    "jurisdiction": "PE",
    "as_of": "2027-01-02",
    "holder": {"type": "natural_person"},
    "activity": "exploitation",
    "substance_class": "metallic",
    "installed_capacity": {"t_per_day": 1},
    "rights_held": [],
    "artisanal_conditions": {"habitual": True, "means_of_livelihood": True, "manual_or_basic_equipment": True},
    "reinfo": {"status": "in_force", "activity": "exploitation", "same_right": True},
    "zone_flags": [],
    "equipment": [],
}


def law_with(*changed: Parameter) -> Pack[Any]:
    ids = {parameter.id for parameter in changed}
    kept = [parameter for parameter in PE.law.parameters.all if parameter.id not in ids]
    return Pack(PERU, replace(PE.law, parameters=Parameters([*kept, *changed], PE.first_day)))


def extension_from_the_last_day() -> Parameter:
    """The end of the process as today, and on 31 December 2026 put off by a year."""
    end = PE.law.parameters.get("process_end")
    last = end.values[-1]
    until = replace(last, period=last.period._replace(last=date(2026, 12, 30)))
    longer = replace(last, period=last.period._replace(first=date(2026, 12, 31)), value=date(2027, 12, 31))
    return replace(end, values=(*end.values[:-1], until, longer))


def shown_only() -> Parameter:
    """A figure that differs today and moves nobody."""
    term = PE.law.parameters.get("igafom_preventive_months")
    return replace(term, values=tuple(replace(value, value=4) for value in term.values))


@pytest.mark.parametrize("today_differs", [False, True])
def test_another_day_than_the_one_bound_is_judged_by_its_own_law(today_differs: bool) -> None:
    draft = law_with(extension_from_the_last_day(), *([shown_only()] if today_differs else []))
    moved, late = PE.against(draft, TODAY), PE.facts_from_json(REGISTERED)
    before, after = PE.assess(late), draft.assess(late)
    assert (before.legal_status, after.legal_status) == ("needs_review", "informal")
    assert moved(late) == moved_by(PE.assess, draft.assess)(late) is not None
    assert moved(PE.facts_from_json({**REGISTERED, "as_of": "2026-11-20"})) is None


def test_a_law_before_which_nothing_was_illegal_moves_whom_no_rule_tells_apart() -> None:
    word = PE.law.parameters.get("illegal_mining_defined")
    (only,) = word.values
    later = replace(only, period=only.period._replace(first=date(2026, 12, 1)))
    draft = law_with(replace(word, values=(later,)))
    prohibited = PE.facts_from_json({**REGISTERED, "as_of": "2026-11-20", "zone_flags": ["archaeological_zone"]})
    before, after = PE.assess(prohibited), draft.assess(prohibited)
    assert (before.legal_status, after.legal_status) == ("illegal", "needs_review")
    assert [found.rule_id for found in before.findings] == [found.rule_id for found in after.findings]
    assert PE.against(draft, TODAY)(prohibited) == moved_by(PE.assess, draft.assess)(prohibited) is not None
