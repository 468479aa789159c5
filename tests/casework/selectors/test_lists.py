"""My work, the case in a bounded number of queries, the nightly list, and what is kept beside a file."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.accounts.permissions import Powers
from registry.audit.services import Actor
from registry.casework import tasks
from registry.casework.permissions import authorities_of, may_do
from registry.casework.selectors.case import case_view
from registry.casework.selectors.law import procedure_in_force
from registry.casework.selectors.measures import funnel, overdue_by_office
from registry.casework.selectors.overdue import EVERYWHERE, overdue_counts, overdue_list
from registry.casework.selectors.worklist import (
    WorkFilter,
    acts_waiting,
    searches_of,
    work_counts,
    work_list,
    work_rows,
)
from registry.casework.services import recounting
from registry.casework.services.desk import (
    draft_drop,
    draft_keep,
    message_send,
    note_add,
    search_remove,
    search_save,
)
from registry.casework.services.files import file_review_settle
from registry.casework.services.offices import absence_add
from registry.casework.services.steps import document_receive, documents_ask
from registry.common.errors import DomainError, NotAllowedError
from registry.common.models import Job
from registry.formalization.models import Registration

ONE, TWO = Actor("user:9001", 9001), Actor("user:9002", 9002)
D = date
MINISTRY = Powers(dict.fromkeys(("register.read", "register.change", "case.decide", "case.inspect")))
REGION = Powers({power: frozenset({"17"}) for power in ("register.read", "register.change", "case.inspect")})
OTHER = Powers({power: frozenset({"20"}) for power in ("register.read", "register.change", "case.inspect")})
SERNANP = Powers({"opinion.give": None}, frozenset({"SERNANP"}))


def numbers(rows: Any) -> list[int]:
    return [row.pk for row in rows]


def test_my_work_is_by_last_day_overdue_first(office: Any) -> None:
    late = office.filed(D(2026, 1, 5), assignee_key=ONE.key)
    soon = office.filed(D(2026, 3, 2), assignee_key=ONE.key)
    never = office.file(office.registration(D(2026, 3, 1)), D(2026, 3, 2), kind="state", assignee_key=ONE.key)
    queued = office.filed()
    theirs = office.filed(assignee_key=TWO.key)
    on = D(2026, 3, 9)
    mine = work_list(viewer=MINISTRY, user_key=ONE.key, on=on)
    assert numbers(mine) == [late.pk, soon.pk, never.pk]
    rows = work_rows(list(mine), on=on)
    assert [row.is_overdue for row in rows] == [True, False, False]
    assert [row.days_left for row in rows] == [-30, 10, None]
    assert numbers(work_list(viewer=MINISTRY, user_key=ONE.key, on=on, wanted=WorkFilter(scope="queue"))) == [queued.pk]
    assert theirs.pk in numbers(work_list(viewer=MINISTRY, user_key=ONE.key, on=on, wanted=WorkFilter(scope="all")))
    assert work_counts(viewer=MINISTRY, user_key=ONE.key, on=on) == {
        "mine": 3, "mine_overdue": 1, "queue": 1, "queue_overdue": 0, "office": 5, "office_overdue": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (WorkFilter(scope="all", is_overdue=True), {"late"}),
        (WorkFilter(scope="all", kind="state"), {"state"}),
        (WorkFilter(scope="all", step="igafom_evaluation"), {"late", "soon"}),
        (WorkFilter(scope="all", due_until=D(2026, 3, 1)), {"late"}),
        (WorkFilter(scope="all", office_region="20"), set()),
        (WorkFilter(scope="all", region="17"), {"late", "soon", "state"}),
        (WorkFilter(scope="all", holder="agency"), {"late", "soon", "state"}),
        (WorkFilter(scope="all", text="CASE-1"), {"late"}),
        (WorkFilter(scope="all", needs_review=True), set()),
    ],
)
def test_filters(office: Any, wanted: WorkFilter, found: set[str]) -> None:
    names = {
        "late": office.filed(D(2026, 1, 5)).pk,
        "soon": office.filed().pk,
        "state": office.file(office.registration(D(2026, 3, 1)), D(2026, 3, 2), kind="state").pk,
    }
    rows = work_list(viewer=MINISTRY, user_key=ONE.key, on=D(2026, 3, 9), wanted=wanted)
    assert set(numbers(rows)) == {names[name] for name in found}


def test_who_stands_in_sees_the_work_of_both(office: Any, at_noon: Any) -> None:
    file = office.filed(assignee_key=ONE.key)
    absence_add(user_key=ONE.key, from_on=D(2026, 3, 9), until_on=D(2026, 3, 13), stand_in_key=TWO.key, by=ONE,
                at=at_noon(D(2026, 3, 6)))  # fmt: skip
    for day, seen in (
        (D(2026, 3, 8), []),
        (D(2026, 3, 9), [file.pk]),
        (D(2026, 3, 13), [file.pk]),
        (D(2026, 3, 14), []),
    ):
        assert numbers(work_list(viewer=MINISTRY, user_key=TWO.key, on=day)) == seen


def test_a_region_sees_its_own(office: Any) -> None:
    file = office.filed()
    everything = WorkFilter(scope="all")
    assert numbers(work_list(viewer=REGION, user_key=ONE.key, on=D(2026, 3, 9), wanted=everything)) == [file.pk]
    assert numbers(work_list(viewer=OTHER, user_key=ONE.key, on=D(2026, 3, 9), wanted=everything)) == []
    assert overdue_list(on=D(2026, 6, 9), viewer=OTHER) == []
    assert overdue_by_office(viewer=OTHER, on=D(2026, 6, 9)) == []
    (counted,) = overdue_by_office(viewer=REGION, on=D(2026, 6, 9))
    assert (counted["office_region"], counted["open"], counted["overdue"]) == ("", 1, 1)


def test_a_list_asks_the_same_questions_whatever_its_length(office: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            rows = work_rows(
                list(work_list(viewer=MINISTRY, user_key=ONE.key, on=D(2026, 3, 9))[:50]), on=D(2026, 3, 9)
            )
            assert all(row.file.registration.person.full_name for row in rows)
        return len(questions)

    office.filed(assignee_key=ONE.key)
    few = asked()
    for _ in range(4):
        office.filed(assignee_key=ONE.key)
    assert asked() == few <= 3


def test_a_case_is_loaded_in_a_bounded_number_of_queries(office: Any, at_noon: Any) -> None:
    file = office.filed()
    row = Registration.objects.select_related("person", "group", "right").get(pk=file.registration_id)

    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            case_view(row, MINISTRY, D(2026, 3, 9), user_key=ONE.key)
        return len(questions)

    asked()
    few = asked()
    observation = office.observe(file, D(2026, 3, 5))
    office.serve(observation.act, D(2026, 3, 6))
    for kind in ("state", "location"):
        more = office.file(row, D(2026, 3, 3), kind=kind)
        note_add(registration=row, file=more, text="Nota.", by=ONE, at=at_noon(D(2026, 3, 4)))
    act = office.act(more, "suspend", D(2026, 3, 6), cause="permanence_ruc")
    office.serve(act, D(2026, 3, 6))
    assert asked() == few <= 4


def test_the_case_says_what_the_viewer_may_do(office: Any) -> None:
    row = office.filed().registration
    on = D(2026, 3, 9)
    may = case_view(row, MINISTRY, on).may_do
    assert (may["authorise"], may["approve_igafom"], may["inspect"]) == ({"DGFM"}, {"DGAAM"}, frozenset())
    may = case_view(row, REGION, on).may_do
    assert (may["authorise"], may["inspect"], may["hand_over_file"]) == (frozenset(), {"DREM"}, {"DREM"})
    assert not any(case_view(row, OTHER, on).may_do.values())
    law = procedure_in_force(on=on)
    assert may_do(REGION, law, "authorise", ubigeo="170102", on=D(2025, 5, 18)) == {"DREM"}
    named = Powers({"case.decide": None}, frozenset({"DGAAM"}))
    assert authorities_of(named, ubigeo="170102") == {"DGAAM"}
    assert may_do(named, law, "authorise", ubigeo="170102", on=on) == frozenset()
    assert may_do(SERNANP, law, "opinion_sernanp", ubigeo="170102", on=on) == {"SERNANP"}


def test_the_time_is_split_and_sums_up(office: Any) -> None:
    file = office.filed()
    observation = office.observe(file, D(2026, 3, 9))
    office.serve(observation.act, D(2026, 3, 10))
    view = case_view(file.registration, MINISTRY, D(2026, 3, 20)).files[0]
    assert sum(view.held_days.values()) == 18
    assert view.held_days["applicant"] == 10


def test_every_state_that_overstays_is_listed(office: Any) -> None:
    office.registration(D(2025, 3, 3), state="suspended")
    Registration.objects.filter(pk=office.registration(D(2026, 3, 3), state="suspended").pk).update(state_since=None)
    office.registration(D(2026, 1, 5), state="unknown")
    office.registration(D(2024, 1, 5), state="revoked")
    found = {(one.kind, one.code, one.why, one.due_on) for one in overdue_list(on=D(2026, 3, 4))}
    assert found == {
        ("state", "suspended", "show_as_overdue", D(2026, 3, 3)),
        ("state", "suspended", "state_day_not_known", None),
        ("state", "unknown", "show_as_overdue", D(2026, 2, 16)),
    }
    assert overdue_counts(on=D(2026, 3, 4)) == {"state": 3, "overdue": 3}
    office.registration(D(2026, 3, 3))
    assert overdue_counts(on=D(2026, 12, 31))["overdue"] == 3
    in_force = [one for one in overdue_list(on=D(2027, 1, 1)) if one.code == "in_force"]
    assert [(one.due_on, one.why) for one in in_force] == [(D(2026, 12, 31), "process_expired")]


def test_the_nightly_job_and_the_command_say_the_same(office: Any) -> None:
    office.filed(D(2026, 1, 5))
    out = StringIO()
    call_command("casework_overdue", "--json", "--on", "2026-03-09", stdout=out)
    said = json.loads(out.getvalue())
    assert [one["code"] for one in said["overdue"]] == ["igafom_evaluate", "igafom_total"]
    job = Job.objects.create(kind=tasks.OVERDUE, payload={})
    counted = tasks.overdue(job, lambda done, total: None)
    assert counted["clock"] == 2
    part = Job.objects.create(kind=recounting.JOB_KIND, payload={"after": 0})
    assert tasks.recount(part, lambda done, total: None)["files"] == 1


def test_received_in_time_is_never_late_however_late_it_is_looked_at(office: Any) -> None:
    file = office.file(office.registration(D(2026, 1, 5)), D(2026, 1, 5))
    office.step(file, "igafom_corrective", "filed", D(2026, 1, 5))
    assert overdue_counts(on=D(2026, 4, 6))["clock"] == 1
    office.step(file, "igafom_preventive", "filed", D(2026, 4, 6))
    assert [one.code for one in overdue_list(on=D(2026, 4, 7))] == []


def test_the_funnel_counts_good_ends_and_where_files_stand(office: Any) -> None:
    office.filed()
    second = office.filed(D(2026, 3, 3))
    office.act(second, "disapprove_igafom", D(2026, 3, 10), authority="DGAAM")
    found = {one.step: one for one in funnel(viewer=MINISTRY, on=D(2026, 3, 12))}
    assert (found["igafom_corrective"].done, found["igafom_corrective"].median_days) == (2, 0.0)
    assert (found["igafom_evaluation"].failed, found["igafom_evaluation"].standing) == (1, 1)
    assert found["technical_file"].done == 0
    assert all(one.done == 0 for one in funnel(viewer=OTHER, on=D(2026, 3, 12)))


def test_documents_of_a_step_are_asked_once_and_come_in(office: Any, at_noon: Any) -> None:
    file = office.file(office.registration(D(2026, 3, 1)), D(2026, 3, 2))
    on = D(2026, 3, 3)
    ask = {
        "file": file,
        "step": "igafom_preventive",
        "asked_on": on,
        "rules": office.rules(on),
        "by": ONE,
        "at": at_noon(on),
    }
    assert documents_ask(**ask) == 5
    assert documents_ask(**ask) == 0
    asked = file.asked.get(document="igafom_fee")
    document_receive(asked=asked, received_on=on, reference="Recibo 1", by=ONE, at=at_noon(on))
    view = case_view(file.registration, MINISTRY, on).files[0]
    step = next(one for one in view.steps if one.answer.step.id == "igafom_preventive")
    assert {one.document for one in step.asked if one.received_on is None} == {
        "igafom_preventive_form", "corrective_receipt", "ana_form", "licensed_professional",
    }  # fmt: skip


def test_notes_messages_searches_and_drafts(office: Any, at_noon: Any) -> None:
    row, on = office.registration(D(2026, 3, 1)), at_noon(D(2026, 3, 2))
    with pytest.raises(DomainError):
        note_add(registration=row, text=" ", by=ONE, at=on)
    message_send(registration=row, subject="Su visita", text="Traiga su DNI.", language="es", by=ONE, at=on)
    assert case_view(row, MINISTRY, D(2026, 3, 2)).messages[0].subject == "Su visita"
    search = search_save(name="Vencidos", page="casework:work", query="is_overdue=on", is_shared=True, by=ONE, at=on)
    search_save(name="Vencidos", page="casework:work", query="scope=all", is_shared=True, by=ONE, at=on)
    assert [one.query for one in searches_of(user_key=TWO.key, page="casework:work")] == ["scope=all"]
    with pytest.raises(NotAllowedError):
        search_remove(search=search, by=TWO, at=on)
    search_remove(search=search, by=ONE, at=on)
    assert list(searches_of(user_key=ONE.key, page="casework:work")) == []
    draft_keep(form="registrations:add", subject="", values={"code": "X"}, by=ONE, at=on)
    kept = draft_keep(form="registrations:add", subject="", values={"code": "Y"}, by=ONE, at=on)
    assert kept.values == {"code": "Y"}
    with pytest.raises(DomainError):
        draft_keep(form="f", subject="", values={"x": "y" * 100_001}, by=ONE, at=on)
    draft_drop(form="registrations:add", subject="", by=ONE)
    assert not type(kept).objects.exists()


def test_acts_wait_for_somebody_else(office: Any) -> None:
    file = office.file(office.registration(D(2026, 3, 1)), D(2026, 3, 2), kind="state")
    act = office.act(file, "exclude", D(2026, 3, 3), cause="no_activity")
    assert numbers(acts_waiting(viewer=MINISTRY, user_key=ONE.key)) == []
    assert numbers(acts_waiting(viewer=MINISTRY, user_key=TWO.key)) == [act.pk]
    assert numbers(acts_waiting(viewer=REGION, user_key=TWO.key)) == []


def test_nobody_elses_reach() -> None:
    assert EVERYWHERE.can("register.read")
    assert not EVERYWHERE.can("case.decide")


def test_a_right_that_nobody_used_is_no_delay(office: Any) -> None:
    file = office.file(office.registration(D(2026, 1, 5)), D(2026, 1, 5), kind="state")
    act = office.act(file, "suspend", D(2026, 1, 6), cause="permanence_ruc")
    office.serve(act, D(2026, 1, 7))
    clock = act.clocks.get(code="challenge_file")
    file.refresh_from_db()
    assert (clock.due_on, clock.is_right, file.next_due_on, file.holder) == (D(2026, 1, 28), True, None, "agency")
    assert overdue_counts(on=D(2026, 2, 28))["overdue"] == 0


def test_explosives_without_a_procedure_are_overdue_since_august_2025(office: Any) -> None:
    row = office.registration(D(2026, 1, 5), uses_explosives=True)
    file = office.file(row, D(2026, 1, 5))
    assert file.next_due_on == D(2025, 8, 17)
    office.step(file, "explosives", "begun", D(2026, 1, 6))
    file.refresh_from_db()
    assert file.next_due_on is None
    assert file.clocks.get().is_late is True


def test_the_days_of_the_technical_file_are_not_established(office: Any) -> None:
    file = office.file(office.registration(D(2026, 1, 5)), D(2026, 1, 5))
    for step in ("igafom_substitute", "surface_land", "concession_right", "archaeology"):
        office.step(file, step, "stands", D(2026, 1, 5))
    office.step(file, "technical_file", "filed", D(2026, 1, 6))
    clock = file.clocks.get()
    assert (clock.due_on, clock.due_why) == (None, ["days_not_established", "clock_not_established"])


@pytest.mark.parametrize("text", ["persona inventda 1", "CASE-1", "91000001", "exp-2026-", "0100"])
def test_a_file_is_found_by_name_with_a_slip_by_code_by_document(office: Any, text: str) -> None:
    file = office.filed()
    rows = work_list(viewer=MINISTRY, user_key=ONE.key, on=D(2026, 3, 9), wanted=WorkFilter(scope="all", text=text))
    assert numbers(rows) == ([] if text == "0100" else [file.pk])


def test_what_the_law_does_not_settle_waits_in_the_file_until_a_person_looks(office: Any, at_noon: Any) -> None:
    row = office.registration(D(2021, 2, 1))
    file = office.file(row, D(2021, 3, 1), kind="state")
    assert file.review_why == []
    act = office.act(file, "suspend", D(2023, 3, 1), cause="permanence_ruc")
    file.refresh_from_db()
    assert "governing_law_not_established" in file.review_why
    assert set(act.review_why) <= set(file.review_why)
    everything = WorkFilter(scope="all", needs_review=True)
    assert numbers(work_list(viewer=MINISTRY, user_key=ONE.key, on=D(2026, 3, 9), wanted=everything)) == [file.pk]
    file_review_settle(file=file, reason="Rige el DS 010-2022-EM.", by=ONE, at=at_noon(D(2023, 3, 2)))
    assert numbers(work_list(viewer=MINISTRY, user_key=ONE.key, on=D(2026, 3, 9), wanted=everything)) == []
    with pytest.raises(DomainError):
        file_review_settle(file=file, reason="Otra vez.", by=ONE, at=at_noon(D(2023, 3, 2)))
