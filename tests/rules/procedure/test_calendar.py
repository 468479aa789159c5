"""Counting days: edges as tables, one step below, at, above, unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.engine.calendar import Calendar, Deadline, last_day, split_time, working_days_between
from registry.rules.engine.periods import Period

D = date
YEARS = Period(D(2025, 1, 1), D(2027, 12, 31))
# Independence days on Tuesday and Wednesday, a Thursday in August.
HOLIDAYS = frozenset({D(2026, 7, 28), D(2026, 7, 29), D(2026, 8, 6), D(2026, 12, 8)})
PLAIN = Calendar(YEARS, HOLIDAYS)


@pytest.mark.parametrize(
    ("kind", "days", "start", "end"),
    [
        ("working", 1, D(2026, 11, 20), D(2026, 11, 23)),  # Friday to Monday
        ("working", 5, D(2026, 11, 20), D(2026, 11, 27)),
        ("working", 10, D(2026, 7, 20), D(2026, 8, 5)),  # two holidays and two weekends
        ("working", 11, D(2026, 7, 20), D(2026, 8, 7)),  # the third holiday
        ("working", 10, D(2026, 7, 19), D(2026, 8, 4)),  # begins on a Sunday
        ("calendar", 10, D(2026, 7, 20), D(2026, 7, 30)),
        ("calendar", 120, D(2025, 12, 26), D(2026, 4, 25)),  # the location declaration
        ("calendar", 90, D(2025, 5, 19), D(2025, 8, 17)),  # the explosives procedure
        ("calendar", 45, D(2025, 5, 19), D(2025, 7, 3)),  # the purge
        ("months", 3, D(2026, 1, 31), D(2026, 4, 30)),
        ("months", 3, D(2025, 11, 30), D(2026, 2, 28)),
        ("working", 0, D(2026, 11, 20), D(2026, 11, 20)),
    ],
)
def test_last_day(kind: str, days: int, start: date, end: date) -> None:
    assert last_day(kind, days, start, PLAIN) == Deadline(end, end)


def test_days_of_unknown_kind_are_counted_both_ways() -> None:
    found = last_day("unknown_kind", 10, D(2026, 7, 20), PLAIN)
    assert (found.first, found.last) == (D(2026, 7, 30), D(2026, 8, 5))
    assert not found.is_sure
    assert found.is_late(D(2026, 7, 30), D(2026, 9, 1)) is False
    assert found.is_late(D(2026, 8, 1), D(2026, 9, 1)) is None
    assert found.is_late(D(2026, 8, 6), D(2026, 9, 1)) is True


def test_nothing_is_counted_from_what_is_not_known() -> None:
    assert last_day("working", None, D(2026, 1, 5), PLAIN).why == ("days_not_established",)
    assert last_day("working", 5, None, PLAIN).why == ("start_not_known",)
    assert last_day("working", 5, D(2027, 12, 29), PLAIN).why == ("calendar_not_known",)
    assert Deadline(None, None, ("x",)).is_late(None, D(2026, 1, 1)) is None


def test_late_means_due_and_not_received() -> None:
    found = last_day("working", 10, D(2026, 7, 20), PLAIN)
    assert found.is_late(None, D(2026, 8, 5)) is False
    assert found.is_late(None, D(2026, 8, 6)) is True
    assert found.is_late(D(2026, 8, 5), D(2026, 12, 1)) is False
    assert found.is_late(D(2026, 8, 6), D(2026, 8, 6)) is True


def test_a_pause_moves_the_end_and_an_open_pause_takes_it_away() -> None:
    pause = Period(D(2026, 11, 24), D(2026, 11, 25))
    assert last_day("working", 5, D(2026, 11, 20), PLAIN, [pause]).last == D(2026, 12, 1)
    assert last_day("calendar", 5, D(2026, 11, 20), PLAIN, [pause]).last == D(2026, 11, 27)
    assert last_day("months", 3, D(2026, 1, 5), PLAIN, [Period(D(2026, 2, 1), D(2026, 2, 10))]).last == D(2026, 4, 15)
    for kind in ("working", "calendar", "months"):
        assert last_day(kind, 5, D(2026, 11, 20), PLAIN, [Period(D(2026, 11, 23))]).why == ("clock_stopped",)


def test_a_suspended_period_counts_for_every_clock() -> None:
    closed = Calendar(YEARS, HOLIDAYS, (Period(D(2026, 11, 23), D(2026, 11, 27)),))
    assert last_day("working", 1, D(2026, 11, 20), closed).last == D(2026, 11, 30)
    assert working_days_between(D(2026, 11, 20), D(2026, 11, 30), closed) == 1


def test_days_left_is_negative_after_the_end() -> None:
    found = Deadline(D(2026, 11, 27), D(2026, 11, 27))
    assert found.days_left(D(2026, 11, 20), PLAIN) == 5
    assert found.days_left(D(2026, 11, 27), PLAIN) == 0
    assert found.days_left(D(2026, 11, 30), PLAIN) == -1
    assert Deadline(None, None).days_left(D(2026, 11, 30), PLAIN) is None


days = st.dates(D(2025, 2, 1), D(2026, 12, 31))


@given(start=days, count=st.integers(1, 60))
def test_as_many_working_days_lie_before_the_end_as_were_given(start: date, count: int) -> None:
    found = last_day("working", count, start, PLAIN)
    assert working_days_between(start, found.last, PLAIN) == count
    assert PLAIN.is_working(found.last)


@given(start=days, count=st.integers(1, 60), gap=st.integers(1, 30), length=st.integers(0, 20))
def test_a_pause_never_brings_the_end_nearer(start: date, count: int, gap: int, length: int) -> None:
    first = D.fromordinal(start.toordinal() + gap)
    pause = Period(first, D.fromordinal(first.toordinal() + length))
    for kind in ("working", "calendar"):
        assert last_day(kind, count, start, PLAIN, [pause]).last >= last_day(kind, count, start, PLAIN).last


@given(st.lists(st.tuples(days, st.sampled_from(["agency", "applicant", "third_party"])), min_size=1, max_size=8))
def test_the_sum_of_the_parts_is_the_whole(turns: list[tuple[date, str]]) -> None:
    turns = sorted(turns)
    until = D(2027, 1, 1)
    assert sum(split_time(turns, until).values()) == (until - turns[0][0]).days
