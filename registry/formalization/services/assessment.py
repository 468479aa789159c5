"""Judging registrations and keeping the answers: a new row where facts, law or answer differ, else a confirmed day.

Facts are compared without the day they are for. An answer for an earlier day than the standing one has been confirmed
for never takes its place: that registration is left alone. Rows are written by COPY into a temporary table and from
there by three statements, so that the number of statements does not grow with the number of registrations.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from registry.audit.services import Actor, event_record
from registry.common.among import Among
from registry.common.announcements import announce
from registry.formalization.facts import JURISDICTION, judge, operations
from registry.formalization.models import Registration
from registry.formalization.selectors.law import pack_in_force
from registry.formalization.services import assessment_rows
from registry.formalization.services.changes import Judged, changes_settle
from registry.formalization.services.determinations import determinations_reopen
from registry.formalization.services.reviews import reviews_follow
from registry.rules.engine.pack import Pack

CHUNK = 8_000
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Refreshed:
    """What a refresh did: registrations judged, answers stored, confirmed, and left alone (asked for an older day)."""

    checked: int = 0
    stored: int = 0
    confirmed: int = 0
    left_alone: int = 0
    categories: dict[str, int] = field(default_factory=dict)
    moved_by_facts: int = 0

    def to_json(self) -> dict[str, object]:
        """Plain numbers."""
        return {
            "checked": self.checked,
            "stored": self.stored,
            "confirmed": self.confirmed,
            "left_alone": self.left_alone,
            "categories": dict(sorted(self.categories.items())),
        }


def assessments_refresh(
    *,
    registration_ids: Sequence[int] | None,
    on: date,
    by: Actor,
    at: datetime,
    asked_by: str = "",
    progress: Progress | None = None,
) -> Refreshed:
    """Judge these registrations (`None`: all) for a day and keep the answers, some thousands in a transaction.

    Args:
        registration_ids: numbers; those that are not in the register are passed over.
        on: the day judged; the pack is the one in force on it.
        by: who acts.
        at: the moment.
        asked_by: the news or actor that asked, kept with the answer; else the actor.
        progress: told how many of how many are done.

    Raises:
        LawError: the day lies before the first law of the pack.
    """
    pack = pack_in_force(JURISDICTION, on=on)
    total = Registration.objects.count() if registration_ids is None else len(registration_ids)
    done = Refreshed()
    for ids in _chunks(registration_ids):
        with transaction.atomic():
            _refresh_chunk(ids, pack, on, by, at, asked_by or by.key, done)
        if progress is not None:
            progress(done.checked, total)
    return done


def _chunks(registration_ids: Sequence[int] | None) -> Iterator[list[int]]:
    if registration_ids is not None:
        numbers = sorted(set(registration_ids))
        for start in range(0, len(numbers), CHUNK):
            yield numbers[start : start + CHUNK]
        return
    last = 0
    while ids := list(Registration.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]


def _refresh_chunk(  # noqa: PLR0917 - one step of the loop above
    ids: list[int], pack: Pack[Any], on: date, by: Actor, at: datetime, asked_by: str, done: Refreshed
) -> None:
    # Two refreshes of one registration wait for each other; in one order, so that they cannot block each other.
    list(Registration.objects.select_for_update(no_key=True).filter(Among("pk", ids)).order_by("pk").values_list("pk"))
    assessment_rows.stage(_judged(ids, pack, on, done))
    kept = assessment_rows.keep(pack=pack, on=on, at=at, asked_by=asked_by)
    done.stored += len(kept.stored)
    done.confirmed += kept.confirmed
    done.left_alone += kept.left_alone
    reviews_follow(registration_ids=kept.stored, on=on)
    if kept.changed:
        determinations_reopen(registration_ids=kept.changed, why="A fact it relied on changed.", by=by, at=at)
    done.moved_by_facts += changes_settle(
        found=kept.moved, before=done.moved_by_facts, judged=Judged(on, pack.version, pack.content_hash), at=at
    )
    event_record(
        kind="formalization.assessments.refreshed", by=by, at=at,
        facts={
            "on": on, "pack": pack.version, "hash": pack.content_hash, "asked_by": asked_by, "checked": len(ids),
            "stored": len(kept.stored), "confirmed": kept.confirmed,
        },
    )  # fmt: skip
    announce("formalization.assessment.changed", kept.stored)


def _judged(ids: list[int], pack: Pack[Any], on: date, done: Refreshed) -> Iterator[assessment_rows.Row]:
    for operation in operations(pack, ids, on):
        answer = judge(pack, operation.facts, activity_known=operation.activity_known)
        done.checked += 1
        category = answer.assessment.category
        done.categories[category] = done.categories.get(category, 0) + 1
        yield assessment_rows.row_of(operation.registration_id, answer)
