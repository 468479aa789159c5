"""Who follows a public change: one query for each change, by kind and area.

Only what is public comes in, with its public place: for a natural person the grid cell. A change whose place is not
known reaches nobody who asked for an area; that is told in docs/api.md, for "no news here" would be a guess.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet

from registry.notices.choices import Channel, Frequency, NoticeState, SubscriptionState
from registry.notices.models import Followed, Notice, Subscription
from registry.notices.services.outbox import deliver_request


@dataclass(frozen=True, slots=True)
class PublicChange:
    """One change as the public may know it.

    Attributes:
        key: what makes it one change, e.g. `formalization.state_change:12`.
        kind: e.g. `registration.state_changed`.
        payload: what is public of it.
        place: its public place in EPSG:4326; None where it is not known or not public.
        ubigeo: its district, by which digests are grouped.
    """

    key: str
    kind: str
    at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    place: GEOSGeometry | None = None
    ubigeo: str = ""


@transaction.atomic
def changes_match(*, changes: Sequence[PublicChange], at: datetime) -> int:
    """Write what the followers of these changes are told; returns how many were found. Matching twice tells once."""
    notices: list[Notice] = []
    followed: list[Followed] = []
    for change in changes:
        for subscription in followers(change):
            if subscription.frequency == Frequency.AT_ONCE:
                notices.append(at_once(subscription, change, at))
            else:
                followed.append(
                    Followed(subscription=subscription, key=change.key, kind=change.kind, ubigeo=change.ubigeo,
                             at=change.at, payload=_plain(change.payload))
                )  # fmt: skip
    Notice.objects.bulk_create(notices, batch_size=1_000, ignore_conflicts=True)
    Followed.objects.bulk_create(followed, batch_size=1_000, ignore_conflicts=True)
    if notices:
        deliver_request()
    return len(notices) + len(followed)


def followers(change: PublicChange) -> QuerySet[Subscription]:
    """Return the subscriptions served now that follow a change."""
    where = Q(area=None)
    if change.place is not None:
        where |= Q(area__intersects=change.place)
    rows = Subscription.objects.filter(where, state=SubscriptionState.ACTIVE)
    return rows.filter(Q(kinds=[]) | Q(kinds__contains=[change.kind])).defer("area")


def at_once(subscription: Subscription, change: PublicChange, at: datetime) -> Notice:
    """Return the notice of one change for one subscription, not yet stored."""
    data = {**_plain(change.payload), "ubigeo": change.ubigeo}
    text = body(change.kind, change.at, data)
    if subscription.channel == Channel.MAIL:
        text = "\n".join([change.kind, *lines(data)])
    return notice_for(subscription, cause=change.key, kind=change.kind, title=change.kind, text=text, at=at)


def notice_for(subscription: Subscription, *, cause: str, kind: str, title: str, text: str, at: datetime) -> Notice:
    """Return a notice for a subscription, not yet stored."""
    return Notice(
        cause=cause, kind=kind[:60], channel=subscription.channel, recipient=f"subscription:{subscription.pk}",
        to=subscription.to, language=subscription.language, title=title[:200], text=text, has_consent=True,
        about_type="notices.subscription", about_id=subscription.pk, state=NoticeState.WAITING, due_at=at,
        created_at=at,
    )  # fmt: skip


def body(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """Return the JSON body of a webhook."""
    return json.dumps(
        {"type": kind, "timestamp": at.isoformat(), "data": data}, cls=DjangoJSONEncoder, ensure_ascii=False
    )


def lines(data: Mapping[str, Any]) -> Iterator[str]:
    """Return a payload as lines of a mail."""
    return (f"{name}: {value}" for name, value in data.items() if value not in (None, ""))


def _plain(payload: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(payload), cls=DjangoJSONEncoder))
    return plain
