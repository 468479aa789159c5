"""The rights that an entry's place lies on: told of legal persons, never of natural ones, and only as measured."""

import json
from datetime import date

import pytest

from registry.territory.models import Finding, NeighbourCheck, OverlapRun
from tests.api.conftest import footprint, square

pytestmark = pytest.mark.django_db


def meet(entry, right):
    """The entry's place lies on a right, as measured."""
    run = OverlapRun.objects.first()
    Finding.objects.create(
        footprint=right.footprint, other=entry.declared_place, run=run, relation="shared_area", grid_srid=32719,
        shared_m2=2_500.0, share_of_footprint=0.0025, share_of_area=0.25, measured_on=date(2026, 11, 1),
    )  # fmt: skip
    NeighbourCheck.objects.create(footprint=entry.declared_place, run=run, why="measured", checked_on=date(2026, 11, 1))


def told(client, entry):
    return json.loads(client.get(f"/api/v1/registrations/{entry.code}/").content)["rights_met"]


@pytest.fixture
def company(ground):
    """The entry of a legal person, with a place."""
    entry = ground.of_company
    if entry.declared_place is None:
        entry.declared_place = footprint(square(0.2, 0.2, 0.1), "declared_place")
        entry.save()
    return entry


def test_of_a_legal_person_each_right_is_told(client, ground, company):
    assert told(client, company) is None  # not measured: no empty list, which would read as clear
    meet(company, ground.titled)
    assert told(client, company) == [
        {"right_code": "010000119", "right_state": "titled", "relation": "shared_area", "hectares": 0.25,
         "share_of_place": 0.25, "measured_on": "2026-11-01"}
    ]  # fmt: skip
    Finding.objects.filter(other=company.declared_place).update(edge_noise=True)
    assert told(client, company) == []


def test_of_a_natural_person_nothing_is(client, ground):
    meet(ground.of_person, ground.titled)
    assert told(client, ground.of_person) is None
    listed = client.get("/api/v1/registrations/?fields=code,rights_met").json()["results"]
    assert [row["rights_met"] for row in listed if row["code"] == ground.of_person.code] == [None]
