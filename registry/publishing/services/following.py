"""Telling those who follow changes: what was sealed since the last time goes to the matching of subscriptions.

Sealed, not written: numbers of events may appear out of order when transactions end out of order, places in the chain
do not. Only rows of the public list of changes are told, with its public columns and its public place.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from registry.audit.models import Seal
from registry.common.disclosure import PLACE
from registry.notices.services import PublicChange, changes_match
from registry.publishing.disclosure import CHANGES
from registry.publishing.models import Told

AT_ONCE = 1_000


def changes_tell(*, at: datetime) -> int:
    """Match the changes sealed since the last time; return how many followers were found.

    The first time nothing is told: what lies behind is in the list and the feeds.
    """
    with transaction.atomic():
        told = Told.objects.select_for_update().first()
        if told is None:
            newest = Seal.objects.aggregate(newest=Max("position"))["newest"] or 0
            Told.objects.create(position=newest, told_at=at)
            return 0
        sealed = list(
            Seal.objects.filter(position__gt=told.position)
            .order_by("position")
            .values_list("event", "position")[:AT_ONCE]
        )
        if not sealed:
            return 0
        found = changes_match(changes=_changes([event for event, _position in sealed]), at=at)
        told.position, told.told_at = sealed[-1][1], at
        told.save(update_fields=["position", "told_at"])
    return found


def _changes(events: list[int]) -> list[PublicChange]:
    aliases = [column.alias for column in CHANGES.columns]
    rows = CHANGES.queryset().filter(pk__in=events).order_by("pk").values(PLACE, *aliases)
    return [_change(row) for row in rows]


def _change(row: dict[str, Any]) -> PublicChange:
    said = {column.name: row[column.alias] for column in CHANGES.columns}
    return PublicChange(
        key=f"change:{said['id']}",
        kind=said["kind"],
        at=said["at"],
        payload={name: value for name, value in said.items() if name not in {"at", "ubigeo"}},
        place=row[PLACE],
        ubigeo=said["ubigeo"] or "",
    )
