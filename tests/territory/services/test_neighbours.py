"""A place among rights, and places among each other: what it lies on, how far out, and never clear before it was measured."""

import pytest
import shapely
from django.db import connection

from concessions.models import Contract, MiningRight
from registry.territory.choices import OwnerKind
from registry.territory.models import Finding, NeighbourCheck
from registry.territory.selectors import met_by, placings
from registry.territory.services.runs import run_request
from tests.territory.conftest import EAST, NORTH, ON, block

pytestmark = pytest.mark.django_db
PLACE = OwnerKind.DECLARED_PLACE


def test_a_place_on_two_rights(place, measure):
    """
    +------+------+
    |  own |other |      a quarter of the place lies beyond its own right, on another's; both are told, largest first
    |   [--+-]    |
    +------+------+
    """
    own, other = place(block(0, 0)), place(block(1000, 0))
    site = place(block(250, 0, 1000, 400), owner=PLACE)
    measure()
    known = met_by([site.pk, own.pk])
    assert [(met.footprint_id, round(met.share, 6)) for met in known[site.pk].met] == [(own.pk, 0.75), (other.pk, 0.25)]
    assert (known[site.pk].answer, known[own.pk].answer) == ("overlaps", "clear")
    (lies,) = placings([(site.pk, own.pk)], noise_m2=100).values()
    assert lies.share_inside == pytest.approx(0.75)
    assert (lies.distance_m, lies.reaches_out_m, lies.is_inside) == (0, pytest.approx(250), None)


def test_the_rights_met_lead_to_state_holder_and_contract(place, measure):
    """The number of the footprint is all that is needed to ask the cadastre."""
    right = MiningRight.objects.create(code="010000124", state="titled", footprint=place(block(0, 0)))
    Contract.objects.create(right=right, party_name="Minera Inventada")
    site = place(block(100, 100, 50, 50), owner=PLACE)
    measure()
    (met,) = met_by([site.pk])[site.pk].met
    found = MiningRight.objects.get(footprint=met.footprint_id)
    assert (found.state, found.contracts.count(), met.share) == ("titled", 1, 1.0)


@pytest.mark.parametrize(
    ("x", "accuracy", "distance", "reaches", "inside"),
    [(500, 0, 0, 0, True), (-30, 5, 30, 30, False), (-3, 5, 3, 3, None), (0, 0, 0, 0, None)],
)
def test_a_point_and_its_own_right(place, x, accuracy, distance, reaches, inside):
    """Inside, outside by 30 m, undecided within its accuracy, and on the line."""
    right = place(block(0, 0))
    site = place(shapely.Point(EAST + x, NORTH + 500), owner=PLACE, accuracy=accuracy)
    (lies,) = placings([(site.pk, right.pk)], noise_m2=100).values()
    assert lies.share_inside is None
    assert (lies.distance_m, lies.reaches_out_m) == (pytest.approx(distance), pytest.approx(reaches))
    assert lies.is_inside is inside


def test_across_zones_a_place_is_measured_in_the_zone_of_the_right(place):
    """A place of zone 18 on a right of zone 17: share and distance are those of the right's grid."""
    right = place(shapely.box(830_000, 9_000_000, 831_000, 9_001_000), srid=32717)
    site = place(shapely.box(170_300, 9_000_300, 170_500, 9_000_500), srid=32718, owner=PLACE)
    (lies,) = placings([(site.pk, right.pk)], noise_m2=100).values()
    assert lies.distance_m > 0 or lies.share_inside is not None


def test_not_measured_is_not_clear(place, measure):
    """Nothing is known before the run; a right that comes later makes its neighbours wait until it was measured."""
    first = place(block(0, 0))
    assert met_by([first.pk])[first.pk].answer == "not_checked"
    measure()
    assert met_by([first.pk])[first.pk].answer == "clear"
    place(block(500, 0))
    assert (met_by([first.pk])[first.pk].answer, met_by([first.pk])[first.pk].why) == ("not_checked", "waiting")
    measure()
    assert met_by([first.pk])[first.pk].answer == "overlaps"


def test_registration_against_registration(place, measure):
    """Two places that share ground stand as one pair, told from either side."""
    one, two = (place(block(x, 0), owner=PLACE) for x in (0, 600))
    measure()
    assert Finding.objects.filter(superseded_at=None, other__isnull=False).count() == 1
    for mine, other in ((one, two), (two, one)):
        (met,) = met_by([mine.pk], owner_kind=PLACE)[mine.pk].met
        assert (met.footprint_id, met.shared_m2) == (other.pk, pytest.approx(400_000))


def test_a_poisoned_footprint_takes_nothing_from_its_neighbours(place, land, measure):
    """A stored shape that crosses itself: it and its neighbour are not checked, and the old finding stands."""
    one, two, far = place(block(0, 0)), place(block(500, 0)), place(block(9000, 0))
    land("urban_area", block(0, 0, 300, 300))
    measure()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE territory_footprint DROP CONSTRAINT territory_footprint_shape_valid")
        cursor.execute(
            "UPDATE territory_footprint SET shape = ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[ST_MakePoint(%s, %s), "
            "ST_MakePoint(%s, %s), ST_MakePoint(%s, %s), ST_MakePoint(%s, %s), ST_MakePoint(%s, %s)])), 32718) WHERE id = %s",
            [
                *(EAST, NORTH),
                *(EAST + 1000, NORTH + 1000),
                *(EAST + 1000, NORTH),
                *(EAST, NORTH + 1000),
                *(EAST, NORTH),
                one.pk,
            ],
        )

    run_request(reason="asked", on=ON)
    measure()
    whys = dict(NeighbourCheck.objects.filter(superseded_at=None).values_list("footprint_id", "why"))
    assert whys == {one.pk: "run_failed", two.pk: "run_failed", far.pk: "measured"}
    assert Finding.objects.filter(superseded_at=None, other__isnull=False).count() == 1
    land_finding = Finding.objects.get(superseded_at=None, area__isnull=False)
    assert (land_finding.check_row.why, land_finding.check_row.superseded_at) == ("run_failed", None)
    assert met_by([far.pk])[far.pk].answer == "clear"
