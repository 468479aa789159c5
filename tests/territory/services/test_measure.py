"""Runs: three answers, findings in the right's zone, noise, points, corridor, and nothing clear that was not measured."""

from datetime import date

import pytest
import shapely

from registry.common.announcements import _subscribers, subscribe
from registry.common.errors import DomainError
from registry.territory.choices import OwnerKind
from registry.territory.models import Check, Finding, Footprint, LandLayer, OverlapRun
from registry.territory.services import batches
from registry.territory.services.footprints import FootprintDraft, footprint_register, footprint_replace
from registry.territory.services.measure import run_measure
from registry.territory.services.runs import run_request
from tests.territory.conftest import AT, EAST, EVERYWHERE, NORTH, ON, block, degrees

pytestmark = pytest.mark.django_db


def said(footprint, code):
    """The standing answer of a footprint for a kind: answer and why."""
    check = Check.objects.get(footprint=footprint, kind__code=code, superseded_at=None)
    return check.answer, check.why


def test_overlap_with_numbers(place, land, measure):
    """
    +-------+
    | right +---+
    |   | X |   |     the area covers a quarter of the right; half of the area lies in it
    +---+---+---+
    """
    right, layer = place(block(0, 0)), land("buffer_zone", block(500, 0, 1000, 500))
    measure()
    finding = Finding.objects.get(footprint=right, area__layer=layer, superseded_at=None)
    assert said(right, "buffer_zone") == ("overlaps", "measured")
    assert finding.shared_m2 == pytest.approx(250_000, abs=0.01)
    assert (finding.share_of_footprint, finding.share_of_area) == pytest.approx((0.25, 0.5), abs=1e-6)
    assert (finding.grid_srid, finding.edge_noise, finding.check_row.nearest_m) == (32718, False, 0.0)


def test_neighbour_is_clear_and_near_is_told(place, land, measure):
    """An area that touches gives nothing; one at 400 m is named as the nearest."""
    touching, near = place(block(0, 0)), place(block(0, 3000))
    land("native_community", block(1000, 0), block(1400, 3000))
    measure()
    assert said(touching, "native_community") == said(near, "native_community") == ("clear", "measured")
    check = Check.objects.get(footprint=near, kind__code="native_community", superseded_at=None)
    assert check.nearest_m == pytest.approx(400, abs=0.01)
    assert not Finding.objects.exclude(area=None).exists()


def test_absent_layer_is_not_checked(place, measure):
    """Of a kind that nobody loaded nothing is known; every measured kind has a row that says so."""
    right = place(block(0, 0))
    measure()
    assert said(right, "archaeological_zone") == ("not_checked", "no_layer")
    assert not Check.objects.filter(answer="clear").exists()


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (None, ("not_checked", "outside_coverage")),
        (degrees(block(50_000, 0))[0], ("not_checked", "outside_coverage")),
        (degrees(block(-9000, -9000, 9500, 20_000))[0], ("not_checked", "partly_outside_coverage")),
        (EVERYWHERE, ("clear", "measured")),
    ],
)
def test_clear_only_where_the_layer_is_complete(place, land, measure, coverage, expected):
    """Coverage absent, elsewhere, over half of the right, over all of it."""
    right = place(block(0, 0))
    land("forest_concession", block(20_000, 20_000), coverage=coverage)
    measure()
    assert said(right, "forest_concession") == expected


def test_stale_layer_says_so(place, land, measure):
    """Past its freshness a layer still clears, as old data; an overlap stays an overlap."""
    free, hit = place(block(0, 0)), place(block(5000, 0))
    land("water_body", block(5500, 0), fresh_until=date(2026, 11, 19))
    measure()
    assert said(free, "water_body") == ("clear", "old_data")
    assert said(hit, "water_body") == ("overlaps", "old_data")


def test_layer_of_points_never_clears(place, land, measure):
    """Nearness is told; nothing is cleared."""
    right = place(block(0, 0))
    land("mining_liability", shapely.Point(EAST + 1300, NORTH + 500), shape_class="point")
    measure()
    assert said(right, "mining_liability") == ("not_checked", "no_boundaries")
    assert Check.objects.get(
        footprint=right, kind__code="mining_liability", superseded_at=None
    ).nearest_m == pytest.approx(300, abs=0.01)


