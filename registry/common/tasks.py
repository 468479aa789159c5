"""The one Celery task that does jobs, the sweep that sends those left behind, the nightly tidying of words."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from registry.common import jobs
from registry.common.vocabulary import words_tidy


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


@shared_task(name="common.tidy_words")
def tidy_words() -> dict[str, int]:
    """Compare the words of names with the names; returns how many were missing and how many nobody held."""
    return words_tidy()._asdict()


def _send(job_id: int) -> None:
    run_job.delay(job_id)


jobs.use_sender(_send)
