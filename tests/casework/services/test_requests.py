"""Change of right, succession, lifting, opposition: each decided by an act, each with its clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from miners.models import Group, Person
from registry.audit.services import Actor
from registry.casework.models import ChangeOfRight, RunningClock
from registry.casework.services.requests import (
    Decided,
    Heirs,
    Opponent,
    RequestData,
    lifting_decide,
    lifting_file,
    opposition_decide,
    opposition_file,
    opposition_region_answer,
    succession_decide,
    succession_file,
)
from registry.casework.services.rights import (
    Destination,
    change_consent,
    change_decide,
    change_file,
    change_owner_serve,
)
from registry.common.errors import DomainError
from registry.formalization.models import Registration

ONE, TWO = Actor("user:9001", 9001), Actor("user:9002", 9002)
D = date
SERVED = D(2026, 7, 20)
ASKED = RequestData(D(2026, 7, 13), "Por escrito.")


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def yes(on: date, *, granted: bool = True, authority: str = "DGFM") -> Decided:
    return Decided(granted, authority, f"RD {on}", on, "Revisado.")


@pytest.fixture
def change(office: Any) -> ChangeOfRight:
    row = office.registration(D(2026, 7, 1), right_code_declared="010000123")
    file = office.file(row, D(2026, 7, 13), kind="change_of_right")
    return change_file(
        file=file, data=ASKED, to=Destination("01-00004-56", owner_name="Titular Inventado"), by=ONE,
        at=at(D(2026, 7, 13)),
    )  # fmt: skip


def served(office: Any, change: ChangeOfRight, on: date = SERVED) -> ChangeOfRight:
    return change_owner_serve(change=change, served_on=on, proof="Cargo 3", rules=office.rules(on), by=ONE, at=at(on))


def consent(office: Any, change: ChangeOfRight, said: str, on: date) -> ChangeOfRight:
    return change_consent(change=change, consent=said, on=on, rules=office.rules(on), by=ONE, at=at(on))


def decided(office: Any, change: ChangeOfRight, on: date, check: str = "Acta 1", **values: Any) -> ChangeOfRight:
    return change_decide(
        change=change, data=yes(on, **values), field_check=check, rules=office.rules(on), by=ONE, at=at(on)
    )


def test_with_the_consent_of_the_holder_the_right_changes(office: Any, change: ChangeOfRight) -> None:
    row = served(office, change)
    assert (row.clock.first_due_on, row.clock.due_on) == (D(2026, 7, 30), D(2026, 8, 7))
    consent(office, change, "given", D(2026, 7, 24))
    with pytest.raises(DomainError) as unchecked:
        decided(office, change, D(2026, 8, 10), check="")
    assert unchecked.value.code == "field_check_missing"
    found = decided(office, change, D(2026, 8, 10))
    registration = Registration.objects.get(pk=change.registration_id)
    assert (found.outcome, registration.right_code_declared) == ("granted", "010000456")
    assert change.file.__class__.objects.get(pk=change.file_id).state == "decided"


def test_it_is_changed_once(office: Any, change: ChangeOfRight) -> None:
    served(office, change)
    consent(office, change, "given", D(2026, 7, 24))
    decided(office, change, D(2026, 8, 10))
    file = office.file(Registration.objects.get(pk=change.registration_id), D(2026, 9, 1), kind="change_of_right")
    with pytest.raises(DomainError) as second:
        change_file(file=file, data=RequestData(D(2026, 9, 1), "Otra vez."), to=Destination("010000789"), by=ONE,
                    at=at(D(2026, 9, 1)))  # fmt: skip
    assert second.value.code == "changed_already"


def test_without_consent_it_does_not_proceed(office: Any, change: ChangeOfRight) -> None:
    served(office, change)
    consent(office, change, "refused", D(2026, 7, 24))
    with pytest.raises(DomainError) as refused:
        decided(office, change, D(2026, 8, 10))
    assert refused.value.code == "consent_missing"
    with pytest.raises(IntegrityError, match="casework_change_needs_consent"), transaction.atomic():
        ChangeOfRight.objects.filter(pk=change.pk).update(outcome="granted")
    assert decided(office, change, D(2026, 8, 10), granted=False).outcome == "refused"


@pytest.mark.parametrize(
    ("on", "code"), [(D(2026, 7, 30), "term_runs"), (D(2026, 8, 7), "term_runs"), (D(2026, 8, 10), None)]
)
def test_silence_is_only_silence_when_both_readings_have_passed(
    office: Any, change: ChangeOfRight, on: date, code: str | None
) -> None:
    served(office, change)
    if code is None:
        assert consent(office, change, "silence", on).consent == "silence"
        return
    with pytest.raises(DomainError) as runs:
        consent(office, change, "silence", on)
    assert runs.value.code == code


def test_what_silence_meant_before_2025_is_not_established(office: Any) -> None:
    row = office.registration(D(2024, 3, 1), right_code_declared="010000123")
    file = office.file(row, D(2024, 3, 4), kind="change_of_right")
    asked = RequestData(D(2024, 3, 4), "Por escrito.")
    change = change_file(file=file, data=asked, to=Destination("010000456"), by=ONE, at=at(D(2024, 3, 4)))
    served(office, change, D(2024, 3, 5))
    with pytest.raises(DomainError) as unknown:
        consent(office, change, "silence", D(2024, 6, 3))
    assert unknown.value.code == "silence_not_established"


def test_with_an_own_title_nobody_is_asked(office: Any) -> None:
    row = office.registration(D(2026, 7, 1), right_code_declared="010000123")
    file = office.file(row, D(2026, 7, 13), kind="change_of_right")
    change = change_file(file=file, data=ASKED, to=Destination("010000456", with_own_title=True), by=ONE,
                         at=at(D(2026, 7, 13)))  # fmt: skip
    with pytest.raises(DomainError) as asked:
        served(office, change)
    assert asked.value.code == "no_consent_asked"
    assert decided(office, change, D(2026, 8, 10)).outcome == "granted"


def heir(name: str) -> Person:
    return Person.objects.create(full_name=name, document_type="dni", document_number="92000001")


def test_an_only_heir_becomes_the_registrant(office: Any) -> None:
    row = office.registration(D(2026, 7, 1))
    file = office.file(row, D(2026, 7, 13), kind="succession")
    found = succession_file(
        file=file, data=ASKED, heirs=Heirs(1, "SUNARP 1", person=heir("Heredera Inventada")), by=ONE,
        at=at(D(2026, 7, 13)),
    )  # fmt: skip
    succession_decide(
        succession=found, data=yes(D(2026, 8, 3)), rules=office.rules(D(2026, 8, 3)), by=ONE, at=at(D(2026, 8, 3))
    )
    row.refresh_from_db()
    assert row.person.full_name == "Heredera Inventada"


@pytest.mark.parametrize(
    ("count", "person", "group"),
    [(2, True, False), (2, False, False), (1, False, True), (2, True, True), (0, False, False)],
)
def test_several_heirs_need_a_legal_person_of_the_heirs(office: Any, count: int, person: bool, group: bool) -> None:
    file = office.file(office.registration(D(2026, 7, 1)), D(2026, 7, 13), kind="succession")
    heirs = Heirs(
        count, "SUNARP 1", person=heir("Heredera Inventada") if person else None,
        group=Group.objects.create(name="Sucesión Inventada", kind="company") if group else None,
    )  # fmt: skip
    with pytest.raises(DomainError) as refused:
        succession_file(file=file, data=ASKED, heirs=heirs, by=ONE, at=at(D(2026, 7, 13)))
    assert refused.value.code == "heirs"


def test_a_suspension_is_lifted_by_an_act(office: Any) -> None:
    row = office.registration(D(2026, 7, 1), state="suspended")
    file = office.file(row, D(2026, 7, 13), kind="lifting")
    found = lifting_file(
        file=file, data=ASKED, requirement="permanence_production", evidence="Declaración 1", by=ONE,
        at=at(D(2026, 7, 13)),
    )  # fmt: skip
    on = D(2026, 8, 3)
    lifted = lifting_decide(
        lifting=found, data=yes(on), cause="requirement_met", rules=office.rules(on), by=ONE, at=at(on)
    )
    row.refresh_from_db()
    assert (row.state, lifted.outcome, lifted.decision.effect_state) == ("in_force", "granted", "in_force")


def test_only_what_is_suspended_is_lifted(office: Any) -> None:
    file = office.file(office.registration(D(2026, 7, 1)), D(2026, 7, 13), kind="lifting")
    with pytest.raises(DomainError) as refused:
        lifting_file(file=file, data=ASKED, requirement="x", evidence="y", by=ONE, at=at(D(2026, 7, 13)))
    assert refused.value.code == "not_suspended"


@pytest.mark.parametrize(
    ("published", "in_time"),
    [(D(2026, 5, 29), True), (D(2026, 5, 28), False), (None, None)],  # 30 working days to 13 July, and one more
)
def test_an_opposition_is_answered_and_decided_in_thirty_days(
    office: Any, published: date | None, in_time: bool | None
) -> None:
    row = office.registration(D(2026, 5, 1))
    file = office.file(row, D(2026, 7, 13), kind="opposition")
    found = opposition_file(
        file=file, data=ASKED, opponent=Opponent("Titular Inventado", "concession_holder", "b", published),
        rules=office.rules(D(2026, 7, 13)), by=ONE, at=at(D(2026, 7, 13)),
    )  # fmt: skip
    assert found.is_in_time is in_time
    due = dict(RunningClock.objects.filter(file=file).values_list("code", "due_on"))
    assert due == {"opposition_region_answer": D(2026, 7, 30), "opposition_decide": D(2026, 8, 28)}
    opposition_region_answer(opposition=found, answered_on=D(2026, 7, 30), answer="Informe 1", by=TWO,
                             at=at(D(2026, 7, 30)))  # fmt: skip
    assert RunningClock.objects.get(file=file, code="opposition_region_answer").is_late is False
    on = D(2026, 8, 27)
    with pytest.raises(DomainError) as other:
        opposition_decide(opposition=found, data=yes(on, authority="DREM"), rules=office.rules(on), by=ONE, at=at(on))
    assert other.value.code == "not_competent"
    opposition_decide(opposition=found, data=yes(on), rules=office.rules(on), by=ONE, at=at(on))
    act = office.act(file, "revoke", on, cause="opposition_upheld")
    office.agree(act, on)
    row.refresh_from_db()
    assert row.state == "revoked"
