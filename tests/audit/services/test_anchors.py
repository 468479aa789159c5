"""A published anchor contradicts a chain that was computed anew; an honest chain agrees with all of them."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from registry.audit import services
from registry.audit.models import Anchor, Seal
from registry.audit.services import Actor, event_record
from registry.audit.services.anchors import anchor_make
from registry.audit.services.seals import FIRST, digest_event

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 11, 20)


def sealed(at: datetime, count: int) -> None:
    """Write events up to that many and chain them as the sealer does, without its wait for other transactions."""
    last = Seal.objects.order_by("-position").first()
    position, previous = (last.position, last.digest) if last else (0, FIRST)
    while position < count:
        with transaction.atomic():
            event = event_record(kind="test.thing.done", by=Actor.system("test"), at=at)
        event.refresh_from_db()
        position, digest = position + 1, digest_event(event, previous)
        Seal.objects.create(event=event, position=position, previous=previous, digest=digest, sealed_at=at)
        previous = digest


def rebuild(at: datetime) -> None:
    """What somebody with the owner's power would do: drop an event and chain the rest anew."""
    with connection.cursor() as cursor:
        for table in ("audit_event", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        first = Seal.objects.order_by("position")[0].event_id
        events = [seal.event for seal in Seal.objects.select_related("event").order_by("position")[1:]]
        cursor.execute("DELETE FROM audit_seal")
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [first])
        for table in ("audit_event", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    previous = FIRST
    for position, event in enumerate(events, start=1):
        digest = digest_event(event, previous)
        Seal.objects.create(event=event, position=position, previous=previous, digest=digest, sealed_at=at)
        previous = digest


def test_a_day_has_one_anchor_and_nothing_sealed_has_none(at: datetime) -> None:
    assert anchor_make(on=ON, at=at) is None
    sealed(at, 2)
    first = anchor_make(on=ON, at=at)
    sealed(at, 4)
    assert anchor_make(on=ON, at=at + timedelta(hours=1)) == first
    assert first is not None
    assert first.position == 2
    assert services.verify()["broken"] == []


def test_a_chain_computed_anew_agrees_with_itself_and_not_with_its_anchor(at: datetime) -> None:
    sealed(at, 3)
    anchor_make(on=ON, at=at)
    rebuild(at)
    [broken] = services.verify()["broken"]
    assert "anchor of 2026-11-20" in str(broken["why"])


def test_an_anchor_kept_elsewhere_is_compared_too(
    at: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGISTRY_VAR = tmp_path
    sealed(at, 3)
    monkeypatch.setattr(services, "events_seal", lambda **_given: 0)  # everything is sealed already
    out = StringIO()
    call_command("anchor", stdout=out, stderr=StringIO())
    file = Path(json.loads(out.getvalue())["file"])
    assert json.loads(file.read_text())["position"] == 3
    call_command("verify_audit", "--anchor", str(file), stdout=StringIO(), stderr=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_anchor DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_anchor")
        cursor.execute("ALTER TABLE audit_anchor ENABLE TRIGGER USER")
    rebuild(at)
    assert services.verify()["broken"] == [], "without the copy nothing shows"
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--anchor", str(file), stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError):
        call_command("verify_audit", "--anchor", str(tmp_path / "none.json"), stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_anchor SET position = 9", "DELETE FROM audit_anchor", "TRUNCATE audit_anchor"]
)
def test_no_statement_changes_an_anchor_even_as_owner(statement: str, at: datetime) -> None:
    sealed(at, 1)
    anchor_make(on=ON, at=at)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(statement)


def test_anchors_are_public(at: datetime, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    sealed(at, 1)
    anchor_make(on=ON, at=at)
    answer = Client().get("/api/v1/anchors/")
    [told] = answer.json()["results"]
    stored = Anchor.objects.get()
    assert (told["day"], told["digest"]) == ("2026-11-20", stored.digest)
    assert not answer.cookies
    assert Client().post("/api/v1/anchors/").status_code == 405
