"""Periods of validity: from a first day to a last day, both included; no last day means still in force."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """A stretch of days, both ends included."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day and (self.last is None or day <= self.last)

    def is_real(self) -> bool:
        """Whether it holds at least one day."""
        return self.last is None or self.first <= self.last


def next_day(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; where that month is shorter, its last day (31 January + 1 = 28 February).

    Past the end of the calendar it is the last day that there is.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def joint_problem(earlier: Period, later: Period) -> str | None:
    """What is wrong where two neighbouring periods meet, in words; None where they meet day to day."""
    if earlier.last is None:
        return f"the period from {earlier.first} has no last day, yet another begins on {later.first}"
    if later.first <= earlier.last:
        return f"two periods overlap: one lasts until {earlier.last}, the next begins on {later.first}"
    if later.first > next_day(earlier.last):
        return f"a gap: nothing holds from {next_day(earlier.last)} until the day before {later.first}"
    return None
