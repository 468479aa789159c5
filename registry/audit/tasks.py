"""The sealer of each minute."""

from celery import shared_task
from django.utils import timezone

from registry.audit import services


@shared_task(name="audit.seal_events")
def seal_events() -> int:
    """Chain new events, batch after batch; returns how many."""
    total = 0
    while sealed := services.events_seal(at=timezone.now()):
        total += sealed
    return total
