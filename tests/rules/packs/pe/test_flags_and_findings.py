"""Exactly these flags and no others; and what single findings say beside the class."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.assessment import Assessment

CASES = json.loads((Path(__file__).parents[3] / "cases" / "pe" / "cases.json").read_text(encoding="utf-8"))
PLAIN = CASES[0]["facts"]
ENTRY = PLAIN["reinfo"]
AUTHORISED = {"type": "start_restart_exploitation", "covers_activity": True, "covers_place": True}


def judged(**changes: object) -> Assessment:
    pack = get_pack("PE")
    return pack.assess(pack.facts_from_json({**PLAIN, **changes}))


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, set()),
        ({"reinfo": {"status": "none"}}, {"enrolment_closed"}),
        ({"reinfo": {"status": "none"}, "authorisation": AUTHORISED}, set()),
        (
            {"reinfo": {"status": "none"}, "authorisation": {**AUTHORISED, "covers_activity": False}},
            {"split_by_activity"},
        ),
        ({"authorisation": AUTHORISED}, set()),
        ({"reinfo": {"status": None}}, set()),
        ({"reinfo": {"status": "excluded"}}, set()),
        ({"reinfo": {"status": "excluded", "appeal": "pending"}}, {"appeal_pending"}),
        ({"reinfo": {**ENTRY, "appeal": "pending"}}, set()),
        ({"reinfo": {**ENTRY, "activity": "beneficiation"}}, {"split_by_activity"}),
        ({"reinfo": {**ENTRY, "status": "suspended"}}, {"cannot_trade", "reinfo_suspended"}),
        ({"holder": {"type": "group_natural_persons"}}, {"group_limit_reading"}),
        ({"accreditation": {"class": "artisanal", "expired": False}}, set()),
        ({"zone_flags": ["border_50km"]}, set()),
        ({"zone_flags": ["border_50km"], "holder": {"type": "natural_person", "nationality": None}}, set()),
        ({"zone_flags": ["buffer_zone"], "opinions": {"SERFOR": "favourable"}}, {"opinion_pending_sernanp"}),
        ({"zone_flags": ["forest_concession"], "opinions": {"SERFOR": "favourable"}}, set()),
        ({"zone_flags": ["community_land"], "reinfo": {"status": "none"}}, {"enrolment_closed"}),
        ({"surface": {"consent": True}}, set()),
        ({"surface": {"consent": False}}, {"surface_right_missing"}),
        ({"explosives": {"uses": False}}, set()),
        ({"igafom": {"corrective": "2026-01-01", "preventive": "2026-04-01"}}, set()),
        (
            {"igafom": {"corrective": "2026-01-01", "preventive": "2026-04-02"}},
            {"igafom_abandonment", "suspension_risk"},
        ),
        ({"igafom": {"corrective": None, "preventive": None}}, {"suspension_risk"}),
        ({"equipment": ["pick"]}, set()),
        ({"as_of": "2027-01-01", "reinfo": {"status": "excluded"}}, set()),
        (
            {"as_of": "2027-01-01", "zone_flags": ["protected_area"]},
            {"revoke_ex_officio"},
        ),
        (
            {"installed_capacity": {"t_per_day": 5000}, "authorisation": AUTHORISED, "reinfo": {"status": "none"}},
            {"competence_general_regime", "stratum_medium"},
        ),
        (
            {"installed_capacity": {"t_per_day": 5000.5}, "authorisation": AUTHORISED, "reinfo": {"status": "none"}},
            {"competence_general_regime"},
        ),
        ({"conviction": "none"}, set()),
    ],
)
def test_exactly_these_flags(changes: dict, flags: set[str]) -> None:
    assert set(judged(**changes).flags) == flags


@pytest.mark.parametrize(
    ("changes", "rule", "outcome"),
    [
        ({}, "PE-L27651-14", "met"),
        ({"installed_capacity": {"t_per_day": 351}}, "PE-L27651-14", "not_met"),
        ({"installed_capacity": None}, "PE-L27651-14", "unknown"),
        ({"artisanal_conditions": {"habitual": True}}, "PE-L27651-14", "met"),
        ({"installed_capacity": {"t_per_day": 351}}, "PE-DS001-2", "not_met"),
        ({}, "PE-DS001-2", "met"),
        ({"igafom": {"corrective": "2026-11-01"}}, "PE-DS038-11", "not_met"),
        ({"igafom": {"corrective": "2026-11-01", "preventive": "2026-11-02"}}, "PE-DS038-11", "met"),
        ({"igafom": {"preventive": "2026-11-02"}}, "PE-DS038-11", "not_met"),
        ({}, "PE-DS038-11", "not_applicable"),
        ({}, "PE-DL1100-3a", "not_met"),
        ({"reinfo": {"status": "none"}}, "PE-DL1100-3a", "met"),
        ({"reinfo": {**ENTRY, "status": "suspended"}}, "PE-DL1100-3a", "unknown"),
        ({"reinfo": {"status": "none"}, "authorisation": AUTHORISED}, "PE-DL1100-3a", "not_met"),
        ({"zone_flags": None}, "PE-DL1100-3b", "unknown"),
        ({"zone_flags": None}, "PE-DS001-5", "unknown"),
        ({"zone_flags": ["protected_area"]}, "PE-DS001-5", "not_met"),
        ({"zone_flags": ["protected_area"], "reinfo": {"status": "none"}}, "PE-DS001-5", "not_applicable"),
        ({"zone_flags": ["protected_area"], "reinfo": {"status": None}}, "PE-DS001-5", "unknown"),
        ({"zone_flags": ["border_50km"], "holder": {"type": "natural_person"}}, "PE-DS020-27F", "unknown"),
        ({"zone_flags": None, "holder": {"type": "foreign_company"}}, "PE-DS020-27F", "unknown"),
        ({"zone_flags": ["border_50km"], "holder": {"type": "foreign_company"}}, "PE-DS020-27F", "not_met"),
        ({"equipment": ["excavator"]}, "PE-DL1100-5.4", "met"),
        ({"equipment": ["excavator"], "reinfo": {"status": "none"}}, "PE-DL1100-5.4", "not_met"),
        ({"equipment": ["excavator"], "reinfo": {"status": None}}, "PE-DL1100-5.4", "unknown"),
        ({}, "PE-DL1107-11", "met"),
        ({"reinfo": {**ENTRY, "status": "suspended"}}, "PE-DL1107-11", "not_met"),
        ({"reinfo": {"status": "none"}}, "PE-DL1107-11", "not_applicable"),
        ({"zone_flags": ["community_land"]}, "PE-CP-307", "not_met"),
        ({"zone_flags": None}, "PE-CP-307", "unknown"),
        ({}, "PE-CP-307", "not_applicable"),
        ({"zone_flags": ["buffer_zone"], "opinions": {"SERNANP": "favourable"}}, "PE-DS038-12", "met"),
        ({"zone_flags": ["buffer_zone"]}, "PE-DS038-12", "unknown"),
        ({"zone_flags": ["forest_concession"], "opinions": {"SERFOR": "unfavourable"}}, "PE-DS038-12", "not_met"),
        ({"zone_flags": None, "opinions": {"SERNANP": "unfavourable"}}, "PE-DS001-8", "unknown"),
        ({}, "PE-DS038-12", "not_applicable"),
        ({"accreditation": {"class": "artisanal", "expired": True}}, "PE-DL1100-9.5", "not_met"),
        ({"accreditation": {"class": "artisanal", "expired": False}}, "PE-DL1100-9.5", "met"),
        ({"zone_flags": ["third_party_authorised_area"]}, "PE-DS001-6", "unknown"),
        ({"explosives": {"uses": True, "sucamec": "F-1"}}, "PE-DS009-25-DCT3", "met"),
        ({"explosives": {"uses": False}}, "PE-DS009-25-DCT3", "not_applicable"),
        ({"reinfo": {"status": "excluded", "date": "2025-06-30"}}, "PE-DS012-25", "not_met"),
        ({"reinfo": {"status": "excluded", "date": "2025-07-01"}}, "PE-DS012-25", "not_met"),
        ({"reinfo": {"status": "excluded", "date": "2025-07-02"}}, "PE-DS012-25", "not_applicable"),
        ({"reinfo": {"status": "excluded", "date": "2025-06-29"}}, "PE-DS012-25", "not_applicable"),
        ({"reinfo": {**ENTRY, "status": "suspended", "date": "2025-06-30"}}, "PE-DS012-25", "met"),
        ({"reinfo": {**ENTRY, "status": "suspended", "date": "2025-07-01"}}, "PE-DS012-25", "not_applicable"),
    ],
)
def test_what_a_finding_says(changes: dict, rule: str, outcome: str) -> None:
    assert judged(**changes).finding(rule).outcome == outcome


def test_a_rule_that_the_pack_does_not_have() -> None:
    with pytest.raises(KeyError):
        judged().finding("PE-NOWHERE")


def right(**changes: object) -> dict[str, object]:
    return {"hectares": 600, "share_pct": 100, "basis": "owner", "state": "in_force", **changes}


@pytest.mark.parametrize(
    ("rights", "small_scale_value"),
    [
        ([right(), right()], 1200),
        ([right(), right(state="extinguished")], 600),
        ([right(share_pct=50)], (300, 600)),
        ([right(share_pct=None)], (0, 600)),
        ([right(), right(basis="exploitation_contract")], (600, 1200)),
        ([right(), right(basis="assignment")], (600, 1200)),
        ([right(), right(state=None) | {"state": "in_force", "hectares": None}], (600, None)),
        (None, (0, None)),
        ([], 0),
    ],
)
def test_how_hectares_are_counted(rights: list | None, small_scale_value: object) -> None:
    assert judged(rights_held=rights).finding("PE-A91-PPM-HA").value == small_scale_value


def test_rules_before_the_same_gap_decide_together() -> None:
    assert judged(rights_held=None).deciding_rules == (
        "PE-A91-PMA-HA",
        "PE-A91-PMA-CONTRACT",
        "PE-A91-PPM-HA",
        "PE-DS020-25",
    )


def test_what_the_answer_would_be_without_the_rule() -> None:
    pack = get_pack("PE")
    facts = pack.facts_from_json({**PLAIN, "reinfo": {"status": "none"}})
    assert pack.would_change(facts) == [("PE-DL1100-3a", "needs_review", "artisanal", "needs_review", ())]


def test_what_is_taken_away_together_is_said() -> None:
    pack = get_pack("PE")
    twice = {"reinfo": {"status": "none"}, "zone_flags": ["archaeological_zone"], "substance_class": "mixed"}
    changes = {change.rule_id: change[1:] for change in pack.would_change(pack.facts_from_json({**PLAIN, **twice}))}
    review = ("needs_review", "needs_review", "needs_review")
    assert changes.pop("PE-A91-UNIT") == ("illegal", "artisanal", "illegal", ())
    assert changes == {
        "PE-DL1100-3b": (*review, ("PE-DL1100-3a",)),
        "PE-DL1100-3a": (*review, ("PE-DL1100-3b",)),
    }
    [gap, *others] = pack.would_change(pack.facts_from_json({**PLAIN, "rights_held": None}))
    assert (gap.rule_id, gap.together) == ("PE-A91-PMA-HA", tuple(change.rule_id for change in others))


def test_every_rule_or_only_those_that_apply() -> None:
    answer, pack = judged(), get_pack("PE")
    every, stored = answer.to_json(every_rule=True)["findings"], answer.to_json()["findings"]
    assert [row["rule"] for row in every] == list(pack.rule_ids)
    assert {row["outcome"] for row in stored} == {"met", "not_met"}
    assert 0 < len(stored) < len(every)


def test_an_authorisation_of_the_day_of_creation_shows_no_older_right() -> None:
    zone = {"zone_flags": ["protected_area"], "zone_created": "2000-01-01"}
    same_day = judged(**zone, authorisation={**AUTHORISED, "date": "2000-01-01"})
    day_before = judged(**zone, authorisation={**AUTHORISED, "date": "1999-12-31"})
    assert (same_day.finding("PE-DS038AG-115").outcome, day_before.finding("PE-DS038AG-115").outcome) == (
        "unknown",
        "met",
    )


def test_a_move_asks_for_request_and_consent() -> None:
    moved = judged(reinfo={**ENTRY, "same_right": False})
    assert moved.finding("PE-DS009-25-DCF5").missing == ("request_to_change_the_right", "consent_of_the_holder")
