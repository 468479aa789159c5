"""What the public side keeps of people goes when its time is over, and not a day before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from miners.models import Person
from registry.audit.models import Event
from registry.audit.services import retention
from registry.audit.services.retention import retention_apply, retention_plan
from registry.casework.models import Bulk, Draft
from registry.portal.models import ContactChange, EntryCode

pytestmark = pytest.mark.django_db
ON, AT = date(2026, 11, 20), datetime(2026, 11, 20, 15, tzinfo=UTC)


def days_ago(days: int) -> datetime:
    return AT - timedelta(days=days)


@pytest.fixture
def rosa() -> Person:
    return Person.objects.create(full_name="Rosa Inventada")


@pytest.fixture(autouse=True)
def _only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of the tables of this test; the others have tests of their own."""
    tables = {"portal.entrycode", "portal.contactchange", "casework.draft", "casework.bulk"}
    chosen = tuple(rule for rule in retention.rules() if rule.table in tables)
    monkeypatch.setattr(retention, "rules", lambda: chosen)


def test_codes_that_ran_out_go_and_contacts_nobody_confirmed_are_emptied(rosa: Person) -> None:
    for days in (92, 60):
        moment = days_ago(days)
        EntryCode.objects.create(person=rosa, channel="sms", digest="0" * 64, sent_at=moment, expires_at=moment)
    common = {"person": rosa, "field": "phone", "new_value": "+51 900 000 001", "digest": "0" * 64}
    old = ContactChange.objects.create(**common, sent_at=days_ago(40), expires_at=days_ago(40))
    fresh = ContactChange.objects.create(**common, sent_at=days_ago(5), expires_at=days_ago(5))
    planned = {done.rule.id: done.rows for done in retention_plan(on=ON)}
    assert (planned["one-time-codes"], planned["contacts-never-confirmed"]) == (1, 1)
    assert EntryCode.objects.count() == 2, "a plan writes nothing"
    retention_apply(on=ON, at=AT)
    assert EntryCode.objects.get().expires_at == days_ago(60)
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.new_value, fresh.new_value) == ("", "+51 900 000 001")
    assert Event.objects.filter(kind="audit.retention.applied").count() == 2


def test_drafts_and_works_never_confirmed_go_and_what_was_done_stays() -> None:
    for days in (370, 10):
        Draft.objects.create(owner_key="user:1", form=f"f{days}", values={}, updated_at=days_ago(days))
    for state, days in (("prepared", 40), ("prepared", 5), ("done", 400)):
        Bulk.objects.create(action="message", by_key="user:1", state=state, prepared_at=days_ago(days))
    retention_apply(on=ON, at=AT)
    assert Draft.objects.get().form == "f10"
    assert sorted(Bulk.objects.values_list("state", flat=True)) == ["done", "prepared"]
