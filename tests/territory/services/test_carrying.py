"""A new version of a layer: what it cannot touch is carried over, the rest is measured, and both say the same."""

import pytest

from registry.territory.models import Check, Finding
from registry.territory.services.runs import run_request
from tests.territory.conftest import ON, block, degrees

pytestmark = pytest.mark.django_db
TOWNS = [block(500 + 6000 * n, 0) for n in range(8)]


def ledger():
    """What stands, without numbers of rows and versions."""
    checks = Check.objects.filter(superseded_at=None, kind__code="urban_area")
    findings = Finding.objects.filter(superseded_at=None, area__isnull=False)
    return (
        sorted(checks.values_list("footprint_id", "answer", "why", "nearest_m")),
        sorted(findings.values_list("footprint_id", "area__checksum", "relation", "shared_m2", "share_of_area")),
    )


@pytest.fixture
def rights(place):
    """A right on each town and one between each two."""
    return [place(block(3000 * n, 0)) for n in range(16)]


def test_one_area_changed(rights, land, measure):
    """One town moved: the right on it is measured, the others spared; a full run says the same of all."""
    land("urban_area", *TOWNS)
    measure()
    layer = land("urban_area", *TOWNS[:-1], block(500 + 6000 * 7, 200), version="2")
    counts = measure()
    assert (counts["footprints"], counts["measured"]) == (16, 1)
    assert Check.objects.filter(superseded_at=None, layer=layer).count() == 16
    carried = ledger()
    run_request(reason="asked", on=ON)
    assert measure()["measured"] == 16
    assert ledger() == carried


@pytest.mark.parametrize(
    "said",
    [{"accuracy_m": 5.0}, {"coverage": degrees(block(-60_000, -50_000, 100_000, 100_000))[0]}, {"coverage": None}],
)
def test_nothing_is_carried_when_the_layer_says_otherwise(rights, land, measure, said):
    """Another accuracy or coverage touches every answer."""
    land("urban_area", *TOWNS)
    measure()
    land("urban_area", *TOWNS, version="2", **said)
    assert measure()["measured"] == 16


def test_a_stale_version_is_carried_as_old_data(rights, land, measure):
    """Freshness is judged for the new version."""
    land("urban_area", *TOWNS)
    measure()
    land("urban_area", *TOWNS, version="2", fresh_until=ON.replace(day=1))
    assert measure()["measured"] == 0
    assert set(Check.objects.filter(superseded_at=None, kind__code="urban_area").values_list("why", flat=True)) == {
        "old_data"
    }


def test_a_failed_check_is_not_carried(rights, land, measure):
    """What was not measured is measured now."""
    layer = land("urban_area", *TOWNS)
    measure()
    Check.objects.filter(footprint=rights[3], layer=layer, superseded_at=None).update(
        answer="not_checked", why="run_failed"
    )
    land("urban_area", *TOWNS, version="2")
    assert measure()["measured"] == 1
    assert Check.objects.get(footprint=rights[3], kind__code="urban_area", superseded_at=None).why == "measured"
