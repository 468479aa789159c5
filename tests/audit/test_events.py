"""The event log: append-only in the database, free of personal values, chained, provable."""

import json
import time
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from miners.models import Person
from registry.audit import services
from registry.audit.models import Event, PersonalValue, Seal
from registry.audit.services import Actor, Change, event_record

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def record(**more: object) -> Event:
    with transaction.atomic():
        return event_record(kind="miners.person.changed", by=Actor.user(7), at=AT, **more)


def sealed(count: int) -> int:
    """Seal until that many are sealed: a transaction of another database of the server may have to end first."""
    total, tries = 0, 0
    while total < count and tries < 600:
        total += services.events_seal(at=AT)
        tries += 1
        time.sleep(0 if total >= count else 0.1)
    return total


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "UPDATE audit_seal SET digest = 'x'",
        "DELETE FROM audit_seal",
        "TRUNCATE audit_seal",
        "UPDATE audit_personalvalue SET before = 'x'",
        "DELETE FROM audit_personalvalue",
        "TRUNCATE audit_personalvalue",
    ],
)
def test_no_statement_changes_the_log_even_as_owner(statement: str) -> None:
    record(changes=[Change("phone", "1", "2", is_personal=True)])
    sealed(1)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_application_role_owns_no_table_and_cannot_touch_old_events(settings: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("the tests' database role may not create roles; the private cluster's may")
        cursor.execute("DROP OWNED BY test_app_role") if _role_exists(cursor) else cursor.execute(
            "CREATE ROLE test_app_role"
        )
        settings.DATABASE_APP_ROLE = "test_app_role"
        call_command("prepare_database", stdout=StringIO())
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'test_app_role'")
        assert cursor.fetchone()[0] == 0
        for table in ("audit_event", "audit_seal"):
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege('test_app_role', %s, %s)", [table, right])
                assert cursor.fetchone()[0] is False, (table, right)
            cursor.execute("SELECT has_table_privilege('test_app_role', %s, 'INSERT')", [table])
            assert cursor.fetchone()[0] is True
        cursor.execute("DROP OWNED BY test_app_role")
        cursor.execute("DROP ROLE test_app_role")


def _role_exists(cursor: object) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'test_app_role'")
    return cursor.fetchone() is not None


@pytest.mark.django_db
def test_a_personal_value_leaves_only_its_digest_in_the_event() -> None:
    event = record(
        changes=[Change("phone", "999111222", "999333444", is_personal=True), Change("language", "es", "qu")]
    )
    text = json.dumps(event.changes)
    assert "999111222" not in text
    assert "999333444" not in text
    assert event.changes["language"] == ["es", "qu"]
    kept = PersonalValue.objects.get(event=event)
    assert (kept.before, kept.after) == ("999111222", "999333444")


@pytest.mark.django_db(transaction=True)
def test_outside_the_transaction_of_its_act_an_event_is_refused() -> None:
    with pytest.raises(RuntimeError, match="needs the transaction"):
        event_record(kind="x.y.z", by=Actor.system("test"), at=AT)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_whole_and_a_row_changed_behind_the_triggers_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(5):
        record(facts={"number": number})
    assert sealed(5) == 5
    assert services.events_seal(at=AT) == 0
    call_command("verify_audit")
    assert json.loads(capsys.readouterr().out) == {"checked": 5, "broken": []}

    victim = Seal.objects.get(position=3).event_id
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET reason_code = 'forged' WHERE id = %s", [victim])
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    broken = json.loads(capsys.readouterr().out)["broken"]
    assert [(row["position"], row["event"]) for row in broken] == [(3, victim)]


@pytest.mark.django_db(transaction=True)
def test_an_erased_value_is_not_tampering_but_a_changed_one_is() -> None:
    person = Person.objects.create(full_name="Invented Name")
    record(subject=person, changes=[Change("email", "a@example.org", None, is_personal=True)])
    assert sealed(1) == 1
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_personalvalue DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_personalvalue SET before = 'b@example.org'")
        cursor.execute("ALTER TABLE audit_personalvalue ENABLE TRIGGER USER")
    assert services.verify()["broken"]
    PersonalValue.objects.update(before=None, after=None, erased_at=AT)
    assert services.verify()["broken"] == []


@pytest.mark.django_db(transaction=True)
def test_a_kept_value_taken_out_behind_the_triggers_is_found() -> None:
    record(changes=[Change("email", "a@example.org", None, is_personal=True)], reason="Invented.")
    assert sealed(1) == 1
    assert services.verify()["broken"] == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_personalvalue DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_personalvalue WHERE field = 'reason'")
        cursor.execute("ALTER TABLE audit_personalvalue ENABLE TRIGGER USER")
    assert [one["why"] for one in services.verify()["broken"]] == ["the row of the kept value of reason is gone"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "forgery",
    [
        "DELETE FROM audit_seal WHERE position = 2",
        "UPDATE audit_seal SET position = 9 WHERE position = 3; UPDATE audit_seal SET position = 3 WHERE position = 2;"
        " UPDATE audit_seal SET position = 2 WHERE position = 9",
        "UPDATE audit_seal SET event_id = (SELECT max(id) + 1 FROM audit_event) WHERE position = 2",
        "UPDATE audit_event SET at = at + interval '1 day' WHERE id = (SELECT min(id) FROM audit_event)",
        "UPDATE audit_event SET actor = 'user:1' WHERE id = (SELECT max(id) FROM audit_event)",
    ],
)
def test_links_taken_out_swapped_or_put_elsewhere_are_found(forgery: str) -> None:
    for number in range(4):
        record(facts={"number": number})
    assert sealed(4) == 4
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            cursor.execute(forgery)
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")
    assert services.verify()["checked"] in {2, 3, 4}
    if "max(id) + 1" not in forgery:
        assert services.verify()["broken"]
    else:  # a seal of an event that does not exist: the join loses it, and the number after it is missing
        assert "is missing" in services.verify()["broken"][0]["why"]


@pytest.mark.django_db(transaction=True)
def test_where_the_chain_stands_is_told_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    record()
    with caplog.at_level("INFO", logger="registry.audit"):
        assert sealed(1) == 1
    [told] = [one for one in caplog.records if one.message == "audit_sealed"]
    head = Seal.objects.latest("position")
    assert (told.position, told.digest) == (head.position, head.digest)


@pytest.mark.django_db(transaction=True)
def test_the_sealer_waits_for_a_slow_transaction_with_a_lower_number() -> None:
    slow = connection.copy()
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        record()
        assert services.events_seal(at=AT) == 0
    finally:
        slow.rollback()
        slow.close()
    assert sealed(1) == 1


@pytest.mark.django_db(transaction=True)
def test_the_sealer_does_not_wait_for_another_database_of_the_server() -> None:
    elsewhere = connection.copy()
    elsewhere.settings_dict = elsewhere.settings_dict | {"NAME": "postgres"}
    try:
        elsewhere.set_autocommit(False)
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            number = cursor.fetchone()[0]
        record()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            assert int(cursor.fetchone()[0]) <= int(number)  # the server's oldest is that one
        assert sealed(1) == 1
    finally:
        elsewhere.rollback()
        elsewhere.close()
