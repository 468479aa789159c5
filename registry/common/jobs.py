"""Jobs: asked for in the transaction of the change, done by a Celery worker, never lost.

A handler is registered by kind in a room's `tasks` module:

    @jobs.handler("territory.measure")
    def measure(job: Job, progress: jobs.Progress) -> dict[str, object]: ...

It must be idempotent: after a kill it begins again. While it runs, its worker holds a lock of the database on the
job's number (`registry.common.locks`); a lock that nobody holds shows that nobody works on it, without any heartbeat.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from registry.common.locks import alone, held
from registry.common.models import Job

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Handler = Callable[[Job, Progress], dict[str, object] | None]
_handlers: dict[str, Handler] = {}
_senders: list[Callable[[int], None]] = []

LOCK_CLASS = 7_401
MAX_ATTEMPTS = 5


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register a function as the one that does jobs of `kind`."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def use_sender(sender: Callable[[int], None]) -> None:
    """Set how a job's number reaches a worker (the Celery task; called from `tasks`)."""
    _senders[:] = [sender]


def send(job_id: int) -> None:
    """Wake a worker for the job. A broker that is away is logged: the sweep sends again."""
    for sender in _senders:
        try:
            sender(job_id)
        except Exception:
            logger.exception("job_not_sent", extra={"job": job_id})


def enqueue(*, kind: str, payload: dict[str, object], key: str = "") -> Job:
    """Write a job in the caller's transaction and send it after commit; an equal waiting one is reused."""
    if key:
        job, _ = Job.objects.get_or_create(kind=kind, key=key, state=Job.State.WAITING, defaults={"payload": payload})
    else:
        job = Job.objects.create(kind=kind, payload=payload)
    transaction.on_commit(lambda: send(job.pk))
    return job


def run(job_id: int, *, clock: Callable[[], datetime]) -> bool:
    """Do the job unless it is done or somebody else does it; say whether it was done here."""
    with alone(LOCK_CLASS, job_id) as is_mine:
        if not is_mine:
            return False
        job = Job.objects.filter(pk=job_id, state__in=[Job.State.WAITING, Job.State.RUNNING]).first()
        if job is None:
            return False
        _begin(job, clock())
        _work(job, clock)
        return job.state == Job.State.DONE


def _begin(job: Job, at: datetime) -> None:
    job.state, job.started_at, job.attempts = Job.State.RUNNING, at, job.attempts + 1
    job.save(update_fields=["state", "started_at", "attempts"])


def _work(job: Job, clock: Callable[[], datetime]) -> None:
    def progress(done: int, total: int) -> None:
        Job.objects.filter(pk=job.pk).update(done=done, total=total)

    try:
        result = _handlers[job.kind](job, progress)
    except Exception as error:
        logger.exception("job_failed", extra={"job": job.pk, "kind": job.kind})
        job.state = Job.State.FAILED if job.attempts >= MAX_ATTEMPTS else Job.State.WAITING
        job.message = f"{type(error).__name__}: {error}"
    else:
        job.state, job.result, job.message = Job.State.DONE, result or {}, ""
    job.finished_at = clock()
    # A newer equal job may wait already: then this attempt simply ends, the newer one does the work.
    if job.state == Job.State.WAITING and _has_waiting_twin(job):
        job.state = Job.State.FAILED
    job.save(update_fields=["state", "result", "message", "finished_at"])


def _has_waiting_twin(job: Job) -> bool:
    return bool(job.key) and (
        Job.objects.filter(kind=job.kind, key=job.key, state=Job.State.WAITING).exclude(pk=job.pk).exists()
    )


def left_behind(*, before: datetime) -> list[int]:
    """Return the unfinished jobs asked for before that moment that no worker holds, oldest first."""
    unfinished = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING], created_at__lt=before)
    found = list(unfinished.order_by("id").values_list("id", flat=True)[:1000])
    at_work = held(LOCK_CLASS)
    return [job_id for job_id in found if job_id % 2**31 not in at_work]
