"""A small country whose runs have several parts, a second connection, and real workers."""

import os

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from registry.common import jobs
from registry.common.models import Job
from registry.territory.services import measure
from registry.territory.services.footprints import FootprintDraft, footprints_register
from registry.territory.services.runs import run_request
from tests.territory.conftest import ON, block
from tests.territory.faults.stage import COUNT, Workers, address, connected, load


@pytest.fixture
def country(monkeypatch, transactional_db):
    """Forty rights in a row, every second one half under a town; parts of ten; no job reaches the broker by itself."""
    monkeypatch.setattr(jobs, "_senders", [])
    for name, value in (("PART_LEAST", 1), ("PART_MOST", 10), ("PARTS_WANTED", 4)):
        monkeypatch.setattr(measure, name, value)
    drafts = [FootprintDraft("right", block(2000 * n - 40_000, 0), 32718) for n in range(COUNT)]
    rights = footprints_register(drafts=drafts, on=ON)
    load("1", *[block(4000 * n - 39_500, 0) for n in range(COUNT // 2)])
    Job.objects.all().delete()
    return rights


@pytest.fixture
def run(country):
    """A run over everything, laid out in four parts, without helpers."""
    asked = run_request(reason="asked", on=ON)
    measure.run_plan(run=asked)
    Job.objects.filter(kind=measure.HELP_KIND).delete()
    return asked


@pytest.fixture
def database(transactional_db):
    """The database of the test, asked from outside of any transaction of the test."""
    with connected(address(None)) as other:
        yield other


@pytest.fixture
def elsewhere(transactional_db):
    """A connection that holds locks until it is told to let go."""
    with psycopg.connect(address(None).replace("postgis://", "postgresql://", 1)) as other:
        yield other
        other.rollback()


@pytest.fixture
def hold(elsewhere):
    """Stop whoever comes to a right: nothing that touches it goes on until `elsewhere` lets go."""
    return lambda right: elsewhere.execute("SELECT id FROM territory_footprint WHERE id = %s FOR UPDATE", [right.pk])


@pytest.fixture
def workers(transactional_db):
    """Workers on the database of the test and the broker of the environment."""
    assert connection.settings_dict["NAME"].startswith("test_")
    started = Workers(address(None), settings.CELERY_BROKER_URL, f"faults-{os.getpid()}")
    yield started
    started.end()
