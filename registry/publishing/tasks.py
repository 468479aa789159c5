"""What the publishing does by itself: the open data of each night, the tables of each month."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from registry.audit.services import Actor
from registry.common import jobs
from registry.common.models import Job
from registry.publishing.services.following import changes_tell
from registry.publishing.services.open_data import snapshot_make
from registry.publishing.services.tables import tables_publish

JOB_KIND = "publishing.snapshot"
BY = Actor.system("open_data")


@jobs.handler(JOB_KIND)
def make_snapshot(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Write the open data of the day that the job names; done again it replaces what it had written."""
    on, at = date.fromisoformat(str(job.payload["on"])), timezone.now()
    tables = tables_publish(on=on, by=BY, at=at)
    snapshot = snapshot_make(on=on, by=BY, at=at)
    progress(1, 1)
    return {"files": len(snapshot.files), "tables": tables}


@shared_task(name="publishing.snapshot_nightly")
def snapshot_nightly() -> int:
    """Ask for the open data of today."""
    on = timezone.localdate().isoformat()
    return jobs.enqueue(kind=JOB_KIND, payload={"on": on}, key=on).pk


@shared_task(name="publishing.changes_tell")
def tell_changes() -> int:
    """Tell those who follow changes what was sealed since the last time."""
    return changes_tell(at=timezone.now())
