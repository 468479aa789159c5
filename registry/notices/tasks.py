"""Delivery: a job asks for a round at once; each minute a round tries again what was put off."""

from celery import shared_task
from django.utils import timezone

from registry.common import jobs
from registry.common.models import Job
from registry.notices.services.delivery import deliver_due
from registry.notices.services.digests import digests_write


@jobs.handler("notices.deliver")
def deliver_now(job: Job, _progress: jobs.Progress) -> dict[str, object]:
    """Do one round of a lane."""
    done = deliver_due(lane=str(job.payload["lane"]), clock=timezone.now)
    return {"sent": done.sent, "put_off": done.put_off, "failed": done.failed}


@shared_task(name="notices.deliver_due")
def deliver(lane: str) -> int:
    """Try again what was put off, and what a lost job left behind; returns how many were sent."""
    return deliver_due(lane=lane, clock=timezone.now).sent


@shared_task(name="notices.write_digests")
def write_digests(frequency: str) -> int:
    """Write the digests of a day or a week; returns how many."""
    return digests_write(frequency=frequency, at=timezone.now())
