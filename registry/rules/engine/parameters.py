"""The dated numbers of the law, read from TOML and refused where they are not sound.

A file holds `[[parameter]]` tables: id, label (es, en), unit, whether the edge itself is still inside (`included`),
`checked` (the last day on which a person compared it with its source), and `[[parameter.value]]` rows, each with its
first day, its last day unless it still holds, the value, the mark (C confirmed, C2 secondary source, M from memory,
U uncertain) and its own basis. Figures are Decimals: 1000.01 is exactly that.

Refused: a gap or an overlap between two values, a period of no days, a value without a basis, an unknown key.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from registry.rules.engine.errors import LawError
from registry.rules.engine.forms import FITS, LABEL, ROWS
from registry.rules.engine.periods import Period, joint_problem, next_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MARKS = ("C", "C2", "M", "U")
UNVERIFIED_MARKS = ("M", "U")
PARAMETER_KEYS = {"id", "label", "unit", "included", "checked", "value", "note"}
VALUE_KEYS = {"from", "until", "value", "unit", "mark", "basis", "note"}

Figure = Decimal | int | str | bool | date


class Basis(NamedTuple):
    """Where a value stands: the instrument, the article in it, and an address where it can be read."""

    instrument: str
    article: str
    address: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value with the days on which it holds, its unit, its mark and its basis."""

    period: Period
    value: Figure
    unit: str
    mark: str
    basis: Basis
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of the law through time, oldest value first."""

    id: str
    label: Mapping[str, str]
    included: bool
    checked: date
    values: tuple[DatedValue, ...]
    note: str = ""


class Limit(NamedTuple):
    """What a parameter says on one day."""

    id: str
    value: Figure
    unit: str
    included: bool
    unverified_parameter: str | None

    def allows(self, measured: Decimal | int) -> bool:
        """Whether the measured figure does not pass the limit; at the limit `included` decides."""
        return measured <= self.number if self.included else measured < self.number

    def reaches(self, day: date, edge: date) -> bool:
        """Whether the day does not come after the edge that this parameter sets; on the edge `included` decides."""
        return day <= edge if self.included else day < edge

    @property
    def number(self) -> Decimal | int:
        """The value as a number."""
        if isinstance(self.value, (Decimal, int)):
            return self.value
        raise LawError(self.id, f"{self.value!r} is not a number", "Give the parameter a number.")

    @property
    def day(self) -> date:
        """The value as a day."""
        if not isinstance(self.value, date):
            raise LawError(self.id, f"{self.value!r} is not a day", "Give the parameter a date, written 2026-12-31.")
        return self.value

    @property
    def whole(self) -> int:
        """The value as a whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise LawError(self.id, f"{self.value!r} is not a whole number", "Give the parameter a whole number.")
        return self.value


class LawOfDay:
    """Every parameter as it stands on one day; what did not exist yet is absent."""

    __slots__ = ("limit", "limits")

    def __init__(self, limits: Mapping[str, Limit]) -> None:
        self.limits = limits
        self.limit = limits.get
        """The parameter on that day, or None where the law knew no such figure yet."""

    def __getitem__(self, parameter_id: str) -> Limit:
        limit = self.limits.get(parameter_id)
        if limit is None:
            raise LawError(parameter_id, "no value holds on this day", "Add a value whose period holds the day.")
        return limit


class Parameters:
    """All parameters of a pack; `on` gives those of a day, prepared once for each stretch without a change."""

    def __init__(self, parameters: Iterable[Parameter], first_day: date) -> None:
        self.all = tuple(parameters)
        self.first_day = first_day
        periods = [value.period for parameter in self.all for value in parameter.values]
        changes = {period.first for period in periods} | {next_day(period.last) for period in periods if period.last}
        self._starts = sorted({first_day, *changes})
        self._stretches = [self._prepare(start) for start in self._starts]

    def _prepare(self, day: date) -> LawOfDay:
        limits = {}
        for parameter in self.all:
            for dated in parameter.values:
                if dated.period.holds(day):
                    named = parameter.id if dated.mark in UNVERIFIED_MARKS else None
                    limits[parameter.id] = Limit(parameter.id, dated.value, dated.unit, parameter.included, named)
        return LawOfDay(limits)

    def on(self, day: date) -> LawOfDay:
        """The law of one day.

        Raises:
            LawError: the day lies before the first law of the pack.
        """
        if day < self.first_day:
            raise LawError(
                "as_of",
                f"{day} lies before the first law of this pack, {self.first_day}",
                "Ask for that day or a later one.",
            )
        return self._stretches[bisect_right(self._starts, day) - 1]

    def get(self, parameter_id: str) -> Parameter:
        """One parameter through time.

        Raises:
            KeyError: the pack has no such parameter.
        """
        for parameter in self.all:
            if parameter.id == parameter_id:
                return parameter
        raise KeyError(parameter_id)


