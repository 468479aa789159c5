"""Notices are written once a change, with its transaction; consent, silence and mass changes are told apart."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.notices.models import Batch, Notice
from registry.notices.services import (
    Message,
    Recipient,
    Wording,
    batch_drop,
    batch_release,
    consent_record,
    consent_withdraw,
    notice_send,
    notices_send,
    wording_register,
)
from registry.notices.services import delivery as delivery_module
from registry.notices.services.delivery import TRIES, deliver_due, notice_retry
from registry.notices.services.gateways import GatewayError, Outgoing
from registry.notices.services.gsm import LENGTH, gsm7, one_message
from registry.notices.services.wordings import kinds, values_of, write

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
MAIL = "rosa@example.invalid"
ROSA = Recipient(key="person:1", language="es", phone="+51 900 000 001", email=MAIL)
VALUES = {"code": "MDD-1", "day": date(2026, 11, 20), "reason": "The place was not declared."}


def suspended(recipient: Recipient = ROSA, cause: str = "change:1", **more: Any) -> Message:
    return Message(kind="registration.suspended", cause=cause, recipient=recipient, values=VALUES, **more)


def test_one_change_is_told_once_by_each_way(at: datetime) -> None:
    first = notice_send(message=suspended(), by=BY, at=at)
    again = notice_send(message=suspended(), by=BY, at=at)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert [(row.channel, row.state) for row in first] == [("mail", "waiting"), ("sms", "waiting")]
    assert Event.objects.filter(kind="notices.notice.written").count() == 1
    assert set(Job.objects.filter(kind="notices.deliver").values_list("key", flat=True)) == {"messages", "webhooks"}


def test_the_event_names_nobody(at: datetime) -> None:
    notice_send(message=suspended(), by=BY, at=at)
    event = Event.objects.get(kind="notices.notice.written")
    told = json.dumps(event.changes)
    assert "rosa" not in told
    assert "900" not in told


def test_without_contact_a_row_says_that_nobody_was_told(at: datetime) -> None:
    [row] = notice_send(message=suspended(Recipient(key="person:2")), by=BY, at=at)
    assert (row.channel, row.state, row.to) == ("none", "unreachable", "")
    assert row.problem


def test_outside_a_transaction_nothing_is_told(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.notices.services.outbox.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="transaction"):
        notice_send(message=suspended(), by=BY, at=at)


def test_a_missing_value_and_an_unknown_kind_are_refused(at: datetime) -> None:
    with pytest.raises(DomainError, match="reason"):
        notice_send(message=Message("registration.suspended", "c", ROSA, {"code": "X", "day": at}), by=BY, at=at)
    with pytest.raises(DomainError, match="wording"):
        notice_send(message=Message("no.such", "c", ROSA), by=BY, at=at)
    assert Notice.objects.count() == 0


def test_a_braced_value_stays_a_value() -> None:
    told = write(
        "registration.suspended", language="en", values=VALUES | {"reason": "{code.__class__}."}, is_courtesy=True
    )
    assert "{code.__class__}." in told.text


def test_only_a_standing_consent_takes_the_courtesy_away(at: datetime) -> None:
    [before, *_sms] = notice_send(message=suspended(cause="1"), by=BY, at=at)
    consent = consent_record(
        recipient="person:1", channel="mail", address=MAIL, given_on=date(2026, 11, 1), evidence="Form 1", by=BY, at=at
    )
    [during, sms] = notice_send(message=suspended(cause="2"), by=BY, at=at)
    consent_withdraw(consent=consent, on=date(2026, 11, 20), by=BY, at=at)
    [after, _sms2] = notice_send(message=suspended(cause="3"), by=BY, at=at)
    assert [row.has_consent for row in (before, during, sms, after)] == [False, True, False, False]
    assert sms.text.endswith("Aviso de cortesia, sin plazo."), "the SMS says it too"
    assert before.text.startswith(during.text)
    assert len(before.text) > len(during.text)


@pytest.mark.parametrize(
    ("channel", "evidence", "day"),
    [("webhook", "Form", date(2026, 1, 1)), ("mail", " ", date(2026, 1, 1)), ("mail", "Form", date(2026, 11, 21))],
)
def test_a_consent_needs_a_way_a_document_and_a_day(channel: str, evidence: str, day: date, at: datetime) -> None:
    with pytest.raises(DomainError):
        consent_record(
            recipient="person:1", channel=channel, address=MAIL, given_on=day, evidence=evidence, by=BY, at=at
        )


def test_a_mass_change_is_held_until_released_and_its_later_notices_go_at_once(at: datetime) -> None:
    many = [suspended(Recipient(key=f"person:{n}", email=f"p{n}@example.invalid"), f"change:{n}") for n in range(5)]
    rows = notices_send(messages=many, by=BY, at=at, batch="law:2", batch_title="A new law")
    assert {row.state for row in rows} == {"held"}
    assert deliver_due(lane="messages", clock=lambda: at).sent == 0
    batch = Batch.objects.get(key="law:2")
    assert batch_release(batch=batch, by=BY, at=at) == 5
    [later] = notice_send(
        message=suspended(Recipient(key="person:9", email="p9@example.invalid")), by=BY, at=at, batch="law:2"
    )
    assert later.state == "waiting"
    assert deliver_due(lane="messages", clock=lambda: at).sent == 6
    with pytest.raises(DomainError):
        batch_drop(batch=batch, reason="too late", by=BY, at=at)


def test_a_dropped_mass_change_needs_a_reason_and_sends_nothing(at: datetime) -> None:
    notice_send(message=suspended(), by=BY, at=at, batch="law:3")
    batch = Batch.objects.get(key="law:3")
    with pytest.raises(DomainError):
        batch_drop(batch=batch, reason=" ", by=BY, at=at)
    assert batch_drop(batch=batch, reason="The law was wrong.", by=BY, at=at) == 2
    assert deliver_due(lane="messages", clock=lambda: at).sent == 0
    assert set(Notice.objects.values_list("state", flat=True)) == {"dropped"}


def test_writing_many_takes_as_many_statements_as_writing_few(at: datetime, django_assert_max_num_queries: Any) -> None:
    many = [suspended(Recipient(key=f"person:{n}", email=f"p{n}@example.invalid"), f"change:{n}") for n in range(300)]
    with django_assert_max_num_queries(16):
        notices_send(messages=many, by=BY, at=at)


def test_the_default_gateways_write_a_mail_and_a_private_file(at: datetime, settings: Any, tmp_path: Path) -> None:
    settings.REGISTRY_VAR = tmp_path
    _mail, sms = notice_send(message=suspended(), by=BY, at=at)
    done = deliver_due(lane="messages", clock=lambda: at)
    assert (done.sent, done.put_off, done.failed) == (2, 0, 0)
    [sent] = mail.outbox
    assert sent.to == ["rosa@example.invalid"]
    assert "MDD-1" in sent.subject
    file = tmp_path / "outbox" / "sms" / f"notice_{sms.pk}.json"
    assert json.loads(file.read_text())["to"] == ROSA.phone
    assert file.stat().st_mode & 0o077 == 0


def test_a_code_for_one_use_leaves_no_trace_once_sent(at: datetime, settings: Any, tmp_path: Path) -> None:
    settings.REGISTRY_VAR = tmp_path
    [row] = notice_send(
        message=Message(
            "contact.code", "code:1", Recipient(key="person:1", phone="900"), {"secret": "123 456", "minutes": 10},
            is_secret=True,
        ),
        by=BY, at=at,
    )  # fmt: skip
    assert "123 456" in row.words
    assert "123 456" not in row.text, "a copy of the database tells no code"
    deliver_due(lane="messages", clock=lambda: at)
    row.refresh_from_db()
    assert (row.state, row.text, row.to) == ("sent", "", "")


class Broken:
    """A gateway that never takes anything."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send(self, _message: Outgoing) -> None:
        raise self.error


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broken]:
    gateway = Broken(GatewayError("nobody answers"))
    monkeypatch.setattr(delivery_module, "gateway_for", lambda _channel: gateway)
    return gateway


