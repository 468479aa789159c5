"""What tired hands type at six in the evening: refused at its field with the reason, and nothing is recorded."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from miners.models import Person
from registry.casework.models import Act, AskedDocument, CaseFile, Draft, Opinion
from registry.formalization.models import Registration

FUTURE, LONG_AGO, NO_DAY = (timezone.localdate() + timedelta(days=9)).isoformat(), "0026-11-20", "2026-02-31"
REGISTRATION = {
    "code": "NASTY-1",
    "deposit_class": "unknown",
    "mercury_use": "unknown",
    "datum": "wgs84",
    "ubigeo": "17",
}
PERSON = {"full_name": "Rosa Inventada", "document_type": "dni", "document_number": "91000001", "ubigeo": "17"}


def errors(browser: Client, address: str, said: dict[str, Any]) -> str:
    """What the page says above the form; the form must come back."""
    answer = browser.post(address, said)
    assert answer.status_code == 422, answer.headers.get("Location")
    found = re.search(r'<div class="errors".*?</div>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group())).split())


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"workers_women": "9" * 18}, "Women at work : Ensure this value is less than"),
        ({"enrolled_on": FUTURE}, "Enrolled on : This day lies in the future."),
        ({"enrolled_on": LONG_AGO}, "Enrolled on : This day lies before 1800."),
        ({"enrolled_on": NO_DAY}, "Enrolled on : There is no such day. Write it like 2026-11-20"),
        ({"capacity_t_per_day": "1.234,5"}, "“1.234,5” is not a number. Write it like 1,234.5"),
        ({"coordinates": "340500 8590500"}, "Coordinates : Choose how these coordinates are written"),
        ({"coordinates": "8590500 340500", "written": "utm", "zone": "19"}, "gives north before east"),
        ({"code": "\u200b"}, "code : This field is required."),
        ({"code": "N" * 300}, "at most 40 characters"),
    ],
)
def test_a_registration(cast: dict[str, Client], said: dict[str, str], says: str) -> None:
    assert says in errors(cast["officer"], reverse("registrations:add"), REGISTRATION | said)
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"full_name": "\u200b\u202e "}, "Names and surnames : This field is required."),
        ({"full_name": "x" * 300}, "at most 200 characters"),
        ({"document_number": "９１００００１２"}, "A DNI has 8 digits"),
        ({"birth_date": "1890-01-01"}, "more than 125 years back"),
        ({"birth_date": "1 de febrero"}, "There is no such day."),
        ({"phone": "ask her son"}, "A phone number has six digits or more."),
        ({"ubigeo": "080101"}, "Place (UBIGEO) : You enter what lies in your own regions"),
        ({"ubigeo": ""}, "Place (UBIGEO) : You enter what lies in your own regions"),
        ({"ubigeo": "17０１02"}, "A place code (UBIGEO) has 6 digits"),
    ],
)
def test_a_person(cast: dict[str, Client], said: dict[str, str], says: str) -> None:
    assert says in errors(cast["officer"], reverse("miners:person_add"), PERSON | said)
    assert not Person.objects.exists()


def test_a_name_and_a_number_pasted_with_signs_that_nobody_sees(cast: dict[str, Client]) -> None:
    pasted = {"full_name": "\u202aRosa\tInven\u200btada\u202c", "document_number": "\ufeff91 00\u00a00001"}
    cast["officer"].post(reverse("miners:person_add"), PERSON | pasted)
    assert Person.objects.values_list("full_name", "document_number").get() == ("Rosa Inventada", "91000001")


@pytest.mark.parametrize(
    ("name", "subject", "said", "field"),
    [
        ("casework:open", "registration", {"kind": "state", "opened_on": FUTURE}, "Opened on"),
        ("casework:ask", "case_file", {"step": "technical_file", "asked_on": FUTURE}, "Asked on"),
        ("casework:opinion_ask", "case_file", {"authority": "SERNANP", "on": FUTURE}, "Asked on"),
        (
            "casework:step",
            "case_file",
            {"step": "surface_land", "outcome": "stands", "happened_on": FUTURE},
            "On which day",
        ),
    ],
)
def test_a_day_of_a_case_in_the_future(
    cast: dict[str, Client], rows: dict[str, int], name: str, subject: str, said: dict[str, str], field: str
) -> None:
    def stored() -> list[int]:
        return [model.objects.count() for model in (CaseFile, AskedDocument, Opinion)]

    before = stored()
    told = errors(cast["ministry"], reverse(name, args=[rows[subject]]), said)
    assert f"{field} : This day lies in the future." in told
    assert stored() == before


def test_a_draft_of_anything_at_all(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:note", args=[rows["registration"]])
    cast["ministry"].post(address, {"text": "a\x00b", "draft": "keep"})
    assert Draft.objects.get().values == {"text": ["ab"]}
    long = cast["ministry"].post(address, {"text": "x" * 150_000, "draft": "keep"})
    assert long.status_code == 422
    assert "too long to be kept as a draft" in long.content.decode()
    assert "x" * 150_000 in long.content.decode(), "nothing typed is lost"


def test_a_draft_of_another_window_is_not_replaced_unasked(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:note", args=[rows["registration"]])
    cast["ministry"].post(address, {"text": "of the first window", "draft": "keep", "draft_seen": ""})
    second = {"text": "of the second window", "draft": "keep"}
    asked = cast["ministry"].post(address, second | {"draft_seen": ""})
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "Another window kept a draft" in text
    assert "of the second window" in text
    assert "This is your draft" not in text
    assert Draft.objects.get().values == {"text": ["of the first window"]}
    seen = re.search(r'name="draft_seen" value="([^"]+)"', text)
    assert seen is not None
    assert cast["ministry"].post(address, second | {"draft_seen": html.unescape(seen.group(1))}).status_code == 302
    assert Draft.objects.get().values == {"text": ["of the second window"]}


def test_a_filter_that_is_not_understood_lists_nothing_and_means_no_file(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    wrong = "scope=all&due_until=31/02/2026"
    work = cast["ministry"].get(f"{reverse('casework:work')}?{wrong}").content.decode()
    assert "There is no such day." in work
    assert "Nothing waits here." in work
    many = cast["ministry"].get(reverse("casework:many"), {"which": "all", "do": "list", "query": wrong})
    assert "No file was chosen." in many.content.decode()
    understood = cast["ministry"].get(reverse("casework:many"), {"which": "all", "do": "list", "query": "scope=all"})
    assert "No file was chosen." not in understood.content.decode()


def test_the_same_paper_is_no_second_act(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:act", args=[rows["case_file"]])
    said = {"kind": "disapprove_igafom", "authority": "DGAAM", "number": "RD 1", "reasons": "Whole words."}
    said["decided_on"] = timezone.localdate().isoformat()
    first = cast["ministry"].post(address, said)
    assert first.status_code == 302, first.content.decode()
    assert "This act stands in the register already" in errors(cast["ministry"], address, said)
    assert Act.objects.filter(number="RD 1").count() == 1
