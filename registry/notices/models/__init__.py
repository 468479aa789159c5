"""The outbox, the consents, and what organizations follow."""

from registry.notices.models.consents import Consent
from registry.notices.models.outbox import Batch, Notice
from registry.notices.models.subscriptions import Followed, Subscription

__all__ = ["Batch", "Consent", "Followed", "Notice", "Subscription"]
