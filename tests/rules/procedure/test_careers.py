"""Invented careers from data, played day by day; a jurist reads them in tests/cases/pe/careers.toml."""

from __future__ import annotations

import copy
import runpy
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

REPLAY = runpy.run_path(str(Path(__file__).with_name("replay.py")))
law, play = REPLAY["law"], REPLAY["play"]

FILE = Path(__file__).parents[2] / "cases" / "pe" / "careers.toml"
CAREERS = tomllib.loads(FILE.read_text())["career"]


@pytest.mark.parametrize("career", CAREERS, ids=lambda career: career["id"])
def test_career(career: dict[str, Any]) -> None:
    assert play(career) == []


def test_there_are_enough_and_each_is_its_own() -> None:
    assert len(CAREERS) >= 30
    assert len({career["id"] for career in CAREERS}) == len({career["title"] for career in CAREERS}) == len(CAREERS)


def test_every_act_that_moves_an_entry_and_every_state_stands_in_a_career() -> None:
    acts = {line["act"] for career in CAREERS for line in career["day"] if "act" in line}
    states = {line["state"] for career in CAREERS for line in career["day"] if "state" in line}
    assert {act.id for act in law().acts.values() if act.effect} <= acts
    assert set(law().states) <= states | {career["state"] for career in CAREERS}


@pytest.mark.parametrize("career", CAREERS, ids=lambda career: career["id"])
def test_a_changed_expectation_is_noticed(career: dict[str, Any]) -> None:
    """The player can fail: turn one expectation of each career round, and it says so."""
    told = copy.deepcopy(career)
    for line in told["day"]:
        if "state" in line:
            line["state"] = "revoked" if line["state"] != "revoked" else "in_force"
        elif "steps" in line:
            line["steps"] = dict.fromkeys(line["steps"], "never")
        elif "due" in line:
            line["due"] = dict.fromkeys(line["due"], date(1999, 1, 1))
        elif "late" in line:
            line["late"] = dict.fromkeys(line["late"], "never")
        elif "held" in line:
            line["held"] = {"agency": 1}
        else:
            continue
        break
    assert play(told) != []
