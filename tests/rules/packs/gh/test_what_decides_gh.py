"""Which rules decide in Ghana, and what the answer would be without each."""

from __future__ import annotations

import json
from pathlib import Path

from registry.rules.catalogue import get_pack

CASES = json.loads((Path(__file__).parents[3] / "cases" / "gh" / "cases.json").read_text(encoding="utf-8"))
FORMAL = next(case["facts"] for case in CASES if case["expected"]["category"] == "small_scale")


def changes(**facts: object) -> list[tuple[object, ...]]:
    pack = get_pack("GH")
    return [
        tuple(change[:4]) + change.together for change in pack.would_change(pack.facts_from_json({**FORMAL, **facts}))
    ]


def test_the_licence_makes_it_formal() -> None:
    assert changes() == [("GH-A703-LICENCE", "needs_review", "small_scale", "needs_review")]


def test_one_rule_that_holds_it_back_decides() -> None:
    assert changes(designated_area=None) == [("GH-A703-DESIGNATED", "small_scale", "small_scale", "formal")]


def test_several_rules_decide_together() -> None:
    assert changes(designated_area=None, holder={"ghanaian": None}) == [
        ("GH-A703-CITIZEN", "small_scale", "small_scale", "formal", "GH-A703-DESIGNATED"),
        ("GH-A703-DESIGNATED", "small_scale", "small_scale", "formal", "GH-A703-CITIZEN"),
    ]


def test_the_area_alone_changes_the_scale_and_so_decides() -> None:
    assert changes(designated_area=None, area_acres=30) == [
        ("GH-A703-AREA", "needs_review", "small_scale", "needs_review")
    ]
