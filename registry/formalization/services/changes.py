"""Changes of class: announced at once, or held in a batch until an officer releases them.

Held are changes that follow from the passing of a day or from another version of the law, and those of a refresh in
which the facts of very many changed. A change is overtaken where another answer stands since, or where a standing
determination is what the holder sees first: nobody is told of those.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.formalization.models import ChangeBatch, ClassChange, Determination

TOLD = "formalization.class.changed"
MANY = 50
AT_ONCE = 5_000
FACTS = "facts"
State = ChangeBatch.State


class Judged(NamedTuple):
    """Under which law and for which day the changes were found."""

    on: date
    pack_version: str
    pack_hash: str


def changes_settle(*, found: Sequence[tuple[int, str]], before: int, judged: Judged, at: datetime) -> int:
    """Announce or hold changes, in the transaction that found them.

    Args:
        found: number and cause of each change.
        before: how many changes by facts the same refresh announced before.
        judged: day and law.
        at: the moment.

    Returns:
        How many changes by facts were found.
    """
    by_cause: dict[str, list[int]] = {}
    for number, cause in found:
        by_cause.setdefault(cause, []).append(number)
    facts = by_cause.pop(FACTS, [])
    if before + len(facts) > MANY:
        by_cause[ChangeBatch.Cause.MASS] = facts
    elif facts:
        announce(TOLD, _standing(ClassChange.objects.filter(pk__in=facts)))
    for cause, numbers in by_cause.items():
        if numbers:
            ClassChange.objects.filter(pk__in=numbers).update(batch=_batch(cause, judged, at))
    return len(facts)


def _batch(cause: str, judged: Judged, at: datetime) -> ChangeBatch:
    batch, _is_new = ChangeBatch.objects.get_or_create(
        cause=cause, on_day=judged.on, pack_hash=judged.pack_hash, state=State.HELD,
        defaults={"pack_version": judged.pack_version, "opened_at": at},
    )  # fmt: skip
    return batch


def _standing(changes: QuerySet[ClassChange]) -> list[int]:
    """The changes of which people may be told: the answer stands, and no determination stands before it."""
    rows = changes.filter(assessment__superseded_at=None)
    rows = rows.exclude(registration__determinations__state=Determination.State.STANDING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def batch_release(*, batch: ChangeBatch, reason: str, by: Actor, at: datetime) -> ChangeBatch:
    """Let the people of a batch be told; what was overtaken since is left out and counted.

    Raises:
        DomainError: no reason, or decided already.
    """
    with transaction.atomic():
        row = _open(batch, reason)
        total, numbers = row.changes.count(), _standing(row.changes.all())
        row.told, row.overtaken = len(numbers), total - len(numbers)
        _decide(row, State.RELEASED, reason, by, at)
        for part in _parts(numbers):
            announce(TOLD, part)
    return row


def batch_discard(*, batch: ChangeBatch, reason: str, by: Actor, at: datetime) -> ChangeBatch:
    """Decide that nobody is told of a batch; the answers stand all the same. Raises: as `batch_release`."""
    with transaction.atomic():
        row = _open(batch, reason)
        _decide(row, State.DISCARDED, reason, by, at)
    return row


def _open(batch: ChangeBatch, reason: str) -> ChangeBatch:
    if not reason.strip():
        raise DomainError(_("Say why: the decision stays with the batch."), field="reason", code="reason_missing")
    row = ChangeBatch.objects.select_for_update().get(pk=batch.pk)
    if row.state != State.HELD:
        raise DomainError(_("This batch was decided already."), code="batch_decided")
    return row


def _decide(row: ChangeBatch, state: ChangeBatch.State, reason: str, by: Actor, at: datetime) -> None:
    row.state, row.reason, row.decided_by, row.decided_at = state, reason.strip(), by.key, at
    row.save()
    event_record(
        kind=f"formalization.changes.{state.value}", by=by, at=at, subject=row, reason=reason.strip(),
        facts={"cause": row.cause, "on_day": row.on_day, "told": row.told, "overtaken": row.overtaken},
    )  # fmt: skip


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]