@pytest.mark.parametrize(
    ("x", "accuracy", "answer", "relation"),
    [
        (500, 50, ("overlaps", "measured"), "inside"),
        (980, 50, ("not_checked", "undecided"), "undecided"),
        (1020, 50, ("not_checked", "undecided"), "undecided"),
        (1051, 50, ("clear", "measured"), None),
        (1000, 0, ("not_checked", "undecided"), "undecided"),
    ],
)
def test_point_within_its_accuracy_is_undecided(place, land, measure, x, accuracy, answer, relation):
    """Inside by more than its accuracy, within it on either side, outside by more; on the line without accuracy."""
    spot = place(shapely.Point(EAST + x, NORTH + 500), owner=OwnerKind.DECLARED_PLACE, accuracy=accuracy)
    land("protected_area_direct", block(0, 0))
    measure()
    assert said(spot, "protected_area_direct") == answer
    findings = Finding.objects.filter(footprint=spot, superseded_at=None)
    assert [(f.relation, f.shared_m2, f.edge_noise) for f in findings] == (
        [(relation, None, False)] if relation else []
    )


@pytest.mark.parametrize(
    ("width", "length", "noise"), [(0.09, 1000, True), (0.2, 1000, False), (2.0, 40, False), (1.2, 1.2, False)]
)
def test_edge_noise_needs_both_tolerances(place, land, measure, width, length, noise):
    """90 m2 in a sliver of 9 cm is noise; 200 m2 is not, nor a strip 2 m wide, nor a small square of 1.2 m."""
    right = place(block(0, 0))
    land("peasant_community", block(1000 - width, 0, 500, length))
    measure()
    finding = Finding.objects.get(footprint=right, superseded_at=None)
    assert finding.edge_noise is noise
    assert said(right, "peasant_community")[0] == ("clear" if noise else "overlaps")


@pytest.mark.parametrize("srid", [32717, 32718, 32719])
@pytest.mark.parametrize("length", [1_000, 5_000, 10_000])
def test_t_junction_stored_and_read_back(place, measure, srid, length):
    """Edges of 1, 5 and 10 km with a corner of the neighbours on them give no finding at all, in each zone."""
    rise = length * 0.0777
    ends = ((EAST, NORTH), (EAST + length, NORTH + rise))
    place(shapely.Polygon([*ends, (EAST + length, NORTH - 900), (EAST, NORTH - 900)]), srid=srid)
    middle = (EAST + length * 0.3719, NORTH + rise * 0.3719)
    for start, end in ((ends[0], middle), (middle, ends[1])):
        place(shapely.Polygon([start, end, (end[0], end[1] + 900), (start[0], start[1] + 900)]), srid=srid)
    measure()
    assert not Finding.objects.exists()


def test_corridor_outside_is_the_finding(place, land, measure):
    """
    +--------------------------+
    | department               |
    |   +----------+           |
    |   | corridor |A |   B    |   C
    |   +----------+           |
    +--------------------------+
    """
    inside, across, outside, beyond = (place(block(x, 0)) for x in (0, 1500, 5000, 60_000))
    land(
        "permitted_corridor", block(-1000, -1000, 3000, 3000), coverage=degrees(block(-9000, -9000, 20_000, 20_000))[0]
    )
    measure()
    answers = [said(each, "permitted_corridor") for each in (inside, across, outside, beyond)]
    assert answers == [
        ("clear", "measured"), ("overlaps", "measured"), ("overlaps", "measured"), ("not_checked", "outside_coverage")
    ]  # fmt: skip
    shares = Finding.objects.filter(relation="outside_permitted", superseded_at=None).order_by("footprint_id")
    assert [round(finding.share_of_footprint, 4) for finding in shares] == [0.5, 1.0]


def test_right_against_right_in_the_zone_of_the_first(place, measure):
    """Two rights of zones 17 and 18 over the same ground: one pair, the same from either side, superseded once."""
    here = shapely.box(180_000, 8_600_000, 181_000, 8_601_000)
    there = shapely.box(831_000, 8_599_000, 834_000, 8_603_000)
    one, two = place(here), place(there, srid=32717)
    measure()
    first = Finding.objects.get(superseded_at=None)
    assert (first.footprint, first.other, first.grid_srid) == (one, two, 32718)
    run_request(reason="asked", on=ON, footprint_ids=[two.pk])
    measure()
    again = Finding.objects.get(superseded_at=None)
    assert (again.footprint, again.other, again.shared_m2) == (one, two, first.shared_m2)
    assert Finding.objects.filter(superseded_at=None).count() == 1


def test_place_on_a_right(place, measure):
    """A declared polygon and a declared point on a right: the place stands first."""
    right = place(block(0, 0))
    polygon = place(block(900, 0, 200, 100), owner=OwnerKind.DECLARED_PLACE)
    point = place(shapely.Point(EAST + 500, NORTH + 500), owner=OwnerKind.DECLARED_PLACE, accuracy=10)
    measure()
    found = {f.footprint_id: f for f in Finding.objects.filter(superseded_at=None, other=right)}
    assert found[polygon.pk].share_of_footprint == pytest.approx(0.5, abs=1e-6)
    assert (found[point.pk].relation, found[point.pk].shared_m2) == ("inside", None)


