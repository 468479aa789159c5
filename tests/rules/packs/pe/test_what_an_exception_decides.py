"""What the answer would be without an exception that an authority granted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from registry.rules.catalogue import get_pack
from registry.rules.engine.pack import Change

CASES = json.loads((Path(__file__).parents[3] / "cases" / "pe" / "cases.json").read_text(encoding="utf-8"))
OTHER_RIGHT: dict[str, Any] = {
    **next(case for case in CASES if case["id"] == "PE-001")["facts"],
    "reinfo": {"status": "in_force", "activity": "exploitation", "same_right": False},
}
GRANTED = {
    "authority": "DGFM",
    "reason": "condition_waived",
    "document": "RD 0012-2026-MINEM/DGFM of 4 May 2026",
    "from_on": "2026-05-04",
}


def changes(*rules: str) -> list[Change]:
    pack = get_pack("PE")
    facts = {**OTHER_RIGHT, "exemptions": [{"rule": rule, **GRANTED} for rule in rules]}
    return pack.would_change(pack.facts_from_json(facts))


def test_an_exception_that_lets_the_class_pass_decides() -> None:
    [own] = [change for change in changes("PE-DS018-13") if change.rule_id == "EXEMPTION"]
    assert own == Change("EXEMPTION", "needs_review", "artisanal", "needs_review")


def test_an_exception_that_changes_no_class_decides_nothing() -> None:
    without = changes()
    assert "PE-DS018-13" in {change.rule_id for change in without}
    assert changes("PE-DS038-12") == without
