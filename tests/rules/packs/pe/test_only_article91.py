"""The scale alone is the scale of the whole pack: for plain cases, nearly plain ones, and broken ones."""

from __future__ import annotations

import copy
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.errors import FactsError
from registry.rules.engine.parameters import LawOfDay
from registry.rules.packs.pe import only_article91
from registry.rules.packs.pe.only_article91 import edges_of, scale_reader

CASES = [
    case
    for file in sorted((Path(__file__).parents[3] / "cases" / "pe").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]
PLAIN: dict[str, Any] = next(case for case in CASES if case["id"] == "PE-001")["facts"]
COVERED = [case for case in CASES if case["expected"]["scale"] != "not_applicable"]
DAYS = ("1998-05-05", "2002-01-24", "2002-01-25", "2008-06-26", "2008-06-27", "2026-11-20")
SUBSTANCES = ("metallic", "placer_metallic", "non_metallic", "construction_material", "mixed", None)


def whole_pack(facts: dict) -> str:
    pack = get_pack("PE")
    return pack.assess(pack.facts_from_json(facts)).scale


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case["id"])
def test_every_case(case: dict) -> None:
    scale = scale_reader(get_pack("PE"))
    assert scale(case["facts"]) == case["expected"]["scale"]
    assert scale(case["facts"]) == case["expected"]["scale"]


def right(hectares: object, **changes: object) -> dict[str, object]:
    return {
        "kind": "concession", "hectares": hectares, "share_pct": 100, "basis": "owner", "state": "in_force", **changes,
    }  # fmt: skip


def drawn(dice: random.Random) -> dict[str, Any]:
    """A plain case around the limits of its day, with something odd in every third."""
    facts = copy.deepcopy(PLAIN)
    facts["as_of"], facts["substance_class"] = dice.choice(DAYS), dice.choice(SUBSTANCES)
    figures = [1, 25, 25.01, 100, 100.5, 150, 200, 200.01, 350, 351, 1200, 1200.5, 3000, 3000.1]
    facts["installed_capacity"] = {"t_per_day": dice.choice(figures), "m3_per_day": dice.choice(figures)}
    areas = [1, 333.3, 333.4, 500, 999.99, 1000, 1000.01, 1999.99, 2000, 2000.01]
    facts["rights_held"] = [right(dice.choice(areas)) for _ in range(dice.randint(0, 3))]
    facts["artisanal_conditions"]["manual_or_basic_equipment"] = dice.random() < 0.7
    facts["artisanal_conditions"]["habitual"] = dice.random() < 0.9
    facts["holder"]["type"] = dice.choice(["natural_person", "legal_person", "group_natural_persons", "cooperative"])
    facts["holder"]["members_all_natural_persons"] = dice.random() < 0.8
    odd: list[dict[str, Any]] = [
        {"rights_held": [right(1000, share_pct=50)]},
        {"rights_held": [right(1600, basis="assignment")]},
        {"rights_held": [right(2500, basis="exploitation_contract")]},
        {"rights_held": [right(1500, state="extinguished"), right(900)]},
        {"rights_held": [right(None)]},
        {"rights_held": None},
        {"installed_capacity": None},
        {"installed_capacity": {"t_per_day": None, "m3_per_day": 20}},
        {"co_holders": [{"members_all_natural_persons": False}]},
        {"artisanal_conditions": {**facts["artisanal_conditions"], "means_of_livelihood": None}},
        {"holder": {"type": "cooperative_central", "members_all_natural_persons": False, "nationality": "PE"}},
        {"holder": {"type": "group_natural_persons", "members_count": 2}},
    ]
    return {**facts, **(dice.choice(odd) if dice.random() < 1 / 3 else {})}


def test_drawn_cases_are_answered_as_by_the_whole_pack() -> None:
    dice, scale = random.Random(7), scale_reader(get_pack("PE"))
    for _ in range(1500):
        facts = drawn(dice)
        assert scale(facts) == whole_pack(facts), facts


@pytest.mark.parametrize(
    ("areas", "scale"),
    [
        ([333.4, 333.3, 333.3], "artisanal"),
        ([445.1, 400.3, 154.6], "artisanal"),  # 1,000 exactly; as fractions of two a little more
        ([999.9, 0.1, 1e-9], "small_scale"),
        ([1999.9, 0.1], "small_scale"),
        ([1999.9, 0.1, 1e-9], "general_regime"),
        ([1000.0], "artisanal"),
        ([1000, 1e-7], "small_scale"),
    ],
)
def test_sums_of_fractions_are_exact(areas: list[float], scale: str) -> None:
    facts = {**PLAIN, "rights_held": [right(area) for area in areas]}
    read = scale_reader(get_pack("PE"))
    assert read({**PLAIN, "rights_held": [right(1)]}) == "artisanal"
    assert read(facts) == whole_pack(facts) == scale


