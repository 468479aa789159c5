"""Runs: another tolerance marks everything anew, what was left behind is taken up, parts are done once by whoever is free."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.territory.models import Check, Finding, NeighbourCheck, OverlapRun, RunPart
from registry.territory.selectors import noise_tolerances, run_progress
from registry.territory.services import batches
from registry.territory.services import measure as measuring
from registry.territory.services.runs import run_request, runs_take_up, tolerance_set
from tests.territory.conftest import AT, ON, block

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
LATER = AT + timedelta(minutes=10)


def tolerance(area, radius, reason="Resolution 1"):
    """Set the tolerances."""
    return tolerance_set(area_m2=area, radius_m=radius, reason=reason, by=BY, on=ON, at=AT)


def test_another_tolerance_marks_every_finding_anew(place, land, measure):
    """
    A sliver of 0.4 m by 200 m (80 m2) is noise under 100 m2 and 0.5 m, and a conflict under 50 m2.

    The finding that stood before is kept as history with the run of its day.
    """
    right = place(block(0, 0))
    land("buffer_zone", block(999.6, 0, 500, 200))
    measure()
    assert (noise_tolerances().area_m2, noise_tolerances().radius_m) == (100, 0.5)
    assert Finding.objects.get(superseded_at=None, area__isnull=False).edge_noise
    assert Check.objects.get(superseded_at=None, kind__code="buffer_zone").answer == "clear"
    run = tolerance(50, 0.5)
    assert (run.reason, run.scope) == ("tolerance_changed", {})
    measure()
    now = Finding.objects.get(superseded_at=None, area__isnull=False)
    assert (now.edge_noise, now.run_id) == (False, run.pk)
    assert Check.objects.get(superseded_at=None, kind__code="buffer_zone", footprint=right).answer == "overlaps"
    assert Finding.objects.filter(area__isnull=False).exclude(superseded_at=None).latest("id").edge_noise
    assert Event.objects.filter(kind="territory.tolerance.set").count() == 1


@pytest.mark.parametrize(("area", "radius", "reason"), [(-1, 1, "x"), (1, -1, "x"), (1, 1, " "), (100, 0.5, "x")])
def test_tolerances_refused(area, radius, reason):
    """Less than nothing, without a reason, or those that hold."""
    with pytest.raises(DomainError):
        tolerance(area, radius, reason)
    assert not OverlapRun.objects.exists()


def test_command_sets_one_of_two(capsys):
    """What is not named stays; wrong input ends with 2."""
    call_command("set_tolerances", radius_m=1.0, reason="Resolution 2")
    assert "100 m2, 1 m" in capsys.readouterr().out
    with pytest.raises(CommandError) as refused:
        call_command("set_tolerances", area_m2=-1.0, reason="x")
    assert refused.value.returncode == 2


def test_a_run_whose_job_is_lost_or_failed_is_taken_up(place, measure):
    """A job that ended without finishing its run is asked for again; a failed one an hour later."""
    place(block(0, 0))
    measure()
    lost, failed = (run_request(reason="asked", on=ON) for _n in range(2))
    Job.objects.filter(pk=lost.job_id).delete()
    Job.objects.filter(pk=failed.job_id).update(state="failed", finished_at=LATER)
    OverlapRun.objects.update(created_at=AT)
    assert runs_take_up(on=ON, at=LATER) == [lost.pk]
    assert runs_take_up(on=ON, at=LATER) == []
    assert runs_take_up(on=ON, at=LATER + timedelta(hours=2)) == [failed.pk]
    measure()
    assert not OverlapRun.objects.filter(finished_at=None).exists()


def test_what_no_run_has_answered_is_asked_for(place, land, measure):
    """A footprint that was never measured, then a pair of footprint and layer without an answer."""
    right = place(block(0, 0))
    layer = land("urban_area", block(5000, 0))
    OverlapRun.objects.all().delete()
    Job.objects.all().delete()
    (first,) = runs_take_up(on=ON, at=LATER)
    assert OverlapRun.objects.get(pk=first).scope == {"footprints": [right.pk]}
    measure()
    assert runs_take_up(on=ON, at=LATER) == []
    Check.objects.filter(layer=layer).update(superseded_at=AT)
    (second,) = runs_take_up(on=ON, at=LATER)
    assert OverlapRun.objects.get(pk=second).scope == {"layers": [layer.pk], "footprints": [right.pk]}
    measure()
    assert Check.objects.get(layer=layer, superseded_at=None).answer == "clear"
    assert runs_take_up(on=ON, at=LATER) == []


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of three footprints."""
    monkeypatch.setattr(measuring, "PART_LEAST", 1)
    monkeypatch.setattr(measuring, "PART_MOST", 3)
    monkeypatch.setattr(measuring, "PARTS_WANTED", 1)


@pytest.mark.usefixtures("small_parts")
def test_a_run_is_laid_out_in_parts_and_asks_for_helpers(place):
    """Ten rights in a row: four parts from west to east, three helpers, planned once; each part counts for progress."""
    rights = [place(block(3000 * n, 0)) for n in range(10)]
    Job.objects.all().delete()
    run = run_request(reason="asked", on=ON)
    measuring.run_plan(run=run)
    measuring.run_plan(run=run)
    parts = list(RunPart.objects.filter(run=run).values_list("footprint_ids", flat=True))
    assert [len(ids) for ids in parts] == [3, 3, 3, 1]
    assert [pk for ids in parts for pk in ids] == [right.pk for right in rights]
    assert Job.objects.filter(kind=measuring.HELP_KIND).count() == 3
    assert run_progress(run) == (0, 10)
    assert measuring.part_measure(run=run, clock=lambda: AT, without={}, wait=False) == 1
    assert run_progress(run) == (3, 10)
    assert measuring.run_help(run=run, clock=lambda: AT) == 3
    assert OverlapRun.objects.get(pk=run.pk).finished_at is None
    counts = measuring.run_measure(run=run, progress=lambda *_: None, clock=lambda: AT)
    assert (counts["measured"], NeighbourCheck.objects.filter(run=run).count()) == (10, 10)


@pytest.mark.usefixtures("small_parts")
def test_a_part_that_fails_is_left_and_the_others_are_done(place, monkeypatch):
    """The run says what is left, is not finished, and the next attempt does only that."""
    rights = [place(block(3000 * n, 0)) for n in range(9)]
    run = run_request(reason="asked", on=ON)
    real = batches.lock_batches

    def broken(ids):
        if rights[4].pk in ids:
            message = "out of order"
            raise RuntimeError(message)
        return real(ids)

    monkeypatch.setattr(batches, "lock_batches", broken)
    with pytest.raises(measuring.PartsLeftError, match=r"1 of 3 parts are left.*out of order"):
        measuring.run_measure(run=run, progress=lambda *_: None, clock=lambda: AT)
    assert run_progress(run) == (6, 9)
    assert OverlapRun.objects.get(pk=run.pk).finished_at is None
    monkeypatch.setattr(batches, "lock_batches", real)
    measuring.run_measure(run=run, progress=lambda *_: None, clock=lambda: AT)
    assert NeighbourCheck.objects.filter(run=run, superseded_at=None).count() == 9