def test_a_failing_notice_is_tried_again_with_growing_waits_and_given_up(at: datetime, broken: Broken) -> None:
    assert broken
    [row] = notice_send(message=suspended(Recipient(key="person:1", phone="900")), by=BY, at=at)
    moment, waits = at, []
    for _turn in range(TRIES + 3):
        deliver_due(lane="messages", clock=lambda moment=moment: moment)
        row.refresh_from_db()
        if row.state != "waiting":
            break
        waits.append(row.due_at - moment)
        moment = row.due_at
    assert (row.state, row.attempts, row.problem) == ("failed", TRIES, "nobody answers")
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(seconds=30)
    assert sum(waits, timedelta()) < timedelta(days=2)
    assert Event.objects.filter(kind="notices.notice.failed", subject_id=row.pk).exists()
    assert notice_retry(notice=row, by=BY, at=moment)
    assert not notice_retry(notice=row, by=BY, at=moment)


def test_what_nobody_foresaw_in_a_gateway_is_a_failed_try_and_not_the_end_of_the_round(
    at: datetime, broken: Broken
) -> None:
    broken.error = ZeroDivisionError("1/0")
    notice_send(message=suspended(), by=BY, at=at)
    assert deliver_due(lane="messages", clock=lambda: at).put_off == 2
    assert not Notice.objects.filter(problem__contains="1/0").exists()


