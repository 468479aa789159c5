"""The page of a finding, and the verdict of a person beside it."""

import pytest
from django.test import Client
from django.urls import reverse

from registry.territory.models import Finding, Footprint, Verdict

pytestmark = pytest.mark.django_db


def test_a_verdict_is_given_on_the_page_and_stands_there(cast: dict[str, Client], rows: dict[str, int]) -> None:
    judge, url = cast["cadastre"], reverse("territory:verdict", args=[rows["finding"]])
    lacking = judge.post(url, {"verdict": "agreement", "reason": "Signed."})
    assert lacking.status_code == 422
    assert "document" in lacking.content.decode()
    assert not Verdict.objects.exists()
    assert judge.post(url, {"verdict": "confirmed", "reason": "Seen on the map."}).status_code == 302
    page = cast["auditor"].get(reverse("territory:finding", args=[rows["finding"]])).content.decode()
    assert "Seen on the map." in page
    assert "Give a verdict" not in page


def test_the_place_of_a_person_is_closed_to_an_officer_of_one_region(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    url = reverse("territory:finding", args=[rows["finding"]])
    assert cast["officer"].get(url).status_code == 200
    Footprint.objects.filter(pk=Finding.objects.get(pk=rows["finding"]).footprint_id).update(
        owner_kind="declared_place"
    )
    assert cast["officer"].get(url).status_code == 403
    assert cast["ministry"].get(url).status_code == 200
