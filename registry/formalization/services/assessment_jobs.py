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
        The jobs; one that asks for the same and still waits is reused. Everything is asked for in spans of numbers, so
        that several workers share it.
    """
    if ids is None:
        return [
            jobs.enqueue(
                kind=JOB_KIND,
                payload={"scope": "all", "asked_by": asked_by, "above": above, "upto": upto},
                key=f"all:{above}",
            )
            for above, upto in _spans()
        ]
    return [
        jobs.enqueue(kind=JOB_KIND, payload={"scope": scope, "ids": part, "asked_by": asked_by}) for part in _parts(ids)
    ]


def _spans() -> Iterator[tuple[int, int | None]]:
    """Spans of numbers of some thousands each; the last is open, for what is added meanwhile."""
    last = Registration.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    starts = list(range(0, max(last, 1), PER_JOB))
    yield from zip(starts, [*starts[1:], None], strict=True)


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    numbers = sorted(set(ids))
    for start in range(0, len(numbers), PER_JOB):
        yield numbers[start : start + PER_JOB]


def registrations_of_job(payload: Mapping[str, object]) -> list[int] | None:
    """The registrations that a job is about, asked when it runs; None for all."""
    if payload["scope"] == "all":
        if not payload.get("above") and payload.get("upto") is None:
            return None
        span = Registration.objects.filter(pk__gt=payload["above"])
        if payload["upto"] is not None:
            span = span.filter(pk__lte=payload["upto"])
        return list(span.order_by("pk").values_list("pk", flat=True))
    ids = payload["ids"]
    affected = Registration.objects.filter(AFFECTED[str(payload["scope"])](ids))
    return list(affected.order_by("pk").values_list("pk", flat=True).distinct())
