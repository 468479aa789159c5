"""The same person must not do and approve; a declared conflict keeps an officer away. The database refuses it too."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from miners.models import Group, Membership
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, Conflict, StepRecord
from registry.casework.services.offices import conflict_declare, conflict_withdraw, files_assign, files_hand_over
from registry.common.errors import DomainError, NotAllowedError
from registry.formalization.models import Registration, StateChange
from registry.formalization.services.states import registration_change_state

ONE, TWO, THREE = Actor("user:9001", 9001), Actor("user:9002", 9002), Actor("user:9003", 9003)
D = date
DAY = D(2026, 3, 2)
NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.fixture
def row(office: Any) -> Registration:
    return office.registration(D(2026, 3, 1))


@pytest.fixture
def file(office: Any, row: Registration) -> CaseFile:
    return office.file(row, DAY, kind="state")


def exclude(office: Any, file: CaseFile, **values: Any) -> Act:
    return office.act(file, "exclude", DAY, cause="no_activity", **values)


def test_an_exclusion_waits_for_a_second_different_officer(office: Any, file: CaseFile, row: Registration) -> None:
    act = exclude(office, file)
    row.refresh_from_db()
    assert (act.state, row.state) == ("proposed", "in_force")
    with pytest.raises(NotAllowedError) as same:
        office.agree(act, DAY, by=ONE)
    assert same.value.code == "second_person"
    agreed = office.agree(act, DAY)
    row.refresh_from_db()
    assert (agreed.state, row.state, agreed.state_change.reason_code) == ("standing", "excluded", "no_activity")
    assert agreed.article == "DS 018-2017-EM, art. 13"
    kinds = list(Event.objects.filter(kind__startswith="casework.act").order_by("id").values_list("kind", "actor"))
    assert kinds == [("casework.act.proposed", ONE.key), ("casework.act.confirmed", TWO.key)]
    with pytest.raises(DomainError) as again:
        office.agree(act, DAY, by=THREE)
    assert again.value.code == "not_waiting"


def test_a_second_officer_refuses_and_nothing_moves(office: Any, file: CaseFile, row: Registration) -> None:
    act = office.agree(exclude(office, file), DAY, is_agreed=False)
    row.refresh_from_db()
    assert (act.state, row.state, act.second_reason) == ("refused", "in_force", "Revisado.")
    assert not StateChange.objects.filter(registration=row, state="excluded").exists()


def test_a_person_cannot_exclude_by_changing_the_state_alone(row: Registration) -> None:
    with pytest.raises(NotAllowedError) as lone:
        registration_change_state(
            registration=row, state="excluded", from_on=DAY, reason="x", reason_code="no_activity", by=ONE, at=NOW
        )
    assert lone.value.code == "second_officer"


def test_the_law_is_asked_of_every_move(row: Registration) -> None:
    registration_change_state(
        registration=row, state="suspended", from_on=DAY, reason="x", reason_code="permanence_ruc", by=ONE, at=NOW
    )
    row.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        registration_change_state(registration=row, state="formalised", from_on=DAY, reason="x", by=ONE, at=NOW)
    assert refused.value.code == "move_unknown"


# The database itself, below every service.


def state_change(row: Registration, **values: Any) -> StateChange:
    return StateChange.objects.create(
        **{"registration": row, "state": "excluded", "from_on": DAY, "reason": "x", "by_key": ONE.key,
           "recorded_at": NOW} | values
    )  # fmt: skip


def test_the_database_refuses_a_lone_end(row: Registration) -> None:
    with pytest.raises(ProgrammingError, match="second officer"), transaction.atomic():
        state_change(row)
    with pytest.raises(ProgrammingError, match="second officer"), transaction.atomic():
        state_change(row, reason_code="published_list")  # an import gives no day
    state_change(row, reason_code="published_list", from_on=None)
    state_change(row, by_key="system:import")


def test_the_database_refuses_an_end_that_one_officer_both_did_and_approved(office: Any, file: CaseFile) -> None:
    act = exclude(office, file)
    with pytest.raises(IntegrityError, match="casework_act_other_officer"), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(second_key=ONE.key, state="standing")
    with pytest.raises(IntegrityError, match="casework_act_two_for_an_end"), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(state="standing")
    with pytest.raises(IntegrityError, match="casework_act_end_is_an_end"), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(ends_right=False)
    with pytest.raises(ProgrammingError, match="second officer"), transaction.atomic():
        state_change(act.registration)


def test_an_act_confirms_one_end_only(office: Any, file: CaseFile, row: Registration) -> None:
    office.agree(exclude(office, file), DAY)
    registration_change_state(
        registration=row, state="in_force", from_on=D(2026, 3, 2), reason="x", document="RD 2", by=Actor.system("test"),
        at=NOW,
    )  # fmt: skip
    with pytest.raises(ProgrammingError, match="second officer"), transaction.atomic():
        state_change(row)


def declared(who: Actor, **named: Any) -> Conflict:
    return conflict_declare(user_key=who.key, kind="family", by=who, at=NOW, **named)


@pytest.mark.parametrize("how", ["registration", "person", "group", "member"])
def test_who_declared_a_conflict_cannot_act(office: Any, how: str) -> None:
    row = office.registration(D(2026, 3, 1))
    person = row.person
    if how in {"group", "member"}:
        group = Group.objects.create(name="Grupo Inventado", kind="association")
        Membership.objects.create(group=group, person=person, role="member")
        Registration.objects.filter(pk=row.pk).update(person=None, group=group)
        row.refresh_from_db()
        named = {"group": group} if how == "group" else {"person": person}
    else:
        named = {"registration": row} if how == "registration" else {"person": person}
    file = office.file(row, DAY, kind="state", by=TWO)
    declared(ONE, **named)
    with pytest.raises(NotAllowedError) as refused:
        exclude(office, file)
    assert refused.value.code == "conflict_of_interest"
    with pytest.raises(NotAllowedError):
        office.file(row, DAY, kind="location", by=ONE)
    act = exclude(office, file, by=TWO)
    with pytest.raises(NotAllowedError):
        office.agree(act, DAY, by=ONE)
    with pytest.raises(ProgrammingError, match="conflict of interest"), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(second_key=ONE.key)
    with pytest.raises(ProgrammingError, match="conflict of interest"), transaction.atomic():
        state_change(row, state="suspended")
    with pytest.raises(ProgrammingError, match="conflict of interest"), transaction.atomic():
        StepRecord.objects.create(
            file=file, registration=row, step="surface_land", outcome="stands", happened_on=DAY, by_key=ONE.key,
            recorded_at=NOW,
        )  # fmt: skip
    office.agree(act, DAY, by=THREE)


def test_a_conflict_gives_the_officers_files_back_and_is_ended_by_another(office: Any, row: Registration) -> None:
    file = office.file(row, DAY, kind="state", assignee_key=ONE.key)
    other = office.file(office.registration(D(2026, 3, 1)), DAY, kind="state", assignee_key=ONE.key)
    conflict = declared(ONE, registration=row)
    file.refresh_from_db()
    other.refresh_from_db()
    assert (file.assignee_key, other.assignee_key) == ("", ONE.key)
    with pytest.raises(NotAllowedError):
        files_assign(files=[file], to_key=ONE.key, reason="", by=TWO, at=NOW)
    with pytest.raises(NotAllowedError):
        conflict_withdraw(conflict=conflict, by=ONE, at=NOW)
    with pytest.raises(IntegrityError, match="casework_conflict_ended_by_another"), transaction.atomic():
        Conflict.objects.filter(pk=conflict.pk).update(withdrawn_at=NOW, withdrawn_by=ONE.key)
    conflict_withdraw(conflict=conflict, by=TWO, at=NOW)
    exclude(office, file)


def test_work_is_handed_over(office: Any) -> None:
    files = [office.file(office.registration(D(2026, 3, 1)), DAY, kind="state", assignee_key=ONE.key) for _ in range(3)]
    assert files_hand_over(from_key=ONE.key, to_key=TWO.key, reason="Vacaciones.", by=THREE, at=NOW) == 3
    assert set(CaseFile.objects.values_list("assignee_key", flat=True)) == {TWO.key}
    assert files_assign(files=files[:2], to_key=TWO.key, reason="", by=THREE, at=NOW) == 0
    assert files_assign(files=files[:2], to_key="", reason="", by=THREE, at=NOW) == 2
    assert files[0].assignments.count() == 2
