"""Every judged situation of the case files, in all the respects that a case states."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from registry.rules.catalogue import get_pack

CASES_DIR = Path(__file__).parents[3] / "cases" / "pe"
CASES = [
    case
    for file in sorted(CASES_DIR.glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_case_is_answered_as_the_law_says(case: dict) -> None:
    pack, expected = get_pack("PE"), case["expected"]
    answer = pack.assess(pack.facts_from_json(case["facts"]))
    assert (answer.category, answer.scale, answer.legal_status) == (
        expected["category"],
        expected["scale"],
        expected["legal_status"],
    )
    assert set(answer.missing_evidence) == set(expected.get("missing_evidence", []))
    assert set(expected.get("flags", [])) <= set(answer.flags)
    assert not set(expected.get("flags_not", [])) & set(answer.flags)
    said = {found.rule_id for found in answer.findings}
    assert set(expected["deciding_rules"]) <= said
    assert set(expected["deciding_rules"]) & set(answer.deciding_rules)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_is_stored_says_the_same(case: dict) -> None:
    pack = get_pack("PE")
    facts = pack.facts_from_json(case["facts"])
    again = pack.facts_from_json(json.loads(json.dumps(pack.facts_to_json(facts))))
    assert again == facts
    answer = pack.assess(facts)
    stored = json.loads(json.dumps(answer.to_json()))
    assert pack.assessment_from_json(stored).to_json() == answer.to_json()
    for code in (*answer.missing_evidence, *(code for found in answer.findings for code in found.missing)):
        assert code in pack.codes.evidence
    assert set(answer.flags) <= set(pack.codes.flags)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_deciding_rule_changes_the_answer_when_it_is_taken_away(case: dict) -> None:
    pack = get_pack("PE")
    facts = pack.facts_from_json(case["facts"])
    answer = pack.assess(facts)
    changes = pack.would_change(facts)
    assert {change.rule_id for change in changes} == set(answer.deciding_rules)
    for change in changes:
        assert change[1:4] != (answer.category, answer.scale, answer.legal_status)
        assert set(change.together) <= set(pack.rule_ids) - {change.rule_id}
