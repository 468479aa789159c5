"""Verified places and zone facts: sourced, dated, and gone with the place they were said of."""

from datetime import date, datetime, timedelta

import pytest
import shapely

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.formalization.models import PlaceVerification, ZoneFact
from registry.formalization.services.grounds import (
    VerificationData,
    ZoneFactData,
    place_verify,
    zone_fact_record,
    zone_fact_withdraw,
)
from registry.formalization.services.registrations import RegistrationData, registration_change
from registry.territory.services.places import Place

pytestmark = pytest.mark.django_db
BY = Actor.user(1)
HERE, THERE = Place(shapely.Point(350_000, 8_570_000), 32719, 5), Place(shapely.Point(352_000, 8_570_000), 32719, 5)
HOW = VerificationData("site_visit", "Acta 12-2026", "Invented Inspector", date(2026, 11, 10))
WATER = ZoneFactData("water_body", lies=False, authority="ANA", document="Oficio 1", document_on=date(2026, 11, 2))


def test_a_verified_place_stands_with_its_evidence_and_asks_for_an_assessment(build, at: datetime) -> None:
    entry = build.registration()
    place_verify(registration=entry, place=HERE, data=HOW, by=BY, at=at)
    entry.refresh_from_db()
    assert entry.verified_place is not None
    assert entry.verified_place.owner_kind == "verified_place"
    said = PlaceVerification.objects.get(registration=entry)
    assert (said.evidence, said.inspected_by, said.by_key) == ("Acta 12-2026", "Invented Inspector", "user:1")
    asked = Job.objects.filter(kind="formalization.assess").values_list("payload", flat=True)
    assert any(job["ids"] == [entry.pk] for job in asked)


def test_a_place_verified_again_where_it_was_keeps_its_footprint(build, at: datetime) -> None:
    entry = build.registration()
    first = place_verify(registration=entry, place=HERE, data=HOW, by=BY, at=at)
    again = place_verify(registration=entry, place=HERE, data=HOW, by=BY, at=at + timedelta(hours=1))
    moved = place_verify(registration=entry, place=THERE, data=HOW, by=BY, at=at + timedelta(hours=2))
    assert first.footprint_id == again.footprint_id != moved.footprint_id
    first.footprint.refresh_from_db()
    assert first.footprint.superseded_at is not None
    assert PlaceVerification.objects.filter(registration=entry).count() == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"evidence": " "}, "evidence"), ({"inspected_by": ""}, "inspected_by"), ({"method": "dream"}, "method"),
        ({"verified_on": date(2026, 11, 21)}, "verified_on"),
    ],
)  # fmt: skip
def test_a_verification_without_evidence_or_of_tomorrow_is_refused(build, at: datetime, change, field: str) -> None:
    entry = build.registration()
    data = VerificationData(**{name: getattr(HOW, name) for name in HOW.__slots__} | change)
    with pytest.raises(DomainError) as caught:
        place_verify(registration=entry, place=HERE, data=data, by=BY, at=at)
    assert caught.value.field == field
    with pytest.raises(DomainError):
        place_verify(registration=entry, place=None, data=HOW, by=BY, at=at)


def test_a_second_word_on_a_kind_of_land_takes_the_place_of_the_first(build, at: datetime) -> None:
    entry = build.registration()
    first = zone_fact_record(registration=entry, data=WATER, by=BY, at=at)
    second = zone_fact_record(registration=entry, data=WATER, by=BY, at=at)
    first.refresh_from_db()
    assert first.withdrawn_why == "Replaced by Oficio 1."
    zone_fact_withdraw(fact=second, reason="Wrong file.", by=BY, at=at)
    with pytest.raises(DomainError):
        zone_fact_withdraw(fact=second, reason="Again.", by=BY, at=at)
    assert not ZoneFact.objects.filter(registration=entry, withdrawn_at=None).exists()


def test_zone_facts_lapse_where_the_place_moves(build, at: datetime) -> None:
    entry = build.registration()
    zone_fact_record(registration=entry, data=WATER, by=BY, at=at)
    place_verify(registration=entry, place=HERE, data=HOW, by=BY, at=at)
    assert "another place" in ZoneFact.objects.get(registration=entry).withdrawn_why
    zone_fact_record(registration=entry, data=WATER, by=BY, at=at)
    data = RegistrationData(code=entry.code, ubigeo=entry.ubigeo)
    registration_change(registration=entry, data=data, place=THERE, by=BY, at=at, reason="Corrected.")
    assert not ZoneFact.objects.filter(registration=entry, withdrawn_at=None).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "moon"}, "kind"), ({"authority": ""}, "authority"), ({"document": " "}, "document"),
        ({"document_on": date(2026, 11, 21)}, "document_on"),
        ({"lies": True, "created_on": date(2026, 11, 3)}, "created_on"),
    ],
)  # fmt: skip
def test_a_zone_fact_without_source_is_refused(build, at: datetime, change, field: str) -> None:
    data = ZoneFactData(**{name: getattr(WATER, name) for name in WATER.__slots__} | change)
    with pytest.raises(DomainError) as caught:
        zone_fact_record(registration=build.registration(), data=data, by=BY, at=at)
    assert caught.value.field == field
