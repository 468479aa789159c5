"""What a worker does for this room: the measuring of a run."""

from django.utils import timezone

from registry.common import jobs
from registry.common.models import Job
from registry.territory.models import OverlapRun
from registry.territory.services.measure import run_measure
from registry.territory.services.runs import JOB_KIND


@jobs.handler(JOB_KIND)
def measure_run(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Measure the run of a job; doing it again after a kill writes only what is missing."""
    run = OverlapRun.objects.get(pk=job.payload["run"])
    return run_measure(run=run, progress=progress, clock=timezone.now)
