"""A new version of a layer: what it cannot touch is carried over, the rest is measured, and both say the same."""

import numpy as np
import pytest
import shapely

from registry.territory.models import Check, Finding
from registry.territory.services.runs import run_request
from tests.territory.conftest import EAST, NORTH, ON, block, degrees

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


@pytest.mark.parametrize("seed", range(4))
def test_carried_and_measured_say_the_same(place, land, measure, seed):
    """Drawn at random: areas come, go, move and stay, some doubled; places with and without hectares stand among them."""
    rng = np.random.default_rng(seed)

    def towns(count):
        return [block(*rng.uniform(0, 12_000, 2), *rng.uniform(20, 1500, 2)) for _n in range(count)]

    for x, y in rng.uniform(0, 12_000, (25, 2)):
        place(block(x, y, *rng.uniform(50, 1500, 2)))
    for x, y in rng.uniform(0, 12_000, (15, 2)):
        place(shapely.Point(EAST + x, NORTH + y), owner="declared_place", accuracy=float(rng.uniform(0, 40)))
    stays = towns(14)
    coverage = degrees(block(-2000, -2000, 10_000, 16_000))[0]
    land("urban_area", *stays, *towns(3), stays[0], coverage=coverage)
    measure()
    land("urban_area", *stays[1:], *towns(3), coverage=coverage, version="2")
    counts = measure()
    assert counts["measured"] < counts["footprints"]
    carried = ledger()
    run_request(reason="asked", on=ON)
    assert measure()["measured"] == 40
    fresh = ledger()
    assert carried[0] == fresh[0]
    assert [row[:3] for row in carried[1]] == [row[:3] for row in fresh[1]]
    numbers = [[value or 0 for row in side[1] for value in row[3:]] for side in (carried, fresh)]
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-6)


def test_shapes_are_carried_with_their_findings(rights, land, measure):
    """What is shared stands under the new version too, in the system of the measuring and in degrees."""
    land("urban_area", *TOWNS)
    measure()
    land("urban_area", *TOWNS[:-1], version="2")
    measure()
    for finding in Finding.objects.filter(superseded_at=None, area__isnull=False):
        assert finding.shared_shape.area == pytest.approx(finding.shared_m2, abs=0.01)
        assert (shapely.get_srid(finding.shared_shape), finding.shared_geom.srid) == (32718, 4326)
