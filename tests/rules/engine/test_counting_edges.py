"""Edges of counting days and of steps that a single step more or less would move."""

from __future__ import annotations

from datetime import date

from registry.rules.catalogue import get_pack
from registry.rules.engine.calendar import Calendar, last_day
from registry.rules.engine.periods import Period
from registry.rules.engine.procedure_reading import read_procedure
from registry.rules.engine.steps import OPEN, UNKNOWN, steps_open

D = date
OFFICE = Calendar(Period(D(2025, 1, 1), D(2027, 12, 31)))


def test_a_pause_after_the_end_of_a_count_in_months_moves_nothing() -> None:
    end = D(2026, 4, 5)
    assert last_day("months", 3, D(2026, 1, 5), OFFICE, [Period(D(2026, 4, 6), D(2026, 4, 10))]).last == end
    assert last_day("months", 3, D(2026, 1, 5), OFFICE, [Period(D(2026, 4, 6))]).last == end
    assert last_day("months", 3, D(2026, 1, 5), OFFICE, [Period(end, end)]).last == D(2026, 4, 6)


def test_a_step_that_is_not_known_names_the_fact_and_an_open_one_none() -> None:
    law = read_procedure(get_pack("PE").files)
    assert law is not None
    answers = steps_open(law.steps, {}, {}, D(2026, 11, 20)).values()
    assert {answer.status for answer in answers} > {UNKNOWN, OPEN}
    for answer in answers:
        if answer.status in {UNKNOWN, OPEN}:
            assert answer.missing == ((answer.step.when,) if answer.status == UNKNOWN else ()), answer.step.id
