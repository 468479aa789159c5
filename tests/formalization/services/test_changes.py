"""A change by facts is announced; one by date, by law or of very many waits for an officer."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from registry.audit.services import Actor
from registry.common import announcements
from registry.common.errors import DomainError
from registry.formalization.models import (
    Assessment,
    ChangeBatch,
    ClassChange,
    Determination,
    PackVersion,
    Registration,
)
from registry.formalization.services import changes
from registry.formalization.services.assessment import assessments_refresh
from registry.formalization.services.changes import batch_discard, batch_release
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db
BY = Actor.user(1)
AFTER = date(2027, 1, 2)


@pytest.fixture
def told() -> Iterator[list[int]]:
    heard: list[int] = []
    announcements.subscribe("formalization.class.changed", heard.extend)
    yield heard
    announcements._subscribers["formalization.class.changed"].remove(heard.extend)


def judge(on: date, at: datetime, asked_by: str = "formalization.registration.changed") -> None:
    assessments_refresh(registration_ids=None, on=on, by=BY, at=at, asked_by=asked_by)


def entry_of(build, **values) -> Registration:
    place = build.footprint(owner_kind="declared_place")
    build.all_clear(place)
    right = build.right(declared_hectares=Decimal(100), footprint=build.footprint())
    person = build.person()
    build.holder(right, person)
    return build.registration(person=person, right=right, declared_place=place, **values)


def test_the_first_answer_is_no_change_and_one_by_facts_is_told(build, on: date, at: datetime, told) -> None:
    build.complete_cadastre()
    entry = entry_of(build)
    judge(on, at)
    assert not ClassChange.objects.exists()
    Registration.objects.filter(pk=entry.pk).update(state="excluded", state_since=date(2026, 11, 5))
    judge(on, at)
    change = ClassChange.objects.get()
    assert (change.cause, change.batch_id) == ("facts", None)
    assert change.assessment == Assessment.objects.get(registration=entry, superseded_at=None)
    assert change.before_category != change.assessment.category
    assert told == [change.pk]


def test_the_end_of_the_process_is_held_until_an_officer_releases_it(build, on: date, at: datetime, told) -> None:
    build.complete_cadastre()
    first, second, third = (entry_of(build) for _ in range(3))
    judge(on, at)
    later = at + timedelta(days=43)
    judge(AFTER, later, asked_by="daily")
    batch = ChangeBatch.objects.get()
    assert (batch.cause, batch.state, batch.on_day, batch.changes.count()) == ("date", "held", AFTER, 3)
    assert told == []

    Determination.objects.create(
        registration=second, assessment=Assessment.objects.get(registration=second, superseded_at=None),
        scale="artisanal", legal_status="informal", act="RD 1", reasons="x", evidence="x", decided_on=AFTER,
        by_key="user:1", state="standing", recorded_at=later,
    )  # fmt: skip
    Assessment.objects.filter(registration=third, superseded_at=None).update(superseded_at=later)
    with pytest.raises(DomainError):
        batch_release(batch=batch, reason=" ", by=BY, at=later)
    batch_release(batch=batch, reason="The ministry announced it.", by=BY, at=later)
    batch.refresh_from_db()
    assert (batch.state, batch.told, batch.overtaken) == ("released", 1, 2)
    assert told == [ClassChange.objects.get(registration=first).pk]
    with pytest.raises(DomainError):
        batch_discard(batch=batch, reason="No.", by=BY, at=later)


def test_another_law_is_held_and_a_discarded_batch_tells_nobody(build, on: date, at: datetime, told) -> None:
    build.complete_cadastre()
    entry_of(build, capacity_t_per_day=Decimal(25))
    judge(on, at)
    files = dict(get_pack("PE").files)
    changed = {name: text.replace("value = 25\n", "value = 20\n") for name, text in files.items()}
    assert changed != files
    PackVersion.objects.create(
        jurisdiction="PE", version="x", content_hash="5" * 64, files=changed, note="x", document="Ley x",
        in_force_on=on, state="enacted", drafted_by="user:2", drafted_at=at, enacted_by="user:3", enacted_at=at,
    )  # fmt: skip
    judge(on, at + timedelta(minutes=1))
    batch = ChangeBatch.objects.get()
    assert batch.cause == "law"
    batch_discard(batch=batch, reason="A slip in the draft.", by=BY, at=at)
    assert told == []


def test_facts_of_very_many_at_once_are_held(build, on: date, at: datetime, told, monkeypatch) -> None:
    monkeypatch.setattr(changes, "MANY", 2)
    build.complete_cadastre()
    for _ in range(3):
        entry_of(build)
    judge(on, at)
    Registration.objects.update(state="excluded", state_since=date(2026, 11, 5))
    judge(on, at)
    assert ChangeBatch.objects.get().cause == "mass"
    assert told == []
