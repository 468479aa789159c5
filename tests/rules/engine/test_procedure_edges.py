"""Edges of the procedure: the first day of a version, the cause of a day, a deadline that is a day of the law."""

from __future__ import annotations

from datetime import date

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.calendar import Calendar, Deadline
from registry.rules.engine.periods import Period
from registry.rules.engine.procedure import Procedure
from registry.rules.engine.procedure_reading import read_procedure

D = date


@pytest.fixture(name="law")
def _law() -> Procedure:
    found = read_procedure(get_pack("PE").files)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("opened", "on", "versions", "cited"),
    [
        # The day before, on and after the first day of a version whose transition is not known, and of one that takes all.
        (D(2020, 1, 14), D(2021, 1, 1), ["pe-2017", "pe-2020"], []),
        (D(2020, 1, 15), D(2021, 1, 1), ["pe-2020"], []),
        (D(2020, 1, 16), D(2021, 1, 1), ["pe-2020"], []),
        (D(2025, 5, 18), D(2025, 6, 1), ["pe-2025-05"], ["pe-2025-05"]),
        (D(2025, 5, 19), D(2025, 6, 1), ["pe-2025-05"], []),
        (D(2025, 5, 20), D(2025, 6, 1), ["pe-2025-05"], []),
    ],
)
def test_a_file_opened_on_the_first_day_of_a_version_is_of_it(
    law: Procedure, opened: date, on: date, versions: list[str], cited: list[str]
) -> None:
    found = law.governing(opened, on)
    assert [version.id for version in found.versions] == versions
    assert [version.id for version in found.cited] == cited


def test_a_cause_is_read_as_it_stands_on_the_day(law: Procedure) -> None:
    marks = {
        on: found.stated.mark if (found := law.cause("production_of_another", on)) else None
        for on in (D(2017, 8, 1), D(2017, 8, 2), D(2025, 5, 18), D(2025, 5, 19))
    }
    assert list(marks.values()) == [None, "U", "U", "C"]
    named = law.cause("no_activity", D(2026, 11, 20))
    assert named is not None
    assert named.id == "no_activity"
    assert law.cause("no_such_cause", D(2026, 11, 20)) is None


def test_a_deadline_that_is_a_day_of_the_law_needs_no_start(law: Procedure) -> None:
    calendar = Calendar(Period(D(2026, 1, 1), D(2026, 12, 31)))
    end = D(2026, 12, 31)
    assert law.deadline("process_end", None, D(2026, 11, 20), calendar) == Deadline(end, end)
    assert law.due_on("process_end", None, D(2026, 11, 20), calendar) == end
    assert law.deadline("process_end", None, D(2017, 8, 1), calendar).why == ("clock_not_established",)
