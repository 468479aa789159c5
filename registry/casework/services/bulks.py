"""One thing done to many files: prepared with the answer for each file, confirmed once, then done file by file.

What is confirmed is what was shown: the files are kept when it is prepared. Each file is done in a transaction of its
own with its own event, and checked again then; a worker killed in between goes on where it stopped, and a file that is
done is never done twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import BulkAction, BulkState, LineState
from registry.casework.models import Bulk, BulkLine, CaseFile
from registry.casework.selectors.law import Rules, calendars_of, procedure_in_force
from registry.casework.services.bulk_actions import Known, do_one, known_of, why_not
from registry.common import jobs
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of

JOB_KIND = "casework.bulk"
MOST, CHUNK = 5_000, 200
OF_FILE = ("registration__person", "registration__group")


def bulk_prepare(
    *, action: str, values: dict[str, Any], files: Sequence[CaseFile], rules: Rules, by: Actor, at: datetime
) -> Bulk:
    """Keep what shall be done with which files, each with whether it can be; nothing is done yet, so no event.

    Raises:
        DomainError: no file, more than 5,000, or a step that the law does not know.
    """
    if not files:
        raise DomainError(_("No file was chosen. Go back and choose some."), code="nothing_chosen")
    if len(files) > MOST:
        raise DomainError(_("These are more than 5,000 files. Narrow the filter, and do it in parts."), code="too_many")
    known = known_of(action, values, files, rules=rules, by=by, at=at)
    with transaction.atomic():
        bulk = Bulk.objects.create(action=action, values=values, by_key=by.key, prepared_at=at)
        BulkLine.objects.bulk_create([_line(bulk, file, known) for file in files], batch_size=1_000)
    return bulk


def _line(bulk: Bulk, file: CaseFile, known: Known) -> BulkLine:
    why = why_not(bulk.action, file, bulk.values, known)
    return BulkLine(bulk=bulk, file=file, state=LineState.CANNOT if why else LineState.READY, why=why)


def bulk_confirm(*, bulk: Bulk, by: Actor, at: datetime) -> Bulk:
    """Let a prepared work be done by a job; confirming again changes nothing.

    Raises:
        NotAllowedError: somebody else prepared it.
        DomainError: no file of it can be done, or it takes files away, which changes nothing.
    """
    if bulk.by_key != by.key:
        raise NotAllowedError(_("Only who prepared this confirms it."), code="other_owner")
    with transaction.atomic():
        row = Bulk.objects.select_for_update().get(pk=bulk.pk)
        if row.state != BulkState.PREPARED:
            return row
        if row.action == BulkAction.CSV or not row.lines.filter(state=LineState.READY).exists():
            raise DomainError(_("There is nothing to do here: no file can be done."), code="nothing_ready")
        row.state, row.confirmed_at = BulkState.RUNNING, at
        row.save(update_fields=["state", "confirmed_at"])
        jobs.enqueue(kind=JOB_KIND, payload={"bulk": row.pk}, key=str(row.pk))
    return row


def bulk_run(*, bulk: Bulk, at: datetime, progress: jobs.Progress) -> dict[str, object]:
    """Do what is still to be done of a confirmed work; returns how many files are done and how many were refused."""
    by = _actor(bulk.by_key)
    ready = list(bulk.lines.filter(state=LineState.READY).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ready), CHUNK):
        _part(bulk, ready[start : start + CHUNK], by, at)
        progress(min(start + CHUNK, len(ready)), len(ready))
    with transaction.atomic():
        Bulk.objects.filter(pk=bulk.pk, finished_at=None).update(state=BulkState.DONE, finished_at=at)
    counted = {state: bulk.lines.filter(state=state).count() for state in (LineState.DONE, LineState.FAILED)}
    return {"done": counted[LineState.DONE], "refused": counted[LineState.FAILED]}


def _part(bulk: Bulk, numbers: Sequence[int], by: Actor, at: datetime) -> None:
    lines = list(BulkLine.objects.filter(pk__in=numbers).order_by("pk"))
    files = {
        file.pk: file
        for file in CaseFile.objects.filter(pk__in=[line.file_id for line in lines]).select_related(*OF_FILE)
    }
    on = day_of(at)
    law, calendars = procedure_in_force(on=on), calendars_of({one.region for one in files.values()}, on=on)
    rules = {region: Rules(law, calendar) for region, calendar in calendars.items()}
    any_rules = next(iter(rules.values()))  # the checks ask the law alone, which is one everywhere
    known = known_of(bulk.action, bulk.values, list(files.values()), rules=any_rules, by=by, at=at)
    for line in lines:
        file = files[line.file_id]
        _one(bulk, line.pk, file, known, rules=rules[file.region], by=by, at=at)


def _one(bulk: Bulk, number: int, file: CaseFile, known: Known, *, rules: Rules, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        line = BulkLine.objects.select_for_update().get(pk=number)
        if line.state != LineState.READY:
            return  # another worker was here
        why = why_not(bulk.action, file, bulk.values, known)
        if not why:
            try:
                with transaction.atomic():
                    do_one(bulk.action, file, bulk.values, rules=rules, by=by, at=at)
            except DomainError as error:
                why = error.message
        line.state, line.why = (LineState.FAILED, why[:300]) if why else (LineState.DONE, "")
        line.save(update_fields=["state", "why"])


def _actor(key: str) -> Actor:
    kind, _colon, number = key.partition(":")
    return Actor.user(int(number)) if kind == "user" else Actor(key)
