"""Jobs: written with the change, done once, never lost."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from registry.common import jobs
from registry.common.locks import alone, held
from registry.common.models import Job

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_handlers", {"test.count": lambda _job, _progress: {"n": 1}, "test.fail": _fail})
    monkeypatch.setattr(jobs, "_senders", [])


def _fail(_job: Job, _progress: jobs.Progress) -> None:
    msg = "no layer"
    raise ValueError(msg)


def clock() -> datetime:
    return AT


def test_a_job_of_a_change_that_was_rolled_back_does_not_exist() -> None:
    with transaction.atomic():
        jobs.enqueue(kind="test.count", payload={})
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_it_is_sent_only_after_commit() -> None:
    sent: list[int] = []
    jobs.use_sender(sent.append)
    with transaction.atomic():
        job = jobs.enqueue(kind="test.count", payload={})
        assert sent == []
    assert sent == [job.pk]


def test_a_broker_that_is_away_loses_nothing() -> None:
    def away(_job_id: int) -> None:
        raise ConnectionError

    jobs.use_sender(away)
    job = jobs.enqueue(kind="test.count", payload={})
    assert jobs.left_behind(before=job.created_at + timedelta(seconds=1)) == [job.pk]
    assert jobs.run(job.pk, clock=clock)
    assert jobs.left_behind(before=job.created_at + timedelta(seconds=1)) == []


def test_equal_waiting_jobs_are_one_and_a_done_one_does_not_stand_in_the_way() -> None:
    first = jobs.enqueue(kind="test.count", payload={}, key="all")
    assert jobs.enqueue(kind="test.count", payload={}, key="all").pk == first.pk
    jobs.run(first.pk, clock=clock)
    assert jobs.enqueue(kind="test.count", payload={}, key="all").pk != first.pk


def test_a_second_worker_leaves_it_alone_and_a_killed_one_leaves_it_to_the_sweep() -> None:
    job = jobs.enqueue(kind="test.count", payload={})
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [jobs.LOCK_CLASS, job.pk])
        assert jobs.run(job.pk, clock=clock) is False
        assert jobs.left_behind(before=job.created_at + timedelta(seconds=1)) == []
    finally:
        other.close()
    assert _found_by_the_sweep(before=job.created_at + timedelta(seconds=1)) == [job.pk]


def _found_by_the_sweep(*, before: datetime) -> list[int]:
    """What is left behind; the server lets go of a closed session's locks a moment after the session."""
    for _ in range(100):
        if found := jobs.left_behind(before=before):
            return found
        time.sleep(0.05)
    return []


def test_the_lock_of_a_job_is_the_transactions_and_goes_with_it() -> None:
    """A session's lock would stay with a pooled connection for ever."""
    during: list[tuple[bool, set[int]]] = []
    job = jobs.enqueue(kind="test.count", payload={})
    with alone(jobs.LOCK_CLASS, job.pk) as is_mine:
        with alone(jobs.LOCK_CLASS, job.pk) as is_another:
            during.append((is_another, held(jobs.LOCK_CLASS)))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()"
            )
            assert cursor.fetchone() == (1,)
    assert is_mine
    assert during == [(False, {job.pk})]
    assert held(jobs.LOCK_CLASS) == set()


def test_a_failing_job_says_why_and_ends_after_its_attempts() -> None:
    job = jobs.enqueue(kind="test.fail", payload={})
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.run(job.pk, clock=clock) is False
    job.refresh_from_db()
    assert (job.state, job.message, job.attempts) == (Job.State.FAILED, "ValueError: no layer", jobs.MAX_ATTEMPTS)
