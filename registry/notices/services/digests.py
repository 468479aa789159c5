"""Digests: what a subscription followed since the last one, grouped by place."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.common.moments import day_of
from registry.notices.choices import Channel, SubscriptionState
from registry.notices.models import Followed, Subscription
from registry.notices.services.matching import body, lines, notice_for
from registry.notices.services.outbox import deliver_request
from registry.notices.services.wordings import language_for

AT_MOST = 5_000  # changes in one digest; the rest follows in the next of the same round


def digests_write(*, frequency: str, at: datetime) -> int:
    """Write one digest for each subscription of that frequency with news; returns how many."""
    waiting = Subscription.objects.filter(frequency=frequency, state=SubscriptionState.ACTIVE)
    waiting = waiting.filter(followed__notice=None, followed__isnull=False).distinct()
    return sum(_digest(number, at) for number in waiting.values_list("pk", flat=True))


@transaction.atomic
def _digest(number: int, at: datetime) -> bool:
    subscription = Subscription.objects.select_for_update(of=("self",)).get(pk=number)
    rows = list(Followed.objects.filter(subscription=subscription, notice=None, at__lte=at)[:AT_MOST])
    if not rows:
        return False
    by_place = sorted(rows, key=lambda row: (row.ubigeo, row.at, row.pk))
    places = [
        {"ubigeo": ubigeo, "changes": [{"kind": row.kind, "at": row.at, "data": row.payload} for row in inside]}
        for ubigeo, inside in groupby(by_place, key=lambda row: row.ubigeo)
    ]
    data: dict[str, Any] = {"from": min(row.at for row in rows), "until": at, "places": places}
    with translation.override(language_for(subscription.language)):
        title = _("Changes you follow: %(name)s") % {"name": subscription.name}
        text = _mail(places, at) if subscription.channel == Channel.MAIL else body("digest", at, data)
    cause = f"notices.digest:{subscription.pk}:{rows[-1].pk}"
    notice = notice_for(subscription, cause=cause, kind="digest", title=title, text=text, at=at)
    notice.save()
    Followed.objects.filter(pk__in=[row.pk for row in rows]).update(notice=notice)
    deliver_request()
    return True


def _mail(places: Sequence[dict[str, Any]], at: datetime) -> str:
    parts = [_("Until %(day)s:") % {"day": date_format(day_of(at), "DATE_FORMAT")}]
    for place in places:
        where = place["ubigeo"] or _("place not known")
        parts.append(f"\n{where}")
        for change in place["changes"]:
            parts.append(f"- {date_format(day_of(change['at']), 'DATE_FORMAT')} {change['kind']}")
            parts.extend(f"    {line}" for line in lines(change["data"]))
    return "\n".join(parts)
