"""The register of any day; what retention emptied is told as erased, and the chain stays whole."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from miners.models import Person
from miners.services import PersonData, person_create
from registry.audit import services
from registry.audit.models import Erasure, Event, PersonalValue, Seal
from registry.audit.services import Actor, Change, event_record, retention
from registry.audit.services.as_of import as_of, history_model, versions_as_of
from registry.audit.services.retention import Rule, due, retention_apply, retention_plan, rules
from registry.audit.services.seals import FIRST, digest_event
from registry.notices.models import Notice
from registry.notices.services import Message, Recipient, notice_send
from registry.places.models import Place as Somewhere

BY = Actor.system("test")
OLDER = datetime(2015, 3, 1, 15, tzinfo=UTC)
OLD = datetime(2020, 3, 1, 15, tzinfo=UTC)
ON = date(2026, 11, 20)


def version_at(person: Person, moment: datetime, **values: object) -> None:
    """Write a version as the database does, and put it on its day."""
    for name, value in values.items():
        setattr(person, name, value)
    person.save()
    history = history_model(Person)
    newest = history._default_manager.filter(pgh_obj_id=person.pk).latest("pgh_id")
    history._default_manager.filter(pk=newest.pk).update(pgh_created_at=moment)


@pytest.fixture
def rosa(db: None) -> Person:
    person = Person(full_name="Rosa Inventada")
    version_at(person, datetime(2026, 3, 1, 15, tzinfo=UTC), phone="900")
    version_at(person, datetime(2026, 6, 1, 15, tzinfo=UTC), phone="901")
    return person


@pytest.mark.parametrize(
    ("on", "phone"),
    [
        (date(2026, 2, 28), None), (date(2026, 3, 1), "900"), (date(2026, 5, 31), "900"), (date(2026, 6, 1), "901"),
        (date(2027, 1, 1), "901"),
    ],
)  # fmt: skip
def test_a_row_is_told_as_it_was_known_at_the_end_of_the_day(on: date, phone: str | None, rosa: Person) -> None:
    known = as_of(Person, rosa.pk, on=on)
    assert (known.values or {}).get("phone") == phone
    assert (known.values is None) == (phone is None)


def test_the_day_ends_at_midnight_in_lima(rosa: Person) -> None:
    version_at(rosa, datetime(2026, 7, 2, 4, 59, tzinfo=UTC), phone="late on the first")
    assert (as_of(Person, rosa.pk, on=date(2026, 7, 1)).values or {})["phone"] == "late on the first"
    version_at(rosa, datetime(2026, 7, 2, 5, 0, tzinfo=UTC), phone="the second")
    assert (as_of(Person, rosa.pk, on=date(2026, 7, 1)).values or {})["phone"] == "late on the first"


def test_rows_are_found_by_what_they_were_then(rosa: Person) -> None:
    then = versions_as_of(Person, on=date(2026, 4, 1)).filter(phone="900")
    assert [row.pgh_obj_id for row in then] == [rosa.pk]
    assert not versions_as_of(Person, on=date(2026, 8, 1)).filter(phone="900").exists()


def test_rows_without_kept_versions_are_refused() -> None:
    with pytest.raises(LookupError):
        as_of(Somewhere, 1, on=ON)


def test_every_rule_names_what_exists_and_its_basis() -> None:
    assert len(rules()) >= 6
    assert all(rule.basis and rule.says for rule in rules())
    assert len({rule.id for rule in rules()}) == len(rules())
    proposed = {rule.id for rule in rules() if rule.state == "proposed"}
    assert {"contact-of-strangers", "values-of-events"} <= proposed, (
        "what empties the register's own rows is not ours to enact"
    )


def test_a_rule_that_names_nothing_is_refused() -> None:
    rule = Rule("x", "x", "miners.person", "empty", "updated_at", 1, "in_force", "b", "", fields=("no_such",))
    with pytest.raises(ValueError, match="no_such"):
        retention._check(rule)


def in_force(monkeypatch: pytest.MonkeyPatch, name: str) -> Rule:
    """Only one rule, in force."""
    [rule] = [one for one in rules() if one.id == name]
    changed = Rule(**{key: getattr(rule, key) for key in rule.__slots__} | {"state": "in_force"})
    monkeypatch.setattr(retention, "rules", lambda: (changed,))
    return changed


def test_contact_of_strangers_is_emptied_also_in_the_versions_and_told_as_erased(
    rosa: Person, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = in_force(monkeypatch, "contact-of-strangers")
    Person.objects.filter(pk=rosa.pk).update(updated_at=OLD)
    fresh = Person.objects.create(full_name="Nueva", phone="902")
    [plan] = retention_plan(on=ON)
    assert plan.rows == 1
    assert Person.objects.get(pk=rosa.pk).phone == "901", "a plan writes nothing"
    [done] = retention_apply(on=ON, at=at)
    assert done.rows == 1
    rosa.refresh_from_db()
    fresh.refresh_from_db()
    assert (rosa.phone, fresh.phone) == ("", "902")
    history = history_model(Person)
    assert not history._default_manager.filter(pgh_obj_id=rosa.pk).exclude(phone="").exists()
    told = as_of(Person, rosa.pk, on=date(2026, 4, 1))
    assert "phone" in told.erased
    assert "full_name" not in told.erased
    assert Erasure.objects.get().rule == rule.id
    assert retention_apply(on=ON, at=at)[0].rows == 0
    assert Event.objects.filter(kind="audit.retention.applied").count() == 1


@pytest.mark.django_db(transaction=True)
def test_erased_values_of_events_are_no_tampering(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = in_force(monkeypatch, "values-of-events")
    with transaction.atomic():
        event_record(
            kind="miners.person.changed", by=BY, at=OLDER, changes=[Change("phone", "1", "2", is_personal=True)]
        )
        event_record(kind="miners.person.changed", by=BY, at=at, changes=[Change("phone", "3", "4", is_personal=True)])
    previous = FIRST
    for position, event in enumerate(Event.objects.order_by("id"), start=1):
        digest = digest_event(event, previous)
        Seal.objects.create(event=event, position=position, previous=previous, digest=digest, sealed_at=at)
        previous = digest
    assert retention_apply(on=ON, at=at)[0].rows == 1
    assert sorted(PersonalValue.objects.values_list("before", flat=True), key=str) == ["3", None]
    assert services.verify()["broken"] == []
    assert not due(rule, on=ON).exists()


@pytest.mark.django_db
def test_notices_lose_address_and_text_and_keep_that_they_were_sent(at: datetime) -> None:
    values = {"code": "X", "day": at, "scope": "S"}
    [notice] = notice_send(
        message=Message("mandate.ended", "m", Recipient(key="person:1", email="rosa@example.invalid"), values),
        by=BY,
        at=at,
    )
    Notice.objects.update(state="sent", sent_at=OLD, created_at=OLD)
    assert {done.rule.id: done.rows for done in retention_apply(on=ON, at=at)}["notices-told"] == 1
    notice.refresh_from_db()
    assert (notice.to, notice.text, notice.state) == ("", "", "sent")
    assert notice.erased_at == at


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "rows"), [(730, 0), (731, 1)])
def test_the_edge_of_a_period(days: int, rows: int, at: datetime) -> None:
    moment = datetime(2026, 11, 20, 17, tzinfo=UTC) - timedelta(days=days)
    Notice.objects.create(
        cause="c", kind="k", channel="sms", recipient="r", language="es", state="sent", sent_at=moment, due_at=moment,
        created_at=moment,
    )  # fmt: skip
    [plan] = [one for one in retention_plan(on=ON) if one.rule.id == "notices-told"]
    assert plan.rows == rows


@pytest.mark.django_db
def test_the_command_shows_without_writing_and_applies_without_proposed_rules(at: datetime) -> None:
    person = person_create(data=PersonData(full_name="Persona Inventada", phone="900"), by=BY, at=at)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE miners_person SET updated_at = '2010-01-01' WHERE id = %s", [person.pk])
    out = StringIO()
    call_command("retention", "--dry-run", "--json", stdout=out)
    told = {rule["id"]: rule for rule in json.loads(out.getvalue())["rules"]}
    assert told["contact-of-strangers"]["rows"] == 1
    out = StringIO()
    call_command("retention", stdout=out)
    assert "contact-of-strangers" not in out.getvalue()
    assert Person.objects.get(pk=person.pk).phone == "900"
