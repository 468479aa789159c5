"""A mass change tells nobody before an officer has looked at what it would say."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.notices.choices import NoticeState
from registry.notices.models import Batch, Notice
from registry.notices.services.outbox import deliver_request


@transaction.atomic
def batch_release(*, batch: Batch, by: Actor, at: datetime) -> int:
    """Let the held notices of a mass change go; returns how many. Later ones of the batch are not held any more.

    Raises:
        DomainError: somebody decided on it before.
    """
    row = _open(batch)
    row.released_at, row.decided_by = at, by.key
    row.save(update_fields=["released_at", "decided_by"])
    count = Notice.objects.filter(batch=row, state=NoticeState.HELD).update(state=NoticeState.WAITING, due_at=at)
    event_record(kind="notices.batch.released", by=by, at=at, subject=row, facts={"key": row.key, "notices": count})
    deliver_request()
    return count


@transaction.atomic
def batch_drop(*, batch: Batch, reason: str, by: Actor, at: datetime) -> int:
    """Drop the held notices of a mass change, with a reason; returns how many. They stay in the list as dropped.

    Raises:
        DomainError: without a reason, or where somebody decided on it before.
    """
    if not reason.strip():
        raise DomainError(_("Say why these notices are not sent."), field="reason", code="reason_missing")
    row = _open(batch)
    row.dropped_at, row.decided_by, row.reason = at, by.key, reason.strip()[:300]
    row.save(update_fields=["dropped_at", "decided_by", "reason"])
    count = Notice.objects.filter(batch=row, state=NoticeState.HELD).update(state=NoticeState.DROPPED)
    event_record(
        kind="notices.batch.dropped", by=by, at=at, subject=row, reason=reason, facts={"key": row.key, "notices": count}
    )
    return count


def _open(batch: Batch) -> Batch:
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if row.released_at or row.dropped_at:
        raise DomainError(_("Somebody decided on these notices before you."), code="batch_decided")
    return row
