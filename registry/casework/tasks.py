"""Jobs of the casework: telling people, following changes, and the nightly count of what overstays its clock."""

from celery import shared_task
from django.utils import timezone

from registry.audit.services import Actor
from registry.casework.models import Bulk
from registry.casework.selectors.law import rules_of
from registry.casework.selectors.overdue import overdue_counts
from registry.casework.selectors.production import declaring_ids, exempt_ids, half_ended
from registry.casework.services import bulks, duties, following, recounting, telling
from registry.common import jobs
from registry.common.models import Job

OVERDUE, PRODUCTIONS = "casework.overdue", "casework.productions"


@jobs.handler(telling.JOB_KIND)
def tell(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Write the notices of one change."""
    told = telling.tell(
        news=str(job.payload["news"]), number=int(job.payload["id"]), by=Actor.system("casework"), at=timezone.now()
    )
    return {"told": told}


@jobs.handler(following.JOB_KIND)
def follow(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Bring files in line with what changed beneath them."""
    return following.files_follow(
        file_ids=job.payload["files"], by=Actor.system("casework"), at=timezone.now(), progress=progress
    )


@jobs.handler(bulks.JOB_KIND)
def bulk(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Do what an officer confirmed for many files; begun again it goes on where it stopped."""
    return bulks.bulk_run(bulk=Bulk.objects.get(pk=job.payload["bulk"]), at=timezone.now(), progress=progress)


@jobs.handler(OVERDUE)
def overdue(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Remind of what ends soon, and say how much overstays its clock, by kind; asked for by the last count."""
    at, on = timezone.now(), timezone.localdate()
    reminded = telling.due_soon_tell(on=on, by=Actor.system("casework"), at=at)
    return {"reminded": reminded, **overdue_counts(on=on)}


@jobs.handler(recounting.JOB_KIND)
def recount(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Count a part of the open clocks anew and ask for the next part, or for the reminders after the last."""
    counted = recounting.clocks_recount(after=int(job.payload["after"]), at=timezone.now(), progress=progress)
    if counted["last"] is not None:
        recounting.recount_request(after=int(str(counted["last"])))
    else:
        jobs.enqueue(kind=OVERDUE, payload={}, key="nightly")
    return counted


@jobs.handler(PRODUCTIONS)
def productions(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Write down the half-year that has ended for every entry in force; asked again it adds only who is new."""
    at, on = timezone.now(), timezone.localdate()
    year, half = half_ended(on)
    ids = declaring_ids(on=on)
    made = duties.productions_due(
        registration_ids=ids, year=year, half=half, rules=rules_of(region="", on=on), exempt=exempt_ids(on=on),
        by=Actor.system("casework"), at=at,
    )  # fmt: skip
    return {"year": year, "half": half, "entries": len(ids), "new": made}


@shared_task(name="casework.productions_monthly")
def productions_monthly() -> int:
    """Ask for the half-year that has ended; returns the number of the job."""
    return jobs.enqueue(kind=PRODUCTIONS, payload={}, key="half-year").pk


@shared_task(name="casework.overdue_nightly")
def overdue_nightly() -> int:
    """Ask for the nightly count, its first part; returns the number of the job."""
    return recounting.recount_request()
