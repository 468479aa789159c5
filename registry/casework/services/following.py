"""Files follow what changes beneath them: the place of the works, overlaps found, the entry's own state."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Q

from registry.audit.services import Actor
from registry.casework.choices import FileState
from registry.casework.models import CaseFile, RunningClock
from registry.casework.selectors.law import Rules, calendars_of, procedure_in_force
from registry.casework.services.clocks import file_recount, follow
from registry.casework.services.files import file_follow
from registry.casework.services.opinions import opinions_ask
from registry.common import jobs
from registry.common.moments import day_of

JOB_KIND = "casework.follow"
# What is announced, and how the files it touches are found.
NEWS: dict[str, Callable[[Sequence[int]], Q]] = {
    "formalization.registration.changed": lambda ids: Q(registration__in=ids),
    "territory.finding.changed": lambda ids: (
        Q(registration__declared_place__in=ids)
        | Q(registration__verified_place__in=ids)
        | Q(registration__right__footprint__in=ids)
    ),
}


def follow_request(news: str, ids: Sequence[int]) -> None:
    """Write a job for the open files that hang on these rows; none where no file does."""
    files = CaseFile.objects.filter(NEWS[news](ids), state=FileState.OPEN).values_list("pk", flat=True)
    numbers = sorted(files)
    if numbers:
        jobs.enqueue(kind=JOB_KIND, payload={"files": numbers})


def files_follow(*, file_ids: Sequence[int], by: Actor, at: datetime, progress: jobs.Progress) -> dict[str, object]:
    """Bring these files in line and ask the opinions that overlaps found call for; again changes nothing."""
    on, asked = day_of(at), 0
    law = procedure_in_force(on=on)
    files = list(CaseFile.objects.filter(pk__in=file_ids, state=FileState.OPEN).select_related("registration"))
    calendars = calendars_of({file.region for file in files}, on=on)
    for done, file in enumerate(files, start=1):
        file_follow(file=file, on=on, at=at)
        follow(file=file, on=on)
        asked += len(opinions_ask(file=file, on=on, rules=Rules(law, calendars[file.region]), by=by, at=at))
        progress(done, len(files))
    return {"files": len(files), "opinions_asked": asked}


def clocks_recount(*, at: datetime, progress: jobs.Progress) -> dict[str, object]:
    """Count every open clock anew: a suspended period may have been recorded, or the law changed."""
    on = day_of(at)
    law = procedure_in_force(on=on)
    files = list(
        CaseFile.objects.filter(pk__in=RunningClock.objects.filter(ended_on=None).values("file")).order_by("pk")
    )
    calendars = calendars_of({file.region for file in files}, on=on)
    moved = 0
    for done, file in enumerate(files, start=1):
        moved += file_recount(file=file, rules=Rules(law, calendars[file.region]), on=on)
        if done % 100 == 0 or done == len(files):
            progress(done, len(files))
    return {"files": len(files), "moved": moved}
