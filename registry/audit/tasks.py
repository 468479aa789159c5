"""The sealer of each minute."""

from celery import shared_task
from django.utils import timezone

from registry.audit import services
from registry.audit.services.anchors import anchor_make, anchor_write
from registry.audit.services.retention import retention_apply
from registry.common.clocks import clocks_check


@shared_task(name="audit.seal_events")
def seal_events() -> int:
    """Chain new events, batch after batch; returns how many. The moments in them are worth what the clocks are."""
    total = 0
    clocks_check()
    while sealed := services.events_seal(at=timezone.now()):
        total += sealed
    return total


@shared_task(name="audit.make_anchor")
def make_anchor() -> str:
    """Make the anchor of the day and write its file; returns its path."""
    now = timezone.now()
    anchor = anchor_make(on=timezone.localdate(now), at=now)
    return str(anchor_write(anchor)) if anchor else ""


@shared_task(name="audit.apply_retention")
def apply_retention() -> dict[str, int]:
    """Apply the rules of retention that are in force; returns how many rows each emptied or removed."""
    now = timezone.now()
    return {done.rule.id: done.rows for done in retention_apply(on=timezone.localdate(now), at=now)}
