"""Whole findings and whole sets of deciding rules, word by word, where one word less would mislead."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.assessment import Assessment

CASES = json.loads((Path(__file__).parents[3] / "cases" / "pe" / "cases.json").read_text(encoding="utf-8"))
PLAIN: dict[str, Any] = CASES[0]["facts"]
ENTRY = PLAIN["reinfo"]
NONE = {"status": "none"}
AUTHORISED = {"type": "start_restart_exploitation", "covers_activity": True, "covers_place": True}


def judged(**changes: object) -> Assessment:
    pack = get_pack("PE")
    return pack.assess(pack.facts_from_json({**PLAIN, **changes}))


def holder(kind: str, *, members: bool | None = None, **more: object) -> dict[str, object]:
    return {"holder": {"type": kind, "members_all_natural_persons": members, "nationality": "PE", **more}}


def right(**changes: object) -> dict[str, object]:
    return {"kind": "concession", "hectares": 600, "share_pct": 100, "basis": "owner", "state": "in_force", **changes}


@pytest.mark.parametrize(
    ("changes", "rule", "said"),
    [
        # The day on which an old central was founded is compared with the day of the law; nothing else has that limit.
        (
            holder("cooperative_central", members=False, founded="1998-01-01"),
            "PE-A91-PERSON",
            {"outcome": "unknown", "value": "1998-01-01", "limit": "2002-01-25"},
        ),
        (
            holder("cooperative_central", members=False),
            "PE-A91-PERSON",
            {"outcome": "unknown", "value": "cooperative_central", "limit": None},
        ),
        (
            holder("association", founded="1998-01-01"),
            "PE-A91-PERSON",
            {"outcome": "unknown", "value": "association", "limit": None},
        ),
        # A contract stands in place of hectares only where hectares are tested and the artisanal class exists.
        ({"as_of": "1998-05-05"}, "PE-A91-PMA-CONTRACT", {"outcome": "not_applicable"}),
        ({"substance_class": "non_metallic"}, "PE-A91-PMA-CONTRACT", {"outcome": "not_applicable"}),
        ({}, "PE-A91-PMA-CONTRACT", {"outcome": "not_met"}),
        (
            {"rights_held": [{"hectares": 5000, "share_pct": 100, "basis": "exploitation_contract"}]},
            "PE-A91-PMA-CONTRACT",
            {"outcome": "unknown", "missing": ["sidemcat_report_of_titles_and_extension"]},
        ),
        (
            {"rights_held": [{"hectares": 5000, "share_pct": 100, "basis": "assignment"}]},
            "PE-A91-PMA-CONTRACT",
            {"outcome": "unknown", "missing": ["sidemcat_report_of_titles_and_extension"]},
        ),
    ],
)
def test_what_a_finding_says_word_by_word(changes: dict, rule: str, said: dict) -> None:
    plain = judged(**changes).finding(rule).to_json()
    assert {key: plain.get(key) for key in said} == said


@pytest.mark.parametrize(
    ("changes", "deciding"),
    [
        ({}, {"PE-DL1336-2.2"}),
        # Two gaps of one kind decide together; a gap that alone would change nothing does not.
        (
            {"rights_held": None, "equipment": None},
            {"PE-A91-PMA-HA", "PE-A91-PMA-CONTRACT", "PE-A91-PPM-HA", "PE-DS020-25"},
        ),
        ({"substance_class": "construction_material", "rights_held": None}, {"PE-L27651-21", "PE-DL1336-2.2"}),
        # A rule that is only shown decides nothing.
        ({"zone_flags": ["third_party_authorised_area"]}, {"PE-DS001-3"}),
    ],
)
def test_exactly_these_rules_decide(changes: dict, deciding: set[str]) -> None:
    assert set(judged(**changes).deciding_rules) == deciding


def test_equal_facts_are_written_alike_and_the_unknown_is_left_out() -> None:
    pack = get_pack("PE")
    facts = pack.facts_from_json(
        {"jurisdiction": "PE", "as_of": "2026-11-20", "activity": "exploitation", "holder": {"type": "cooperative"}}
    )
    assert pack.facts_to_json(facts) == {
        "jurisdiction": "PE",
        "as_of": "2026-11-20",
        "activity": "exploitation",
        "holder": {"type": "cooperative"},
    }


def test_what_is_dated_on_the_day_judged_is_known_on_it() -> None:
    entry = {**ENTRY, "date": PLAIN["as_of"]}
    answer = judged(reinfo=entry, authorisation={**AUTHORISED, "date": PLAIN["as_of"]})
    assert answer.legal_status == "formal"
    assert get_pack("PE").facts_from_json({**PLAIN, "reinfo": entry}).reinfo.date == date(2026, 11, 20)
