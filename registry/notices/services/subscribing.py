"""What organizations follow: adding, changing, switching off after failures, switching on again.

The signing secret is derived from the register's key, the subscription's number and a version; no table, backup or
export holds it. A new SECRET_KEY therefore gives every subscription a new secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.api.models import KeyRequest
from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.notices.choices import NoticeState, SubscriptionState
from registry.notices.models import Notice, Subscription
from registry.notices.services.outbox import Message, Recipient, notice_send
from registry.notices.services.subscription_checks import SubscriptionData, check_address, checked

MOST_OF_ONE_OWNER = 50
MOST_FAILURES = 25
PREFIX = "subscription:"
BY = Actor.system("notices")


def subscription_secret(subscription: Subscription) -> str:
    """Return the signing secret; for its owner only."""
    about = f"registry.notices.subscription:{subscription.reference}:{subscription.secret_version}"
    secret = hmac.new(settings.SECRET_KEY.encode(), about.encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(secret).decode()}"


def secret_of(recipient: str) -> str:
    """Return the signing secret of the subscription that a notice is for; empty for every other recipient."""
    subscription = _of(recipient)
    return subscription_secret(subscription) if subscription else ""


@transaction.atomic
def subscription_add(*, data: SubscriptionData, owner: str, by: Actor, at: datetime) -> Subscription:
    """Add a subscription.

    Raises:
        DomainError: no name, an address that is refused (not https, private, unknown), an area that is no polygon or
            too long, or too many subscriptions of one owner.
    """
    standing = Subscription.objects.filter(owner=owner).exclude(state=SubscriptionState.ENDED)
    if standing.count() >= MOST_OF_ONE_OWNER:
        raise DomainError(
            _("You follow %(count)d things already, which is the most. End one of them first.")
            % {"count": MOST_OF_ONE_OWNER},
            code="too_many",
        )
    subscription = Subscription.objects.create(owner=owner, created_at=at, changed_at=at, **checked(data))
    event_record(kind="notices.subscription.added", by=by, at=at, subject=subscription, facts=_facts(data))
    return subscription


@transaction.atomic
def subscription_change(*, subscription: Subscription, data: SubscriptionData, by: Actor, at: datetime) -> Subscription:
    """Replace what is followed and where it is told. Raises: DomainError as in `subscription_add`."""
    row = _standing(subscription)
    for name, value in checked(data).items():
        setattr(row, name, value)
    row.changed_at = at
    row.save()
    event_record(kind="notices.subscription.changed", by=by, at=at, subject=row, facts=_facts(data))
    return row


@transaction.atomic
def subscription_end(*, subscription: Subscription, by: Actor, at: datetime) -> None:
    """End a subscription; what waits for it is dropped. Ending twice is the same as once."""
    ended = Subscription.objects.filter(pk=subscription.pk).exclude(state=SubscriptionState.ENDED)
    if ended.update(state=SubscriptionState.ENDED, changed_at=at):
        _drop_waiting(subscription, "the subscription ended")
        event_record(kind="notices.subscription.ended", by=by, at=at, subject=subscription)


@transaction.atomic
def subscriptions_of_ended(ids: Sequence[int]) -> None:
    """End what an organization follows whose approval was ended; called by that announcement, in its transaction."""
    for request in KeyRequest.objects.filter(pk__in=ids, state=KeyRequest.State.ENDED):
        at = request.decided_at
        assert at is not None  # an answer has its moment
        for row in Subscription.objects.filter(owner=f"user:{request.user_id}").exclude(state=SubscriptionState.ENDED):
            subscription_end(subscription=row, by=BY, at=at)


@transaction.atomic
def subscription_enable(*, subscription: Subscription, by: Actor, at: datetime) -> Subscription:
    """Serve a subscription again that was switched off.

    Raises:
        DomainError: it has ended, or its address is refused.
    """
    row = _standing(subscription)
    check_address(row.channel, row.to)
    row.state, row.failures, row.problem, row.changed_at = SubscriptionState.ACTIVE, 0, "", at
    row.save(update_fields=["state", "failures", "problem", "changed_at"])
    event_record(kind="notices.subscription.enabled", by=by, at=at, subject=row)
    return row


@transaction.atomic
def subscription_secret_renew(*, subscription: Subscription, by: Actor, at: datetime) -> str:
    """Replace the signing secret at once and return the new one."""
    row = _standing(subscription)
    row.secret_version, row.changed_at = row.secret_version + 1, at
    row.save(update_fields=["secret_version", "changed_at"])
    event_record(kind="notices.subscription.secret_renewed", by=by, at=at, subject=row)
    return subscription_secret(row)


def subscription_served(*, recipient: str, at: datetime) -> None:
    """Note that something came through; called by the delivery for every notice."""
    if recipient.startswith(PREFIX):
        Subscription.objects.filter(pk=recipient[len(PREFIX) :]).update(failures=0, last_sent_at=at)


def subscription_failed(*, recipient: str, why: str, is_final: bool, at: datetime) -> None:
    """Count a failed try; a notice given up, or too many tries in a row, switch the subscription off."""
    subscription = _of(recipient)
    if subscription is None or subscription.state != SubscriptionState.ACTIVE:
        return
    rows = Subscription.objects.filter(pk=subscription.pk, state=SubscriptionState.ACTIVE)
    rows.update(failures=F("failures") + 1)
    if not is_final and subscription.failures + 1 < MOST_FAILURES:
        return
    rows.update(state=SubscriptionState.DISABLED, problem=why[:300], changed_at=at)
    _drop_waiting(subscription, "the subscription was switched off")
    event_record(kind="notices.subscription.disabled", by=BY, at=at, subject=subscription, facts={"why": why})
    _tell_owner(subscription, why, at)


def _tell_owner(subscription: Subscription, why: str, at: datetime) -> None:
    owner = User.objects.filter(pk=subscription.owner[5:]).first() if subscription.owner.startswith("user:") else None
    notice_send(
        message=Message(
            kind="subscription.disabled",
            cause=f"notices.subscription:{subscription.pk}:disabled:{at.isoformat()}",
            recipient=Recipient(
                key=subscription.owner,
                language=owner.language if owner else subscription.language,
                email=owner.email if owner else "",
            ),
            values={"name": subscription.name, "day": at, "reason": f"{why}."},
            about=subscription,
        ),
        by=BY,
        at=at,
    )


def _of(recipient: str) -> Subscription | None:
    if not recipient.startswith(PREFIX):
        return None
    return Subscription.objects.defer("area").filter(pk=recipient[len(PREFIX) :]).first()


def _standing(subscription: Subscription) -> Subscription:
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.state == SubscriptionState.ENDED:
        raise DomainError(_("This subscription has ended. Make a new one."), code="subscription_ended")
    return row


def _drop_waiting(subscription: Subscription, why: str) -> None:
    waiting = Notice.objects.filter(recipient=f"{PREFIX}{subscription.pk}", state=NoticeState.WAITING)
    waiting.update(state=NoticeState.DROPPED, problem=why)


def _facts(data: SubscriptionData) -> dict[str, object]:
    return {"channel": data.channel, "kinds": list(data.kinds), "frequency": data.frequency, "area": bool(data.area)}
