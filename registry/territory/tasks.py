"""What a worker does for this room: the measuring of runs, taking up those left behind, telling what is new."""

from celery import shared_task
from django.utils import timezone

from registry.common import jobs
from registry.common.models import Job
from registry.common.moments import day_of
from registry.territory.models import OverlapRun
from registry.territory.services.conflicts_package import JOB_KIND as PACKAGE
from registry.territory.services.conflicts_package import package_make
from registry.territory.services.measure import HELP_KIND, run_help, run_measure
from registry.territory.services.parties_telling import JOB_KIND as TELL
from registry.territory.services.parties_telling import tell
from registry.territory.services.runs import JOB_KIND, runs_take_up
from registry.territory.services.uploads import JOB_KIND as IMPORT
from registry.territory.services.uploads import layer_import_run


@jobs.handler(JOB_KIND)
def measure_run(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Measure the run of a job; doing it again after a kill writes only what is missing."""
    run = OverlapRun.objects.get(pk=job.payload["run"])
    return run_measure(run=run, progress=progress, clock=timezone.now)


@jobs.handler(HELP_KIND)
def help_run(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Measure parts of a run beside the worker of its own job."""
    run = OverlapRun.objects.get(pk=job.payload["run"])
    return {"parts": run_help(run=run, clock=timezone.now)}


@shared_task(name="territory.take_up_runs")
def take_up_runs() -> list[int]:
    """Ask again for runs that were left behind and for what no run has answered."""
    at = timezone.now()
    return runs_take_up(on=day_of(at), at=at)


@jobs.handler(TELL)
def tell_of_findings(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Tell regions and parties what is new of some footprints; told twice it adds nothing."""
    return tell(footprint_ids=job.payload["footprints"], at=timezone.now())


@jobs.handler(IMPORT)
def import_layer_file(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Try or load the file; the same file twice changes nothing, so that a killed job may begin again."""
    return layer_import_run(payload=job.payload, at=timezone.now(), progress=progress)


@jobs.handler(PACKAGE)
def make_conflict_package(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Write the GeoPackage of an order; begun again after a kill it starts anew."""
    at = timezone.now()
    return package_make(payload=job.payload, at=at, on=day_of(at), progress=progress)
