"""Consents to be notified electronically, on the page of the case; and whom nobody could tell."""

from datetime import UTC, datetime

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from miners.models import Person
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.notices.models import Consent
from registry.notices.services import Message, Recipient, notice_send

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
SAID = {"channel": "mail", "address": "rosa@example.invalid", "given_on": "2026-11-03", "evidence": "Form 7"}


def case(rows: dict[str, int]) -> str:
    return reverse("registrations:page", args=[rows["registration"]])


def test_a_consent_is_recorded_shown_and_withdrawn(cast: dict[str, Client], rows: dict[str, int]) -> None:
    Consent.objects.all().delete()
    officer, add = cast["officer"], reverse("casework:consent", args=[rows["registration"]])
    assert "No consent to be notified" in officer.get(case(rows)).content.decode()
    assert officer.post(add, SAID | {"evidence": " "}).status_code == 422
    assert officer.post(add, SAID | {"address": ""}).status_code == 422
    officer.post(add, SAID)
    consent = Consent.objects.get()
    assert (consent.recipient, consent.address) == (f"person:{rows['person']}", "rosa@example.invalid")
    event = Event.objects.get(kind="notices.consent.given")
    assert "rosa" not in str(event.changes), "an event holds no personal value"
    assert event.ubigeo == "170102"
    page = officer.get(case(rows)).content.decode()
    assert "rosa@example.invalid" in page
    assert "Form 7" in page
    another = officer.post(add, SAID | {"address": "other@example.invalid"})
    assert another.status_code == 422, "a consent to one address says nothing of another"
    assert "Withdraw it first." in another.content.decode()
    end = reverse("casework:consent_withdraw", args=[consent.pk])
    assert cast["other_officer"].post(end, {"withdrawn_on": "2026-11-19"}).status_code == 403
    assert officer.post(end, {"withdrawn_on": "2026-11-01"}).status_code == 422
    officer.post(end, {"withdrawn_on": "2026-11-19"})
    consent.refresh_from_db()
    assert str(consent.withdrawn_on) == "2026-11-19"
    assert "withdrawn on" in officer.get(case(rows)).content.decode()


def test_the_case_shows_what_the_applicant_was_told(cast: dict[str, Client], rows: dict[str, int]) -> None:
    page = cast["officer"].get(case(rows)).content.decode()
    assert "Nobody can be told: no phone and no e-mail on file." in page
    Person.objects.filter(pk=rows["person"]).update(phone="+51 900 000 009")
    assert "Nobody can be told" not in cast["officer"].get(case(rows)).content.decode()


def test_who_was_not_told_is_listed_within_reach(cast: dict[str, Client], rows: dict[str, int]) -> None:
    person = Person.objects.get(pk=rows["person"])
    values = {"code": "MDD-1", "day": AT.date(), "reason": "Invented."}
    for number in (1, 2):
        with transaction.atomic():
            notice_send(
                message=Message("registration.suspended", f"untold:{number}", Recipient(f"person:{person.pk}"), values,
                                about=person, ubigeo="170102"),
                by=Actor.system("test"), at=timezone.now(),
            )  # fmt: skip
    address = reverse("casework:untold")
    page = cast["officer"].get(address)
    assert page.context["lines"][0]["times"] == 2
    assert "Persona Inventada" in page.content.decode()
    assert "Persona Inventada" not in cast["other_officer"].get(address).content.decode()
