"""Notices and a followed area of the demo: one of every state, so that the desk's list shows what it is for.

The addresses end in `.invalid` and the phones lead nowhere: nothing reaches anybody, whatever gateway is connected.
"""

from datetime import datetime, timedelta

from django.db import transaction

from miners.models import Person
from registry.accounts.models import User
from registry.audit.services import Actor
from registry.common.moments import day_of
from registry.formalization.models import Registration
from registry.notices.models import Notice, Subscription
from registry.notices.services import (
    Message,
    Recipient,
    SubscriptionData,
    consent_record,
    notices_send,
    subscription_add,
)

KINDS = {
    "in_force": "registration.in_force",
    "suspended": "registration.suspended",
    "excluded": "registration.excluded",
}
BATCH = "demo:law"
A_GROUP = 12


@transaction.atomic
def demo_notices(*, by: Actor, at: datetime) -> dict[str, int]:
    """Write the demo's notices where there are none of it yet; returns how many stand in each state."""
    rows = list(
        Registration.objects.filter(state__in=KINDS, person__isnull=False).select_related("person").order_by("code")
    )[: 3 * A_GROUP]
    if rows and not Notice.objects.filter(cause__startswith="demo:").exists():
        _consent(rows[0].person, by, at)
        notices_send(messages=[_message(row, at) for row in rows[: 2 * A_GROUP]], by=by, at=at - timedelta(days=2))
        notices_send(
            messages=[_message(row, at) for row in rows[2 * A_GROUP :]], by=by, at=at, batch=BATCH,
            batch_title="A new version of the law moved these classes (demo)",
        )  # fmt: skip
        _outcomes(at)
        _subscription(by, at)
    states = Notice.objects.values_list("state", flat=True)
    return {state: list(states).count(state) for state in sorted(set(states))}


def _message(row: Registration, at: datetime) -> Message:
    person = row.person
    assert person is not None  # asked for above
    number = int(row.pk) % 1_000
    return Message(
        kind=KINDS[row.state],
        cause=f"demo:{row.pk}",
        recipient=Recipient(
            key=f"person:{person.pk}",
            language=person.language,
            phone=f"+51 900 000 {number:03}" if number % 5 else "",
            email=f"person{number}@example.invalid" if number % 2 else "",
        ),
        values={"code": row.code, "day": row.state_since or day_of(at), "reason": "Invented for the demo."},
        about=row,
        ubigeo=row.ubigeo,
    )


def _consent(person: Person | None, by: Actor, at: datetime) -> None:
    if person is not None:
        consent_record(
            recipient=f"person:{person.pk}", channel="mail", address=person.email or "person@example.invalid",
            given_on=day_of(at), evidence="Form 1 (demo)", by=by, at=at,
        )  # fmt: skip


def _outcomes(at: datetime) -> None:
    """Most were handed over, two failed: what a gateway would have said."""
    waiting = Notice.objects.filter(cause__startswith="demo:", state="waiting").order_by("id")
    failed = list(waiting.values_list("pk", flat=True)[:2])
    waiting.exclude(pk__in=failed).update(state="sent", attempts=1, sent_at=at - timedelta(days=1))
    Notice.objects.filter(pk__in=failed).update(
        state="failed", attempts=8, problem="the mail server refuses the address"
    )


def _subscription(by: Actor, at: datetime) -> None:
    user = User.objects.filter(username="ngo").first()
    if user is None or Subscription.objects.exists():
        return
    data = SubscriptionData(
        name="Changes in the whole country (demo)", to="ngo@example.invalid", channel="mail", frequency="daily"
    )
    subscription_add(data=data, owner=f"user:{user.pk}", by=by, at=at)
