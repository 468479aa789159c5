"""The job that makes the PDF of an issued paper."""

from django.utils import timezone

from registry.common import jobs
from registry.common.models import Job
from registry.documents.services.papers import RENDER
from registry.documents.services.rendering import paper_render


@jobs.handler(RENDER)
def render(job: Job, _progress: jobs.Progress) -> dict[str, object]:
    """Make the PDF of the paper that the job names."""
    return {"made": paper_render(paper_id=int(job.payload["paper"]), at=timezone.now())}
