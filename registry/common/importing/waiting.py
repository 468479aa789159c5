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
    is_here = not has_worker()
    left = Job.objects.filter(state__in=UNFINISHED)
    done = 0
    while job := left.order_by("id").first():
        if is_here:
            done += jobs.run(job.pk, clock=clock)
        else:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        progress(_("measuring and judging"), done, done + left.count())
    asked = Job.objects.filter(created_at__gte=since)
    return [f"{job.kind} {job.pk}: {job.message}" for job in asked.filter(state=Job.State.FAILED)]
