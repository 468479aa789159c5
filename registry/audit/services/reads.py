"""Traces of reading: who saw personal data of whom, by which door; who took which file away.

One event a request, whatever it showed. What was seen is named by fields and numbers, never by its value. A reading
whose event cannot be written does not happen: the door fails.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction

from registry.audit.models import Event
from registry.audit.services.events import Actor, event_record

READ = "audit.personal_data.read"
EXPORTED = "audit.export.made"


@dataclass(slots=True)
class Reads:
    """What one request showed of whom, gathered until its answer is ready."""

    subjects: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    fields: set[str] = field(default_factory=set)
    first: models.Model | None = None
    ubigeo: str = ""

    def note(self, subjects: Sequence[models.Model], fields: Sequence[str], *, ubigeo: str = "") -> None:
        """Add rows whose personal fields are shown; nothing for no rows."""
        if not subjects:
            return
        self.fields.update(fields)
        self.first = self.first or subjects[0]
        self.ubigeo = self.ubigeo or ubigeo
        for subject in subjects:
            numbers = self.subjects[subject._meta.label_lower]  # noqa: SLF001 - Django's public name
            if subject.pk not in numbers:
                numbers.append(subject.pk)

    @property
    def count(self) -> int:
        """How many rows were shown."""
        return sum(len(numbers) for numbers in self.subjects.values())


def reads_record(*, reads: Reads, door: str, by: Actor, at: datetime) -> Event | None:
    """Write the one event of what a request showed; None where it showed nothing personal.

    With one row shown the event hangs on that row, so that its own history finds it; with many their numbers stand in
    the facts.
    """
    if not reads.count:
        return None
    facts: dict[str, object] = {"door": door, "fields": sorted(reads.fields), "count": reads.count}
    if reads.count > 1:
        facts["subjects"] = dict(reads.subjects)
    with transaction.atomic(savepoint=False):
        return event_record(
            kind=READ,
            by=by,
            at=at,
            subject=reads.first if reads.count == 1 else None,
            ubigeo=reads.ubigeo if reads.count == 1 else "",
            facts=facts,
        )


def export_record(
    *, door: str, file: str, rows: int | None, by: Actor, at: datetime, fields: Sequence[str] = ()
) -> Event:
    """Write that somebody took a file away: which, with how many rows (None where that is not known) and columns."""
    with transaction.atomic(savepoint=False):
        return event_record(
            kind=EXPORTED, by=by, at=at, facts={"door": door, "file": file, "rows": rows, "fields": list(fields)}
        )
