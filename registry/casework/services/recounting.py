"""Every open clock counted anew, each night: a suspended period may have been recorded, or the law changed.

Many files are many jobs: one does its part and asks for the next, and the last asks for the reminders and counts. A
part that is killed begins again and changes nothing twice. A file that cannot be counted is named in the result of its
job and keeps no other from being counted.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from registry.casework.choices import FileKind
from registry.casework.models import CaseFile, RunningClock
from registry.casework.selectors.law import Rules, calendars_of, procedure_in_force
from registry.casework.services.clocks import ENDED, clock_count, follow
from registry.common import jobs
from registry.common.moments import day_of
from registry.rules.engine.periods import Period

logger = logging.getLogger(__name__)
JOB_KIND = "casework.recount"
PART, CHUNK = 5_000, 500
COUNTED = ("first_due_on", "due_on", "due_why")


def recount_request(*, after: int = 0) -> int:
    """Ask for the part that follows a file; asking twice is the same as once. Returns the number of the job."""
    return jobs.enqueue(kind=JOB_KIND, payload={"after": after}, key=f"after:{after}").pk


def clocks_recount(*, after: int, at: datetime, progress: jobs.Progress) -> dict[str, object]:
    """Count the open clocks of the next files after a number; `last` is the last of them, None where none is left."""
    waiting = RunningClock.objects.filter(ended_on=None, file__gt=after).order_by("file_id")
    numbers = list(waiting.values_list("file_id", flat=True).distinct()[:PART])
    moved = 0
    failed: list[int] = []
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        try:
            moved += _chunk(part, at)
        except Exception:
            logger.exception("clocks_not_counted", extra={"files": len(part)})
            done, bad = _one_by_one(part, at)
            moved, failed = moved + done, [*failed, *bad]
        progress(min(start + CHUNK, len(numbers)), len(numbers))
    return {"files": len(numbers), "moved": moved, "failed": failed, "last": numbers[-1] if numbers else None}


def _one_by_one(numbers: Sequence[int], at: datetime) -> tuple[int, list[int]]:
    moved, failed = 0, []
    for number in numbers:
        try:
            moved += _chunk([number], at)
        except Exception:
            logger.exception("clocks_of_file_not_counted", extra={"file": number})
            failed.append(number)
    return moved, failed


@transaction.atomic
def _chunk(numbers: Sequence[int], at: datetime) -> int:
    """Count the clocks of these files and write what moved; what stays as it is costs no query of its own."""
    on = day_of(at)
    files = {row.pk: row for row in CaseFile.objects.filter(pk__in=numbers).select_related("registration")}
    calendars, law = calendars_of({row.region for row in files.values()}, on=on), procedure_in_force(on=on)
    rows = RunningClock.objects.select_for_update().filter(file__in=numbers, ended_on=None).order_by("pk")
    clocks: dict[int, list[RunningClock]] = {}
    moved = []
    for row in rows.prefetch_related("pauses"):
        clocks.setdefault(row.file_id, []).append(row)
        before = [getattr(row, name) for name in COUNTED]
        pauses = [Period(pause.from_on, pause.until_on) for pause in row.pauses.all()]
        clock_count(row, Rules(law, calendars[files[row.file_id].region]), pauses)
        if [getattr(row, name) for name in COUNTED] != before:
            moved.append(row)
    RunningClock.objects.bulk_update(moved, COUNTED, batch_size=CHUNK)
    for number in sorted({row.file_id for row in moved} | _behind(files, clocks)):
        follow(file=files[number], on=on)
    return len(moved)


def _behind(files: Mapping[int, CaseFile], clocks: Mapping[int, Sequence[RunningClock]]) -> set[int]:
    """Files whose nearest last day, as the lists read it, is not that of their clocks."""
    return {number for number, file in files.items() if file.next_due_on != _nearest(file, clocks.get(number, ()))}


def _nearest(file: CaseFile, clocks: Sequence[RunningClock]) -> object:
    if file.kind == FileKind.FORMALISATION and file.registration.state in ENDED:
        return None
    return min((row.due_on for row in clocks if row.due_on and not row.is_right), default=None)
