"""Asking for assessments: a job row in the transaction of the news that calls for one."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from registry.common import jobs
from registry.common.models import Job
from registry.formalization.models import Registration
from registry.formalization.selectors.affected import AFFECTED

JOB_KIND = "formalization.assess"
PER_JOB = 20_000


@transaction.atomic
def assessment_request(*, scope: str, ids: Sequence[int] | None, asked_by: str) -> list[Job]:
    """Ask for the assessment of whatever hangs on these rows; a worker does it after commit.

    Args:
        scope: what the numbers are: one of `AFFECTED`, or "all" with no numbers.
        ids: the rows that changed.
        asked_by: the news, kept with the answers.

    Returns:
        The jobs; one that asks for everything and still waits is reused.
    """
    if ids is None:
        return [jobs.enqueue(kind=JOB_KIND, payload={"scope": "all", "asked_by": asked_by}, key="all")]
    return [
        jobs.enqueue(kind=JOB_KIND, payload={"scope": scope, "ids": part, "asked_by": asked_by}) for part in _parts(ids)
    ]


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    numbers = sorted(set(ids))
    for start in range(0, len(numbers), PER_JOB):
        yield numbers[start : start + PER_JOB]


def registrations_of_job(payload: Mapping[str, object]) -> list[int] | None:
    """The registrations that a job is about, asked when it runs; None for all."""
    if payload["scope"] == "all":
        return None
    ids = payload["ids"]
    affected = Registration.objects.filter(AFFECTED[str(payload["scope"])](ids))
    return list(affected.order_by("pk").values_list("pk", flat=True).distinct())
