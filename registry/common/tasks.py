"""The one Celery task that does jobs, and the sweep that sends those left behind."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from registry.common import jobs


@shared_task(name="common.run_job")
def run_job(job_id: int) -> bool:
    """Do one job; a second worker with the same number returns at once."""
    return jobs.run(job_id, clock=timezone.now)


@shared_task(name="common.sweep_jobs")
def sweep_jobs() -> int:
    """Send again what was left behind (broker away, worker killed); returns how many."""
    left = jobs.left_behind(before=timezone.now() - timedelta(seconds=30))
    for job_id in left:
        run_job.delay(job_id)
    return len(left)


def _send(job_id: int) -> None:
    run_job.delay(job_id)


jobs.use_sender(_send)
