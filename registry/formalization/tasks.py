"""Assessments as jobs: after news, and of everything once a day, since the passing of a date is news too."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from registry.audit.services import Actor
from registry.common import jobs
from registry.common.models import Job
from registry.formalization.models import PackVersion
from registry.formalization.services import match_jobs, rehearsals, telling, uploads
from registry.formalization.services.assessment import assessments_refresh
from registry.formalization.services.assessment_jobs import JOB_KIND, assessment_request, registrations_of_job
from registry.formalization.services.assessment_rows import DAILY


@jobs.handler(JOB_KIND)
def assess(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Judge what the job names as of today; done again after a kill, it confirms what it had stored."""
    done = assessments_refresh(
        registration_ids=registrations_of_job(job.payload),
        on=timezone.localdate(),
        by=Actor.system("assess"),
        at=timezone.now(),
        asked_by=str(job.payload.get("asked_by", "")),
        progress=progress,
    )
    return done.to_json()


@shared_task(name="formalization.assess_daily")
def assess_daily() -> int:
    """Ask for an assessment of every registration; returns the number of the job."""
    return assessment_request(scope="all", ids=None, asked_by=DAILY)[0].pk


@jobs.handler(rehearsals.JOB_KIND)
def rehearse(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Try a draft of the law over the register; a rehearsal begun again after a kill is a rehearsal of its own."""
    found = rehearsals.rehearsal_run(
        draft=PackVersion.objects.get(pk=job.payload["draft"]),
        on=date.fromisoformat(job.payload["on"]),
        by=Actor(str(job.payload["by"])),
        at=timezone.now(),
        progress=progress,
    )
    return {"rehearsal": found.pk, "judged": found.judged, "changed": found.changed}


@jobs.handler(match_jobs.JOB_KIND)
def propose_matches(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Propose which holders of the cadastre may be registrants; a pair is proposed once, however often it is asked."""
    return match_jobs.matches_run(payload=job.payload, at=timezone.now(), progress=progress)._asdict()


@jobs.handler(uploads.JOB_KIND)
def import_sheet(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Try or load a sheet; the same sheet twice changes nothing, so that a killed job may begin again."""
    return uploads.sheet_import_run(payload=job.payload, at=timezone.now(), progress=progress)


@jobs.handler(telling.JOB_KIND)
def tell_class(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Tell registrants of announced changes of class; once a change, however often it begins again."""
    ids = job.payload["ids"]
    return {"told": telling.tell(ids=ids, by=Actor.system("tell"), at=timezone.now(), progress=progress)}
