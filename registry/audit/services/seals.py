"""Chaining the events, and proving the chain.

The sealer takes events in the order of their numbers, but only those older than every transaction still
running in this database, so that a slow transaction with a lower number is never passed over.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from registry.audit.models import Event, PersonalValue, Seal
from registry.audit.services.anchors import anchors_contradicted
from registry.audit.services.events import digest_of

logger = logging.getLogger("registry.audit")

FIRST = "0" * 64
LOCK = 7_402
BATCH = 5_000


def digest_event(event: Event, previous: str) -> str:
    """Return the hash that seals an event onto the one before it."""
    content = json.dumps(
        [
            previous, event.pk, event.kind, event.at.isoformat(timespec="microseconds"), event.actor,
            event.subject_type, event.subject_id, event.ubigeo, event.changes, event.reason_code, event.article,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(content.encode()).hexdigest()


# Transaction numbers are counted for the whole server. A running one that belongs to another database cannot bring an
# event of this register, so it is not waited for; one of which that is not known (prepared, just begun) is.
_OLDEST_RUNNING = """
SELECT coalesce(
  (SELECT min(running) FROM pg_snapshot_xip(moment) running WHERE NOT EXISTS (
    SELECT FROM pg_locks held JOIN pg_stat_activity owner USING (pid)
    WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
      AND held.transactionid = running::xid
      AND owner.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
  )),
  pg_snapshot_xmax(moment)
)::xid::text FROM pg_current_snapshot() moment
"""


def _unsealed() -> list[Event]:
    """Events not sealed yet whose transaction is older than any still running in this database.

    Asked in two statements, the oldest first: what ends between them is seen by the second.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_RUNNING)
        (oldest,) = cursor.fetchone()
    return list(
        Event.objects.filter(seal=None)
        .extra(where=["age(audit_event.xmin) > age(%s::xid)"], params=[oldest])
        .order_by("id")[:BATCH]
    )


def events_seal(*, at: datetime) -> int:
    """Chain the events that are not chained yet; returns how many. Only one sealer works at a time."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        last = Seal.objects.order_by("-position").first()
        position, previous = (last.position, last.digest) if last else (0, FIRST)
        seals = []
        for event in _unsealed():
            digest = digest_event(event, previous)
            position += 1
            seals.append(Seal(event=event, position=position, previous=previous, digest=digest, sealed_at=at))
            previous = digest
        Seal.objects.bulk_create(seals, batch_size=1_000)
    if seals:
        # Told to the log too, which leaves the database: between two anchors it shows a tail that was chained anew.
        logger.info("audit_sealed", extra={"position": position, "digest": previous})
    return len(seals)


def _sealed() -> Iterator[Seal]:
    return Seal.objects.select_related("event").order_by("position").iterator(chunk_size=2_000)


def verify(anchors: Sequence[dict[str, Any]] = ()) -> dict[str, object]:
    """Walk the whole chain, the kept personal values and the anchors.

    Args:
        anchors: published anchors that somebody kept elsewhere, as in their files.

    Returns:
        `{checked, broken: [{position, event, why}]}`; at most 100 broken links are listed. An erased
        value is not tampering: its digest in the event stands.
    """
    checked, expected, previous = 0, 1, FIRST
    broken: list[dict[str, object]] = []
    for seal in _sealed():
        checked += 1
        why = _fault(seal, expected, previous)
        if why:
            broken.append({"position": seal.position, "event": seal.event_id, "why": why})
        expected, previous = seal.position + 1, seal.digest
    broken.extend(islice(_false_values(), 100))
    broken.extend(_lost_values())
    broken.extend(islice(anchors_contradicted(anchors), 100))
    return {"checked": checked, "broken": broken[:100]}


def _fault(seal: Seal, expected: int, previous: str) -> str:
    if seal.position != expected:
        return f"position {expected} is missing"
    if seal.previous != previous:
        return "does not follow the seal before it"
    if digest_event(seal.event, seal.previous) != seal.digest:
        return "the event was changed after it was sealed"
    return ""


LOST = """
SELECT e.id, c.key FROM audit_event e, jsonb_each(e.changes) c
WHERE c.key <> 'facts' AND jsonb_typeof(c.value) = 'object' AND c.value ? 'digest'
  AND NOT EXISTS (SELECT 1 FROM audit_personalvalue p WHERE p.event_id = e.id AND p.field = c.key)
ORDER BY e.id LIMIT 100
"""


def _lost_values() -> list[dict[str, object]]:
    """An erased value keeps its row, emptied; one whose row is gone was taken out behind the triggers."""
    with connection.cursor() as cursor:
        cursor.execute(LOST)
        return [
            {"position": None, "event": event, "why": f"the row of the kept value of {field} is gone"}
            for event, field in cursor.fetchall()
        ]


def _false_values() -> Iterator[dict[str, object]]:
    for value in PersonalValue.objects.filter(erased_at=None).select_related("event").iterator(chunk_size=2_000):
        stored = value.event.changes.get(value.field, {}).get("digest")
        if stored != [digest_of(value.salt, value.before), digest_of(value.salt, value.after)]:
            yield {"position": None, "event": value.event_id, "why": f"the kept value of {value.field} was changed"}