def test_a_final_refusal_is_not_tried_again(at: datetime, broken: Broken) -> None:
    broken.error = GatewayError("the address is gone", is_final=True)
    notice_send(message=suspended(), by=BY, at=at)
    assert deliver_due(lane="messages", clock=lambda: at).failed == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_tells_nobody(at: datetime) -> None:
    def change() -> None:
        with transaction.atomic():
            notice_send(message=suspended(), by=BY, at=at)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert Notice.objects.count() == 0


def test_two_wordings_of_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="two wordings"):
        wording_register("registration.suspended", Wording("a", "b", "c"))


LONGEST = {
    "code": "MDD-00000-17", "day": date(2026, 9, 30), "until": date(2026, 9, 30), "secret": "123 456", "minutes": 10,
    "reason": "R.", "what": "W.", "office": "Oficina", "act": "Act", "step": "Step", "outcome": "O.",
    "authority": "SERNANP", "link": "https://registro.example.gob.pe/v/K7M2P9QXRA", "area": "Comunidad Nativa Inventada",
    "paper": "P", "scope": "S", "name": "Name of a subscription", "text": "T",
    "status": "https://registro.example.gob.pe/status/",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es", "qu"])
@pytest.mark.parametrize("kind", kinds())
def test_every_wording_has_its_words_and_fits_one_sms(kind: str, language: str) -> None:
    values = {name: LONGEST.get(name, "12") for name in values_of(kind)}  # rooms add kinds and values of their own
    told = write(kind, language=language, values=values, is_courtesy=True)
    assert told.title
    assert told.text
    assert len(told.short) <= LENGTH
    assert not told.short.endswith("..."), "the longest values must fit"
    assert told.language in {"en", "es"}


@pytest.mark.parametrize("kind", ["land.overlap_found", "land.agreement_asked"])
def test_quechua_stands_under_the_spanish_and_says_that_it_is_a_draft(kind: str) -> None:
    values = {name: LONGEST.get(name, "12") for name in values_of(kind)}
    spanish = write(kind, language="es", values=values, is_courtesy=False)
    told = write(kind, language="qu", values=values, is_courtesy=False)
    assert told.text.startswith(spanish.text)
    assert told.text.removeprefix(spanish.text).endswith(" (borrador)")
    assert (told.title, told.short, told.language) == (spanish.title, spanish.short, "es")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Inscripción en trámite", "Inscripcion en tramite"), ("mañana, ¿qué?", "mañana, ¿qué?"), ("Ñandú", "Ñandu"),
        ("«a» – b…", '?a? - b...'), ("[x] {y}", "(x) (y)"), ("Ŷ", "Y"), ("日", "?"), ("", ""),
    ],
)  # fmt: skip
def test_accents_fold_into_the_alphabet_of_sms(text: str, folded: str) -> None:
    assert gsm7(text) == folded


def test_a_text_is_one_message_and_says_where_it_was_cut() -> None:
    assert len(one_message("á" * 160)) == LENGTH
    cut = one_message("word " * 60)
    assert len(cut) <= LENGTH
    assert cut.endswith("...")
