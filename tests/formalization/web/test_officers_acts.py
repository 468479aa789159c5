"""What officers establish and decide, through their pages: places, land, acts, exceptions, matches, owners, batches."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from registry.accounts.models import User
from registry.formalization.models import (
    Authorisation,
    ChangeBatch,
    Determination,
    Exemption,
    HolderMatch,
    PlaceVerification,
    Registration,
    Review,
    ZoneFact,
)
from registry.places.models import Place

pytestmark = pytest.mark.django_db
Cast = dict[str, Client]
Rows = dict[str, int]
PLACE = {
    "written": "utm", "zone": "19", "datum": "wgs84", "coordinates": "340,500.00 8,590,500.00", "accuracy_m": "5",
    "method": "site_visit", "verified_on": "2026-11-10", "inspected_by": "Invented Inspector", "evidence": "Acta 1",
}  # fmt: skip


def page_of(client: Client, rows: Rows, name: str = "registration") -> str:
    return client.get(reverse("registrations:page", args=[rows[name]])).content.decode()


def test_a_place_is_verified_as_a_point_and_as_a_polygon(cast: Cast, rows: Rows) -> None:
    url = reverse("registrations:verify_place", args=[rows["registration"]])
    assert cast["officer"].post(url, PLACE | {"evidence": ""}).status_code == 422
    assert cast["officer"].post(url, PLACE).status_code == 302
    corners = "340,000 8,590,000\n340,400 8,590,000\n340,400 8,590,300\n340,000 8,590,300"
    assert cast["officer"].post(url, PLACE | {"coordinates": corners}).status_code == 302
    point, polygon = PlaceVerification.objects.filter(registration=rows["registration"]).order_by("id")
    assert (point.footprint.is_point, point.footprint.accuracy_m) == (True, 5)
    assert str(polygon.footprint.measured_area_ha) == "12.0000"
    assert Registration.objects.get(pk=rows["registration"]).verified_place_id == polygon.footprint_id
    assert "Invented Inspector" in page_of(cast["officer"], rows)


def test_a_document_says_what_the_land_is_and_is_withdrawn(cast: Cast, rows: Rows) -> None:
    url = reverse("registrations:zone_fact", args=[rows["registration"]])
    sent = {
        "kind": "archaeological_zone", "lies": "no", "authority": "Ministry of Culture", "document": "Oficio 77",
        "document_on": "2026-11-02",
    }  # fmt: skip
    assert cast["officer"].post(url, sent | {"lies": ""}).status_code == 422
    assert cast["officer"].post(url, sent).status_code == 302
    fact = ZoneFact.objects.get(document="Oficio 77")
    assert "Oficio 77" in page_of(cast["auditor"], rows)
    withdraw = reverse("registrations:zone_fact_withdraw", args=[rows["registration"], fact.pk])
    assert withdraw not in page_of(cast["auditor"], rows)
    assert cast["officer"].post(withdraw, {"reason": "Another file."}).status_code == 302
    assert "Another file." in page_of(cast["officer"], rows)


def test_an_authorisation_is_recorded_and_ended(cast: Cast, rows: Rows) -> None:
    url = reverse("registrations:authorisation", args=[rows["registration"]])
    sent = {"kind": "holders_authorisation_extended", "number": "RD 0042-2025", "covers_place": "yes"}
    assert cast["officer"].post(url, sent).status_code == 302
    act = Authorisation.objects.get(number="RD 0042-2025")
    assert (act.covers_place, act.covers_activity) == (True, None)
    end = reverse("registrations:authorisation_end", args=[rows["registration"], act.pk])
    assert cast["officer"].post(end, {"until_on": "2026-11-01", "reason": "Revoked."}).status_code == 302
    assert "Revoked." in page_of(cast["officer"], rows)


def test_an_exception_is_recorded_by_who_decides(cast: Cast, rows: Rows) -> None:
    url = reverse("registrations:exemption", args=[rows["registration"]])
    sent = {
        "rule_id": "PE-DS001-7", "authority": "DGFM", "reason_code": "act_suspended", "reason": "The council said so.",
        "document": "RD 99-2026", "from_on": "2026-05-01",
    }  # fmt: skip
    assert cast["ministry"].post(url, sent).status_code == 302
    assert Exemption.objects.get(document="RD 99-2026").until_on is None
    assert "RD 99-2026" in page_of(cast["ministry"], rows)


def test_a_match_is_answered_and_leaves_the_list(cast: Cast, rows: Rows) -> None:
    listing = reverse("registrations:match_list")
    assert "Persona Inventada" in cast["officer"].get(listing).content.decode()
    assert "Persona Inventada" not in cast["other_officer"].get(listing).content.decode()
    url = reverse("registrations:match", args=[rows["match"]])
    assert cast["officer"].post(url, {"is_same": "yes", "reason": ""}).status_code == 422
    assert cast["officer"].post(url, {"is_same": "yes", "reason": "Folder 12."}).status_code == 302
    assert HolderMatch.objects.get(pk=rows["match"]).state == "confirmed"
    assert "Persona Inventada" not in cast["officer"].get(listing).content.decode()
    assert "Persona Inventada" in cast["officer"].get(listing, {"state": "confirmed"}).content.decode()


def test_a_review_gets_an_owner_who_may_decide_there(cast: Cast, rows: Rows) -> None:
    ministry, auditor = User.objects.get(username="ministry"), User.objects.get(username="auditor")
    url = reverse("registrations:review_owner", args=[rows["reviewed"]])
    assert cast["ministry"].post(url, {"owner": f"user:{auditor.pk}"}).status_code == 422
    assert cast["ministry"].post(url, {"owner": f"user:{ministry.pk}"}).status_code == 302
    assert Review.objects.get(registration=rows["reviewed"]).owner_key == f"user:{ministry.pk}"
    queue = reverse("registrations:reviews")
    assert "MDD-1" in cast["ministry"].get(queue, {"state": "mine"}).content.decode()
    assert "MDD-1" not in cast["ministry"].get(queue, {"state": "nobody"}).content.decode()
    assert cast["ministry"].post(url, {"owner": "nobody"}).status_code == 302
    assert "MDD-1" in cast["ministry"].get(queue, {"state": "nobody"}).content.decode()


def test_held_changes_are_released_with_a_reason(cast: Cast, rows: Rows) -> None:
    page = reverse("registrations:batch", args=[rows["held_batch"]])
    assert "MDD-2" in cast["officer"].get(page).content.decode()
    assert "MDD-2" not in cast["other_officer"].get(page).content.decode()
    url = reverse("registrations:batch_decide", args=[rows["held_batch"]])
    assert cast["law_keeper"].post(url, {"is_released": "discard", "reason": ""}).status_code == 422
    assert cast["law_keeper"].post(url, {"is_released": "discard", "reason": "Announced wrongly."}).status_code == 302
    assert ChangeBatch.objects.get(pk=rows["held_batch"]).state == "discarded"
    assert "Announced wrongly." in cast["law_keeper"].get(page).content.decode()


def test_a_standing_determination_is_what_the_page_says_first(cast: Cast, rows: Rows) -> None:
    Determination.objects.filter(registration=rows["proposed"]).update(
        state="standing", legal_status="informal", decided_on=date(2026, 11, 1)
    )
    page = page_of(cast["ministry"], rows, "proposed")
    assert page.index("informal, in process") < page.index("needs review")
    assert page.index("Determination of the authority") < page.index("What the rules indicate")


def test_an_unknown_place_code_is_flagged_on_pages_and_in_lists(cast: Cast, rows: Rows) -> None:
    for name, key in (("registrations:page", "registration"), ("miners:person_page", "person"),
                      ("miners:group_page", "group"), ("rights:page", "right")):  # fmt: skip
        page = cast["ministry"].get(reverse(name, args=[rows[key]])).content.decode()
        assert "No list of places is loaded" in page, name
    from_list(cast, known=False)


def test_a_known_place_code_shows_its_name(cast: Cast, rows: Rows) -> None:
    Place.objects.create(ubigeo="170102", level="district", name="Distrito Inventado")
    for name, key in (("registrations:page", "registration"), ("miners:person_page", "person")):
        page = cast["ministry"].get(reverse(name, args=[rows[key]])).content.decode()
        assert "170102 Distrito Inventado" in page, name
    from_list(cast, known=True)
    Registration.objects.update(ubigeo="179999")
    page = page_of(cast["ministry"], rows)
    assert "is not in the list of places" in page


def from_list(cast: Cast, *, known: bool) -> None:
    for name in ("registrations:list", "miners:person_list", "miners:group_list", "rights:list"):
        page = cast["ministry"].get(reverse(name)).content.decode()
        assert ("Distrito Inventado" in page) is known, name
        assert ("not in the list of places" in page) is not known, name
