"""The message to the officers of a region: new overlaps in these places, once, however many findings there are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings

from registry.accounts.choices import Power
from registry.accounts.models import User
from registry.accounts.permissions import powers_of
from registry.accounts.selectors import holders_of_power
from registry.audit.services import Actor
from registry.notices.services import Message, Recipient, notices_send
from registry.places.models import Place
from registry.territory.models import RegionNews
from registry.territory.services.parties_words import REGION

PLACES_NAMED = 5


def region_notices(*, begun: Sequence[RegionNews], on: date, by: Actor, at: datetime) -> int:
    """Put one message an officer and region into the outbox; returns how many officers are told.

    Told are those appointed to the region; where nobody is, or the place is not known, those of the whole country.
    """
    by_region: dict[str, list[RegionNews]] = defaultdict(list)
    for news in begun:
        by_region[news.region].append(news)
    messages = [
        _message(user, region, news) for region, news in by_region.items() for user in officers_of(region, on=on)
    ]
    if messages:
        notices_send(messages=messages, by=by, at=at)
    return len(messages)


def officers_of(region: str, *, on: date) -> list[User]:
    """Who is told of a region: who changes registrations there, those of the region before those of the country."""
    found = holders_of_power(Power.REGISTER_CHANGE, ubigeo=region, on=on)
    near = [user for user in found if powers_of(user, on=on).where(Power.REGISTER_CHANGE) is not None]
    return near or found


def _message(user: User, region: str, news: Sequence[RegionNews]) -> Message:
    names = dict(
        Place.objects.filter(ubigeo__in=[each.place for each in news], valid_until=None).values_list("ubigeo", "name")
    )
    places = [names.get(each.place, each.place or "?") for each in news]
    said = ", ".join(places[:PLACES_NAMED]) + (" …" if len(places) > PLACES_NAMED else "")
    numbers = "-".join(str(each.pk) for each in news)
    return Message(
        kind=REGION,
        cause=f"territory.region_news:{numbers}"[:120],
        recipient=Recipient(f"user:{user.pk}", user.language, email=user.email),
        values={
            "places": said, "count": sum(each.items.count() for each in news), "day": news[0].month,
            "link": f"{settings.REGISTRY_PUBLIC_URL.rstrip('/')}/desk/land/news/",
        },
        about=news[0],
        ubigeo=region,
    )  # fmt: skip
