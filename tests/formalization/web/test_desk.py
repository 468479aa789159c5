"""The staff pages of registrations: bounded queries, search, sorting, forms to the service and back."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from miners.services import PersonData, person_create
from registry.audit.services import Actor
from registry.formalization.models import Registration
from registry.formalization.services.registrations import RegistrationData, registration_create

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
BY = Actor.system("test")
LIST = "registrations:list"


def fill(count: int, *, ubigeo: str = "170102") -> list[Registration]:
    """That many registrations, each of a person of its own."""
    rows = []
    for number in range(count):
        person = person_create(data=PersonData(full_name=f"Rosa Quispe Ñahui {number}", ubigeo=ubigeo), by=BY, at=AT)
        data = RegistrationData(code=f"R{ubigeo}-{number:03}", person=person, ubigeo=ubigeo)
        rows.append(registration_create(data=data, place=None, by=BY, at=AT))
    return rows


@pytest.mark.parametrize(
    "name", [LIST, "miners:person_list", "miners:group_list", "rights:list", "territory:run_list", "desk:home"]
)
def test_a_list_asks_the_same_few_questions_whatever_its_length(name: str, cast: dict[str, Client]) -> None:
    url = reverse(name)
    cast["ministry"].get(url)
    with CaptureQueriesContext(
        connection,
    ) as short:
        cast["ministry"].get(url)
    fill(30)
    with CaptureQueriesContext(connection) as long:
        cast["ministry"].get(url)
    assert len(long) <= len(short) + 2  # an empty page needs no rows, and shows nobody whose reading is written down
    assert len(long) < 12


def test_a_case_page_stays_under_25_questions(cast: dict[str, Client], rows: dict[str, int]) -> None:
    url = reverse("registrations:page", args=[rows["registration"]])
    cast["ministry"].get(url)
    with CaptureQueriesContext(connection) as asked:
        cast["ministry"].get(url)
    assert len(asked) < 25


@pytest.mark.parametrize("text", ["quispe", "QUISPÉ", "quizpe", "nahui", "R170102-001"])
def test_a_name_is_found_without_accents_and_with_a_slip_of_the_pen(text: str, cast: dict[str, Client]) -> None:
    fill(3)
    person = person_create(data=PersonData(full_name="Wilber Mamani", ubigeo="170102"), by=BY, at=AT)
    registration_create(data=RegistrationData(code="OTHER", person=person, ubigeo="170102"), place=None, by=BY, at=AT)
    page = cast["ministry"].get(reverse(LIST), {"q": text}).content.decode()
    assert "R170102-001" in page
    assert "OTHER" not in page


def test_an_officer_sees_only_the_own_region(cast: dict[str, Client]) -> None:
    fill(1, ubigeo="170102")
    fill(1, ubigeo="080101")
    fill(1, ubigeo="")
    seen = {who: cast[who].get(reverse(LIST)).content.decode() for who in ("officer", "other_officer", "auditor")}
    assert [code in seen["officer"] for code in ("R170102-000", "R080101-000", "R-000")] == [True, False, False]
    assert [code in seen["other_officer"] for code in ("R170102-000", "R080101-000", "R-000")] == [False, True, False]
    assert [code in seen["auditor"] for code in ("R170102-000", "R080101-000", "R-000")] == [True, True, True]


def test_the_list_sorts_pages_and_filters(cast: dict[str, Client]) -> None:
    fill(30)
    browser, url = cast["ministry"], reverse(LIST)
    first = browser.get(url, {"sort": "-code"}).content.decode()
    assert "R170102-029" in first
    assert "R170102-000" not in first
    assert "R170102-000" in browser.get(url, {"sort": "-code", "page": "2"}).content.decode()
    assert "R170102-000" in browser.get(url, {"state": "unknown"}).content.decode()
    assert "R170102-000" not in browser.get(url, {"state": "suspended"}).content.decode()
    assert "R170102-000" in browser.get(url, {"category": "none"}).content.decode()
    assert browser.get(url, {"page": "nonsense", "state": "nonsense"}).status_code == 200


def test_a_registration_goes_from_the_form_to_its_page(cast: dict[str, Client]) -> None:
    sent = {
        "code": "mdd-77", "deposit_class": "placer_metallic", "mercury_use": "unknown", "capacity_m3_per_day": "1,234.5",
        "is_habitual": "yes", "ubigeo": "170102", "written": "utm", "zone": "19", "datum": "wgs84", "coordinates": "345,000 8,590,000",
    }  # fmt: skip
    answer = cast["officer"].post(reverse("registrations:add"), sent, follow=True)
    row = Registration.objects.get()
    assert (row.code, str(row.capacity_m3_per_day), row.is_habitual, row.is_means_of_livelihood) == (
        "MDD-77",
        "1234.500",
        True,
        None,
    )
    assert row.declared_place is not None
    page = answer.content.decode()
    assert "MDD-77" in page
    assert "not classified yet" in page
    assert '<svg class="sketch"' in page


def test_the_service_refuses_in_the_form_beside_the_field_and_keeps_what_was_typed(cast: dict[str, Client]) -> None:
    sent = {
        "code": "mdd-78",
        "deposit_class": "unknown",
        "mercury_use": "unknown",
        "registrant": "12345678",
        "ubigeo": "170102",
    }
    answer = cast["officer"].post(reverse("registrations:add"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody with this number is registered" in page
    assert 'value="mdd-78"' in page
    assert not Registration.objects.exists()


def test_an_officer_cannot_place_an_entry_in_another_region(cast: dict[str, Client]) -> None:
    sent = {"code": "X", "deposit_class": "unknown", "mercury_use": "unknown", "ubigeo": "080101"}
    refused = cast["officer"].post(reverse("registrations:add"), sent)
    assert refused.status_code == 422, "nothing typed is lost by a slip in a code"
    assert "You enter what lies in your own regions" in refused.content.decode()
    assert not Registration.objects.exists()


def test_the_state_moves_through_the_form(cast: dict[str, Client], rows: dict[str, int]) -> None:
    url = reverse("registrations:state", args=[rows["registration"]])
    sent = {"state": "suspended", "from_on": "2026-01-05", "reason": "Location not declared."}
    assert cast["ministry"].post(url, sent).status_code == 302
    row = Registration.objects.get(pk=rows["registration"])
    assert (row.state, row.state_changes.count()) == ("suspended", 2)
    again = cast["ministry"].post(url, sent)
    assert "has this state already" in again.content.decode()


def test_a_place_that_is_not_measured_is_never_called_clear(cast: dict[str, Client], rows: dict[str, int]) -> None:
    page = cast["ministry"].get(reverse("registrations:page", args=[rows["registration"]])).content.decode()
    assert "Not checked: no run has measured this place yet" in page


def test_the_shapes_of_the_live_map_stay_exact_to_a_millimetre(cast: dict[str, Client], rows: dict[str, int]) -> None:
    answer = cast["ministry"].get(reverse("rights:shapes", args=[rows["right"]]))
    shape = next(f for f in answer.json()["features"] if f["properties"]["kind"] == "right")
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert any(len(str(x).split(".")[1]) >= 7 for x, _y in shape["geometry"]["coordinates"][0])