BROKEN: list[dict[str, Any]] = [
    {"jurisdiction": "GH"},
    {"as_of": "2026-02-30"},
    {"as_of": ["2026-11-20"]},
    {"activity": "digging"},
    {"activity": []},
    {"substance_class": "gold"},
    {"substance_class": {}},
    {"holder": "me"},
    {"holder": {"type": "ghost", "members_all_natural_persons": True, "nationality": "PE"}},
    {"holder": {"type": [], "members_all_natural_persons": True, "nationality": "PE"}},
    {"holder": {"type": "natural_person", "members_all_natural_persons": 1, "nationality": "PE"}},
    {"holder": {"type": "natural_person", "members_all_natural_persons": True, "nationality": 51}},
    {"holder": {"type": "natural_person", "members_all_natural_persons": True, "disqualified": "no"}},
    {"co_holders": 0},
    {"installed_capacity": 5},
    {"installed_capacity": ["t_per_day"]},
    {"installed_capacity": {"t_per_day": "25"}},
    {"installed_capacity": {"t_per_day": 25, "m3_per_day": -1}},
    {"installed_capacity": {"t_per_day": True}},
    {"installed_capacity": {"t_per_day": float("nan"), "m3_per_day": None}},
    {"rights_held": {}},
    {"rights_held": ""},
    {"rights_held": [{**right(100), "state": ["in_force"]}]},
    {"rights_held": [right("100")]},
    {"rights_held": [right(-1)]},
    {"rights_held": [right(float("inf"))]},
    {"rights_held": [right(100, kind="wish")]},
    {"rights_held": [right(100, state="lost")]},
    {"rights_held": [right(100, basis="gift")]},
    {"rights_held": [5]},
    {"artisanal_conditions": {"habitual": 1, "means_of_livelihood": True, "manual_or_basic_equipment": True}},
    {"artisanal_conditions": None},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_broken_is_refused_as_by_the_whole_pack(broken: dict) -> None:
    facts, scale = {**PLAIN, **broken}, scale_reader(get_pack("PE"))
    for _ in range(2):
        scale(PLAIN)  # the limits are learned and the answer is remembered: a broken case must not pass for a plain one
    with pytest.raises(FactsError) as whole:
        whole_pack(facts)
    with pytest.raises(FactsError) as alone:
        scale(facts)
    assert str(alone.value) == str(whole.value)


@pytest.mark.parametrize("plain", [None, 5, "PE", [], {}])
def test_what_is_no_case_is_refused(plain: object) -> None:
    with pytest.raises(FactsError):
        scale_reader(get_pack("PE"))(plain)


class Asked:
    """A reader of scales that counts how often the rules are asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.real = only_article91.read_article_91
        monkeypatch.setattr(only_article91, "read_article_91", self.read)
        self.scale = scale_reader(get_pack("PE"))
        self.of(100)  # to learn the limits of the day
        self.times = 0

    def read(self, plain: object) -> object:
        self.times += 1
        return self.real(plain)

    def of(self, *areas: float) -> str:
        return self.scale({**PLAIN, "rights_held": [right(area) for area in areas]})


def test_the_rules_are_asked_once_for_all_cases_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)
    for hectares in (10, 20, 30.5, 0, 0.5, 999, 999.5, 1000):
        assert asked.of(hectares) == "artisanal"
    assert asked.times == 1
    assert asked.of(1001) == "small_scale"
    assert asked.times == 2


def test_what_is_too_near_or_too_large_is_asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)
    for hectares, scale in ((1000.0, "artisanal"), (1e9, "general_regime"), (10**9, "general_regime")):
        assert [asked.of(hectares), asked.of(hectares)] == [scale, scale]
    assert asked.times == 6
    monkeypatch.setattr(only_article91, "NEAR", 0.5)
    asked.times = 0
    # As far from the limit as that is far enough.
    assert [asked.of(999.5), asked.of(999.75), asked.of(999.5), asked.of(999.75)] == ["artisanal"] * 4
    assert asked.times == 3
    assert [asked.of(1000.5), asked.of(1000.25), asked.of(1000.5), asked.of(1000.25)] == ["small_scale"] * 4
    assert asked.times == 6


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(only_article91, "REMEMBERED", 2)
    asked = Asked(monkeypatch)
    for hectares, scale in ((10, "artisanal"), (1500, "small_scale"), (3000, "general_regime")) * 2:
        assert asked.of(hectares) == scale
    # The third puts both others out.
    assert asked.times == 6
    assert asked.of(3000) == "general_regime"
    assert asked.times == 6


def test_the_limits_that_lie_between_likenesses() -> None:
    on = get_pack("PE").law.parameters.on
    day = get_pack("PE").facts_from_json(PLAIN).as_of
    now, old = on(day), on(day.replace(year=1998))
    assert edges_of(now, "metallic") == ("t_per_day", (25, 350), (1000, 2000))
    assert edges_of(now, "placer_metallic") == ("m3_per_day", (200, 3000), (1000, 2000))
    assert edges_of(now, "non_metallic") == ("t_per_day", (100, 1200), ())
    assert edges_of(old, "construction_material") == ("m3_per_day", (200,), (1000,))
    assert edges_of(now, "mixed") is None
    assert edges_of(now, None) is None


@pytest.mark.parametrize("changed", [{"included": False}, {"value": Decimal("25.5")}])
@pytest.mark.parametrize("name", ["pma_capacity_metallic", "ppm_hectares"])
def test_limits_that_are_not_whole_or_not_inclusive_go_to_the_rules(name: str, changed: dict[str, Any]) -> None:
    law = get_pack("PE").law.parameters.on(get_pack("PE").facts_from_json(PLAIN).as_of)
    other = LawOfDay({**law.limits, name: law.limits[name]._replace(**changed)})
    assert edges_of(other, "metallic") is None
