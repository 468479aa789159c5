"""The pack's words are complete, accuse nobody, and the reader asks for the same facts as the schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.errors import FactsError, LawError
from registry.rules.engine.findings import Finding, Outcome

CASES = json.loads((Path(__file__).parents[3] / "cases" / "pe" / "cases.json").read_text(encoding="utf-8"))
VALID = CASES[0]["facts"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_rule_speaks_both_languages_and_accuses_nobody(language: str) -> None:
    pack = get_pack("PE")
    for rule in pack.rule_ids:
        text = pack.rule_text(rule, language)
        assert text.asks.endswith("?")
        assert text.link.startswith("http")
        words = " ".join([text.title, text.asks, text.met, text.not_met, text.unknown]).lower()
        assert not [word for word in ("crime", "criminal", "delito", "delincuente", "guilty") if word in words]
    assert pack.rule_text("PE-DL1100-3a", "es").title.startswith("Indicio")
    assert pack.rule_text("PE-DL1100-3b", "en").title.startswith("Indication")
    with pytest.raises(LawError, match="no such rule"):
        pack.rule_text("PE-NOWHERE", language)


def test_an_explanation_names_what_is_missing_and_who_brings_it() -> None:
    pack = get_pack("PE")
    found = Finding("PE-A91-PPM-HA", Outcome.UNKNOWN, None, 2000, ("sunarp_shares",), "ha")
    told = pack.explain(found, "es")
    assert told.answer == "No se puede decir todavía: falta evidencia."
    assert told.missing == (("sunarp_shares", "participaciones en SUNARP", "miner"),)
    assert (told.limit, told.unit, told.article) == (2000, "ha", "art. 91, num. 2")
    assert pack.explain(Finding("PE-CP-307", Outcome.NOT_APPLICABLE), "en").answer == ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_the_schema_takes_the_reader_takes(case: dict) -> None:
    jsonschema.validate(case["facts"], dict(get_pack("PE").schema))
    get_pack("PE").facts_from_json(case["facts"])


@pytest.mark.parametrize(
    "broken",
    [
        {"activity": "digging"},
        {"colour": "red"},
        {"holder": "me"},
        {"holder": {"type": "ghost"}},
        {"holder": {"disqualified": None}},
        {"substance_class": "gold"},
        {"installed_capacity": 5},
        {"rights_held": {}},
        {"rights_held": [{"kind": "wish"}]},
        {"artisanal_conditions": None},
        {"reinfo": None},
        {"reinfo": {"activity": None}},
        {"zone_flags": ["moon"]},
        {"equipment": [1]},
        {"explosives": {"uses": None}},
        {"conviction": "rude"},
        {"gold_selectors_register": "no"},
        {"zones_unchecked": None},
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(broken: dict) -> None:
    facts = {**VALID, **broken}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(facts, dict(get_pack("PE").schema))
    with pytest.raises(FactsError):
        get_pack("PE").facts_from_json(facts)


@pytest.mark.parametrize("day", ["20261120", "2026-11-2", "2026-11-200", "2026-02-30", 20261120, [1] * 10, "today"])
def test_a_day_is_written_in_one_form_only(day: object) -> None:
    with pytest.raises(FactsError, match=r"as_of: .* is not a day"):
        get_pack("PE").facts_from_json({**VALID, "as_of": day})


def test_nothing_is_a_quantity_too() -> None:
    facts = get_pack("PE").facts_from_json({**VALID, "installed_capacity": {"t_per_day": 0, "m3_per_day": 0.0}})
    assert (facts.installed_capacity.t_per_day, facts.installed_capacity.m3_per_day) == (0, 0)


@pytest.mark.parametrize("absent", ["jurisdiction", "as_of", "holder", "activity"])
def test_what_must_be_there(absent: str) -> None:
    with pytest.raises(FactsError, match=f"{absent}: this fact is absent"):
        get_pack("PE").facts_from_json({key: value for key, value in VALID.items() if key != absent})


def test_every_property_of_the_schema_reaches_the_facts() -> None:
    known = set(dict(get_pack("PE").schema)["properties"])  # type: ignore[call-overload]
    fields = set(type(get_pack("PE").facts_from_json(VALID)).__dataclass_fields__)
    assert known == fields
