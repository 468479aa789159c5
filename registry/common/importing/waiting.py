"""Waiting for the work an act asked for: done by the workers, or here where no worker answers."""

import time
from collections.abc import Callable
from datetime import datetime

from celery import current_app
from django.utils.translation import gettext as _

from registry.common import jobs
from registry.common.models import Job

SECONDS_FOR_AN_ANSWER = 2.0
SECONDS_BETWEEN_LOOKS = 0.5
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)


def has_worker() -> bool:
    """Say whether a worker answers at the broker; False where the broker is away."""
    try:
        return bool(current_app.control.ping(timeout=SECONDS_FOR_AN_ANSWER))
    except Exception:  # noqa: BLE001 - each broker has its own errors, and each means the same here
        return False


def jobs_wait(
    *, since: datetime, clock: Callable[[], datetime], progress: Callable[[str, int, int], None]
) -> list[str]:
    """Return once no job is left, older ones and those that jobs ask for in turn too.

    Returns:
        What the jobs asked for since a moment say that failed.
    """
    began, is_here = clock(), not has_worker()
    for job_id in [] if is_here else jobs.left_behind(before=began):
        jobs.send(job_id)  # its first message may have been lost; doing it twice is doing it once
    left = Job.objects.filter(state__in=UNFINISHED)
    told = (-1, -1)
    while job := left.order_by("id").first():
        if not (is_here and jobs.run(job.pk, clock=clock)):
            time.sleep(SECONDS_BETWEEN_LOOKS)
        done = Job.objects.exclude(state__in=UNFINISHED).filter(finished_at__gte=began).count()
        if told != (told := (done, done + left.count())):
            progress(_("measuring and judging"), *told)
    asked = Job.objects.filter(created_at__gte=since)
    return [f"{job.kind} {job.pk}: {job.message}" for job in asked.filter(state=Job.State.FAILED)]
