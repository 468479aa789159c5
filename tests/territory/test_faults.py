"""Faults with real processes: a worker killed in the middle, the database cut off, a run started twice, a layer replaced.

After each: no finding lost, none doubled, nothing clear that was not measured, and the run finishes.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date

import psycopg
import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from registry.audit.services import Actor
from registry.common import jobs
from registry.common.models import Job
from registry.territory.models import Check, Finding, LayerKind, OverlapRun
from registry.territory.services.footprints import FootprintDraft, footprints_register
from registry.territory.services.layer_loading import AreaDraft, LayerDraft, layer_load
from registry.territory.services.measure import run_measure
from registry.territory.services.runs import run_request
from tests.territory.conftest import AT, EVERYWHERE, ON, block, degrees

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]
COUNT = 40


def load(version, *shapes):
    """A version of a layer of urban areas."""
    draft = LayerDraft(
        kind=LayerKind.objects.get(code="urban_area"), series="towns", source="drawn", version=version,
        published_on=date(2026, 1, 1), checksum=version, coverage=EVERYWHERE,
    )  # fmt: skip
    areas = [AreaDraft(shape) for shape in degrees(*shapes)]
    return layer_load(draft=draft, areas=areas, by=Actor.system("test"), on=ON, at=AT)


@pytest.fixture
def country(monkeypatch):
    """Forty rights in a row, every second one half under a town; no job is sent to the broker by itself."""
    monkeypatch.setattr(jobs, "_senders", [])
    drafts = [FootprintDraft("right", block(2000 * n - 40_000, 0), 32718) for n in range(COUNT)]
    rights = footprints_register(drafts=drafts, on=ON, at=AT)
    load("1", *[block(4000 * n - 39_500, 0) for n in range(COUNT // 2)])
    Job.objects.all().delete()
    return rights


@pytest.fixture
def elsewhere():
    """A second connection to the database of the test, for locks and for cutting connections off."""
    values = connection.get_connection_params()
    keep = {name: values[name] for name in ("host", "port", "user", "password") if values.get(name)}
    with psycopg.connect(dbname=values["dbname"], autocommit=False, **keep) as other:
        yield other
        other.rollback()


@pytest.fixture
def worker():
    """Start real workers on the test's database and a queue of their own; all are ended with the test."""
    started = []
    queue = f"faults-{os.getpid()}"

    def start():
        values = connection.settings_dict
        host = f"{values['USER']}@{values['HOST'] or ''}:{values['PORT'] or ''}"
        password = f"{values['USER']}:{values['PASSWORD']}@" if values["PASSWORD"] else f"{values['USER']}@"
        url = f"postgis://{host.replace(values['USER'] + '@', password, 1)}/{values['NAME']}"
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "registry.celery",
            "worker",
            "-P",
            "solo",
            "-Q",
            queue,
            "-l",
            "ERROR",
        ]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL
        )
        started.append(process)
        return process

    start.send = lambda job: current_app.send_task("common.run_job", args=[job.pk], queue=queue)
    yield start
    for process in started:
        process.kill()
        process.wait()


def until(question, seconds=40):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return False


def complete():
    """Each right has one standing check for the layer, and every second one a finding."""
    checks = Check.objects.filter(superseded_at=None, kind__code="urban_area", layer__state="current")
    answers = list(checks.values_list("answer", flat=True))
    findings = Finding.objects.filter(superseded_at=None, area__isnull=False, area__layer__state="current")
    return answers.count("overlaps") == answers.count("clear") == findings.count() == COUNT // 2


def waits_for_a_lock():
    """Whether somebody stands before a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def test_worker_killed_in_the_middle(country, elsewhere, worker):
    """Held at a lock and killed with -9: nothing is written, the sweep finds the job, a second worker finishes it."""
    run = run_request(reason="asked", on=ON)
    elsewhere.execute("SELECT id FROM territory_footprint WHERE id = %s FOR UPDATE", [country[-1].pk])
    first = worker()
    worker.send(run.job)
    assert until(waits_for_a_lock)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not Check.objects.filter(answer="clear").exists()
    elsewhere.rollback()
    assert until(lambda: run.job_id in jobs.left_behind(before=timezone.now()))
    worker()
    worker.send(run.job)
    assert until(lambda: OverlapRun.objects.get(pk=run.pk).finished_at is not None)
    assert complete()


def test_database_cut_off_in_the_middle(country, elsewhere, worker):
    """The worker's connection is ended by force: nothing clear appears, and the job is done when it is sent again."""
    run = run_request(reason="asked", on=ON)
    elsewhere.execute("SELECT id FROM territory_footprint WHERE id = %s FOR UPDATE", [country[-1].pk])
    worker()
    worker.send(run.job)
    assert until(waits_for_a_lock)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
    elsewhere.rollback()
    assert not Check.objects.filter(answer="clear").exists()
    assert until(lambda: run.job_id in jobs.left_behind(before=timezone.now()))
    worker()
    worker.send(run.job)
    assert until(lambda: OverlapRun.objects.get(pk=run.pk).finished_at is not None)
    assert complete()


def in_thread(work):
    """Do something on a connection of its own; errors come back with the join."""
    errors = []

    def body():
        try:
            work()
        except Exception as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=body)
    thread.start()

    def join():
        thread.join(timeout=60)
        assert not thread.is_alive()
        assert errors == []

    return join


def measured(run):
    """Do a run as a worker does."""
    run_measure(run=run, progress=lambda _done, _total: None, clock=timezone.now)


def test_run_started_twice(country, elsewhere):
    """Two workers do the same run at once: both end, and everything stands once."""
    run = run_request(reason="asked", on=ON)
    elsewhere.execute("SELECT id FROM territory_footprint WHERE id = %s FOR UPDATE", [country[0].pk])
    joins = [in_thread(lambda: measured(OverlapRun.objects.get(pk=run.pk))) for _ in range(2)]
    assert until(waits_for_a_lock)
    elsewhere.rollback()
    for join in joins:
        join()
    assert complete()
    assert Check.objects.filter(run=run, kind__code="urban_area").count() == COUNT


def test_layer_replaced_while_it_is_measured(country, elsewhere):
    """The new version waits for the batch, then supersedes what it wrote; the old one leaves nothing standing."""
    run = run_request(reason="asked", on=ON)
    elsewhere.execute("SELECT id FROM territory_footprint WHERE id = %s FOR UPDATE", [country[-1].pk])
    measuring = in_thread(lambda: measured(run))
    assert until(waits_for_a_lock)
    loading = in_thread(lambda: load("2", *[block(4000 * n - 39_500, 0) for n in range(COUNT // 2)]))
    time.sleep(0.5)
    elsewhere.rollback()
    measuring()
    loading()
    assert not Check.objects.filter(superseded_at=None, layer__isnull=False).exists()
    measured(OverlapRun.objects.get(reason="layer_loaded", job__state="waiting"))
    assert complete()
