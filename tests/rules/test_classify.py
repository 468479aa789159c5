"""classify: the pack follows the jurisdiction, and a bad item is named and not dropped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from registry.rules.catalogue import jurisdictions
from registry.rules.classify import classify_items

ROOT = Path(__file__).parents[2]
PERU = ROOT / "tests" / "cases" / "pe" / "cases.json"
NONE = {"jurisdiction": "PE", "as_of": "2026-11-20", "holder": {}, "activity": "none"}


def test_each_item_is_judged_by_its_own_country() -> None:
    ghana = {"jurisdiction": "GH", "as_of": "2026-11-20"}
    answers = classify_items([{"id": 1, "facts": NONE}, {"id": 2, "facts": ghana, "why": "passed over"}])
    assert [answer["id"] for answer in answers] == [1, 2]
    assert [answer["category"] for answer in answers] == ["no_activity", "needs_review"]
    assert jurisdictions() == ("PE", "GH")


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ("text", "item 1: 'text' is not an object"),
        (None, "item 1: null is not an object"),
        ({"id": 1, "facts": {**NONE, "jurisdiction": 5}}, "jurisdiction: 5 is not a text"),
        ({"id": 1, "facts": {**NONE, "as_of": None}}, "as_of: null is not a day"),
        ({"id": 1, "facts": {**NONE, "holder": {"members_count": 0}}}, "holder.members_count: 0 is no count"),
        ({"id": 1, "facts": {**NONE, "holder": [[[[[0]]]]] * 9}}, "holder: [[[...]], [[...]], [[...]], ...] is not"),
        ({"id": 1}, "facts: they are absent"),
        ({"id": 1, "facts": {}}, "jurisdiction: this fact is absent"),
        ({"id": 1, "facts": {**NONE, "jurisdiction": "XX"}}, "jurisdiction: no pack for 'XX'"),
        ({"id": 1, "facts": {**NONE, "as_of": "2026-02-30"}}, "as_of: '2026-02-30' is not a day"),
        ({"id": 1, "facts": {**NONE, "as_of": "1990-01-01"}}, "as_of: 1990-01-01 lies before the first law"),
        ({"id": 1, "facts": {**NONE, "activity": "digging"}}, "activity: 'digging' is not known here"),
        ({"id": 1, "facts": {**NONE, "colour": "red"}}, "colour: this fact is not known"),
        (
            {"id": 1, "facts": {**NONE, "rights_held": [{"hectares": "9"}]}},
            "rights_held[0].hectares: '9' is not a number",
        ),
        (
            {"id": 1, "facts": {**NONE, "rights_held": [{"hectares": -1}]}},
            "rights_held[0].hectares: -1 is not a quantity",
        ),
        (
            {"id": 1, "facts": {**NONE, "rights_held": [{"hectares": Decimal("1e999999")}]}},
            "rights_held[0].hectares: 1e+999999 is not a quantity",
        ),
        (
            {"id": 1, "facts": {**NONE, "rights_held": [{"hectares": 10**18}]}},
            "rights_held[0].hectares: 1.00000e+18 is not a quantity",
        ),
        ({"id": 1, "facts": {**NONE, "rights_held": [{"share_pct": 101}]}}, "rights_held[0].share_pct: 101 is more"),
        ({"id": 1, "facts": {**NONE, "opinions": {"ANA": "maybe"}}}, "opinions.ANA: 'maybe' is not known here"),
        ({"id": 1, "facts": {**NONE, "holder": []}}, "holder: [] is not an object"),
        ({"id": 1, "facts": {**NONE, "reinfo": {"date": "2026-11-21"}}}, "reinfo.date: 2026-11-21 lies after the day"),
        ({"id": 1, "facts": {**NONE, "authorisation": {"date": "2027-01-01"}}}, "authorisation.date: 2027-01-01 lies"),
        ({"id": 1, "facts": {**NONE, "gold_selectors_register": 1}}, "gold_selectors_register: 1 is neither"),
        ({"id": 1, "facts": {**NONE, "zone_flags": "none"}}, "zone_flags: 'none' is not a list"),
        ({"id": 1, "facts": {**NONE, "coordinates": {"zone_declared": 1.5}}}, "coordinates.zone_declared: 1.5 is not"),
    ],
)
def test_a_bad_item_says_where_and_what(item: object, named: str) -> None:
    [answer] = classify_items([item])
    assert named in str(answer["error"])
    assert "category" not in answer


def run(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    # An address that answers to nobody: the command needs no database.
    env = {**os.environ, "DATABASE_URL": "postgis://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "manage.py", "classify", *args]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False, env=env)


def test_the_command_reads_files_and_standard_input(tmp_path: Path) -> None:
    done = run("--facts", str(PERU), "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == len(json.loads(PERU.read_text(encoding="utf-8")))
    some_bad = run("--facts", "-", stdin=json.dumps([{"id": "a", "facts": NONE}, {"id": "b", "facts": {}}]))
    assert some_bad.returncode == 1
    assert [("error" in answer) for answer in json.loads(some_bad.stdout)] == [False, True]
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    for wrong in (str(tmp_path / "broken.json"), str(tmp_path / "absent.json")):
        refused = run("--facts", wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "cannot be read" in refused.stderr
    assert run("--facts", "-", stdin="{}").returncode == 2


def test_a_file_of_lines_is_read_and_what_nobody_reads_is_named(tmp_path: Path) -> None:
    odd = {**NONE, "holder": {"disqualifed": True}}
    (tmp_path / "facts.jsonl").write_text(f'{{"id": 1, "facts": {json.dumps(odd)}}}\n' * 2, encoding="utf-8")
    done = run("--facts", str(tmp_path / "facts.jsonl"))
    assert done.returncode == 0
    assert [answer["category"] for answer in json.loads(done.stdout)] == ["no_activity"] * 2
    assert "1: passed over, nobody reads holder.disqualifed" in done.stderr


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"id": 1,\n "facts": {]', "line 2, column 12: this is not JSON"),
    ],
)
def test_an_unreadable_file_says_why(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "facts.json").write_text(text, encoding="utf-8")
    done = run("--facts", str(tmp_path / "facts.json"))
    assert done.returncode == 2
    assert problem in done.stderr


def test_the_largest_quantity_and_the_last_year_are_judged() -> None:
    facts = {**NONE, "activity": "exploitation", "rights_held": [{"hectares": 10**18 - 1}]}
    last = {**facts, "as_of": "9999-12-31", "reinfo": {"status": "in_force"}, "igafom": {"corrective": "9999-11-30"}}
    assert all("error" not in answer for answer in classify_items([{"facts": facts}, {"facts": last}]))
