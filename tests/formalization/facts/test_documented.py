"""An officer's dated document settles a kind of land, from its day on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registry.formalization.facts import operations
from registry.formalization.models import ZoneFact
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


def fact(entry, kind: str, **values) -> ZoneFact:
    return ZoneFact.objects.create(
        **{
            "registration": entry, "kind": kind, "lies": False, "authority": "ANA", "document": "Oficio 1",
            "document_on": DAY, "by_key": "user:1", "recorded_at": datetime(2026, 11, 1, tzinfo=UTC), **values,
        }
    )  # fmt: skip


def facts_of(entry, on: date = DAY):
    return operations(get_pack("PE"), [entry.pk], on)[0].facts


def test_an_unchecked_kind_is_settled_from_the_day_of_the_document(build) -> None:
    entry = build.registration()
    assert facts_of(entry).zone_flags is None
    fact(entry, "water_body")
    assert "water_body" not in facts_of(entry).zones_unchecked
    assert facts_of(entry).zone_flags == ()
    assert facts_of(entry, DAY - timedelta(days=1)).zone_flags is None


def test_a_document_outweighs_the_ledger_and_a_withdrawn_one_says_nothing(build) -> None:
    place = build.footprint(owner_kind="declared_place")
    entry = build.registration(declared_place=place)
    build.all_clear(place)
    said = fact(entry, "archaeological_zone", lies=True)
    assert facts_of(entry).zone_flags == ("archaeological_zone",)
    ZoneFact.objects.filter(pk=said.pk).update(withdrawn_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert facts_of(entry).zone_flags == ()


@pytest.mark.parametrize("created", [date(1990, 5, 1), None])
def test_the_creation_day_comes_with_the_document(build, created: date | None) -> None:
    entry = build.registration()
    pack = get_pack("PE")
    kind = next(kind for kind, effect in pack.zone_effects.items() if effect.prior_rights)
    fact(entry, kind, lies=True, created_on=created)
    assert facts_of(entry).zone_created == created
