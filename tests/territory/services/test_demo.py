"""The demo's parties, verdicts and answers: invented, never twice, refused where the register is real."""

import pytest
from django.core.management import CommandError, call_command

from registry.territory.models import AreaParty, LandLayer, PartyAnswer, Verdict
from registry.territory.services.conflicts import conflicts
from tests.territory.conftest import ON, block

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(place, land, measure, settings):
    """Rights on invented communities and other land, measured."""
    settings.REGISTRY_DEMO = True
    for step in range(12):
        place(block(step * 1000, 0))
    land("native_community", *(block(step * 1000, 500, 1000, 400) for step in range(4)))
    land("buffer_zone", block(0, 0, 12_000, 400))
    LandLayer.objects.update(source="demo")
    measure()


def test_every_outcome_is_to_be_seen(country):
    call_command("seed_demo_territory")
    assert AreaParty.objects.filter(language="qu").exists()
    assert all(not party.email or party.email.endswith("@example.org") for party in AreaParty.objects.all())
    seen = set(conflicts(on=ON, within=None).values_list("outcome", flat=True))
    assert seen == {"open", "confirmed", "wrong_data", "resolved", "agreement", "agreement_unconfirmed"}
    assert set(PartyAnswer.objects.values_list("kind", flat=True)) >= {"objection", "agreement"}


def test_never_twice(country):
    call_command("seed_demo_territory")
    before = AreaParty.objects.count(), Verdict.objects.count(), PartyAnswer.objects.count()
    call_command("seed_demo_territory")
    assert (AreaParty.objects.count(), Verdict.objects.count(), PartyAnswer.objects.count()) == before


def test_before_a_worker_has_measured_there_are_parties_only(land, settings):
    settings.REGISTRY_DEMO = True
    land("native_community", block(0, 0))
    LandLayer.objects.update(source="demo")
    call_command("seed_demo_territory")
    assert AreaParty.objects.count() == 1
    assert not Verdict.objects.exists()


def test_refused_in_a_real_register(db, settings):
    settings.REGISTRY_DEMO = False
    with pytest.raises(CommandError):
        call_command("seed_demo_territory")
