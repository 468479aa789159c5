"""Edges of counting days and of steps that a single step more or less would move."""

from __future__ import annotations

from datetime import date

from registry.rules.catalogue import get_pack
from registry.rules.engine.calendar import Calendar, last_day, split_time, working_days_between
from registry.rules.engine.periods import Period
from registry.rules.engine.procedure_reading import read_procedure
from registry.rules.engine.steps import OPEN, UNKNOWN, WAITING, StepAnswer, good_end_waits_for, needs_open, steps_open

D = date
TODAY = D(2026, 11, 20)
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


def answers_of(outcomes: dict[str, str], on: date = TODAY, **facts: bool) -> dict[str, StepAnswer]:
    law = read_procedure(get_pack("PE").files)
    assert law is not None
    return steps_open(law.steps, {"reinfo_in_force": "stands", **outcomes}, facts, on)


def test_a_step_goes_together_with_one_that_may_go_and_with_none_that_failed() -> None:
    together = answers_of({}, buffer_zone=True)["igafom_preventive"]
    assert (together.status, together.waits_for) == (OPEN, ())
    alone = answers_of({}, buffer_zone=False)["igafom_preventive"]
    assert (alone.status, alone.waits_for) == (WAITING, ("igafom_corrective",))
    failed = answers_of({"igafom_corrective": "withdrawn"}, buffer_zone=True)["igafom_preventive"]
    assert (failed.status, failed.waits_for) == (WAITING, ("igafom_corrective",))


def test_what_is_tried_again_needs_what_does_not_stand_now() -> None:
    failed = answers_of({"igafom_corrective": "withdrawn", "igafom_preventive": "abandoned"})
    assert needs_open(failed["igafom_preventive"].step, failed) == ("igafom_corrective",)
    again = answers_of({"igafom_corrective": "filed", "igafom_preventive": "abandoned"})
    assert needs_open(again["igafom_preventive"].step, again) == ()


def test_a_step_that_is_no_law_yet_is_needed_by_none() -> None:
    early = answers_of({"surface_land": "stands", "archaeology": "stands"}, D(2017, 10, 31), community_land=False)
    file = early["technical_file"]
    assert "igafom_evaluation" not in early
    assert file.waits_for == needs_open(file.step, early) == ("concession_right",)


def test_an_approval_waits_for_the_opinions_that_are_asked_and_do_not_stand() -> None:
    filed = {"igafom_corrective": "filed", "igafom_preventive": "filed"}
    near_water = {"buffer_zone": False, "uses_water": True, "forest_concession": False}
    asked = answers_of(filed, **near_water)
    step = asked["igafom_evaluation"].step
    assert good_end_waits_for(step, asked) == ("opinion_ana",)
    assert good_end_waits_for(step, answers_of({**filed, "opinion_ana": "favourable"}, **near_water)) == ()
    # An opinion that the law of the day does not know is none to wait for.
    assert good_end_waits_for(step, {name: one for name, one in asked.items() if name != "opinion_ana"}) == ()


def test_a_turn_of_no_day_and_one_that_has_not_begun_hold_nothing() -> None:
    first, fourth = D(2026, 11, 2), D(2026, 11, 5)
    assert split_time([(first, "agency"), (first, "applicant")], fourth) == {"agency": 0, "applicant": 3}
    assert split_time([(first, "agency"), (D(2026, 11, 9), "applicant")], fourth) == {"agency": 3, "applicant": 0}


def test_the_day_after_the_start_counts_and_the_start_does_not() -> None:
    monday, tuesday, friday = D(2026, 11, 23), D(2026, 11, 24), D(2026, 11, 27)
    assert working_days_between(monday, monday, OFFICE) == 0
    assert working_days_between(monday, tuesday, OFFICE) == 1
    assert working_days_between(monday, friday, OFFICE) == 4
