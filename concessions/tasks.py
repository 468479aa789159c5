"""What a worker does for this room: the import of a file that was uploaded."""

from django.utils import timezone

from concessions.services.uploads import JOB_KIND, rights_import_run
from registry.common import jobs
from registry.common.models import Job


@jobs.handler(JOB_KIND)
def import_rights_file(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Try or load the file; the same file twice changes nothing, so that a killed job may begin again."""
    return rights_import_run(payload=job.payload, at=timezone.now(), progress=progress)
