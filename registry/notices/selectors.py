"""Questions to the outbox: who is told what, what failed, what is held, who consented."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.notices.choices import NoticeState, SubscriptionState
from registry.notices.models import Batch, Consent, Notice, Subscription


def consents_standing(recipients: Sequence[str], *, on: date) -> set[tuple[str, str, str]]:
    """Return recipient, channel and address of each consent that stands on that day.

    A consent is to one address: what goes to another is a courtesy.
    """
    standing = Consent.objects.filter(recipient__in=set(recipients), given_on__lte=on)
    standing = standing.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))
    return set(standing.values_list("recipient", "channel", "address"))


def notices_within(powers: Powers) -> QuerySet[Notice]:
    """Return the notices about places within reach; those without a place only for nationwide readers."""
    return Notice.objects.filter(within_reach(powers, Power.REGISTER_READ)).select_related("batch")


def notices_to(recipient: str) -> QuerySet[Notice]:
    """Return what was told to a recipient, newest first; for the person's own ledger."""
    return Notice.objects.filter(recipient=recipient)


def batches_held() -> QuerySet[Batch]:
    """Return the mass changes that wait for an officer, with how many notices each holds (`held`)."""
    held = Count("notices", filter=Q(notices__state=NoticeState.HELD))
    return Batch.objects.filter(released_at=None, dropped_at=None).annotate(held=held)


def untold(powers: Powers) -> QuerySet[Notice, Any]:
    """Return whom nobody could tell, last first: recipient, how often (`times`), when last, and about which row."""
    rows = Notice.objects.filter(within_reach(powers, Power.REGISTER_READ), state=NoticeState.UNREACHABLE)
    grouped = rows.order_by().values("recipient")
    return grouped.annotate(times=Count("pk"), last=Max("created_at")).order_by("-last", "recipient")


def subscriptions_of(owner: str) -> QuerySet[Subscription]:
    """Return what an owner follows, without what was ended; each says whether it has an area (`has_area`)."""
    rows = Subscription.objects.filter(owner=owner).exclude(state=SubscriptionState.ENDED)
    return rows.annotate(has_area=Q(area__isnull=False))
