"""Files follow what changes beneath them: the place of the works, overlaps found, the entry's own state."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from registry.audit.services import Actor
from registry.casework.choices import FileKind, FileState
from registry.casework.models import CaseFile, StepRecord
from registry.casework.selectors.law import Rules, calendars_of, procedure_in_force
from registry.casework.selectors.standing import conditions_of, conditions_with, outcomes_of
from registry.casework.services.clocks import ENDED, follow
from registry.casework.services.files import file_follow, present_step
from registry.casework.services.opinions import PREFIX, opinions_ask
from registry.common import jobs
from registry.common.moments import day_of
from registry.rules.engine.procedure import Procedure
from registry.rules.engine.steps import OPEN, UNDER_WAY, WAITING, StepAnswer, steps_open

JOB_KIND = "casework.follow"
CHUNK = 300
Ids = Sequence[int]
# What is announced, and how the registrations it touches are found: each way by an index of its own.
NEWS: dict[str, Callable[[Ids], list[Q]]] = {
    "formalization.registration.changed": lambda ids: [Q(registration__in=ids)],
    "territory.finding.changed": lambda ids: [
        Q(registration__declared_place__in=ids),
        Q(registration__verified_place__in=ids),
        Q(registration__right__footprint__in=ids),
    ],
}


def follow_request(news: str, ids: Sequence[int]) -> None:
    """Write a job for the open files that hang on these rows; none where no file does."""
    found: set[int] = set()
    for way in NEWS[news](ids):
        found.update(CaseFile.objects.filter(way, state=FileState.OPEN).values_list("pk", flat=True))
    if found:
        jobs.enqueue(kind=JOB_KIND, payload={"files": sorted(found)})


def files_follow(*, file_ids: Sequence[int], by: Actor, at: datetime, progress: jobs.Progress) -> dict[str, object]:
    """Bring these files in line and ask the opinions that overlaps found call for; again changes nothing.

    What the ground says is asked for some hundred files at once; only what changed is written.
    """
    on, moved, asked = day_of(at), 0, 0
    law = procedure_in_force(on=on)
    for start in range(0, len(file_ids), CHUNK):
        part = file_ids[start : start + CHUNK]
        files = list(CaseFile.objects.filter(pk__in=part, state=FileState.OPEN).select_related("registration"))
        calendars = calendars_of({file.region for file in files}, on=on)
        found = _answers(files, law, on)
        for file in files:
            moved += _moved(file, found.get(file.pk, {}), on, at)
            if _wants_opinion(found.get(file.pk, {})):
                rules = Rules(law, calendars[file.region])
                asked += len(opinions_ask(file=file, on=on, rules=rules, by=by, at=at))
        progress(min(start + CHUNK, len(file_ids)), len(file_ids))
    return {"files": len(file_ids), "moved": moved, "opinions_asked": asked}


def _answers(files: Sequence[CaseFile], law: Procedure, on: date) -> dict[int, dict[str, StepAnswer]]:
    """Where the steps of these formalisations stand, in a bounded number of queries."""
    asked = [file for file in files if file.kind == FileKind.FORMALISATION]
    said = conditions_of([file.registration_id for file in asked], on=on)
    records: dict[int, list[StepRecord]] = {}
    for record in StepRecord.objects.filter(file__in=asked, superseded_at=None):
        records.setdefault(record.file_id, []).append(record)
    return {
        file.pk: steps_open(
            law.steps,
            outcomes_of(file.registration, records.get(file.pk, [])),
            conditions_with(file, said.get(file.registration_id, {})),
            on,
        )
        for file in asked
    }


def _moved(file: CaseFile, answers: Mapping[str, StepAnswer], on: date, at: datetime) -> bool:
    """Write what changed of a file; says whether anything did."""
    step = present_step(answers) if answers else file.step
    is_moved = (step, file.registration.ubigeo[:2]) != (file.step, file.region)
    if is_moved:
        file_follow(file=file, on=on, at=at)
    # Clocks of an ended entry stand still, and go on when a challenge brings it back.
    if (file.registration.state in ENDED) == (file.next_due_on is not None):
        follow(file=file, on=on)
    return is_moved


def _wants_opinion(answers: Mapping[str, StepAnswer]) -> bool:
    return any(
        name.startswith(PREFIX) and answer.status in {OPEN, UNDER_WAY, WAITING} for name, answer in answers.items()
    )
