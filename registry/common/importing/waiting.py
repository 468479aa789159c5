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
    """Return once every job asked for since a moment is finished, with what the failed ones say.

    Work that a finished job asks for in turn is waited for, too.
    """
    is_here = not has_worker()
    asked = Job.objects.filter(created_at__gte=since)
    while job := asked.filter(state__in=UNFINISHED).order_by("id").first():
        if is_here:
            jobs.run(job.pk, clock=clock)
        else:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        progress(_("measuring and judging"), asked.exclude(state__in=UNFINISHED).count(), asked.count())
    return [f"{job.kind} {job.pk}: {job.message}" for job in asked.filter(state=Job.State.FAILED)]