def read_parameters(file: str, tables: Any) -> list[Parameter]:
    """The parameters of one law file.

    Raises:
        LawError: the tables are not sound; the message names file, parameter and value.
    """
    if not FITS[ROWS](tables):
        raise LawError(file, "no [[parameter]] table", "Begin each parameter with [[parameter]].")
    return [_parameter(file, position, table) for position, table in enumerate(tables, start=1)]


def _parameter(file: str, position: int, table: dict[str, Any]) -> Parameter:
    name = table.get("id")
    place = f"{file}, parameter {name or f'number {position}'}"
    _known_keys(place, table, PARAMETER_KEYS)
    if not isinstance(name, str) or not name:
        raise LawError(place, "no id", "Give the parameter an id of its own.")
    label: Any = table.get("label")
    if not FITS[LABEL](label):
        raise LawError(place, "no label in Spanish and English", 'Write label = {es = "…", en = "…"}.')
    rows = table.get("value")
    if not FITS[ROWS](rows) or not rows:
        raise LawError(place, "no value", "Add at least one [[parameter.value]].")
    values = tuple(_value(f"{place}, value {n}", row, table.get("unit", "")) for n, row in enumerate(rows, start=1))
    _meet_day_to_day(place, values)
    return Parameter(
        id=name,
        label=label,
        included=_truth(place, table.get("included", True)),
        checked=_day(place, "checked", table.get("checked")),
        values=values,
        note=str(table.get("note", "")),
    )


def _value(place: str, row: dict[str, object], unit: object) -> DatedValue:
    _known_keys(place, row, VALUE_KEYS)
    last = None if row.get("until") is None else _day(place, "until", row["until"])
    period = Period(_day(place, "from", row.get("from")), last)
    if not period.is_real():
        raise LawError(place, f"it ends on {period.last}, before it begins on {period.first}", "Correct the dates.")
    value = row.get("value")
    if not isinstance(value, Decimal | int | str | date):
        raise LawError(place, f"{value!r} is no figure", "Give a number, a date, a word or true/false.")
    if isinstance(value, Decimal | int) and not (Decimal(value).is_finite() and value >= 0):
        raise LawError(place, f"{value} is no figure of a law", "Give a number of zero or more.")
    mark = row.get("mark")
    if mark not in MARKS:
        raise LawError(place, f"the mark is {mark!r}", f"Use one of {', '.join(MARKS)}.")
    own_unit = str(row.get("unit", unit))
    return DatedValue(period, value, own_unit, str(mark), _basis(place, row.get("basis")), str(row.get("note", "")))


def _basis(place: str, table: object) -> Basis:
    if not isinstance(table, dict) or not all(table.get(key) for key in ("instrument", "article", "address")):
        raise LawError(
            place, "no basis", 'Write basis = {instrument = "…", article = "…", address = "…"}: no value without one.'
        )
    return Basis(str(table["instrument"]), str(table["article"]), str(table["address"]))


def _meet_day_to_day(place: str, values: Sequence[DatedValue]) -> None:
    for earlier, later in pairwise(values):
        problem = joint_problem(earlier.period, later.period)
        if problem:
            raise LawError(place, problem, "Let each value begin on the day after the one before it ends.")


def _known_keys(place: str, table: dict[str, object], known: set[str]) -> None:
    odd = sorted(set(table) - known)
    if odd:
        raise LawError(place, f"unknown key {odd[0]!r}", f"Known here: {', '.join(sorted(known))}.")


def _day(place: str, key: str, value: object) -> date:
    # A TOML date-time is a date in Python too, but says more than a day.
    if type(value) is not date:
        raise LawError(place, f"{key} is {value!r}", f"Write {key} as a day, for example {key} = 2026-12-31.")
    return value


def _truth(place: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise LawError(place, f"included is {value!r}", "Write included = true or included = false.")
    return value
