"""Reading the procedure from the law files of a pack, refused whole where it is not sound.

Refused: an unknown table, key or source, a key that is absent or of another kind (`procedure_forms`), a row without a
day, mark or article, a state without owner, clock and exit, a move to or from a state that does not exist, an act
nobody may do, a clock of no known kind, a step that needs no known step, versions or competences with a gap between
them.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from registry.rules.engine import procedure as model
from registry.rules.engine.calendar import KINDS
from registry.rules.engine.errors import LawError
from registry.rules.engine.forms import check_form, check_once, check_tables, read_toml
from registry.rules.engine.parameters import Basis, read_parameters
from registry.rules.engine.periods import Period, joint_problem
from registry.rules.engine.procedure_forms import FORMS, ROWS_OF, TABLES
from registry.rules.engine.steps import Document, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PREFIX = "procedure"
FIGURES = "parameter"  # dated figures may stand beside the procedure; others read them
DATED = ("move", "clock", "obligation")  # several rows of one id, each with days of its own
MARKS = ("C", "C2", "M", "U", "product")
PROCESS_FILE, PROCESS_END = "process.toml", "process_end"

Row = dict[str, Any]


def read_procedure(files: Mapping[str, str]) -> model.Procedure | None:
    """The procedure that the files of a pack state; None where the pack has none.

    Raises:
        LawError: a row is not sound; the message names it.
    """
    tables: dict[str, list[Row]] = {}
    for name in sorted(files):
        if name.startswith(PREFIX):
            content = read_toml(name, files[name])
            check_tables(name, content, (*TABLES, FIGURES))
            for kind in content.keys() - {FIGURES}:
                tables.setdefault(kind, []).extend(content[kind])
    if not tables:
        return None
    for kind, rows in tables.items():
        _check_rows(kind, rows)
    reader = _Reader({row["id"]: row for row in tables.get("source", [])})
    found = model.Procedure(
        versions=tuple(reader.version(row) for row in tables.get("version", [])),
        states={row["id"]: reader.state(row) for row in tables.get("state", [])},
        moves=tuple(reader.move(row) for row in tables.get("move", [])),
        clocks=tuple(reader.clock(row) for row in tables.get("clock", [])),
        steps=tuple(reader.step(row) for row in tables.get("step", [])),
        acts={row["id"]: reader.act(row) for row in tables.get("act", [])},
        authorities={
            row["id"]: model.Authority(row["id"], row["level"], row["label"]) for row in tables.get("authority", [])
        },
        obligations=tuple(reader.obligation(row) for row in tables.get("obligation", [])),
        process_ends=_process_ends(files),
    )
    _check(found)
    return found


def _check_rows(kind: str, rows: list[Row]) -> None:
    for row in rows:
        place = f"{kind} {row.get('id', '')}".strip()
        check_form(place, row, *FORMS[kind])
        key, form = ROWS_OF.get(kind, ("", ""))
        for own in row.get(key, ()):
            check_form(f"{place}, {key}", own, *FORMS[form])
    if kind not in DATED:
        check_once(PREFIX, kind, [row["id"] for row in rows])


def _process_ends(files: Mapping[str, str]) -> tuple[tuple[Period, date], ...]:
    tables = read_toml(PROCESS_FILE, files.get(PROCESS_FILE, ""))
    for parameter in read_parameters(PROCESS_FILE, tables.get("parameter")):
        if parameter.id == PROCESS_END:
            return tuple((value.period, value.value) for value in parameter.values if isinstance(value.value, date))
    return ()


class _Reader:
    """Turns rows into what they state, with the sources they name."""

    def __init__(self, sources: Mapping[str, Row]) -> None:
        self.sources = sources

    def stated(self, kind: str, row: Row) -> model.Stated:
        place = f"{kind} {row.get('id', '')}".strip()
        source = self.sources.get(row.get("source", ""))
        if source is None:
            raise LawError(place, f"its source is {row.get('source')!r}", "Name a [[source]] of procedure.toml.")
        if type(row.get("from")) is not date:
            raise LawError(place, f"from is {row.get('from')!r}", "Write the first day, for example 2026-01-31.")
        if row.get("mark") not in MARKS or not row.get("article"):
            raise LawError(place, "no mark or no article", f"Give an article and a mark of {', '.join(MARKS)}.")
        period = Period(row["from"], row.get("until"))
        if not period.is_real():
            raise LawError(place, f"it ends on {period.last}, before it begins", "Correct the dates.")
        basis = Basis(source["instrument"], row["article"], source["address"])
        return model.Stated(period, row["mark"], basis, row.get("note", ""))

    def version(self, row: Row) -> model.LawVersion:
        if row.get("running") not in {model.NEW, model.KEPT, model.UNKNOWN}:
            place = f"version {row['id']}"
            raise LawError(place, "running is not said", "Write new, kept or unknown.")
        return model.LawVersion(
            row["id"], row["label"], self.stated("version", row), bool(row["complete"]),
            row.get("incomplete_because", {}), row["running"], row.get("transition", {}),
        )  # fmt: skip

    def state(self, row: Row) -> model.State:
        if not (row.get("owner") and row.get("clock") and row.get("exit")):
            place = f"state {row['id']}"
            raise LawError(place, "no owner, clock or exit", "Every state has all three.")
        return model.State(
            row["id"], row["label"], row["owner"], row["clock"], row["exit"], row.get("is_end", False),
            row.get("moves_established", True),
        )  # fmt: skip

    def move(self, row: Row) -> model.Move:
        return model.Move(
            row["id"], tuple(row["from_states"]), row["to"], row["act"], row["label"], self.stated("move", row)
        )

    def clock(self, row: Row) -> model.Clock:
        if row.get("kind") not in {*KINDS, model.FIXED}:
            place = f"clock {row['id']}"
            raise LawError(place, f"kind is {row.get('kind')!r}", f"Use one of {', '.join(KINDS)}.")
        return model.Clock(
            row["id"], row["label"], row["kind"], row.get("days"), row["whose"], row["starts"], row["on_expiry"],
            row.get("start_day"), row.get("day"), row.get("of_step", ""), tuple(row.get("begins", ())),
            tuple(row.get("ends", ())), bool(row.get("is_right")), bool(row.get("waits")), self.stated("clock", row),
        )  # fmt: skip

    def act(self, row: Row) -> model.Act:
        competence = tuple(
            model.Competence(tuple(each["codes"]), self.stated(f"act {row['id']}", each)) for each in row["competence"]
        )
        return model.Act(
            row["id"], row["label"], row.get("effect", ""), row.get("outcome", ""), row["ends_right"], row["served"],
            row["challengeable"], competence,
        )  # fmt: skip

    def obligation(self, row: Row) -> model.Obligation:
        due = tuple(
            model.DueEach(each["period"], each["month"], each["day"], each["year_after"]) for each in row["due"]
        )
        for each in due:
            _every_year_has(f"obligation {row['id']}", each)
        return model.Obligation(
            row["id"], row["label"], due, row["justified_at_most"], tuple(row["exempt"]), row["on_breach"],
            self.stated("obligation", row),
        )  # fmt: skip

    def step(self, row: Row) -> Step:
        documents = tuple(Document(each["id"], {"es": each["es"], "en": each["en"]}) for each in row["documents"])
        return Step(
            id=row["id"], letter=row["letter"], label=row["label"], actor=row["actor"],
            authority=row.get("authority", ""), acts=tuple(row.get("acts", ())), needs=tuple(row["needs"]),
            when=row.get("when", ""), together_when=tuple(row.get("together_when", ())),
            good_needs=tuple(row.get("good_needs", ())), stands_for=tuple(row.get("stands_for", ())),
            is_optional=row.get("optional", False), documents=documents, good=tuple(row["good"]),
            bad=tuple(row["bad"]), other=tuple(row["other"]), clock=row.get("clock", ""), silence=row["silence"],
            stated=self.stated("step", row),
        )  # fmt: skip


def _check(found: model.Procedure) -> None:
    for earlier, later in pairwise(found.versions):
        _meet(f"version {later.id}", earlier.stated.period, later.stated.period)
    clocks = {clock.id for clock in found.clocks}
    for state in found.states.values():
        _known(f"state {state.id}", "clock", [state.clock], clocks)
    for move in found.moves:
        _known(f"move {move.id}", "state", [*move.from_states, move.to], found.states)
        _known(f"move {move.id}", "act", [move.act], found.acts)
    for act in found.acts.values():
        _known(f"act {act.id}", "state", [act.effect] if act.effect else [], found.states)
        for before, after in pairwise(act.competence):
            _meet(f"act {act.id}", before.stated.period, after.stated.period)
        for row in act.competence:
            _known(f"act {act.id}", "authority", row.codes, found.authorities)
    steps = {step.id for step in found.steps}
    _check_outcomes(found)
    for step in found.steps:
        _known(f"step {step.id}", "step", [*step.needs, *step.good_needs, *step.stands_for], steps)
        _known(f"step {step.id}", "act", step.acts, found.acts)
        _known(f"step {step.id}", "clock", [step.clock] if step.clock else [], clocks)
    _dated_once(found)


def _meet(place: str, earlier: Period, later: Period) -> None:
    problem = joint_problem(earlier, later)
    if problem:
        raise LawError(place, problem, "Let each begin the day after the one before it.")


def _every_year_has(place: str, due: model.DueEach) -> None:
    try:
        date.min.replace(month=due.month, day=due.day)  # the first year of the calendar is no leap year
    except ValueError:
        raise LawError(
            place, f"due on day {due.day} of month {due.month}", "Write a day that every year has."
        ) from None


def _check_outcomes(found: model.Procedure) -> None:
    """What begins and ends clocks, and what acts write, are outcomes that exist."""
    outcomes = {f"{step.id}:{outcome}" for step in found.steps for outcome in step.outcomes}
    named = outcomes | {f"act:{act}" for act in found.acts}
    for clock in found.clocks:
        _known(f"clock {clock.id}", "outcome", (*clock.begins, *clock.ends), named)
    for act in found.acts.values():
        _known(f"act {act.id}", "outcome", [act.outcome] if act.outcome else [], outcomes)


def _known(place: str, kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in known:
            raise LawError(place, f"it names the {kind} {name!r}, which does not exist", "Correct the name.")


def _dated_once(found: model.Procedure) -> None:
    """No two rows of one id hold on the same day."""
    rows: tuple[model.Move | model.Clock | model.Obligation, ...]
    rows = (*found.moves, *found.clocks, *found.obligations)
    for one, other in combinations(rows, 2):
        first, second = one.stated.period, other.stated.period
        same = type(one) is type(other) and one.id == other.id
        if same and (first.holds(second.first) or second.holds(first.first)):
            day = max(first.first, second.first)
            raise LawError(one.id, f"two rows hold on {day}", "Let one end before the other begins.")