def test_a_new_version_supersedes_and_is_not_checked_until_measured(place, land, measure):
    """Between the load and the run the answer waits; history stays."""
    right = place(block(0, 0))
    land("urban_area", block(500, 0))
    measure()
    land("urban_area", block(5000, 0), version="2")
    assert said(right, "urban_area") == ("not_checked", "waiting")
    assert LandLayer.objects.filter(kind__code="urban_area", state="current").count() == 1
    measure()
    assert said(right, "urban_area") == ("clear", "measured")
    assert Finding.objects.filter(footprint=right, superseded_at__isnull=False).exists()


def test_a_moved_footprint_is_measured_again(place, land, measure):
    """A new row takes the place of the old, whose answers become history; the same shape changes nothing."""
    land("urban_area", block(5000, 0))
    right = place(block(0, 0))
    measure()
    same = footprint_replace(footprint=right, draft=FootprintDraft("right", block(0, 0), 32718), on=ON, at=AT)
    assert same.pk == right.pk
    moved = footprint_replace(footprint=right, draft=FootprintDraft("right", block(5000, 0), 32718), on=ON, at=AT)
    measure()
    assert said(moved, "urban_area") == ("overlaps", "measured")
    assert not Check.objects.filter(footprint=right, superseded_at=None).exists()


def test_run_is_idempotent_and_announces_only_changes(place, land, measure, monkeypatch):
    """A run done twice writes once; a new run over unchanged land announces nothing."""
    told = []
    monkeypatch.setitem(_subscribers, batches.CHANGED, [])
    subscribe(batches.CHANGED, told.append)
    right = place(block(0, 0))
    land("urban_area", block(500, 0))
    measure()
    assert {footprint for ids in told for footprint in ids} == {right.pk}
    told.clear()
    run = run_request(reason="asked", on=ON)
    for _time in range(2):
        run_measure(run=run, progress=lambda _d, _t: None, clock=lambda: AT)
    assert Check.objects.filter(run=run, kind__code="urban_area").count() == 1
    assert told == []
    run.refresh_from_db()
    assert run.counts["findings"] == 1


def test_a_poisoned_footprint_is_not_checked_and_the_others_are(place, land, measure, monkeypatch):
    """Where the measuring of one fails, that one is said to have failed; none is clear by accident."""
    good, bad = place(block(0, 0)), place(block(3000, 0))
    land("urban_area", block(9000, 0))
    real = batches.answers

    def poisoned(batch, *rest):
        if bad.pk in batch.ids:
            raise ValueError("poison")
        return real(batch, *rest)

    monkeypatch.setattr(batches, "answers", poisoned)
    measure()
    assert said(good, "urban_area") == ("clear", "measured")
    assert said(bad, "urban_area") == ("not_checked", "run_failed")


def test_registering_asks_for_its_run_in_the_same_transaction(place):
    """The job row stands beside the footprint."""
    right = place(block(0, 0))
    run = OverlapRun.objects.get()
    assert run.scope == {"footprints": [right.pk]}
    assert run.job.state == "waiting"
    assert right.measured_area_ha == 100
    assert right.geom.srid == 4326


def test_psad56_keeps_its_own_hectares():
    """Ten squares of the PSAD56 grid are 1,000 ha, though WGS 84 reads them otherwise by a hair."""
    draft = FootprintDraft("right", block(0, 0, 1000, 10_000), 24878)
    footprint = footprint_register(draft=draft, on=ON)
    assert footprint.measured_area_ha == 1000
    assert footprint.grid_srid == 32718
    assert shapely.distance(shapely.centroid(footprint.shape), shapely.centroid(block(0, 0, 1000, 10_000))) > 400


@pytest.mark.parametrize(
    ("shape", "srid", "code"),
    [
        (shapely.Polygon(), 32718, "shape_refused"),
        (shapely.box(-70.0, -12.0, -69.9, -11.9), 4326, "zone_contradicts_place"),
    ],
)
def test_refused_footprints(shape, srid, code):
    """Nothing is stored of a shape without ground, or far outside of the declared zone."""
    with pytest.raises(DomainError) as refused:
        footprint_register(draft=FootprintDraft("right", shape, srid, grid_srid=32717), on=ON)
    assert refused.value.code == code
    assert not Footprint.objects.exists()
