"""Nothing typed is lost when the login ends, a form sent twice acts once, nobody saves over another's change unseen."""

import html
import re
import time
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miners.models import Person
from miners.services import PersonData, person_create
from registry.accounts.models import User
from registry.accounts.web.typed import KEPT, shown_to
from registry.audit.services import Actor
from registry.casework.models import Draft, Note
from registry.formalization.models import Registration

BY = Actor.system("test")
AGAIN = "stands in the form again"


def own(page: HttpResponse) -> dict[str, str]:
    """What the page itself sends with its form."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode())
    return {name: html.unescape(value) for name, value in found if name not in {"csrfmiddlewaretoken", "next"}}


def left_alone(browser: Client) -> None:
    """Let the half hour pass."""
    session = browser.session
    session["seen_at"] = time.time() - 3600
    session.save()


def logged_in_again(browser: Client, name: str) -> None:
    """Log in by both steps in the same browser; what an anonymous session holds goes with it, as at the real form."""
    kept = browser.session.get(KEPT)
    user = User.objects.get(username=name)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session, now = browser.session, time.time()
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": now, "username": name},
        {"method": "mfa", "at": now, "id": user.authenticator_set.get().pk, "type": "totp"},
    ]
    session["seen_at"] = now
    assert session.get(KEPT) == kept
    session.save()


def value(page: HttpResponse, name: str) -> str:
    """What a text field of the page shows."""
    text = page.content.decode()
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', text)
    assert field is not None
    shown = re.search(r'value="([^"]*)"', field.group())
    return html.unescape(shown.group(1)) if shown else ""


@pytest.fixture
def person(cast: dict[str, Client], at: datetime) -> Person:
    data = PersonData(full_name="Rosa Inventada", ubigeo="170102", phone="900000001", address="Jirón Uno")
    return person_create(data=data, by=BY, at=at)


@pytest.mark.parametrize("how", ["left_alone", "ended_elsewhere", "cookie_gone"])
def test_what_was_typed_when_the_session_ended_stands_in_the_form_after_the_login(
    cast: dict[str, Client], how: str
) -> None:
    browser, address = cast["officer"], reverse("miners:person_add")
    said = {"full_name": "Rosa Inventada", "document_number": "91000001", "gender": "woman"} | own(browser.get(address))
    if how == "left_alone":
        left_alone(browser)
    elif how == "ended_elsewhere":
        Session.objects.filter(session_key=browser.session.session_key).delete()
    else:
        browser.cookies.clear()
    ended = browser.post(address, said)
    assert ended.status_code == 302
    assert unquote(ended["Location"]).endswith(f"next={address}")
    assert AGAIN in browser.get(ended["Location"]).content.decode()
    logged_in_again(browser, "officer")
    again = browser.get(address)
    assert (value(again, "full_name"), value(again, "document_number")) == ("Rosa Inventada", "91000001")
    assert '<option value="woman" selected>' in again.content.decode()
    assert not Person.objects.exists(), "nothing was recorded"
    assert value(browser.get(address), "full_name") == "", "it is shown once"


def test_nobody_else_finds_it_in_the_same_browser(cast: dict[str, Client]) -> None:
    browser, address = cast["officer"], reverse("miners:person_add")
    said = {"full_name": "Rosa Inventada"} | own(browser.get(address))
    left_alone(browser)
    browser.post(address, said)
    logged_in_again(browser, "ministry")
    assert value(browser.get(address), "full_name") == ""


@pytest.mark.parametrize("signed", ["", "1:nobody signed this", "other"])
def test_what_was_shown_to_nobody_or_to_somebody_else_is_not_kept(cast: dict[str, Client], signed: str) -> None:
    browser, address = cast["officer"], reverse("miners:person_add")
    word = shown_to(User.objects.get(username="ministry").pk) if signed == "other" else signed
    left_alone(browser)
    ended = browser.post(address, {"full_name": "Rosa Inventada", "typed_by": word})
    if signed == "other":  # whose session this was does not matter: only the ministry's officer would see it again
        assert browser.session[KEPT]["owner"] == str(User.objects.get(username="ministry").pk)
    else:
        assert unquote(ended["Location"]).endswith("next=/desk/")
        assert KEPT not in browser.session


def test_a_token_of_an_earlier_login_shows_the_form_again_as_it_was_typed(cast: dict[str, Client]) -> None:
    address, user = reverse("miners:person_add"), User.objects.get(username="officer")
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = cast["officer"].cookies
    said = {"full_name": "Rosa Inventada", "csrfmiddlewaretoken": "x" * 64, "typed_by": shown_to(user.pk)}
    kept = browser.post(address, said)
    assert (kept.status_code, kept["Location"]) == (302, address)
    assert value(browser.get(address), "full_name") == "Rosa Inventada"
    forged = browser.post(address, said | {"typed_by": shown_to(user.pk + 1)})
    assert forged.status_code == 403


def test_a_form_of_a_case_becomes_a_draft_when_the_session_ends(cast: dict[str, Client], rows: dict[str, int]) -> None:
    browser, address = cast["ministry"], reverse("casework:note", args=[rows["registration"]])
    said = {"text": "Half a page of reasons."} | own(browser.get(address))
    left_alone(browser)
    browser.post(address, said)
    logged_in_again(browser, "ministry")
    for _reading in range(2):
        again = browser.get(address).content.decode()
        assert "Half a page of reasons." in again
        assert "This is your draft" in again
    assert not Note.objects.exists()
    assert set(Draft.objects.get().values) == {"text"}


def test_a_form_sent_twice_acts_once(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:note", args=[rows["registration"]])
    said = {"text": "The same words."} | own(cast["ministry"].get(address))
    first, second = (cast["ministry"].post(address, said) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert Note.objects.count() == 1
    cast["ministry"].post(address, {"text": "The same words."} | own(cast["ministry"].get(address)))
    assert Note.objects.count() == 2, "said again on another page, it is said again"


def test_a_form_that_was_refused_is_sent_again_under_its_mark(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:note", args=[rows["registration"]])
    mine = own(cast["ministry"].get(address))
    assert cast["ministry"].post(address, {"text": " "} | mine).status_code == 422
    assert cast["ministry"].post(address, {"text": "Now with words."} | mine).status_code == 302
    assert Note.objects.get().text == "Now with words."


def test_nobody_saves_over_a_change_that_was_made_meanwhile(cast: dict[str, Client], person: Person) -> None:
    address = reverse("miners:person_change", args=[person.pk])
    said = {
        "full_name": "Rosa Inventada", "document_type": "unknown", "ubigeo": "170102", "phone": "900000001",
        "address": "Jirón Dos", "reason": "She moved.",
    } | own(cast["officer"].get(address))  # fmt: skip
    Person.objects.filter(pk=person.pk).update(phone="900000777", address="Jirón Tres")
    refused = cast["officer"].post(address, said)
    text = html.unescape(refused.content.decode())
    assert refused.status_code == 422
    assert "Somebody changed this entry while you had it open (Phone: 900000777; Postal address: Jirón Tres)" in text
    assert value(refused, "phone") == "900000777", "left alone: what is stored"
    assert value(refused, "address") == "Jirón Dos", "typed: it stays, for the officer to decide"
    saved = cast["officer"].post(address, said | {"phone": "900000777"} | own(refused))
    assert saved.status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.address) == ("900000777", "Jirón Dos")


def test_ticks_and_answers_that_moved_are_worded_and_shown(cast: dict[str, Client], rows: dict[str, int]) -> None:
    row = Registration.objects.get(pk=rows["registration"])
    address = reverse("registrations:change", args=[row.pk])
    said: dict[str, Any] = {
        "code": row.code, "activity": row.activity, "deposit_class": row.deposit_class, "ubigeo": row.ubigeo,
        "mercury_use": row.mercury_use, "datum": "wgs84", "reason": "A reason.", "workers_men": "4",
    }  # fmt: skip
    said |= own(cast["ministry"].get(address))
    Registration.objects.filter(pk=row.pk).update(equipment=["mill"], is_habitual=True)
    refused = cast["ministry"].post(address, said)
    text = html.unescape(refused.content.decode())
    assert "Is the activity habitual?: yes" in text
    assert "Equipment: mill" in text
    assert re.search(r'value="mill"[^>]*checked|checked[^>]*value="mill"', text)
