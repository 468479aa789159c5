"""The day of a moment is the country's, not Greenwich's."""

from datetime import UTC, date, datetime

from registry.common.moments import day_of


def test_six_in_the_evening_and_half_past_eight_in_lima_are_the_same_day() -> None:
    assert day_of(datetime(2026, 11, 20, 23, 0, tzinfo=UTC)) == date(2026, 11, 20)
    assert day_of(datetime(2026, 11, 21, 1, 30, tzinfo=UTC)) == date(2026, 11, 20)
    assert day_of(datetime(2026, 11, 21, 5, 0, tzinfo=UTC)) == date(2026, 11, 21)
