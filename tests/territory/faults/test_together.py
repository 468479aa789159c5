"""Two at once: a run started twice, two officers on one right, a layer replaced while it is measured, a poisoned shape.

After each: no finding lost, none doubled, nothing clear that was not measured.
"""

import threading
import time

import pytest
import shapely
from django.db import connection
from django.utils import timezone

from concessions.models import MiningRight
from concessions.services.rights import RightData, right_change
from registry.audit.services import Actor
from registry.territory.models import AreaPiece, Check, Finding, Footprint, NeighbourCheck, OverlapRun
from registry.territory.services.places import Place
from registry.territory.services.runs import run_request
from tests.territory.conftest import AT, EAST, NORTH, ON, block
from tests.territory.faults.stage import COUNT, WAITS, in_thread, load, measured, one, until, whole

pytestmark = [pytest.mark.processes, pytest.mark.timeout(120)]


def test_run_started_twice(country, run, hold, elsewhere, database):
    """Two workers do the same run at once: each part is done by one of them, both end, everything stands once."""
    hold(country[0])
    joins = [in_thread(lambda: measured(OverlapRun.objects.get(pk=run.pk))) for _ in range(2)]
    assert until(lambda: one(database, WAITS)[0] == 2)
    elsewhere.rollback()
    for join in joins:
        join()
    assert whole(database)
    assert Check.objects.filter(run=run, kind__code="urban_area").count() == COUNT
    assert NeighbourCheck.objects.filter(run=run).count() == COUNT


def test_two_runs_at_once(country, run, database):
    """Another run over the same rights: the later answer of each right stands, once."""
    other = run_request(reason="asked", on=ON)
    for join in [in_thread(lambda each=each: measured(each)) for each in (run, other)]:
        join()
    assert whole(database)


def test_layer_replaced_while_it_is_measured(country, run, hold, elsewhere, database):
    """The new version waits for the part, then supersedes what it wrote; the old one leaves nothing standing."""
    hold(country[-1])
    measuring = in_thread(lambda: measured(run))
    assert until(lambda: one(database, WAITS)[0] > 0)
    loading = in_thread(lambda: load("2", *[block(4000 * n - 39_500, 0) for n in range(COUNT // 2)]))
    time.sleep(0.5)
    elsewhere.rollback()
    measuring()
    loading()
    assert not Check.objects.filter(superseded_at=None, layer__state="superseded").exists()
    assert not Finding.objects.filter(superseded_at=None, area__layer__state="superseded").exists()
    measured(OverlapRun.objects.get(reason="layer_loaded", job__state="waiting"))
    assert whole(database)


def test_two_officers_change_the_same_right(country, run, database):
    """Both shapes are kept, one stands: the pairs and answers are those of the one that stands, and of no other."""
    measured(run)
    right = MiningRight.objects.create(code="010000124", state="titled", footprint=country[0], filed_at=AT)
    data = RightData(code="010000124", state="titled", filed_at=AT)
    start = threading.Barrier(2)

    def change(width):
        start.wait(timeout=30)
        place = Place(block(-40_000, 0, width, 1000), 32718, grid_srid=32718)
        right_change(right=right, data=data, place=place, by=Actor.user(width), at=timezone.now(), reason="drawn anew")

    for join in [in_thread(lambda width=width: change(width)) for width in (2500, 3000)]:
        join()
    right.refresh_from_db()
    assert right.footprint.superseded_at is None
    assert Footprint.objects.filter(superseded_at=None).count() == COUNT
    assert Footprint.objects.exclude(superseded_at=None).count() == 2
    for asked in OverlapRun.objects.filter(finished_at=None).order_by("id"):
        measured(asked)
    assert whole(database)
    pairs = Finding.objects.filter(superseded_at=None, other__isnull=False)
    width = shapely.box(*right.footprint.shape.bounds).area / 1000
    assert [(pair.footprint_id, pair.other_id) for pair in pairs] == [(right.footprint_id, country[1].pk)]
    assert pairs.get().shared_m2 == pytest.approx((width - 2000) * 1000)


BOW_TIE = """
    UPDATE territory_areapiece SET shape = ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[
        ST_MakePoint(%(x)s, %(y)s), ST_MakePoint(%(x)s + 90, %(y)s + 90), ST_MakePoint(%(x)s + 90, %(y)s),
        ST_MakePoint(%(x)s, %(y)s + 90), ST_MakePoint(%(x)s, %(y)s)])), 32718)
    WHERE id = %(id)s
"""


@pytest.mark.django_db
def test_a_poisoned_shape_in_a_layer_of_ten_thousand(place, land, measure):
    """
    One of 10,000 parcels crosses itself: its owner stored it past every check of the database.

    Only rights that come near it are not checked, and say that the run failed; all others have their answer, and when
    the parcel is mended a run gives all of them theirs.
    """
    parcels = [block(200 * column, 200 * row, 90, 90) for row in range(100) for column in range(100)]
    layer = land("urban_area", *parcels)
    rights = [place(block(2000 * column + 50, 2000 * row + 50)) for row in range(10) for column in range(10)]
    away = place(block(-8000, -8000))
    sick = AreaPiece.objects.filter(layer_id=layer.pk).order_by("id")[5050]
    sound = sick.shape
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending on a table that is altered
        cursor.execute("ALTER TABLE territory_areapiece DROP CONSTRAINT territory_piece_shape_valid")
        x, y = sound.bounds[:2]
        cursor.execute(BOW_TIE, {"x": x, "y": y, "id": sick.pk})
    measure()
    standing = Check.objects.filter(superseded_at=None, layer=layer)
    failed = set(standing.filter(why="run_failed").values_list("footprint_id", flat=True))
    near = shapely.box(x - 1000, y - 1000, x + 1090, y + 1090)
    assert failed == {right.pk for right in rights if shapely.intersects(right.shape, near)}
    assert set(standing.filter(footprint__in=failed).values_list("answer", flat=True)) == {"not_checked"}
    assert standing.filter(answer="overlaps").count() == 100 - len(failed)
    assert standing.get(footprint=away).answer == "clear"
    assert NeighbourCheck.objects.filter(superseded_at=None, why="measured").count() == 101
    AreaPiece.objects.filter(pk=sick.pk).update(shape=sound)
    run_request(reason="asked", on=ON)
    measure()
    assert standing.filter(answer="overlaps").count() == 100
    for right in rights[:3]:
        found = Finding.objects.filter(footprint=right, superseded_at=None, area__isnull=False)
        assert found.count() == len({finding.area_id for finding in found})


@pytest.mark.django_db
def test_the_database_refuses_what_the_owner_did(place, land):
    """The application cannot store an invalid piece: the constraint that the test above drops is there."""
    land("urban_area", block(0, 0))
    with pytest.raises(Exception, match="territory_piece_shape_valid"), connection.cursor() as cursor:
        cursor.execute(BOW_TIE, {"x": EAST, "y": NORTH, "id": AreaPiece.objects.get().pk})
