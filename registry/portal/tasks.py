"""What the public side does by itself: copying notices to who holds a mandate for them."""

from celery import shared_task
from django.utils import timezone

from registry.portal.services.forwarding import notices_forward


@shared_task(name="portal.forward_notices")
def forward_notices() -> int:
    """Copy what was told since the last round; returns how many."""
    return notices_forward(at=timezone.now())
