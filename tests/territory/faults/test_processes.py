"""Faults with real processes: a worker killed in the middle, the database cut off, the broker and PostgreSQL killed.

After each: no finding lost, none doubled, nothing clear that was not measured, and the run finishes or says what is left.
"""

import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone

from registry.common import jobs
from registry.common.models import Job
from registry.territory.models import OverlapRun
from registry.territory.selectors import run_progress
from tests.territory.faults.servers import Broker, Postgres
from tests.territory.faults.stage import (
    FINISHED,
    LEFT,
    UNMEASURED_CLEAR,
    WAITS,
    Workers,
    address,
    connected,
    one,
    until,
    whole,
)

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


def in_the_middle(database):
    """Some parts are done, and somebody stands before a lock."""
    return one(database, WAITS)[0] > 0 and one(database, LEFT)[0] < 4


def test_worker_killed_in_the_middle(country, run, workers, hold, elsewhere, database):
    """Killed with -9 between two parts: what it wrote stands, the sweep finds the job, a second worker does the rest."""
    hold(country[25])
    first = workers.start()
    workers.send(run.job_id)
    assert until(lambda: in_the_middle(database))
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert run_progress(run) == (20, 40)
    assert one(database, UNMEASURED_CLEAR) == (0,)
    elsewhere.rollback()
    assert until(lambda: run.job_id in jobs.left_behind(before=timezone.now()))
    workers.start()
    workers.send(run.job_id)
    assert until(lambda: one(database, FINISHED, [run.pk]) == (1,))
    assert whole(database)


def test_helper_killed_in_the_middle(country, run, workers, hold, elsewhere, database):
    """A helper stands still in one part, the run's own worker does all others; it takes over when the helper is killed."""
    hold(country[0])
    helper = workers.start()
    workers.send(Job.objects.create(kind="territory.measure_help", payload={"run": run.pk}).pk)
    assert until(lambda: one(database, WAITS)[0] == 1)
    workers.start()
    workers.send(run.job_id)
    assert until(lambda: one(database, LEFT) == (1,) and one(database, WAITS)[0] == 2)
    helper.send_signal(signal.SIGKILL)
    helper.wait()
    elsewhere.rollback()
    assert until(lambda: one(database, FINISHED, [run.pk]) == (1,))
    assert whole(database)


def test_database_cut_off_in_the_middle(country, run, workers, hold, elsewhere, database):
    """The worker's connection is ended by force: nothing clear appears, and the job is done when it is sent again."""
    hold(country[15])
    workers.start()
    workers.send(run.job_id)
    assert until(lambda: in_the_middle(database))
    one(database, WAITS.replace("count(*)", "count(pg_terminate_backend(pid))"))
    elsewhere.rollback()
    assert one(database, UNMEASURED_CLEAR) == (0,)
    assert until(lambda: run.job_id in jobs.left_behind(before=timezone.now()))
    workers.send(run.job_id)
    assert until(lambda: one(database, FINISHED, [run.pk]) == (1,))
    assert whole(database)


@pytest.fixture
def broker():
    """A broker that may be killed."""
    started = Broker()
    yield started
    started.end()


def test_broker_killed_in_the_middle(country, run, hold, elsewhere, database, broker):
    """The worker finishes what it has; what is asked for meanwhile waits in the database, and the sweep sends it later."""
    workers = Workers(address(None), broker.url, "faults")
    try:
        hold(country[15])
        workers.start()
        workers.send(run.job_id)
        assert until(lambda: in_the_middle(database))
        broker.kill()
        asked = subprocess.run(
            [sys.executable, "manage.py", "check_overlaps", "--all"], cwd=settings.BASE_DIR, env=workers.env,
            capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip
        assert asked.returncode == 0, asked.stderr
        later = OverlapRun.objects.latest("id")
        assert (later.pk > run.pk, later.job.state) == (True, "waiting")
        elsewhere.rollback()
        assert until(lambda: one(database, FINISHED, [run.pk]) == (1,))
        assert whole(database)
        broker.start_again()
        Job.objects.filter(pk=later.job_id).update(created_at=later.created_at.replace(year=2025))
        workers.sweep()
        assert until(lambda: one(database, FINISHED, [later.pk]) == (1,))
        assert whole(database)
    finally:
        workers.end()


def test_postgresql_killed_in_the_middle(country, run, broker, database):
    """Killed with -9, all its processes: it recovers, what was committed stands, the worker lives on and does the rest."""
    server = Postgres()
    workers = Workers(server.url, broker.url, "faults")
    try:
        server.take_over(address(None))
        there, holder = connected(server.url), connected(server.url)
        holder.autocommit = False
        holder.execute("SELECT id FROM territory_footprint WHERE id = %s FOR UPDATE", [country[15].pk])
        workers.start()
        workers.send(run.job_id)
        assert until(lambda: in_the_middle(there))
        server.kill()
        there.close(), holder.close()
        server.start_again()
        with connected(server.url) as there:
            assert one(there, LEFT) == (3,)
            assert one(there, UNMEASURED_CLEAR) == (0,)
            assert one(there, FINISHED, [run.pk]) == (0,)
            workers.send(run.job_id)
            assert until(lambda: one(there, FINISHED, [run.pk]) == (1,))
            assert whole(there)
    finally:
        workers.end()
        server.end()
