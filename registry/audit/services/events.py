"""Recording an act: called once by every service, inside its transaction."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from registry.audit.models import Event, PersonalValue


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, an API key, a person by code, or the system itself.

    Attributes:
        key: user:ID, key:ID, person:ID or system:NAME, as stored with the event.
        user_id: number of the user, where one acts.
    """

    key: str
    user_id: int | None = None

    @classmethod
    def user(cls, user_id: int) -> "Actor":
        """Return the actor that a logged-in user is."""
        return cls(f"user:{user_id}", user_id)

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Return the system acting by itself, named after the job or command."""
        return cls(f"system:{name}")


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field. A personal value leaves only its digest in the event."""

    field: str
    before: Any
    after: Any
    is_personal: bool = False


def digest_of(salt: str, value: str | None) -> str | None:
    """Return the salted SHA-256 of a value; None where there is none."""
    return None if value is None else hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


def event_record(  # noqa: PLR0913 - an event has this many sides
    *,
    kind: str,
    by: Actor,
    at: datetime,
    subject: models.Model | None = None,
    changes: list[Change] | None = None,
    facts: Mapping[str, Any] | None = None,
    ubigeo: str = "",
    reason: str = "",
    reason_code: str = "",
    article: str = "",
) -> Event:
    """Write one event of the caller's transaction.

    Args:
        kind: dotted past tense, e.g. `concessions.right.changed`.
        by: who acts.
        at: the moment, given by the edge.
        subject: the row acted upon.
        changes: fields before and after; unchanged ones are left out by the caller.
        facts: further values that are not personal (counts, ids).
        ubigeo: place of the row.
        reason: reason in words; it may name somebody, so only its digest stands in the event.
        reason_code: coded reason.
        article: legal basis.

    Returns:
        The stored event.

    Raises:
        RuntimeError: outside a transaction, where the act and its event could part.
    """
    if not connection.in_atomic_block:
        msg = f"event_record({kind}) needs the transaction of the act it records."
        raise RuntimeError(msg)
    if reason:
        changes = [*(changes or []), Change("reason", None, reason, is_personal=True)]
    salt = secrets.token_hex(16)
    open_part: dict[str, Any] = {
        change.field: [change.before, change.after] for change in changes or [] if not change.is_personal
    }
    personal = [change for change in changes or [] if change.is_personal]
    for change in personal:
        open_part[change.field] = {
            "digest": [digest_of(salt, _text(change.before)), digest_of(salt, _text(change.after))]
        }
    if facts:
        open_part["facts"] = dict(facts)
    event = Event.objects.create(
        kind=kind,
        at=at,
        actor=by.key,
        subject_type=subject._meta.label_lower if subject is not None else "",  # noqa: SLF001 - Django's public name
        subject_id=subject.pk if subject is not None else None,
        ubigeo=ubigeo,
        changes=json.loads(json.dumps(open_part, cls=DjangoJSONEncoder)),
        reason_code=reason_code,
        article=article,
    )
    PersonalValue.objects.bulk_create(
        PersonalValue(event=event, field=c.field, salt=salt, before=_text(c.before), after=_text(c.after))
        for c in personal
    )
    return event
