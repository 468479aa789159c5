"""Asking for proposals of matches: a job row in the transaction of the news, done by a worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from registry.common import jobs
from registry.common.models import Job
from registry.formalization.models import Registration
from registry.formalization.services.matches import Proposed, matches_propose

JOB_KIND = "formalization.match"
NEWS = {
    "concessions.right.changed": "rights",
    "miners.person.changed": "persons",
    "miners.group.changed": "groups",
    "formalization.registration.changed": "registrations",
}


def matches_request(*, scope: str, ids: Sequence[int] | None) -> Job:
    """Ask for proposals around these rows; `all` without numbers, of which one that waits is reused."""
    if ids is None:
        return jobs.enqueue(kind=JOB_KIND, payload={"scope": "all"}, key="all")
    return jobs.enqueue(kind=JOB_KIND, payload={"scope": scope, "ids": sorted(set(ids))})


def matches_run(*, payload: Mapping[str, Any], at: datetime, progress: jobs.Progress) -> Proposed:
    """Do what a job asks for."""
    scope, ids = payload["scope"], payload.get("ids")
    if scope == "all":
        return matches_propose(holders=Q(), at=at, progress=progress)
    if scope == "rights":
        return matches_propose(holders=Q(right__in=ids), at=at, progress=progress)
    persons, groups = _registrants(scope, list(ids or ()))
    if not persons and not groups:
        return Proposed(0, 0)
    return matches_propose(holders=Q(), at=at, persons=persons, groups=groups, progress=progress)


def _registrants(scope: str, ids: list[int]) -> tuple[list[int], list[int]]:
    if scope == "persons":
        return ids, []
    if scope == "groups":
        return [], ids
    rows = Registration.objects.filter(pk__in=ids).values_list("person_id", "group_id")
    return [person for person, _ in rows if person], [group for _, group in rows if group]
