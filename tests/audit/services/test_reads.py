"""Who saw personal data and who took files away leaves one event a request, without any value in it."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from miners.models import Person
from registry.accounts.models import User
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.audit.services.reads import EXPORTED, READ, Reads, reads_record

BY = Actor.system("test")


def reads() -> list[Event]:
    return list(Event.objects.filter(kind=READ).order_by("id"))


def test_one_row_is_named_as_the_subject(db: None, at: datetime) -> None:
    person = Person.objects.create(full_name="Persona Inventada", document_number="12345678")
    shown = Reads()
    shown.note([person], ["document_number"], ubigeo="170102")
    event = reads_record(reads=shown, door="x", by=BY, at=at)
    assert event is not None
    assert (event.subject_type, event.subject_id, event.ubigeo) == ("miners.person", person.pk, "170102")
    assert event.changes["facts"] == {"door": "x", "fields": ["document_number"], "count": 1}
    assert "12345678" not in json.dumps(event.changes)


def test_nothing_shown_is_no_event(db: None, at: datetime) -> None:
    assert reads_record(reads=Reads(), door="x", by=BY, at=at) is None


def test_a_page_of_a_person_leaves_one_event_on_that_person(cast: dict[str, Client], rows: dict[str, int]) -> None:
    before = len(reads())
    cast["auditor"].get(reverse("miners:person_page", args=[rows["person"]]))
    [event] = reads()[before:]
    auditor = User.objects.get(username="auditor")
    assert (event.actor, event.subject_type, event.subject_id) == (
        f"user:{auditor.pk}",
        "miners.person",
        rows["person"],
    )
    assert event.changes["facts"]["door"] == "miners:person_page"
    assert "phone" in event.changes["facts"]["fields"]


def test_a_list_leaves_one_event_with_the_numbers_it_showed(
    cast: dict[str, Client], rows: dict[str, int], at: datetime
) -> None:
    Person.objects.bulk_create(Person(full_name=f"Persona {n}", ubigeo="170102") for n in range(60))
    before = len(reads())
    cast["ministry"].get(reverse("miners:person_list") + "?page=2")
    [event] = reads()[before:]
    facts = event.changes["facts"]
    assert facts["count"] == 25
    assert len(facts["subjects"]["miners.person"]) == 25
    assert event.subject_id is None
    assert rows


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("registrations:list", None), ("registrations:page", "registration"), ("registrations:change", "registration"),
        ("miners:person_change", "person"), ("miners:group_page", "group"), ("miners:person_list", None),
    ],
)  # fmt: skip
def test_every_page_that_shows_a_person_leaves_an_event(
    name: str, named: str | None, cast: dict[str, Client], rows: dict[str, int]
) -> None:
    before = len(reads())
    assert cast["ministry"].get(reverse(name, args=[rows[named]] if named else [])).status_code == 200
    assert len(reads()) == before + 1


def test_who_is_refused_reads_nothing(cast: dict[str, Client], rows: dict[str, int]) -> None:
    before = len(reads())
    cast["other_officer"].get(reverse("miners:person_page", args=[rows["person"]]))
    cast["anonymous"].get(reverse("miners:person_page", args=[rows["person"]]))
    assert len(reads()) == before


def test_a_file_taken_away_leaves_an_event_with_its_size(cast: dict[str, Client], rows: dict[str, int]) -> None:
    answer = cast["law_keeper"].get(reverse("law:rehearsal_csv", args=[rows["rehearsal"]]))
    event = Event.objects.get(kind=EXPORTED)
    facts = event.changes["facts"]
    assert facts["file"].endswith(f"rehearsal-{rows['rehearsal']}.csv")
    assert facts["rows"] == len(answer.content.decode().strip().splitlines()) - 1
    assert facts["fields"]


def test_a_reading_whose_event_cannot_be_written_does_not_happen(
    cast: dict[str, Client], rows: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: Any) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("registry.audit.services.reads.event_record", fail)
    with pytest.raises(RuntimeError):
        cast["ministry"].get(reverse("miners:person_page", args=[rows["person"]]))


def test_looks_stand_apart_from_acts_and_are_shown_to_auditors(cast: dict[str, Client], rows: dict[str, int]) -> None:
    page = reverse("miners:person_page", args=[rows["person"]])
    for _turn in range(3):
        cast["ministry"].get(page)
    officers = cast["ministry"].get(page).content.decode()
    assert READ not in officers
    assert "Who looked at this page" not in officers
    assert "Person added" in officers
    auditors = cast["auditor"].get(page).content.decode()
    assert "Who looked at this page" in auditors
    assert "miners:person_page" in auditors
