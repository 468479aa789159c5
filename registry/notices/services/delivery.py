"""Handing notices to their gateways: tried again with growing waits, given up after eight tries.

A notice is leased in a short transaction (its next try is set to after the lease), sent outside of any transaction,
then marked. A worker killed in between sends it once more after the lease, under the same number, by which gateways
and receivers recognise it. Slow webhooks have a lane of their own, so that no receiver keeps an SMS waiting.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from registry.audit.services import Actor, event_record
from registry.notices.choices import Channel, NoticeState
from registry.notices.models import Notice
from registry.notices.services.gateways import GatewayError, Outgoing, gateway_for
from registry.notices.services.subscribing import secret_of, subscription_failed, subscription_served

logger = logging.getLogger(__name__)

LANES = {"messages": (Channel.MAIL, Channel.SMS), "webhooks": (Channel.WEBHOOK,)}
LEASE = timedelta(minutes=2)
WAITS = tuple(timedelta(seconds=s) for s in (30, 120, 600, 1_800, 7_200, 21_600, 43_200))
TRIES = len(WAITS) + 1
A_ROUND = 500
BY = Actor.system("notices")


@dataclass(slots=True)
class Round:
    """What one round of delivery did."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


def deliver_due(*, lane: str, clock: Callable[[], datetime], at_most: int = A_ROUND) -> Round:
    """Send what is due in a lane, oldest first."""
    done = Round()
    for _turn in range(at_most):
        notice = _lease(lane, clock())
        if notice is None:
            break
        _try(notice, clock, done)
    return done


def _lease(lane: str, at: datetime) -> Notice | None:
    with transaction.atomic():
        due = Notice.objects.filter(state=NoticeState.WAITING, due_at__lte=at, channel__in=LANES[lane])
        notice = due.order_by("due_at", "id").select_for_update(skip_locked=True).first()
        if notice is not None:
            notice.attempts += 1
            notice.due_at = at + LEASE
            notice.save(update_fields=["attempts", "due_at"])
        return notice


def _try(notice: Notice, clock: Callable[[], datetime], done: Round) -> None:
    outgoing = Outgoing(
        id=f"notice_{notice.pk}", channel=notice.channel, to=notice.to, title=notice.title, text=notice.words,
        language=notice.language, at=clock(), secret=secret_of(notice.recipient),
    )  # fmt: skip
    try:
        gateway_for(notice.channel).send(outgoing)
    except GatewayError as error:
        _missed(notice, str(error), clock(), done, is_final=error.is_final)
    except Exception as error:
        logger.exception("notice_not_sent", extra={"notice": notice.pk})
        _missed(notice, f"the gateway broke ({type(error).__name__})", clock(), done)
    else:
        _sent(notice, clock())
        done.sent += 1


@transaction.atomic
def _sent(notice: Notice, at: datetime) -> None:
    said: dict[str, object] = {"state": NoticeState.SENT, "sent_at": at, "problem": ""}
    if notice.is_secret:
        said |= {"to": "", "text": "", "title": "", "erased_at": at}
    if Notice.objects.filter(pk=notice.pk, state=NoticeState.WAITING).update(**said):
        event_record(kind="notices.notice.sent", by=BY, at=at, subject=notice, ubigeo=notice.ubigeo,
                     facts={"channel": notice.channel, "attempts": notice.attempts})  # fmt: skip
        subscription_served(recipient=notice.recipient, at=at)


@transaction.atomic
def _missed(notice: Notice, why: str, at: datetime, done: Round, *, is_final: bool = False) -> None:
    is_final = is_final or notice.attempts >= TRIES
    waiting = Notice.objects.filter(pk=notice.pk, state=NoticeState.WAITING)
    if is_final:
        done.failed += 1
        waiting.update(state=NoticeState.FAILED, problem=why[:300])
        event_record(kind="notices.notice.failed", by=BY, at=at, subject=notice, ubigeo=notice.ubigeo,
                     facts={"channel": notice.channel, "attempts": notice.attempts, "why": why})  # fmt: skip
    else:
        done.put_off += 1
        later = at + WAITS[notice.attempts - 1]
        waiting.update(due_at=later, problem=why[:300])
        if notice.channel == Channel.WEBHOOK:  # one receiver that is down shall cost one wait, not one a notice
            Notice.objects.filter(
                recipient=notice.recipient, state=NoticeState.WAITING, attempts=0, due_at__lt=later
            ).update(due_at=later)
    subscription_failed(recipient=notice.recipient, why=why, is_final=is_final, at=at)


@transaction.atomic
def notice_retry(*, notice: Notice, by: Actor, at: datetime) -> bool:
    """Try a failed notice again from the beginning; says whether it waits now."""
    again = Notice.objects.filter(pk=notice.pk, state=NoticeState.FAILED, erased_at=None)
    if not again.update(state=NoticeState.WAITING, attempts=0, due_at=at):
        return False
    event_record(kind="notices.notice.retried", by=by, at=at, subject=notice, ubigeo=notice.ubigeo)
    return True
