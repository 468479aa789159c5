"""Trying a draft of the law over the whole register as of a day: who would change class. The register stays as it is.

Both the law in force and the draft judge facts read afresh for the day, each as it asks for them, so that the counts
are those which the real run gives after the draft is enacted. A registration is judged by the draft only as far as it
rests on something that the draft changes: what a rule reads of the law is watched, never guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.among import Among
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.formalization.facts import Operation, assess, moved_between, operations_by_both
from registry.formalization.models import PackVersion, Registration, Rehearsal
from registry.formalization.selectors.law import pack_in_force, pack_of_hash
from registry.rules.engine.pack import Judgement, Moved, Pack, judgement_of

JOB_KIND = "formalization.rehearse"
CHUNK = 8_000
Progress = Callable[[int, int], None]
UNKNOWN = "unknown"


class Move(NamedTuple):
    """One registration whose class would change. `before` and `after` are category, scale and legal status."""

    registration_id: int
    before: Judgement
    after: Judgement


def rehearsal_run(
    *, draft: PackVersion, on: date, by: Actor, at: datetime, progress: Progress | None = None
) -> Rehearsal:
    """Judge every registration by the law in force and by the draft; keep who would change, and the counts.

    Raises:
        DomainError: the draft is enacted already, so that it is no draft.
        LawError: the day lies before the first law of the pack.
    """
    if draft.state == PackVersion.State.ENACTED:
        raise DomainError(_("This version is enacted already. To change it, draft a new one."), code="law_enacted")
    present = pack_in_force(draft.jurisdiction, on=on)
    changed = pack_of_hash(draft.jurisdiction, draft.content_hash)
    assert changed is not None  # the draft's own row holds its files
    judged, moves = _compare(present, changed, on, progress)
    rows = _described(moves)
    with transaction.atomic():
        rehearsal = Rehearsal.objects.create(
            pack=draft, on_day=on, judged=judged, changed=len(moves), rows=rows, moves=_counted(rows),
            by_key=by.key, asked_at=at, finished_at=at,
        )  # fmt: skip
        PackVersion.objects.filter(pk=draft.pk, state=PackVersion.State.DRAFT).update(state=PackVersion.State.REHEARSED)
        event_record(
            kind="formalization.law.rehearsed", by=by, at=at, subject=draft,
            facts={"on": on, "judged": judged, "changed": len(moves)},
        )  # fmt: skip
    return rehearsal


def rehearsal_request(*, draft: PackVersion, on: date, by: Actor) -> Job:
    """Ask a worker for a rehearsal; the same one that still waits is reused."""
    with transaction.atomic():
        return jobs.enqueue(
            kind=JOB_KIND,
            payload={"draft": draft.pk, "on": on.isoformat(), "by": by.key},
            key=f"{draft.pk}:{on.isoformat()}",
        )


def _compare(present: Pack[Any], changed: Pack[Any], on: date, progress: Progress | None) -> tuple[int, list[Move]]:
    total, judged, moves = Registration.objects.count(), 0, list[Move]()
    moved = moved_between(present.against(changed, on), (present, changed))
    for ids in _chunks():
        for operation, other in operations_by_both(present, changed, ids, on):
            known = operation.activity_known
            found = moved(operation.facts, known) if other is operation else _wholly(present, changed, operation, other)
            judged += 1
            if found is not None:
                moves.append(Move(operation.registration_id, *found))
        if progress is not None:
            progress(judged, total)
    return judged, moves


def _wholly(present: Pack[Any], changed: Pack[Any], operation: Operation, other: Operation) -> Moved:
    """Where the draft asks other facts of the ground, each law judges its own."""
    before = judgement_of(assess(present, operation.facts, activity_known=operation.activity_known))
    after = judgement_of(assess(changed, other.facts, activity_known=other.activity_known))
    return None if before == after else (before, after)


def _chunks() -> Iterator[list[int]]:
    last = 0
    while ids := list(Registration.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]


def _described(moves: list[Move]) -> list[dict[str, Any]]:
    """One row a changed registration: code, from, to, region, gender of a person, kind of a group."""
    known = Registration.objects.filter(Among("pk", [move.registration_id for move in moves])).values_list(
        "pk", "code", "ubigeo", "person__gender", "group__kind"
    )
    by_id = {row[0]: row[1:] for row in known}
    rows = []
    for move in moves:
        code, ubigeo, gender, kind = by_id[move.registration_id]
        rows.append(
            {
                "code": code,
                "from": "/".join(move.before),
                "to": "/".join(move.after),
                "region": ubigeo[:2] or UNKNOWN,
                "gender": gender or UNKNOWN,
                "group": kind or "natural_person",
            }
        )
    return sorted(rows, key=lambda row: row["code"])


def _counted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Counts by from, to, region, gender and group, largest first."""
    sides = ("from", "to", "region", "gender", "group")
    counts = Counter(tuple(row[side] for side in sides) for row in rows)
    return [{**dict(zip(sides, key, strict=True)), "count": count} for key, count in counts.most_common()]
