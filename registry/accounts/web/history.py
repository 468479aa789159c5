"""The history of an entry as its page shows it: events, newest first, with who did it and which fields changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from registry.accounts.selectors import names_of_keys
from registry.accounts.web.titles import title_of
from registry.audit.models import Event
from registry.audit.services.reads import READ
from registry.common.display import Moment

AT_MOST = 50
# The newest of each row by the index on subject and number: an OR over many rows would read the log backwards. Of the
# personal values only the reason is among them.
NEWEST = """
SELECT e.id, e.kind, e.at, e.actor, e.changes, reason.after, reason.erased_at
FROM unnest(%s::text[], %s::bigint[]) AS wanted (kind, number), LATERAL (
  SELECT id, kind, at, actor, changes FROM audit_event
  WHERE subject_type = wanted.kind AND subject_id = wanted.number AND kind <> %s
  ORDER BY id DESC LIMIT %s
) e LEFT JOIN audit_personalvalue reason ON reason.event_id = e.id AND reason.field = 'reason'
ORDER BY e.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a row, with the reason that was given for it."""

    kind: str
    at: datetime
    actor: str
    changes: dict[str, Any]
    reason: str
    is_reason_erased: bool


def history_of(row: models.Model, *parts: models.Model) -> list[Moment]:
    """Return the last fifty events of a row in two queries; of the personal values only the reason is told.

    Looks at the row are left out: they would hide what was done to it (`looks_of`).

    Args:
        row: the row of the page.
        parts: further rows whose events belong to its history, such as the acts of a case.
    """
    events = happened(row, *parts)
    names = names_of_keys({event.actor for event in events})
    return moments_of(events, names)


def moments_of(events: Iterable[Happened], names: Mapping[str, str]) -> list[Moment]:
    """Tell events in words; `names` are those of the actors' keys."""
    return [
        Moment(event.at, title_of(event.kind), _text(event), names.get(event.actor, event.actor)) for event in events
    ]


def happened(*rows: models.Model) -> list[Happened]:
    """Return the newest events of these rows, newest first, in one query."""
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(row._meta.label_lower, []).append(row.pk)  # noqa: SLF001 - Django's public name
    kinds = [kind for kind, found in numbers.items() for _number in found]
    flat = [number for found in numbers.values() for number in found]
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [kinds, flat, READ, AT_MOST, AT_MOST])
        return [
            Happened(kind, at, actor, json.loads(changes), reason or "", erased_at is not None)
            for _id, kind, at, actor, changes, reason, erased_at in cursor.fetchall()
        ]


def looks_of(row: models.Model) -> list[Moment]:
    """Return the last fifty looks at a row's own page, newest first: who, by which door; for auditors."""
    rows = Event.objects.filter(kind=READ, subject_type=row._meta.label_lower, subject_id=row.pk)  # noqa: SLF001 - as above
    events = list(rows.order_by("-id")[:AT_MOST])
    names = names_of_keys({event.actor for event in events})
    return [
        Moment(event.at, names.get(event.actor, event.actor), str(event.changes.get("facts", {}).get("door", "")))
        for event in events
    ]


def _text(event: Happened) -> str:
    changed = ", ".join(name for name in event.changes if name not in {"facts", "reason"})
    reason = _("The reason was erased.") if event.is_reason_erased else event.reason
    fields = changed and event.kind.endswith("changed")
    return " ".join(part for part in (reason, _("Fields: {fields}.").format(fields=changed) if fields else "") if part)
