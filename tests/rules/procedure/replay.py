"""Plays a career day by day through the law: what is done is asked of the law of its day, and nothing else moves it.

A career is data (tests/cases/pe/careers.toml). Each day's lines are done in order, then what is expected of that day is
looked at. On every day in between, the things that must always hold are looked at too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import holidays

from registry.rules.catalogue import get_pack
from registry.rules.engine.calendar import Calendar, Deadline, split_time
from registry.rules.engine.periods import Period
from registry.rules.engine.procedure import ALLOWED, REFUSED, REVIEW, Procedure
from registry.rules.engine.procedure_reading import read_procedure
from registry.rules.engine.steps import FAILED, NOT_NEEDED, STANDS, WAITING, good_end_waits_for, needs_open, steps_open

ENTRY = "reinfo_in_force"
KEEPS = {"in_force": "stands", "formalised": "stands"}
PREPARATION = ("igafom_evaluation", "surface_land", "community_assembly", "prior_consultation", "concession_right",
               "archaeology")  # fmt: skip


@cache
def law() -> Procedure:
    found = read_procedure(get_pack("PE").files)
    assert found is not None
    return found


@cache
def peru() -> Calendar:
    days = frozenset(holidays.country_holidays("PE", years=range(2016, 2031)))
    return Calendar(Period(date(2016, 1, 1), date(2030, 12, 31)), days)


@dataclass
class Running:
    """A clock of the career; without a start it waits for the proof of a service."""

    code: str
    on: date
    start: date | None
    act: str = ""
    received: date | None = None
    ended: date | None = None
    pauses: list[Period] = field(default_factory=list)


@dataclass
class Career:
    """What is known of one file on one day."""

    state: str
    opened: date
    facts: dict[str, bool | None]
    calendar: Calendar
    outcomes: dict[str, str] = field(default_factory=dict)
    came_on: dict[str, date] = field(default_factory=dict)
    clocks: dict[str, Running] = field(default_factory=dict)
    pending: dict[str, Any] | None = None
    before_end: str = ""
    turns: list[tuple[date, str]] = field(default_factory=list)

    def steps(self, on: date) -> dict[str, Any]:
        entry = {ENTRY: KEEPS.get(self.state, "lost")}
        return steps_open(law().steps, self.outcomes | entry, self.facts, on)

    def deadline(self, code: str) -> Deadline:
        clock = self.clocks[code]
        return law().deadline(code, clock.start, clock.on, self.calendar, clock.pauses)

    def late(self, code: str, on: date) -> bool | None:
        clock = self.clocks[code]
        return self.deadline(code).is_late(clock.received, on)

    # What a line of a career does; each answers allowed, review or refused.

    def record(self, line: dict[str, Any], on: date) -> str:
        name, outcome = line["step"], line["outcome"]
        answer = self.steps(on).get(name)
        if answer is None or outcome not in answer.step.outcomes or answer.status == NOT_NEEDED:
            return REFUSED
        if law().act_writing(f"{name}:{outcome}") is not None and not line.get("by_act"):
            return REFUSED
        if outcome not in answer.step.bad:
            held = answer.waits_for if answer.status == WAITING else ()
            held = needs_open(answer.step, self.steps(on)) if answer.status == FAILED else held
            if outcome in answer.step.good:
                held = (*held, *good_end_waits_for(answer.step, self.steps(on)))
            if held:
                return REFUSED
        self.outcomes[name], self.came_on[name] = outcome, on
        self._clocks(f"{name}:{outcome}", on, received=outcome in {"filed", "begun", "cured"})
        return ALLOWED

    def _clocks(self, by: str, on: date, *, received: bool = False, act: str = "") -> None:
        for code in law().clocks_ended(by):
            if code in self.clocks and self.clocks[code].ended is None:
                self.clocks[code].ended = on
                self.clocks[code].received = on if received else None
        reached = {
            f"{step}:{came}"
            for step, came in self.outcomes.items()
            if self.came_on[step] == on and not by.startswith((f"{step}:", "act:"))
        }
        for clock in law().clocks_begun(by, on):
            if reached.intersection(clock.ends):
                continue
            self.clocks[clock.id] = Running(clock.id, on, None if clock.starts == "service" else on, act)

    def act(self, line: dict[str, Any], on: date) -> str:
        kind, known = line["act"], law().acts[line["act"]]
        said = [law().competent(kind, line["by"], on).kind]
        to = line.get("to", known.effect)
        if to:
            said.append(law().answer_running(self.state, to, self.opened, on, line.get("cause", "")).kind)
        if REFUSED in said:
            return REFUSED
        if known.outcome:
            step, outcome = known.outcome.split(":")
            probe = Career(self.state, self.opened, self.facts, self.calendar, dict(self.outcomes), dict(self.came_on))
            if probe.record({"step": step, "outcome": outcome, "by_act": True}, on) == REFUSED:
                return REFUSED
        self.pending = {**line, "to": to}
        if not known.ends_right:
            self._take(on)
        return REVIEW if REVIEW in said else ALLOWED

    def second(self, line: dict[str, Any], on: date) -> str:
        if self.pending is None or line["second"] == self.pending.get("officer", "one"):
            return REFUSED
        if line["agrees"]:
            self._take(on)
        self.pending = None
        return ALLOWED

    def _take(self, on: date) -> None:
        line, self.pending = self.pending, None
        assert line is not None
        known = law().acts[line["act"]]
        if known.outcome:
            step, outcome = known.outcome.split(":")
            self.record({"step": step, "outcome": outcome, "by_act": True}, on)
        if line["to"]:
            self.before_end = self.state
            self.state = line["to"]
        self._clocks(f"act:{line['act']}", on, act=line["act"])
        if line["act"] in {"observe_igafom", "observe_file"}:
            self.clocks["observation_cure"] = Running("observation_cure", on, None, line["act"])
        if known.challengeable and law().clock("challenge_file", on):
            self.clocks["challenge_file"] = Running("challenge_file", on, None, line["act"])

    def serve(self, line: dict[str, Any], on: date) -> str:
        """A service with proof starts what waits for it; without proof or with a defect it starts nothing."""
        if not line.get("proof") or line.get("defect"):
            return REFUSED
        waiting = [clock for clock in self.clocks.values() if clock.act == line["serve"] and clock.start is None]
        for clock in waiting:
            clock.start = on
        return ALLOWED if waiting else REFUSED

    def start(self, line: dict[str, Any], on: date) -> str:
        if law().clock(line["start"], on) is None:
            return REFUSED
        self.clocks[line["start"]] = Running(line["start"], on, on)
        return ALLOWED

    def receive(self, line: dict[str, Any], on: date) -> str:
        clock = self.clocks[line["receive"]]
        clock.received = clock.ended = on
        return ALLOWED

    def pause(self, line: dict[str, Any], on: date) -> str:
        self.clocks[line["pause"]].pauses.append(Period(on))
        return ALLOWED

    def resume(self, line: dict[str, Any], on: date) -> str:
        pauses = self.clocks[line["resume"]].pauses
        pauses[-1] = Period(pauses[-1].first, on - timedelta(days=1))
        return ALLOWED

    def fact(self, line: dict[str, Any], on: date) -> str:
        self.facts[line["fact"]] = {"yes": True, "no": False, "unknown": None}[line["is"]]
        return ALLOWED

    def turn(self, line: dict[str, Any], on: date) -> str:
        self.turns.append((on, line["turn"]))
        return ALLOWED


SAID = {True: "yes", False: "no", None: "not decidable"}
DOES = ("step", "act", "second", "serve", "start", "receive", "pause", "resume", "fact", "turn")


def play(told: dict[str, Any]) -> list[str]:
    """Play one career; returns everything that is not as expected, in words, with its day."""
    suspended = tuple(Period(one["from"], one.get("until")) for one in told.get("suspended_periods", ()))
    calendar = Calendar(peru().known, peru().holidays, suspended)
    career = Career(told["state"], told["opened"], dict(told["facts"]), calendar)
    lines: dict[date, list[dict[str, Any]]] = {}
    for line in told["day"]:
        lines.setdefault(line["on"], []).append(line)
    wrong: list[str] = []
    day, last = min(told["opened"], *lines), max(lines)
    while day <= last:
        for line in lines.get(day, ()):
            wrong += [f"{day}: {problem}" for problem in _line(career, line, day)]
        wrong += [f"{day}: {problem}" for problem in always(career, day)]
        day += timedelta(days=1)
    return wrong


def _line(career: Career, line: dict[str, Any], day: date) -> list[str]:
    for name in DOES:
        if name in line:
            does = career.record if name == "step" else getattr(career, name)
            answer, expected = does(line, day), line.get("answer", ALLOWED)
            return [] if answer == expected else [f"{line} was {answer}, expected {expected}"]
    return _expected(career, line, day)


def _expected(career: Career, line: dict[str, Any], day: date) -> list[str]:
    asked: dict[str, Any] = {}
    whole = {
        "state": lambda: career.state,
        "law": lambda: [one.id for one in law().governing(career.opened, day).versions],
        "held": lambda: dict(split_time(career.turns, day)),
    }
    asked |= {name: (line[name], look()) for name, look in whole.items() if name in line}
    answers = career.steps(day)
    for name, status in line.get("steps", {}).items():
        asked[name] = (status, answers[name].status)
    for code, end in line.get("due", {}).items():
        found = career.deadline(code)
        asked[f"due {code}"] = (end, found.last if found.is_sure else list(found.why))
    for code, (first, end) in line.get("due_between", {}).items():
        asked[f"due {code}"] = ((first, end), career.deadline(code)[:2])
    for code, late in line.get("late", {}).items():
        asked[f"late {code}"] = (late, SAID[career.late(code, day)])
    for code in line.get("no_clock", ()):
        asked[f"clock {code}"] = (False, code in career.clocks)
    assert asked, f"a line that asks and does nothing: {line}"
    return [f"{name} is {found!r}, expected {wanted!r}" for name, (wanted, found) in asked.items() if wanted != found]


def always(career: Career, day: date) -> list[str]:
    """What holds on every day of every career."""
    wrong = []
    state = law().states[career.state]
    if not (state.owner and state.exit["es"] and state.clock):
        wrong.append(f"the state {career.state} has no owner, clock or exit")
    answers = career.steps(day)
    file = answers.get("technical_file")
    if file is not None and file.status == STANDS:
        open_still = [
            name for name in PREPARATION if name in answers and answers[name].status not in {STANDS, NOT_NEEDED}
        ]
        if open_still and career.state == "formalised":
            wrong.append(f"authorised while {open_still} do not stand")
    if career.state in {"excluded", "revoked"}:
        ways = {move.act for move in law().moves_from(career.state, day)}
        if ways - {"uphold_challenge"}:
            wrong.append(f"an ended entry may go on by {ways}")
    for code, clock in career.clocks.items():
        end = career.deadline(code)
        if clock.start is None and not law().clock(code, clock.on).start_day and end.last is not None:
            wrong.append(f"{code} runs without the proof of its service")
    return wrong
