"""An import killed in the middle of its writing leaves nothing, and the next one says so. With a real process."""

import os
import signal
import subprocess
import sys
import time
from datetime import date

import numpy as np
import psycopg
import pyogrio
import pytest
import shapely
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from concessions.models import MiningRight
from registry.common.models import ImportBatch, ImportRow, Job
from registry.territory.models import Footprint

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(120),
]
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'territory_footprint'::regclass"


@pytest.fixture
def url():
    """Address of the test database for a process of its own."""
    said = connection.settings_dict
    return f"postgis://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


@pytest.fixture
def rights(tmp_path):
    """A file of three rights."""
    squares = [shapely.box(700_000 + 1000 * n, 9_200_000, 701_000 + 1000 * n, 9_201_000) for n in range(3)]
    wkb = shapely.to_wkb(np.array(squares, dtype=object))
    codes = np.array([f"0100000{n}" for n in range(3)], dtype=object)
    pyogrio.raw.write(tmp_path / "r.gpkg", wkb, [codes], ["CODIGOU"], crs="EPSG:32717", geometry_type="Polygon")
    return tmp_path / "r.gpkg"


def start(path, url):
    command = [sys.executable, "manage.py", "import_rights", str(path), "--source", "INGEMMET", "--profile", "ingemmet"]
    return subprocess.Popen(
        [*command, "--published", "2026-03-10", "--scope", "17", "--json"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "REGISTRY_DEMO": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until_it_writes(lock, process):
    """Wait until the import stands at the table that is locked."""
    for _look in range(400):
        if lock.execute(WAITS).fetchone()[0]:
            return
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    pytest.fail("the import never came to its writing")


@pytest.mark.parametrize(("how", "says"), [(signal.SIGKILL, ""), (signal.SIGTERM, "nothing was written")])
def test_a_killed_import_leaves_nothing_and_the_next_one_says_so(rights, url, how, says, settings, capsys):
    settings.REGISTRY_DEMO = False
    with psycopg.connect(url.replace("postgis", "postgresql")) as lock:
        lock.execute("LOCK TABLE territory_footprint IN EXCLUSIVE MODE")
        process = start(rights, url)
        until_it_writes(lock, process)
        process.send_signal(how)
        if how == signal.SIGTERM:
            lock.rollback()  # a polite end comes once the database answers
        assert says in process.communicate(timeout=60)[1]
    assert not any(model.objects.exists() for model in (MiningRight, Footprint, ImportRow, Job))
    (left,) = ImportBatch.objects.all()
    assert left.state == ("staged" if how == signal.SIGKILL else "refused")
    for _look in range(100):  # the server notices the lost connection a moment later
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7403")
            if not cursor.fetchone()[0]:
                break
        time.sleep(0.1)
    call_command(
        "import_rights", str(rights), source="INGEMMET", profile="ingemmet", scope="17", published=date(2026, 3, 10)
    )
    assert MiningRight.objects.count() == 3
    left.refresh_from_db()
    assert left.state == "refused"
    assert ("left nothing" in capsys.readouterr().err) is (how == signal.SIGKILL)
