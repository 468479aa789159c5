"""Exceptions that an authority grants: each adds a finding, none edits one, and the class follows what is in force."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.assessment import Assessment
from registry.rules.engine.errors import FactsError
from registry.rules.engine.exemptions import Exemption
from registry.rules.engine.findings import Outcome
from registry.rules.packs.pe.exemptions import AUTHORITIES, PROHIBITIONS, REASONS

CASES = json.loads((Path(__file__).parents[3] / "cases" / "pe" / "cases.json").read_text(encoding="utf-8"))
PLAIN = CASES[0]["facts"]


def granted(rule: str, **changes: object) -> dict[str, object]:
    return {
        "rule": rule,
        "authority": "DGFM",
        "reason": "condition_waived",
        "document": "RD 0012-2026-MINEM/DGFM of 4 May 2026",
        "from_on": "2026-05-04",
        **changes,
    }


def judged(*exemptions: dict[str, object], **changes: object) -> Assessment:
    pack = get_pack("PE")
    return pack.assess(pack.facts_from_json({**PLAIN, **changes, "exemptions": list(exemptions)}))


def in_register(**changes: object) -> dict[str, object]:
    return {"status": "in_force", "activity": "exploitation", "same_right": True, **changes}


def test_an_exception_in_force_lets_the_class_pass_and_leaves_the_finding_as_it_is() -> None:
    other_right = in_register(same_right=False)
    without, answer = judged(reinfo=other_right), judged(granted("PE-DS018-13"), reinfo=other_right)
    assert without.legal_status == "needs_review"
    assert (answer.category, answer.legal_status) == ("informal", "informal")
    assert answer.missing_evidence == ()
    assert answer.finding("PE-DS018-13") == without.finding("PE-DS018-13")
    assert answer.finding("PE-DS018-13").outcome is Outcome.NOT_MET
    added = answer.findings[-1]
    assert (added.rule_id, added.outcome, added.value) == ("EXEMPTION", Outcome.MET, "PE-DS018-13")
    assert added.exemption == Exemption(
        "PE-DS018-13", "DGFM", "condition_waived", "RD 0012-2026-MINEM/DGFM of 4 May 2026", date(2026, 5, 4)
    )
    assert "EXEMPTION" in answer.deciding_rules
    assert "PE-DS018-13" not in answer.deciding_rules
    assert "possible_exclusion_cause" in answer.flags


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        ("2026-11-20", None, True),
        ("2026-11-21", None, False),
        ("2026-01-01", "2026-11-20", True),
        ("2026-01-01", "2026-11-19", False),
        ("2026-11-20", "2026-11-20", True),
    ],
)
def test_its_period_is_counted_with_both_ends(first: str, last: str | None, holds: bool) -> None:
    answer = judged(granted("PE-DS018-13", from_on=first, until_on=last), reinfo=in_register(same_right=False))
    assert answer.legal_status == ("informal" if holds else "needs_review")
    assert answer.findings[-1].outcome is (Outcome.MET if holds else Outcome.NOT_MET)
    assert ("EXEMPTION" in answer.deciding_rules) is holds


def test_every_finding_stands_as_it_would_without() -> None:
    suspended = in_register(status="suspended")
    for rule in get_pack("PE").exemptible:
        without, answer = judged(reinfo=suspended), judged(granted(rule), reinfo=suspended)
        assert answer.findings[-1].value == rule
        assert answer.finding(rule) == without.finding(rule), rule


def test_a_suspension_excepted_counts_as_in_force() -> None:
    assert judged(granted("PE-DS001-7"), reinfo=in_register(status="suspended")).legal_status == "informal"


def test_an_exclusion_whose_act_does_not_run_is_judged_as_an_entry_in_force() -> None:
    act = granted("PE-DS001-8", authority="court", reason="act_suspended")
    answer = judged(act, reinfo=in_register(status="excluded"))
    assert answer.legal_status == "informal"
    assert answer.finding("PE-DS001-8").outcome is Outcome.NOT_MET
    # Whatever else stands against the entry still does.
    elsewhere = judged(act, reinfo=in_register(status="revoked", same_right=False))
    assert elsewhere.legal_status == "needs_review"
    assert "location_declaration" in elsewhere.missing_evidence
    assert judged(act, reinfo={"status": "none"}).legal_status == "illegal"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("PE-DL1336-4", {"zone_flags": ["archaeological_zone"]}),
        ("PE-DL1100-DCF3", {"zone_flags": ["madre_de_dios_outside_annex_1"], "rights_held": []}),
        ("PE-DL1100-5.1", {"zone_flags": ["water_body"], "equipment": ["traca"]}),
    ],
)
def test_a_prohibition_is_not_lifted_but_waits_for_the_act(rule: str, changes: dict) -> None:
    assert rule in PROHIBITIONS
    assert judged(reinfo=in_register(), **changes).legal_status == "illegal"
    answer = judged(granted(rule), reinfo=in_register(), **changes)
    assert answer.legal_status == "needs_review"
    assert answer.missing_evidence == ("dgfm_act",)
    assert answer.finding(rule).outcome is Outcome.NOT_MET
    assert answer.findings[-1].outcome is Outcome.UNKNOWN
    assert "EXEMPTION" in answer.deciding_rules
    # What was not checked stays unchecked, and nobody outside the process is let in by it.
    assert judged(granted(rule), reinfo={"status": "none"}, **changes).legal_status == "illegal"


def test_an_unchecked_place_stays_unchecked() -> None:
    answer = judged(granted("PE-DL1336-4"), zone_flags=None, reinfo=in_register())
    assert answer.legal_status == "needs_review"
    assert set(answer.missing_evidence) == {"zone_layer_not_checked"}
    assert "EXEMPTION" not in answer.deciding_rules


def test_a_limit_excepted_is_not_passed() -> None:
    over = {"installed_capacity": {"t_per_day": 400, "m3_per_day": None}, "reinfo": in_register()}
    assert judged(**over).scale == "general_regime"
    answer = judged(granted("PE-A91-PPM-TPD"), **over)
    assert (answer.scale, answer.legal_status) == ("small_scale", "informal")
    assert answer.finding("PE-A91-PPM-TPD").value == 400


def test_an_exception_from_the_exclusion_of_access_keeps_that_finding_too() -> None:
    over = {"installed_capacity": {"t_per_day": 400, "m3_per_day": None}, "reinfo": in_register()}
    answer = judged(granted("PE-DS001-2"), **over)
    assert answer.finding("PE-DS001-2").outcome is Outcome.NOT_MET


def test_stored_and_read_again_it_is_the_same() -> None:
    pack = get_pack("PE")
    facts = pack.facts_from_json({**PLAIN, "exemptions": [granted("PE-DS018-13", until_on="2026-12-31")] * 2})
    plain = json.loads(json.dumps(pack.facts_to_json(facts)))
    jsonschema.validate(plain, dict(pack.schema))
    assert pack.facts_from_json(plain) == facts
    answer = pack.assess(facts)
    again = pack.assessment_from_json(json.loads(json.dumps(answer.to_json())))
    assert again.findings[-2:] == answer.findings[-2:]
    assert again.to_json() == answer.to_json()


def test_what_would_change_names_the_exception() -> None:
    pack = get_pack("PE")
    facts = pack.facts_from_json(
        {**PLAIN, "reinfo": in_register(same_right=False), "exemptions": [granted("PE-DS018-13")]}
    )
    changes = {change.rule_id: change for change in pack.would_change(facts)}
    assert changes["EXEMPTION"][1:4] == ("needs_review", "artisanal", "needs_review")
    assert set(changes) == set(pack.assess(facts).deciding_rules)


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ({"rule": "PE-DL1100-3a"}, "rule"),
        ({"authority": "uncle"}, "authority"),
        ({"reason": "because"}, "reason"),
        ({"document": " "}, "document"),
        ({"from_on": "2026-02-30"}, "from_on"),
        ({"until_on": "2026-05-03"}, "until_on"),
        ({"author": "a person"}, "author"),
    ],
)
def test_a_broken_exception_names_the_place(broken: dict, place: str) -> None:
    with pytest.raises(FactsError, match=rf"exemptions\[0\]\.{place}"):
        judged({**granted("PE-DS018-13"), **broken})
    missing = granted("PE-DS018-13")
    del missing["document"]
    with pytest.raises(FactsError, match=r"exemptions\[0\]\.document: this fact is absent"):
        judged(missing)


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_is_told_in_words(language: str) -> None:
    pack = get_pack("PE")
    answer = judged(granted("PE-DS018-13"), reinfo=in_register(same_right=False))
    told = pack.explain(answer.findings[-1], language)
    assert told.instrument == pack.codes.authorities["DGFM"].text[language]
    assert told.article == "RD 0012-2026-MINEM/DGFM of 4 May 2026"
    assert told.asks.endswith("?")
    assert told.answer
    assert set(pack.codes.authorities) == set(AUTHORITIES)
    assert set(pack.codes.reasons) == set(REASONS)
    assert set(pack.exemptible) <= set(pack.rule_ids)
