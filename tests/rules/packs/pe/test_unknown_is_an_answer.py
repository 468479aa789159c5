"""Making a known fact unknown keeps the answer or gives review: for every fact whose schema says it may be unknown."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules.catalogue import get_pack

REVIEW = "needs_review"
CASES = [
    case
    for file in sorted((Path(__file__).parents[3] / "cases" / "pe").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]
MAY_BE_UNKNOWN = (
    "holder.members_all_natural_persons",
    "holder.nationality",
    "holder.founded",
    "holder.members_count",
    "substance_class",
    "installed_capacity",
    "installed_capacity.t_per_day",
    "installed_capacity.m3_per_day",
    "actual_output_t_per_day",
    "rights_held",
    "rights_held[].hectares",
    "rights_held[].share_pct",
    "artisanal_conditions.habitual",
    "artisanal_conditions.means_of_livelihood",
    "artisanal_conditions.manual_or_basic_equipment",
    "authorisation.covers_activity",
    "authorisation.covers_place",
    "authorisation.date",
    "reinfo.status",
    "reinfo.same_right",
    "zone_flags",
    "zone_created",
    "right_date",
    "equipment",
    "department",
    "approved_iga",
)
# Nullable in the schema, yet the text says that their absence changes nothing.
BY_DEFAULT = ("authorisation", "conviction", "opinions", "igafom", "surface", "explosives")


def forget(facts: dict, path: str) -> bool:
    """Set the fact to null; False where it was not known."""
    head, _, rest = path.partition(".")
    if head.endswith("[]"):
        items = facts.get(head[:-2]) or []
        return sum(forget(item, rest) for item in items) > 0
    if rest:
        inner = facts.get(head)
        return isinstance(inner, dict) and forget(inner, rest)
    known = facts.get(head) is not None
    facts[head] = None
    return known


def axes(facts: dict) -> tuple[str, str, str]:
    pack = get_pack("PE")
    answer = pack.assess(pack.facts_from_json(facts))
    return answer.category, answer.scale, answer.legal_status


def waits_for_no_layer(facts: dict, path: str) -> bool:
    """R17: an illegal answer waits for no layer, so nobody is asked whether the corridor of an unnamed department and a
    right of unknown day might save an unregistered operation."""
    corridor = "madre_de_dios_outside_annex_1" in (facts.get("zone_flags") or [])
    return path == "zone_flags" and corridor and facts.get("right_date") is None and facts.get("department") is None


def check(facts: dict, path: str) -> None:
    less = copy.deepcopy(facts)
    if not forget(less, path):
        return
    if waits_for_no_layer(facts, path):
        return
    for before, after in zip(axes(facts), axes(less), strict=True):
        assert after in (before, REVIEW), (path, before, after)


@pytest.mark.parametrize("path", MAY_BE_UNKNOWN)
def test_forgetting_one_fact_of_any_case(path: str) -> None:
    for case in CASES:
        check(case["facts"], path)


@st.composite
def operations(draw: st.DrawFn) -> dict:
    """Facts of one operation: those of a case, with whole facts exchanged for those of other cases."""
    facts = copy.deepcopy(draw(st.sampled_from(CASES))["facts"])
    for other in draw(st.lists(st.sampled_from(CASES), max_size=4)):
        for key in draw(st.lists(st.sampled_from(sorted(other["facts"])), max_size=5)):
            if key != "as_of":
                facts[key] = copy.deepcopy(other["facts"][key])
    facts["as_of"] = draw(st.sampled_from(["2026-11-20", "2027-01-02", "2018-03-01", "2013-01-01", facts["as_of"]]))
    for holder in (facts.get("authorisation") or {}, facts["reinfo"]):
        if (holder.get("date") or "") > facts["as_of"]:
            del holder["date"]
    return facts


@settings(max_examples=400, deadline=None)
@given(operations(), st.sampled_from(MAY_BE_UNKNOWN))
def test_forgetting_one_fact_of_any_operation(facts: dict, path: str) -> None:
    check(facts, path)


@settings(max_examples=300, deadline=None)
@given(operations())
def test_review_always_names_what_is_missing_and_what_decided(facts: dict) -> None:
    pack = get_pack("PE")
    answer = pack.assess(pack.facts_from_json(facts))
    if REVIEW in (answer.category, answer.scale, answer.legal_status):
        assert answer.missing_evidence
    assert answer.deciding_rules


def test_every_fact_that_may_be_null_is_known_here() -> None:
    """A nullable fact added to the schema must be listed above or have a stated default."""
    stated = {default.fact for default in get_pack("PE").stated_defaults}
    listed = {path.replace("[]", "") for path in MAY_BE_UNKNOWN}

    def nullable(schema: dict, path: str) -> list[str]:
        kinds = schema.get("type")
        here = [path] if "null" in (kinds if isinstance(kinds, list) else []) or None in schema.get("enum", []) else []
        for name, inner in schema.get("properties", {}).items():
            here += nullable(inner, f"{path}.{name}" if path else name)
        return here + (nullable(schema["items"], path) if "items" in schema and path != "rights_held[]" else [])

    for path in nullable(dict(get_pack("PE").schema), ""):
        covered = path in listed or any(path == name or path.startswith(f"{name}.") for name in stated)
        assert covered or path.startswith("co_holders"), path
