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
        # An acquired right is told with the day of the right, else with that of the authorisation.
        (
            {
                "zone_flags": ["protected_area"],
                "zone_created": "2000-01-01",
                "right_date": "1994-02-03",
                "authorisation": {**AUTHORISED, "date": "1995-05-01"},
            },
            "PE-DS038AG-115",
            {"outcome": "met", "value": "1994-02-03", "limit": "2000-01-01"},
        ),
        (
            {
                "zone_flags": ["protected_area"],
                "zone_created": "2000-01-01",
                "authorisation": {**AUTHORISED, "date": "1995-05-01"},
            },
            "PE-DS038AG-115",
            {"outcome": "met", "value": "1995-05-01"},
        ),
        ({}, "PE-L32537-DCF2", {"outcome": "met"}),
        ({"reinfo": {**ENTRY, "same_right": False}}, "PE-L32537-DCF2", {"missing": ["location_declaration"]}),
        ({"reinfo": {**ENTRY, "same_right": None}}, "PE-L32537-DCF2", {"missing": ["location_declaration"]}),
        ({"reinfo": NONE}, "PE-L32537-DCF2", {"outcome": "not_applicable"}),
        ({"reinfo": {**NONE, "same_right": True}}, "PE-L32537-DCF2", {"outcome": "met"}),
        # An entry for another activity is an anomaly; an entry whose activity is not known is a gap.
        (
            {"reinfo": {**ENTRY, "activity": "beneficiation"}},
            "PE-DS001-7",
            {"outcome": "not_met", "value": "in_force", "missing": ["dgfm_act"]},
        ),
        (
            {"reinfo": {"status": "in_force", "same_right": True}},
            "PE-DS001-7",
            {"outcome": "unknown", "value": "in_force", "missing": ["reinfo_entry"]},
        ),
        # A gap that only the inspection closes makes nobody suspect of having neither act nor entry.
        ({"equipment": None}, "PE-DL1100-3a", {"outcome": "not_met"}),
        ({}, "PE-DL1336-2.1", {"outcome": "not_met", "missing": None}),
        (
            {"authorisation": {**AUTHORISED, "covers_place": None}},
            "PE-DL1336-2.1",
            {"outcome": "unknown", "missing": ["authorisation_resolution_and_polygon"]},
        ),
        # A co-holder outside article 91 leaves the competence open.
        (
            {"co_holders": [{"members_all_natural_persons": False}]},
            "PE-L27651-14",
            {"outcome": "unknown", "value": "needs_review"},
        ),
        # The cut of June 2025 is asked from the day after it.
        (
            {"as_of": "2025-06-29", "reinfo": {**ENTRY, "status": "suspended", "date": "2024-01-01"}},
            "PE-DS012-25",
            {"outcome": "not_applicable"},
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
        # Gaps of one kind decide together; of two kinds that each hold the status back, neither is passed over.
        (
            {"rights_held": None, "equipment": None},
            {
                *("PE-A91-PMA-HA", "PE-A91-PMA-CONTRACT", "PE-A91-PPM-HA", "PE-DS020-25"),
                *("PE-DL1100-5.1", "PE-DL1100-5.3"),
            },
        ),
        ({"substance_class": "construction_material", "rights_held": None}, {"PE-L27651-21", "PE-DL1336-2.2"}),
        # Before REINFO the missing entry and the unchecked ground hold the answer back together.
        (
            {"as_of": "2013-01-01", "zone_flags": None},
            {"PE-DL1336-4", "PE-DL1100-DCF3", "PE-L32537-6", "PE-DS001-3"},
        ),
        # Over both limits either one's absence would be another class, and so would that of the rule that sums them up.
        (
            {"installed_capacity": {"t_per_day": 400}},
            {"PE-A91-PMA-TPD", "PE-A91-PPM-TPD", "PE-L27651-14"},
        ),
        # Illegal twice over: neither reason alone decides, both together do.
        ({"reinfo": NONE, "zone_flags": ["archaeological_zone"]}, {"PE-DL1100-3b", "PE-DL1100-3a"}),
        # An open scale beside it hides neither.
        (
            {"reinfo": NONE, "zone_flags": ["archaeological_zone"], "substance_class": "mixed"},
            {"PE-A91-UNIT", "PE-DL1100-3b", "PE-DL1100-3a"},
        ),
        (
            {"rights_held": None, "reinfo": {**ENTRY, "operator_is_registrant": False}},
            {"PE-A91-PMA-HA", "PE-A91-PMA-CONTRACT", "PE-A91-PPM-HA", "PE-DS020-25", "PE-DS001-8", "PE-DL1100-3a"},
        ),
        # An older right that may exist decides nothing where nothing was yet called illegal.
        (
            {
                "as_of": "2010-01-01",
                "installed_capacity": {"t_per_day": 400},
                "authorisation": AUTHORISED,
                "reinfo": NONE,
                "zone_flags": ["protected_area"],
            },
            {"PE-DL1336-4", "PE-DL1100-3b", "PE-A91-PMA-TPD", "PE-A91-PPM-TPD", "PE-L27651-14"},
        ),
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


OPEN_CORRIDOR = {"reinfo": NONE, "zones_unchecked": ["madre_de_dios_outside_annex_1"]}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"department": "Madre de Dios"}, "needs_review"),
        ({"department": "Madre de Dios", "rights_held": None}, "needs_review"),
        ({"department": "Madre de Dios", "rights_held": []}, "illegal"),
        ({"department": "Madre de Dios", "rights_held": [right(state="extinguished")]}, "illegal"),
        ({"department": "Puno"}, "illegal"),
        ({}, "illegal"),
        ({"right_date": "2010-02-17"}, "needs_review"),
        ({"right_date": "2010-02-18"}, "illegal"),
        ({"right_date": "2005-01-01", "approved_iga": False}, "illegal"),
        ({"right_date": "2005-01-01", "opinions": {"MINEM": "unfavourable"}}, "illegal"),
        ({"right_date": "2005-01-01", "department": "Puno"}, "illegal"),
    ],
)
def test_an_unchecked_corridor_and_the_unregistered(changes: dict, status: str) -> None:
    assert judged(**OPEN_CORRIDOR, **changes).legal_status == status


def test_what_another_document_has_settled_is_not_asked_for() -> None:
    contract = right(basis="exploitation_contract", hectares=100)
    held = [right(basis="assignment", hectares=1500, share_pct=50), contract]
    stated = {**PLAIN["artisanal_conditions"], "manual_or_basic_equipment": None}
    answer = judged(rights_held=held, artisanal_conditions=stated)
    # The contract settles the hectares of the artisanal test, so the deed of the cession would change nothing.
    assert answer.missing_evidence == ("inspection_note_on_equipment",)
