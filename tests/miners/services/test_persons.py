"""Adding and changing persons and groups: what is refused, with which words, and which event is left."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from miners.models import DuplicateProposal, Group, Person
from miners.services import (
    GroupData,
    PersonData,
    duplicate_decide,
    group_change,
    group_create,
    membership_add,
    membership_end,
    person_change,
    person_create,
)
from registry.audit.models import Event, PersonalValue
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.identity import ruc_check_digit

BY = Actor.system("test")
ROSA = PersonData(full_name="Rosa  Quispe Ñahui ", document_type="dni", document_number="90.000.001", ubigeo="170102")

pytestmark = pytest.mark.django_db


def test_a_person_is_stored_normalized_with_one_event_that_holds_no_personal_value(at: datetime) -> None:
    person = person_create(data=ROSA, by=BY, at=at)
    assert (person.full_name, person.document_number) == ("Rosa Quispe Ñahui", "90000001")
    event = Event.objects.get(subject_type="miners.person", subject_id=person.pk)
    assert event.kind == "miners.person.created"
    assert "90000001" not in str(event.changes)
    assert "Rosa" not in str(event.changes)
    assert PersonalValue.objects.filter(event=event, field="document_number", after="90000001").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"full_name": "  "}, "full_name"),
        ({"document_number": "1234567"}, "document_number"),
        ({"document_type": "unknown"}, "document_type"),
        ({"ruc": "10900000011"}, "ruc"),
        ({"ruc": "20100000000"}, "ruc"),
        ({"ubigeo": "1701021"}, "ubigeo"),
        ({"birth_date": date(2027, 1, 1)}, "birth_date"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_written(
    change: dict[str, object], field: str, at: datetime
) -> None:
    with pytest.raises(DomainError) as refused:
        person_create(data=replace(ROSA, **change), by=BY, at=at)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Person.objects.exists()
    assert not Event.objects.exists()


def test_a_ruc_of_another_persons_dni_is_refused(at: datetime) -> None:
    of_another = f"1090000002{ruc_check_digit('1090000002')}"
    with pytest.raises(DomainError) as refused:
        person_create(data=replace(ROSA, ruc=of_another), by=BY, at=at)
    assert refused.value.code == "ruc_other_person"


def test_the_same_document_is_registered_once(at: datetime) -> None:
    person_create(data=ROSA, by=BY, at=at)
    with pytest.raises(DomainError) as refused:
        person_create(data=replace(ROSA, full_name="Somebody Else"), by=BY, at=at)
    assert refused.value.code == "document_known"
    assert "Rosa" not in refused.value.message


def test_a_change_needs_a_reason_and_no_difference_leaves_no_event(at: datetime) -> None:
    person = person_create(data=ROSA, by=BY, at=at)
    with pytest.raises(DomainError, match="why"):
        person_change(person=person, data=replace(ROSA, phone="987654321"), by=BY, at=at, reason=" ")
    person_change(person=person, data=ROSA, by=BY, at=at, reason="nothing new")
    assert Event.objects.filter(kind="miners.person.changed").count() == 0
    person_change(person=person, data=replace(ROSA, phone="987654321"), by=BY, at=at, reason="new phone")
    event = Event.objects.get(kind="miners.person.changed")
    assert event.personal_values.get(field="reason").after == "new phone"
    assert "new phone" not in str(event.changes)
    assert list(event.changes["phone"]) == ["digest"]


def test_a_like_name_is_proposed_as_duplicate_and_never_blocked(at: datetime) -> None:
    first = person_create(data=ROSA, by=BY, at=at)
    second = person_create(data=PersonData(full_name="Rosa Quizpe Nahui"), by=BY, at=at)
    person_create(data=PersonData(full_name="Wilber Mamani Inti"), by=BY, at=at)
    proposal = DuplicateProposal.objects.get()
    assert (proposal.person_a, proposal.person_b, proposal.state) == (first, second, "open")
    duplicate_decide(proposal=proposal, state="different", by=BY, at=at)
    proposal.refresh_from_db()
    assert (proposal.state, Person.objects.count()) == ("different", 3)


def test_shares_of_standing_members_never_pass_a_hundred(at: datetime) -> None:
    group = group_create(data=GroupData(name="Asociación Inventada", kind="association"), by=BY, at=at)
    people = [
        person_create(data=PersonData(full_name=f"Persona Número {word}"), by=BY, at=at)
        for word in ("Uno", "Dos", "Tres")
    ]
    first = membership_add(group=group, person=people[0], role="member", share_pct=Decimal("99.9999"), by=BY, at=at)
    membership_add(group=group, person=people[1], role="member", share_pct=Decimal("0.0001"), by=BY, at=at)
    with pytest.raises(DomainError) as refused:
        membership_add(group=group, person=people[2], role="member", share_pct=Decimal("0.0001"), by=BY, at=at)
    assert refused.value.code == "share_over"
    membership_end(membership=first, until_on=date(2026, 11, 1), by=BY, at=at)
    membership_add(group=group, person=people[2], role="member", share_pct=Decimal("0.0001"), by=BY, at=at)
    with pytest.raises(DomainError) as twice:
        membership_end(membership=first, until_on=date(2026, 11, 2), by=BY, at=at)
    assert twice.value.code == "membership_ended"


def test_a_group_is_not_its_own_member_and_a_member_is_one(at: datetime) -> None:
    group = group_create(data=GroupData(name="Central Inventada"), by=BY, at=at)
    for who in ({"member_group": group}, {}):
        with pytest.raises(DomainError):
            membership_add(group=group, role="member", by=BY, at=at, **who)


def test_a_group_changes_with_its_reason(at: datetime) -> None:
    group = group_create(data=GroupData(name="Asociación Inventada"), by=BY, at=at)
    group_change(
        group=group,
        data=GroupData(name="Asociación Inventada", members_all_natural_persons=True),
        by=BY,
        at=at,
        reason="statute seen",
    )
    assert Group.objects.get().members_all_natural_persons is True
    assert Event.objects.get(kind="miners.group.changed").changes["members_all_natural_persons"] == [None, True]
