"""Counting the days of a deadline.

Decides which day is the last one, from a start, a number of days and a calendar that the caller hands over: holidays,
periods that a norm took out of every count, and the stretches in which this one clock stood still. The day of the
start is not counted. A working day is Monday to Friday and no holiday; a stopped day counts in no kind of count.

Unknown stays unknown: beyond the years whose holidays the calendar knows there is no answer, and a clock that stands
still has no last day. Where the law does not say which kind of day it means, both counts are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.periods import Period, add_months, next_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WORKING, CALENDAR, MONTHS, DAYS_OF_UNKNOWN_KIND = "working", "calendar", "months", "unknown_kind"
KINDS = (WORKING, CALENDAR, MONTHS, DAYS_OF_UNKNOWN_KIND)
SATURDAY = 5
OUTSIDE, STOPPED, NO_DAYS, NO_START, KIND = (
    "calendar_not_known",
    "clock_stopped",
    "days_not_established",
    "start_not_known",
    "kind_of_days_not_established",
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays of the days `known`, and periods in which a norm stops every clock."""

    known: Period
    holidays: frozenset[date] = frozenset()
    suspended: tuple[Period, ...] = ()

    def is_working(self, day: date) -> bool:
        """Whether offices count that day."""
        return day.weekday() < SATURDAY and day not in self.holidays


class Deadline(NamedTuple):
    """The last day in time: `first` where the law is read strictly, `last` where it is read mildly, and why they part.

    Both are None where nothing can be counted; `why` then says what is missing.
    """

    first: date | None
    last: date | None
    why: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether there is exactly one last day."""
        return self.first is not None and self.first == self.last

    def is_late(self, received_on: date | None, today: date) -> bool | None:
        """Whether it is due and was not received in time; None while that cannot be said."""
        if self.first is None or self.last is None:
            return None
        day = received_on or today
        if day <= self.first:
            return False
        return True if day > self.last else None

    def days_left(self, today: date, calendar: Calendar) -> int | None:
        """Working days until the last day, negative once it has passed; None while there is no last day."""
        if self.last is None:
            return None
        near, far = sorted((today, self.last))
        count = working_days_between(near, far, calendar)
        return count if self.last >= today else -count


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and with `end`, suspended ones left out."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.is_working(day) and not _stopped(day, calendar.suspended) for day in days)


def last_day(
    kind: str, count: int | None, start: date | None, calendar: Calendar, pauses: Sequence[Period] = ()
) -> Deadline:
    """The last day of a count of `count` days (or months) of that kind that starts on `start`."""
    if start is None:
        return Deadline(None, None, (NO_START,))
    if count is None:
        return Deadline(None, None, (NO_DAYS,))
    kinds = (CALENDAR, WORKING) if kind == DAYS_OF_UNKNOWN_KIND else (kind,)
    ends = [_counted(one, count, start, calendar, pauses) for one in kinds]
    for end in ends:
        if isinstance(end, str):
            return Deadline(None, None, (end,))
    days = sorted(end for end in ends if isinstance(end, date))
    return Deadline(days[0], days[-1], (KIND,) if days[0] != days[-1] else ())


def _counted(kind: str, count: int, start: date, calendar: Calendar, pauses: Sequence[Period]) -> date | str:
    stops = (*calendar.suspended, *pauses)
    if kind == MONTHS:
        return _later(add_months(start, count), start, stops, calendar)
    day, left = start, count
    while left > 0:
        day = next_day(day)
        stop = _stop_at(day, stops)
        if stop is not None and stop.last is None:
            return STOPPED
        if not calendar.known.holds(day):
            return OUTSIDE
        if stop is None and (kind == CALENDAR or calendar.is_working(day)):
            left -= 1
    return day


def _later(end: date, start: date, stops: Sequence[Period], calendar: Calendar) -> date | str:
    """Move the end of a count in months by each day on which the clock stood still."""
    day = start
    while day < end:
        day = next_day(day)
        stop = _stop_at(day, stops)
        if stop is not None and stop.last is None:
            return STOPPED
        if stop is not None:
            end += timedelta(days=1)
        if not calendar.known.holds(day):
            return OUTSIDE
    return end


def _stop_at(day: date, stops: Sequence[Period]) -> Period | None:
    return next((stop for stop in stops if stop.holds(day)), None)


def _stopped(day: date, stops: Iterable[Period]) -> bool:
    return any(stop.holds(day) for stop in stops)


def split_time(turns: Sequence[tuple[date, str]], until: date) -> Mapping[str, int]:
    """Days that each side had the matter in hand; the sum of the parts is the whole.

    `turns` are (day, who has it from then on), oldest first; the day of a turn belongs to who has it from then on.
    """
    held: dict[str, int] = {}
    for (day, who), (following, _) in pairwise([*turns, (until, "")]):
        held[who] = held.get(who, 0) + max((min(following, until) - day).days, 0)
    return held
