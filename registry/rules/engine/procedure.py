"""The procedure of a jurisdiction as its law files state it: states and moves, clocks, acts and who may do them.

Everything is dated and cited. What a row marks as not established (U), and what no row states under a version whose
texts were not read in full, is answered with `review`, never with yes or no. The day is an argument everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.calendar import Calendar, Deadline, last_day
from registry.rules.engine.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from registry.rules.engine.parameters import Basis
    from registry.rules.engine.steps import Step

ALLOWED, REVIEW, REFUSED = "allowed", "review", "refused"
NEW, KEPT, UNKNOWN = "new", "kept", "unknown"
FIXED = "fixed"
UNSURE = "U"


class Stated(NamedTuple):
    """On which days a row holds, how well it is established, and where it stands."""

    period: Period
    mark: str
    basis: Basis
    note: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it may be followed without review."""
        return self.mark != UNSURE

    @property
    def article(self) -> str:
        """Instrument and article, as an act cites them."""
        return f"{self.basis.instrument}, {self.basis.article}"


@dataclass(frozen=True, slots=True)
class LawVersion:
    """A stretch of days under one set of rules, and what it did with files that were running."""

    id: str
    label: Mapping[str, str]
    stated: Stated
    is_complete: bool
    incomplete_because: Mapping[str, str]
    running: str
    transition: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """A state of an entry with who owns it, the clock it stands under and what leads out."""

    id: str
    label: Mapping[str, str]
    owner: str
    clock: str
    exit: Mapping[str, str]
    is_end: bool
    moves_established: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A coded cause that leads from one state to another by an act."""

    id: str
    from_states: tuple[str, ...]
    to: str
    act: str
    label: Mapping[str, str]
    stated: Stated


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: kind and number of days, whose time it is, what starts it and what the law attaches to its end.

    `is_right`: within it somebody may act and need not, so that passing it is no delay. `waits`: while it runs the
    authority cannot decide, so that the time is that side's.
    """

    id: str
    label: Mapping[str, str]
    kind: str
    days: int | None
    whose: str
    starts: str
    on_expiry: str
    start_day: date | None
    fixed_day: date | None
    of_step: str
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    is_right: bool
    waits: bool
    stated: Stated


