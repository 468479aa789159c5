"""The sessions in which somebody is logged in, and their end.

A session is named by a keyed digest of its number: the number itself opens the session and stands on no page. No
network address is kept; the browser's name is what it said of itself at the login.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from registry.accounts.models import User
from registry.audit.services import Actor, event_record

BROWSER = "browser"
SEEN = "seen_at"
RECORDS = "account_authentication_methods"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session: its name, since when, last seen (None: no page of the desk yet), in which browser."""

    name: str
    key: str
    begun_at: datetime | None
    seen_at: datetime | None
    browser: str


def session_name(key: str) -> str:
    """Return the name under which a page speaks of a session."""
    return salted_hmac("registry.accounts.sessions", key, algorithm="sha256").hexdigest()[:16]


def sessions_of(*, user: User, at: datetime) -> list[OpenSession]:
    """Return the open sessions of a user, the newest first.

    Every open session of the register is read: only staff and organizations have one, so there are hundreds at most.
    """
    found = list(_open(user, at))
    return sorted(found, key=lambda one: one.begun_at or datetime.min.replace(tzinfo=UTC), reverse=True)


def _open(user: User, at: datetime) -> Iterator[OpenSession]:
    expected = user.get_session_auth_hash()
    for row in Session.objects.filter(expire_date__gt=at).iterator():
        data: dict[str, Any] = row.get_decoded()
        is_theirs = data.get(SESSION_KEY) == str(user.pk)
        if not is_theirs or not constant_time_compare(str(data.get(HASH_SESSION_KEY, "")), expected):
            continue
        begun = min((one["at"] for one in data.get(RECORDS, ()) if "at" in one), default=None)
        key = row.session_key
        yield OpenSession(session_name(key), key, _moment(begun), _moment(data.get(SEEN)), str(data.get(BROWSER, "")))


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


@transaction.atomic
def sessions_end(*, user: User, names: Collection[str], by: Actor, at: datetime) -> int:
    """End those of a user's sessions that are named; returns how many there were. A stranger's name ends nothing."""
    keys = [one.key for one in _open(user, at) if one.name in names]
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        event_record(kind="accounts.user.sessions_ended", by=by, at=at, subject=user, facts={"count": len(keys)})
    return len(keys)
