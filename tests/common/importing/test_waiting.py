"""Waiting for the work an import asked for: sent again where its message was lost, done here where nobody answers."""

from datetime import UTC, datetime

import pytest

from registry.common import jobs
from registry.common.importing import waiting
from registry.common.importing.staging import quiet
from registry.common.importing.waiting import jobs_wait
from registry.common.models import Job

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def clock():
    return datetime.now(tz=UTC)


@pytest.fixture(autouse=True)
def _handlers(monkeypatch):
    """One kind asks for another, one fails; no message is sent anywhere."""

    def chain(_job, _progress):
        jobs.enqueue(kind="test.last", payload={})

    def fail(_job, _progress):
        raise ValueError("no layer")

    kinds = {"test.chain": chain, "test.last": lambda _job, _progress: {}, "test.fail": fail}
    monkeypatch.setattr(jobs, "_handlers", kinds)
    monkeypatch.setattr(jobs, "_senders", [])
    monkeypatch.setattr(waiting, "SECONDS_BETWEEN_LOOKS", 0)


def test_without_a_worker_the_work_and_what_it_asks_for_is_done_here(monkeypatch):
    monkeypatch.setattr(waiting, "has_worker", lambda: False)
    jobs.enqueue(kind="test.chain", payload={})
    told = []
    assert jobs_wait(since=BEFORE, clock=clock, progress=lambda *said: told.append(said[1:])) == []
    assert list(Job.objects.order_by("id").values_list("kind", "state")) == [
        ("test.chain", "done"),
        ("test.last", "done"),
    ]
    assert told[-1] == (2, 2)


def test_work_that_fails_for_good_is_told(monkeypatch):
    monkeypatch.setattr(waiting, "has_worker", lambda: False)
    jobs.enqueue(kind="test.fail", payload={})
    (said,) = jobs_wait(since=BEFORE, clock=clock, progress=quiet)
    assert "no layer" in said
    assert Job.objects.get().attempts == jobs.MAX_ATTEMPTS


def test_with_a_worker_a_job_whose_message_was_lost_is_sent_again(monkeypatch):
    monkeypatch.setattr(waiting, "has_worker", lambda: True)
    job = jobs.enqueue(kind="test.last", payload={})
    jobs.use_sender(lambda number: jobs.run(number, clock=clock))
    assert jobs_wait(since=BEFORE, clock=clock, progress=quiet) == []
    job.refresh_from_db()
    assert job.state == "done"