class Competence(NamedTuple):
    """Who may do an act in a stretch of days."""

    codes: tuple[str, ...]
    stated: Stated


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act: who may do it when, whether it ends a right, is served, can be challenged.

    `effect` is the state of the entry it brings about, `outcome` the `step:outcome` that it writes; empty for none.
    """

    id: str
    label: Mapping[str, str]
    effect: str
    outcome: str
    ends_right: bool
    served: bool
    challengeable: bool
    competence: tuple[Competence, ...]


class Authority(NamedTuple):
    """A body that acts: its level is ministry, region, council or opinion."""

    id: str
    level: str
    label: Mapping[str, str]


class DueEach(NamedTuple):
    """One due day of each year: of the period's year or the one after."""

    period: str
    month: int
    day: int
    year_after: int


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something due again and again."""

    id: str
    label: Mapping[str, str]
    due: tuple[DueEach, ...]
    justified_at_most: int
    exempt: tuple[str, ...]
    on_breach: str
    stated: Stated

    def due_days(self, year: int) -> dict[str, date]:
        """Period of that year to the last day on which it is filed in time."""
        return {each.period: date(year + each.year_after, each.month, each.day) for each in self.due}


class Governing(NamedTuple):
    """The versions of the law that may govern a file; more than one means that nothing says which."""

    versions: tuple[LawVersion, ...]
    cited: tuple[LawVersion, ...]

    @property
    def is_sure(self) -> bool:
        """Whether exactly one version governs."""
        return len(self.versions) == 1


class Answer(NamedTuple):
    """Allowed, refused or for review, with the rows it rests on and codes of why."""

    kind: str
    moves: tuple[Move, ...] = ()
    why: tuple[str, ...] = ()


class Competent(NamedTuple):
    """Whether an authority may do an act on a day; `codes` are those that may, as far as established."""

    kind: str
    codes: tuple[str, ...]
    stated: Stated | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """The whole procedure of one jurisdiction."""

    versions: tuple[LawVersion, ...]
    states: Mapping[str, State]
    moves: tuple[Move, ...]
    clocks: tuple[Clock, ...]
    steps: tuple[Step, ...]
    acts: Mapping[str, Act]
    authorities: Mapping[str, Authority]
    obligations: tuple[Obligation, ...]
    process_ends: tuple[tuple[Period, date], ...]

    def version_on(self, day: date) -> LawVersion | None:
        """The version of that day; None before the first."""
        return next((version for version in self.versions if version.stated.period.holds(day)), None)

    def process_end(self, on: date) -> date | None:
        """The last day of the process as the law of that day states it."""
        return next((end for period, end in self.process_ends if period.holds(on)), None)

    def has_ended(self, on: date) -> bool:
        """Whether the process has ended on that day, as far as the norms loaded say."""
        end = self.process_end(on)
        return end is not None and on > end

    def governing(self, opened_on: date, on: date) -> Governing:
        """Which version governs on a day a file that was opened on another, by the transitional provisions."""
        standing: list[LawVersion] = []
        cited: list[LawVersion] = []
        for version in self.versions:
            if version.stated.period.first > max(on, opened_on):
                break
            if version.stated.period.first <= opened_on or version.running == NEW:
                standing = [version]
                cited = [version] if version.stated.period.first > opened_on else []
            elif version.running == UNKNOWN:
                standing.append(version)
            else:
                cited.append(version)
        return Governing(tuple(standing), tuple(cited))

    def moves_from(self, state: str, on: date) -> tuple[Move, ...]:
        """Every move that the law of that day states from a state, by id."""
        found = [move for move in self.moves if state in move.from_states and move.stated.period.holds(on)]
        return tuple(sorted(found, key=lambda move: (move.to, move.id)))

    def answer_move(self, state: str, to: str, on: date, cause: str = "") -> Answer:
        """Whether an entry may go from one state to another on that day, for that cause if one is named."""
        known = self.moves_from(state, on)
        found = tuple(move for move in known if move.to == to and cause in {"", move.id})
        if found:
            doubts = self._doubts(on) if found[0].act not in READINGS else ()
            if not any(move.stated.is_sure for move in found):
                doubts = (*doubts, "cause_not_established")
            return Answer(REVIEW if doubts else ALLOWED, found, doubts)
        version = self.version_on(on)
        if version is None or not version.is_complete or not self._is_established(state):
            return Answer(REVIEW, (), ("law_not_read_in_full",))
        return Answer(REFUSED, (), ("no_such_move",))

    def answer_running(self, state: str, to: str, opened_on: date, on: date, cause: str = "") -> Answer:
        """As `answer_move` for a file opened earlier: under every version that may govern it.

        Where two versions give different answers, or nothing says which of them governs, it is for review, and
        `why` holds the answer of each as `version:answer`.
        """
        versions = self.governing(opened_on, on).versions
        if len(versions) < 2:
            return self.answer_move(state, to, on, cause)
        each = {version.id: self.answer_move(state, to, _inside(version, on), cause) for version in versions}
        said = tuple(f"{name}:{answer.kind}" for name, answer in each.items())
        if all(answer.kind == REFUSED for answer in each.values()):
            return Answer(REFUSED, (), ("no_such_move", *said))
        moves = tuple({move.id: move for answer in each.values() for move in answer.moves}.values())
        return Answer(REVIEW, moves, ("governing_law_not_established", *said))

    def _is_established(self, state: str) -> bool:
        return state in self.states and self.states[state].moves_established

    def _doubts(self, on: date) -> tuple[str, ...]:
        return ("process_expired",) if self.has_ended(on) else ()

    def cause(self, cause: str, on: date) -> Move | None:
        """The move of that id as it stands on a day."""
        return next((move for move in self.moves if move.id == cause and move.stated.period.holds(on)), None)

    def clock(self, clock_id: str, on: date) -> Clock | None:
        """The clock as it stands on a day; None where the law of that day knows none."""
        return next((one for one in self.clocks if one.id == clock_id and one.stated.period.holds(on)), None)

    def clocks_begun(self, by: str, on: date) -> tuple[Clock, ...]:
        """The clocks that an outcome (`step:outcome`) or an act (`act:kind`) sets up on a day."""
        return tuple(one for one in self.clocks if by in one.begins and one.stated.period.holds(on))

    def clocks_ended(self, by: str) -> tuple[str, ...]:
        """The clocks that an outcome or an act stops."""
        return tuple(one.id for one in self.clocks if by in one.ends)

    def act_writing(self, outcome: str) -> Act | None:
        """The act that alone writes an outcome (`step:outcome`); None where the outcome is recorded as it happened."""
        return next((act for act in self.acts.values() if act.outcome == outcome), None)

    def deadline(
        self, clock_id: str, start: date | None, on: date, calendar: Calendar, pauses: Sequence[Period] = ()
    ) -> Deadline:
        """The last day of a clock that started on a day, under the law of `on`."""
        clock = self.clock(clock_id, on)
        if clock is None:
            return Deadline(None, None, ("clock_not_established",))
        if clock.kind == FIXED:
            end = clock.fixed_day or self.process_end(on)
            return Deadline(end, end, () if end else ("days_not_established",))
        return last_day(clock.kind, clock.days, clock.start_day or start, calendar, pauses)

    def due_on(
        self, clock_id: str, start: date | None, on: date, calendar: Calendar, pauses: Sequence[Period] = ()
    ) -> date | None:
        """The last day of a clock where there is exactly one; else None."""
        found = self.deadline(clock_id, start, on, calendar, pauses)
        return found.last if found.is_sure else None

    def competent(self, act_id: str, authority: str, on: date) -> Competent:
        """Whether an authority may do an act on a day.

        Raises:
            KeyError: the procedure knows no such act.
        """
        rows = [row for row in self.acts[act_id].competence if row.stated.period.holds(on)]
        if not rows:
            return Competent(REVIEW, (), None)
        row = rows[0]
        if authority not in row.codes:
            return Competent(REFUSED, row.codes, row.stated)
        return Competent(ALLOWED if row.stated.is_sure else REVIEW, row.codes, row.stated)

    def competent_for(self, act_id: str, on: date) -> tuple[str, ...]:
        """The authorities that may do an act on a day, as far as established."""
        return self.competent(act_id, "", on).codes

    def obligation(self, obligation_id: str, on: date) -> Obligation | None:
        """The obligation as it stands on a day."""
        return next((one for one in self.obligations if one.id == obligation_id and one.stated.period.holds(on)), None)


def _inside(version: LawVersion, day: date) -> date:
    """The day itself, or the nearest on which the version held."""
    last = version.stated.period.last
    return max(version.stated.period.first, min(day, last) if last else day)


# Acts that only read papers: the end of the process does not touch them.
READINGS = frozenset({"establish_state", "establish_end"})
