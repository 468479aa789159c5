"""What the tests of faults share: a small country, real workers, and the questions asked after each fault."""

import os
import subprocess
import sys
import threading
import time
from datetime import date
from urllib.parse import quote

import psycopg
from celery import Celery
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from kombu import Connection

from registry.audit.services import Actor
from registry.territory.models import LayerKind
from registry.territory.services.layer_drafts import AreaDraft, LayerDraft
from registry.territory.services.layer_loading import layer_load
from registry.territory.services.measure import run_measure
from tests.territory.conftest import AT, EVERYWHERE, ON, degrees

COUNT = 40
WORKER = [
    sys.executable,
    "-m",
    "celery",
    "-A",
    "registry.celery",
    "worker",
    "-P",
    "solo",
    "-l",
    "ERROR",
    "--without-mingle",
]

# Each question is asked in SQL, so that it can be asked of any database. All are of the standing rows.
RIGHTS_ANSWERED = """
    SELECT count(*) FILTER (WHERE c.answer = 'overlaps'), count(*) FILTER (WHERE c.answer = 'clear'), count(*)
    FROM territory_check c JOIN territory_landlayer l ON l.id = c.layer_id AND l.state = 'current'
    WHERE c.superseded_at IS NULL
"""
FINDINGS = """
    SELECT count(*), count(DISTINCT (f.footprint_id, f.area_id))
    FROM territory_finding f JOIN territory_check c ON c.id = f.check_row_id AND c.superseded_at IS NULL
    JOIN territory_landlayer l ON l.id = c.layer_id AND l.state = 'current' WHERE f.superseded_at IS NULL
"""
NEIGHBOURS = "SELECT count(*), count(DISTINCT footprint_id) FROM territory_neighbourcheck WHERE superseded_at IS NULL"
# A clear answer of a run stands only for footprints of its parts that are done.
UNMEASURED_CLEAR = """
    SELECT count(*) FROM territory_check c
    WHERE c.answer = 'clear' AND c.superseded_at IS NULL AND NOT EXISTS (
        SELECT FROM territory_runpart p
        WHERE p.run_id = c.run_id AND p.done_at IS NOT NULL AND c.footprint_id = ANY(p.footprint_ids))
"""
LEFT = "SELECT count(*) FROM territory_runpart WHERE done_at IS NULL"
FINISHED = "SELECT count(*) FROM territory_overlaprun WHERE id = %s AND finished_at IS NOT NULL"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def load(version, *shapes):
    """A version of a layer of urban areas."""
    draft = LayerDraft(
        kind=LayerKind.objects.get(code="urban_area"), series="towns", source="drawn", version=version,
        published_on=date(2026, 1, 1), checksum=version, coverage=EVERYWHERE,
    )  # fmt: skip
    areas = [AreaDraft(shape) for shape in degrees(*shapes)]
    return layer_load(draft=draft, areas=areas, by=Actor.system("test"), on=ON, at=AT)


def address(server):
    """The address of a database, as the environment of a process names it."""
    values = server if isinstance(server, dict) else connection.settings_dict
    words = quote(values["USER"], safe="")
    if values["PASSWORD"]:
        words += f":{quote(values['PASSWORD'], safe='')}"
    return f"postgis://{words}@{values['HOST'] or ''}:{values['PORT'] or ''}/{values['NAME']}"


def connected(url):
    """A connection to a database by its address, each statement for itself."""
    return psycopg.connect(url.replace("postgis://", "postgresql://", 1), autocommit=True)


def one(database, question, values=()):
    """The one row that answers a question."""
    return database.execute(question, values).fetchone()


def whole(database, count=COUNT):
    """Each right has one standing answer for the layer, every second one its one finding, all were measured together."""
    half = count // 2
    answered = one(database, RIGHTS_ANSWERED) == (half, half, count)
    found = one(database, FINDINGS) == (half, half)
    return answered and found and one(database, NEIGHBOURS) == (count, count)


def until(question, seconds=60):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return False


class Workers:
    """Real worker processes on one database and one broker, with a queue of their own; all are ended with the test."""

    def __init__(self, database_url, broker_url, queue):
        """Nothing is started yet."""
        self.env = {**os.environ, "DATABASE_URL": database_url, "CELERY_BROKER_URL": broker_url}
        self.queue = queue
        self.sender, self.broker_url = Celery(set_as_current=False), broker_url
        self.started = []

    def start(self):
        """One worker more."""
        command = [*WORKER, "-Q", f"{self.queue},celery", "-n", f"w{len(self.started)}-{self.queue}@faults"]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.env, stdout=subprocess.DEVNULL)
        self.started.append(process)
        return process

    def send(self, job_id):
        """Ask for a job."""
        self._send("common.run_job", [job_id])

    def sweep(self):
        """Ask for what the clock asks for each minute."""
        self._send("common.sweep_jobs", [])

    def _send(self, name, args):
        # Named at each call: Celery would take the broker of the environment before one that it is given.
        with Connection(self.broker_url) as line:
            self.sender.send_task(name, args=args, queue=self.queue, connection=line)

    def end(self):
        """End what was started here."""
        for process in self.started:
            process.kill()
            process.wait()
        self.sender.close()


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
