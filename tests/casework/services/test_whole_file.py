"""One file from the declaration to the authorisation, and what must not happen on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.audit.services import Actor
from registry.casework.models import CaseFile, Observation, Opinion, RunningClock, StepRecord
from registry.casework.selectors.standing import steps_of
from registry.casework.services.observations import observation_cure
from registry.casework.services.opinions import OpinionData, opinion_answer, opinions_ask
from registry.common.errors import DomainError, NotAllowedError
from registry.formalization.models import Authorisation

ONE, TWO = Actor("user:9001", 9001), Actor("user:9002", 9002)
D = date
OPENED = D(2026, 3, 2)


def at(day: date) -> Any:
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def statuses(file: CaseFile, on: date) -> dict[str, str]:
    file.registration.refresh_from_db()
    return {name: answer.status for name, answer in steps_of(file, on=on).items()}


def step_label(office: Any, code: str) -> str:
    """The words of a step as a refusal names it: never its code."""
    label: str = next(step.label["en"] for step in office.rules(OPENED).law.steps if step.id == code)
    return label


def test_from_declaration_to_authorisation_with_a_cure_in_time(office: Any) -> None:
    row = office.registration(D(2026, 3, 1), land={"buffer_zone": True})
    file = office.file(row, OPENED)
    assert file.office_region == ""
    office.step(file, "igafom_corrective", "filed", D(2026, 3, 3))
    assert RunningClock.objects.get(file=file, code="igafom_preventive").due_on == D(2026, 6, 3)
    office.step(file, "igafom_preventive", "filed", D(2026, 3, 4))
    clock = RunningClock.objects.get(file=file, code="igafom_preventive")
    assert (clock.received_on, clock.is_late) == (D(2026, 3, 4), False)
    # Lima's Holy Week lies in the count: 2 and 3 April are holidays.
    assert RunningClock.objects.get(file=file, code="igafom_total").due_on == D(2026, 4, 17)
    asked = opinions_ask(file=file, on=D(2026, 3, 5), rules=office.rules(D(2026, 3, 5)), by=ONE, at=at(D(2026, 3, 5)))
    assert [(one.authority, one.because, one.is_automatic) for one in asked] == [("SERNANP", "buffer_zone", True)]
    assert not opinions_ask(
        file=file, on=D(2026, 3, 5), rules=office.rules(D(2026, 3, 5)), by=ONE, at=at(D(2026, 3, 5))
    )

    observation = office.observe(file, D(2026, 3, 20))
    assert observation.clock.due_on is None  # nothing runs before the proof of service
    with pytest.raises(DomainError) as second:
        office.observe(file, D(2026, 3, 21))
    assert second.value.code == "observed_already"
    office.serve(observation.act, D(2026, 3, 23))
    observation.clock.refresh_from_db()
    assert observation.clock.due_on == D(2026, 4, 8)
    cured = observation_cure(
        observation=observation, cured_on=D(2026, 4, 8), cure="Pago 1", rules=office.rules(D(2026, 4, 8)), by=ONE,
        at=at(D(2026, 4, 8)),
    )  # fmt: skip
    assert cured.is_late is False
    opinion = Opinion.objects.get(file=file)
    assert opinion.clock.due_on == D(2026, 4, 22)
    assert RunningClock.objects.get(file=file, code="igafom_decide").due_on == D(2026, 4, 15)

    with pytest.raises(DomainError) as waits:  # not before SERNANP is favourable
        office.act(file, "approve_igafom", D(2026, 4, 10), authority="DGAAM")
    assert waits.value.code == "step_waits"
    answer = OpinionData("favourable", D(2026, 4, 13), "Compatible.", "Oficio 1")
    with pytest.raises(NotAllowedError):
        opinion_answer(
            opinion=opinion, data=answer, authorities=frozenset({"ANA"}), rules=office.rules(D(2026, 4, 13)), by=TWO,
            at=at(D(2026, 4, 13)),
        )  # fmt: skip
    opinion_answer(
        opinion=opinion, data=answer, authorities=frozenset({"SERNANP"}), rules=office.rules(D(2026, 4, 13)), by=TWO,
        at=at(D(2026, 4, 13)),
    )  # fmt: skip
    office.act(file, "approve_igafom", D(2026, 4, 14), authority="DGAAM")
    for step in ("surface_land", "concession_right", "archaeology"):
        with pytest.raises(DomainError) as early:
            office.act(file, "authorise", D(2026, 4, 20), cause="authorisation_granted")
        assert early.value.code == "step_waits"
        office.step(file, step, "stands", D(2026, 4, 20))
    act = office.act(file, "authorise", D(2026, 4, 21), cause="authorisation_granted")
    row.refresh_from_db()
    assert (row.state, row.state_since) == ("formalised", D(2026, 4, 21))
    assert act.state_change.document == f"DGFM {act.number}"
    assert Authorisation.objects.get(registration=row).number == act.number
    found = statuses(file, D(2026, 4, 22))
    assert found["technical_file"] == "stands"
    assert found["publication"] == "open"
    assert found["community_assembly"] == found["prior_consultation"] == found["opinion_ana"] == "not_needed"


def test_what_is_not_known_of_the_land_holds_the_authorisation(office: Any) -> None:
    row = office.registration(D(2026, 3, 1))
    row.zone_facts.filter(kind="community_land").update(withdrawn_at=at(D(2026, 3, 1)))
    file = office.file(row, OPENED)
    for step in ("igafom_substitute", "surface_land", "concession_right", "archaeology"):
        office.step(file, step, "stands", D(2026, 3, 3))
    assert statuses(file, D(2026, 3, 4))["community_assembly"] == "unknown"
    with pytest.raises(DomainError) as held:
        office.act(file, "authorise", D(2026, 3, 4), cause="authorisation_granted")
    assert held.value.code == "step_waits"
    assert step_label(office, "prior_consultation") in held.value.message


def test_on_community_land_the_assembly_and_the_question_of_consultation_are_asked(office: Any) -> None:
    row = office.registration(D(2026, 3, 1), land={"community_land": True})
    file = office.file(row, OPENED)
    for step in ("igafom_substitute", "surface_land", "concession_right", "archaeology"):
        office.step(file, step, "stands", D(2026, 3, 3))
    office.step(file, "community_assembly", "authorised", D(2026, 3, 4), document="Acta 1")
    office.step(file, "prior_consultation", "needed", D(2026, 3, 4))
    with pytest.raises(DomainError) as held:
        office.act(file, "authorise", D(2026, 3, 5), cause="authorisation_granted")
    assert step_label(office, "prior_consultation") in held.value.message
    office.step(file, "prior_consultation", "held", D(2026, 3, 6), document="Acta de consulta 1")
    office.act(file, "authorise", D(2026, 3, 9), cause="authorisation_granted")


def test_a_cure_after_the_last_day_is_received_and_shown_as_late(office: Any) -> None:
    row = office.registration(D(2026, 3, 1))
    file = office.file(row, OPENED)
    office.step(file, "igafom_corrective", "filed", D(2026, 3, 3))
    office.step(file, "igafom_preventive", "filed", D(2026, 3, 4))
    observation = office.observe(file, D(2026, 3, 9))
    office.serve(observation.act, D(2026, 3, 10))
    late = observation_cure(
        observation=observation, cured_on=D(2026, 3, 25), cure="Pago 2", rules=office.rules(D(2026, 3, 25)), by=ONE,
        at=at(D(2026, 3, 25)),
    )  # fmt: skip
    assert late.is_late is True
    assert Observation.objects.get(pk=late.pk).clock.due_on == D(2026, 3, 24)
    assert StepRecord.objects.get(file=file, step="igafom_evaluation", superseded_at=None).outcome == "cured"


@pytest.mark.parametrize(
    ("step", "outcome", "code"),
    [
        ("igafom_evaluation", "approved", "needs_act"),
        ("igafom_preventive", "filed", "step_waits"),
        ("igafom_corrective", "authorised", "outcome_unknown"),
        ("reinfo_in_force", "stands", "outcome_unknown"),
        ("community_assembly", "authorised", "step_not_needed"),
        ("nothing", "stands", "outcome_unknown"),
    ],
)
def test_a_step_that_cannot_be_recorded(office: Any, step: str, outcome: str, code: str) -> None:
    file = office.file(office.registration(D(2026, 3, 1)), OPENED)
    with pytest.raises(DomainError) as refused:
        office.step(file, step, outcome, D(2026, 3, 3))
    assert refused.value.code == code


def test_one_open_formalisation_a_registration_and_one_number(office: Any) -> None:
    row = office.registration(D(2026, 3, 1))
    first = office.file(row, OPENED)
    assert first.number == f"EXP-2026-{first.pk:07d}"
    with pytest.raises(DomainError) as second:
        office.file(row, OPENED)
    assert second.value.code == "file_open"
    with pytest.raises(DomainError) as taken:
        office.file(row, OPENED, kind="state", number=first.number)
    assert taken.value.code == "number_taken"


def test_before_may_2025_the_region_decides_and_since_then_the_ministry(office: Any) -> None:
    row = office.registration(D(2024, 3, 1))
    old = office.file(row, D(2024, 3, 4))
    assert old.office_region == "17"
    for step in ("igafom_substitute", "surface_land", "concession_right", "archaeology"):
        office.step(old, step, "stands", D(2024, 3, 5))
    with pytest.raises(DomainError) as then:
        office.act(old, "authorise", D(2024, 4, 1), authority="DGFM", cause="authorisation_granted")
    assert then.value.code == "not_competent"
    with pytest.raises(DomainError) as now:
        office.act(old, "authorise", D(2025, 5, 19), authority="DREM", cause="authorisation_granted")
    assert now.value.code == "not_competent"
    act = office.act(old, "authorise", D(2025, 5, 18), authority="DREM", cause="authorisation_granted")
    assert act.law_version == "pe-2022"
    assert act.review_why == []


def test_both_aspects_at_once_leave_no_term_running(office: Any) -> None:
    file = office.file(office.registration(D(2026, 3, 1)), OPENED, is_short_activity=True)
    office.step(file, "igafom_preventive", "filed", D(2026, 3, 3))
    office.step(file, "igafom_corrective", "filed", D(2026, 3, 3))
    codes = set(RunningClock.objects.filter(file=file, ended_on=None).values_list("code", flat=True))
    assert codes == {"igafom_total", "igafom_evaluate"}
    assert statuses(file, D(2026, 3, 4))["igafom_evaluation"] == "open"


def test_after_a_disapproval_it_is_filed_and_evaluated_again(office: Any) -> None:
    file = office.file(office.registration(D(2026, 3, 1)), OPENED)
    office.step(file, "igafom_corrective", "filed", D(2026, 3, 3))
    office.step(file, "igafom_preventive", "filed", D(2026, 3, 4))
    act = office.act(file, "disapprove_igafom", D(2026, 3, 20), authority="DGAAM")
    office.serve(act, D(2026, 3, 23))
    assert RunningClock.objects.get(file=file, code="igafom_refile").due_on == D(2026, 4, 22)
    office.step(file, "igafom_preventive", "withdrawn", D(2026, 3, 25))
    with pytest.raises(DomainError) as waits:
        office.act(file, "approve_igafom", D(2026, 3, 26), authority="DGAAM")
    assert waits.value.code == "step_waits"
    office.step(file, "igafom_preventive", "filed", D(2026, 4, 22))
    assert RunningClock.objects.get(file=file, code="igafom_refile").is_late is False
    assert RunningClock.objects.get(file=file, code="igafom_total", ended_on=None).due_on == D(2026, 6, 4)
    office.act(file, "approve_igafom", D(2026, 4, 24), authority="DGAAM")
    assert statuses(file, D(2026, 4, 25))["igafom_evaluation"] == "stands"
