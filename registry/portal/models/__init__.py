"""What the public side keeps of its own: receipts of checks, one-time codes, disputes, mandates."""

from registry.portal.models.ledger import ContactChange, Dispute, EntryCode
from registry.portal.models.mandates import Mandate, MandateUse
from registry.portal.models.receipts import Receipt

__all__ = ["ContactChange", "Dispute", "EntryCode", "Mandate", "MandateUse", "Receipt"]
