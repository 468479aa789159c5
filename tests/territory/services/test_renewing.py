"""A new version of a layer: what nobody touched is not written, what is near a change waits, and the past is answered."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely

from registry.audit.services import Actor
from registry.common.announcements import _subscribers, subscribe
from registry.common.errors import DomainError
from registry.territory.models import AreaPiece, Check, Finding, LandArea, LandLayer, OverlapRun
from registry.territory.selectors import areas_of_version, versions_measured
from registry.territory.services import batches
from registry.territory.services.layer_drafts import AreaDraft, LayerDraft
from registry.territory.services.layer_loading import layer_break, layer_load
from registry.territory.services.runs import run_request, runs_take_up
from registry.territory.services.verdicts import verdict_give, verdicts_standing
from tests.territory.conftest import AT, EAST, EVERYWHERE, NORTH, ON, block, degrees

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
TOWNS = [block(500 + 6000 * n, 0) for n in range(8)]
MOVED = [*TOWNS[:-1], block(500 + 6000 * 7, 200)]
"""The last of eight towns lies 200 m further north."""


def ledger():
    """What stands, without numbers of rows and versions."""
    checks = Check.objects.filter(superseded_at=None, kind__code="urban_area")
    findings = Finding.objects.filter(superseded_at=None, area__isnull=False)
    return (
        sorted(checks.values_list("footprint_id", "answer", "why", "nearest_m")),
        sorted(findings.values_list("footprint_id", "area__name", "relation", "shared_m2", "share_of_area")),
    )


def rows():
    """Every check and finding as it is stored, by number."""
    both = (("checks", Check.objects), ("findings", Finding.objects.defer("shared_shape", "shared_geom")))
    return {
        (name, row.pk): {key: value for key, value in row.__dict__.items() if key != "_state"}
        for name, found in both
        for row in found.all()
    }


def standing(footprint, code="urban_area"):
    """The standing check of a footprint."""
    return Check.objects.select_related("layer").get(footprint=footprint, kind__code=code, superseded_at=None)


@pytest.fixture
def version(kind):
    """Load a version of shapes whose ids say their place in the list; `said` changes what is said of the n-th."""

    def load(*shapes, name="1", said=(), **of_layer):
        values = {"series": "towns", "source": "drawn", "published_on": date(2026, 1, 1), "coverage": EVERYWHERE}
        draft = LayerDraft(kind=kind("urban_area"), version=name, checksum=name, **values | of_layer)
        areas = [AreaDraft(shape, external_id=f"T{n}", name=f"Town {n}") for n, shape in enumerate(degrees(*shapes))]
        for number, values in dict(said).items():
            areas[number] = replace(areas[number], **values)
        return layer_load(draft=draft, areas=areas, by=BY, on=ON, at=AT)

    return load


@pytest.fixture
def rights(place):
    """A right on each town and one between each two."""
    return [place(block(3000 * n, 0)) for n in range(16)]


@pytest.fixture
def told(monkeypatch):
    """Footprints that are announced from now on."""
    heard = []
    monkeypatch.setitem(_subscribers, batches.CHANGED, [])
    subscribe(batches.CHANGED, heard.extend)
    return heard


def test_what_nobody_touched_is_not_written(rights, version, measure, told):
    """One town of eight moved: one right of sixteen is measured, and no row of the others is another than before."""
    layer = version(*TOWNS)
    measure()
    before, areas, pieces = rows(), set(LandArea.objects.values_list("pk")), AreaPiece.objects.count()
    told.clear()
    again = version(*MOVED, name="2")
    counts = measure()
    assert (again.pk, again.edition, counts["measured"]) == (layer.pk, 2, 1)
    now = rows()
    mine = standing(rights[14])
    touched = {key for key in before if before[key] != now[key]}
    assert {before[key]["footprint_id"] for key in touched} == {rights[14].pk}
    assert set(told) == {rights[14].pk}
    assert {now[key]["footprint_id"] for key in now.keys() - before.keys()} == {rights[14].pk}
    assert len(set(LandArea.objects.values_list("pk")) - areas) == AreaPiece.objects.count() - pieces == 1
    assert (mine.answer, mine.edition, standing(rights[0]).edition) == ("overlaps", 2, 1)
    kept = ledger()
    run_request(reason="asked", on=ON)
    assert measure()["measured"] == 16
    assert ledger() == kept


def test_near_a_change_nothing_is_known_until_it_is_measured(rights, version, measure):
    """A town goes: its right waits, the finding ended with the load; far away the answers stand. Nothing is clear early."""
    version(*TOWNS)
    measure()
    version(*TOWNS[:-1], name="2")
    waits = Check.objects.filter(superseded_at=None, why="waiting", kind__code="urban_area")
    assert list(waits.values_list("footprint", "answer")) == [(rights[14].pk, "not_checked")]
    assert standing(rights[0]).answer == "overlaps"
    assert not Finding.objects.filter(footprint=rights[14], superseded_at=None, area__isnull=False).exists()
    measure()
    assert (standing(rights[14]).answer, standing(rights[14]).why) == ("clear", "measured")
    kept = Check.objects.filter(footprint=rights[14], kind__code="urban_area").exclude(superseded_at=None)
    assert "overlaps" in set(kept.values_list("answer", flat=True))


def test_the_past_is_answered(rights, version, measure):
    """Which areas had version N; against which version was this measured."""
    version(*TOWNS[:3])
    measure()
    version(*TOWNS[:2], TOWNS[4], name="2")
    measure()
    layer = version(TOWNS[0], TOWNS[4], name="3", said={1: {"external_id": "T2", "name": "Town 2"}})
    measure()
    past = {row.version: row for row in LandLayer.objects.filter(line=layer).order_by("edition")}
    held = {name: shapes_of(areas_of_version(row)) for name, row in (past | {"3": layer}).items()}
    assert held == {"1": shapes(*TOWNS[:3]), "2": shapes(*TOWNS[:2], TOWNS[4]), "3": shapes(TOWNS[0], TOWNS[4])}
    assert [(row.state, row.edition) for row in past.values()] == [("superseded", 1), ("superseded", 2)]
    checks = [standing(right) for right in rights]
    measured = {
        check.footprint_id: versions_measured(checks)[check.pk].version if check.edition < 3 else "3"
        for check in checks
    }
    assert [measured[rights[n].pk] for n in (0, 2, 4, 8)] == ["1", "3", "2", "2"]


def shapes_of(areas):
    """The shapes of some areas, as text."""
    return {shapely.from_wkb(bytes(area.geom.wkb)).normalize().wkt for area in areas}


def shapes(*blocks):
    """The same of drawn shapes."""
    return {shape.normalize().wkt for shape in degrees(*blocks)}


def test_another_name_and_date_of_the_same_shape(rights, version, measure, told):
    """Nothing is measured and the finding stands; what is on it is judged again; what was said before is kept."""
    version(*TOWNS)
    measure()
    before = rows()
    finding = Finding.objects.get(footprint=rights[0], superseded_at=None, area__isnull=False)
    verdict_give(finding=finding, verdict="wrong_data", reason="drawn over", by=BY, at=AT)
    told.clear()
    said = {0: {"valid_from": date(1998, 5, 1), "name": "Old Town"}, 2: {"attributes": {"houses": 9}}}
    layer = version(*TOWNS, name="2", said=said)
    assert measure()["measured"] == 0
    assert rows() == before
    assert told == [rights[0].pk]
    area = LandArea.objects.get(pk=finding.area_id)
    assert (area.name, area.valid_from, area.layer_id) == ("Old Town", date(1998, 5, 1), layer.pk)
    was = areas_of_version(LandLayer.objects.get(line=layer))
    assert (was.count(), was.get(external_id="T0").name, was.get(external_id="T0").valid_from) == (8, "Town 0", None)
    assert (was.get(external_id="T2").attributes, layer.areas.get(external_id="T2").attributes) == ({}, {"houses": 9})
    finding.refresh_from_db()
    assert verdicts_standing([finding])[finding.pk].verdict == "wrong_data"
    version(*TOWNS, name="3", said=said)
    assert LandArea.objects.count() == 10


def test_a_version_replaced_wholly(rights, version, measure):
    """Every area elsewhere: all near any of them are measured, and no finding of the old version stands."""
    version(*TOWNS)
    measure()
    version(*[block(3500 + 6000 * n, 0) for n in range(8)], name="2")
    assert not Check.objects.filter(superseded_at=None, answer="clear", kind__code="urban_area").exists()
    measure()
    kept = ledger()
    assert {name for name, *_rest in kept[0]} == {right.pk for right in rights}
    assert not Finding.objects.filter(superseded_at=None, area__layer__state="superseded").exists()
    run_request(reason="asked", on=ON)
    measure()
    assert ledger() == kept


@pytest.mark.parametrize("said", [{"accuracy_m": 5.0}, {"shape_class": "line"}])
def test_all_answers_end_when_the_layer_says_otherwise_of_its_shapes(rights, version, measure, said):
    """Another accuracy or kind of shape touches every answer."""
    version(*TOWNS)
    measure()
    drawn = [shapely.boundary(town) for town in TOWNS] if "shape_class" in said else TOWNS
    version(*drawn, name="2", **said)
    assert not Check.objects.filter(superseded_at=None, kind__code="urban_area").exists()
    assert measure()["measured"] == 16


WEST = degrees(block(-50_000, -50_000, 73_500, 100_000))[0]
"""Covers the first eight rights, and the ninth by half."""


@pytest.mark.parametrize(
    ("first", "second"), [(EVERYWHERE, WEST), (WEST, EVERYWHERE), (EVERYWHERE, None), (None, WEST)]
)
def test_another_coverage_is_asked_where_it_answers(rights, version, measure, first, second):
    """Rights that overlap are not asked again; of the others those where both coverages differ; a full run agrees."""
    version(*TOWNS, coverage=first)
    measure()
    version(*TOWNS, name="2", coverage=second)
    waiting = set(Check.objects.filter(superseded_at=None, why="waiting").values_list("footprint_id", flat=True))
    counts = measure()
    now = ledger()
    between = {right.pk for number, right in enumerate(rights) if number % 2}
    east = {right.pk for number, right in enumerate(rights) if number > 7}
    assert waiting == between & (
        {right.pk for right in rights} - east if first is None else east if second else between
    )
    assert counts["measured"] == len(waiting)
    run_request(reason="asked", on=ON)
    measure()
    assert ledger() == now


def test_freshness_is_that_of_the_new_version(rights, version, measure, told):
    """Stale, then fresh again: answers are called so at once, nothing is measured, and what rests on them is told."""
    version(*TOWNS)
    measure()
    told.clear()
    version(*TOWNS, name="2", fresh_until=ON - timedelta(days=1))
    assert measure()["measured"] == 0
    checks = Check.objects.filter(superseded_at=None, kind__code="urban_area")
    assert set(checks.values_list("why", flat=True)) == {"old_data"}
    assert set(told) == {right.pk for right in rights}
    version(*TOWNS, name="3", fresh_until=ON)
    assert set(checks.values_list("why", flat=True)) == {"measured"}
    assert Check.objects.filter(kind__code="urban_area", why="old_data").exclude(superseded_at=None).count() == 16


@pytest.mark.parametrize("why", ["run_failed", None])
def test_what_was_not_measured_is_measured_now(rights, version, measure, why):
    """A failed check, or a footprint without one, is measured with the next version."""
    layer = version(*TOWNS)
    measure()
    mine = Check.objects.filter(footprint=rights[3], layer=layer, superseded_at=None)
    if why:
        mine.update(answer="not_checked", why=why)
    else:
        mine.update(superseded_at=AT)
    version(*TOWNS, name="2")
    assert measure()["measured"] == 1
    assert standing(rights[3]).why == "measured"


def test_two_versions_before_the_first_is_measured(rights, version, measure):
    """What waits for the first waits on for the second: whichever run comes, the answers are those of the present."""
    version(*TOWNS)
    measure()
    version(*MOVED, name="2")
    version(*MOVED[1:], name="3", said={6: {"external_id": "T7"}})
    assert Check.objects.filter(superseded_at=None, why="waiting").count() == 2
    measure()
    kept = ledger()
    run_request(reason="asked", on=ON)
    measure()
    assert ledger() == kept
    assert not Check.objects.filter(superseded_at=None, kind__code="urban_area", why="waiting").exists()


def test_a_run_that_was_lost_is_taken_up(rights, version, measure):
    """What waits for a run that is no more is asked for again."""
    version(*TOWNS)
    measure()
    version(*MOVED, name="2")
    OverlapRun.objects.update(finished_at=AT)
    (number,) = runs_take_up(on=ON, at=AT)
    assert OverlapRun.objects.get(pk=number).scope["footprints"] == [rights[14].pk]


def test_a_load_that_fails_leaves_the_version_before(rights, version, measure):
    """An area that no zone takes, or an error at the end: areas, answers and findings are as they were."""
    version(*TOWNS)
    measure()
    before = rows()
    with pytest.raises(DomainError):
        version(*MOVED, shapely.LineString([(EAST, NORTH), (EAST + 10, NORTH)]), name="2")
    assert rows() == before
    assert (LandLayer.objects.get().version, LandArea.objects.count()) == ("1", 8)


def test_a_broken_layer_ends_and_the_next_version_begins_anew(rights, version, measure, monkeypatch):
    """Taken out of use, every answer ends; what is loaded then is a layer of its own."""
    layer = version(*TOWNS)
    measure()
    standing = set(Check.objects.filter(superseded_at=None, layer=layer).values_list("footprint", flat=True))
    told = []
    monkeypatch.setitem(_subscribers, "territory.finding.changed", [told.extend])
    layer_break(layer=layer, why="drawn in the wrong zone", by=BY, on=ON, at=AT)
    assert not Check.objects.filter(superseded_at=None, layer=layer).exists()
    absent = Check.objects.filter(superseded_at=None, kind=layer.kind, answer="not_checked", why="no_layer")
    assert set(absent.values_list("footprint", flat=True)) == standing
    assert standing
    assert set(told) == standing, "what was judged by it is judged anew"
    with pytest.raises(DomainError):
        layer_break(layer=layer, why="again", by=BY, on=ON, at=AT)
    fresh = version(*MOVED, name="2")
    assert (fresh.pk == layer.pk, fresh.edition, measure()["measured"]) == (False, 1, 16)


@pytest.mark.parametrize("seed", range(4))
def test_patched_and_measured_say_the_same(place, land, measure, seed):
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
    assert measure()["measured"] < 40
    patched = ledger()
    run_request(reason="asked", on=ON)
    assert measure()["measured"] == 40
    fresh = ledger()
    assert patched[0] == fresh[0]
    assert [row[:3] for row in patched[1]] == [row[:3] for row in fresh[1]]
    numbers = [[value or 0 for row in side[1] for value in row[3:]] for side in (patched, fresh)]
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-6)


def test_shapes_stay_with_their_findings(rights, version, measure):
    """What is shared stands under the new version too, in the system of the measuring and in degrees."""
    version(*TOWNS)
    measure()
    version(*MOVED, name="2")
    measure()
    found = Finding.objects.filter(superseded_at=None, area__isnull=False)
    assert found.count() == 8
    for finding in found:
        assert finding.shared_shape.area == pytest.approx(finding.shared_m2, abs=0.01)
        assert (shapely.get_srid(finding.shared_shape), finding.shared_geom.srid) == (32718, 4326)
