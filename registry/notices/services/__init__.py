"""Telling people: notices, consents, mass changes, and what organizations follow."""

from registry.notices.services.batches import batch_drop, batch_release
from registry.notices.services.consents import consent_record, consent_withdraw
from registry.notices.services.matching import PublicChange, changes_match
from registry.notices.services.outbox import Message, Recipient, notice_send, notices_send
from registry.notices.services.subscribing import (
    subscription_add,
    subscription_change,
    subscription_enable,
    subscription_end,
    subscription_secret,
    subscription_secret_renew,
)
from registry.notices.services.subscription_checks import SubscriptionData
from registry.notices.services.wordings import Wording, wording_register

__all__ = [
    "Message",
    "PublicChange",
    "Recipient",
    "SubscriptionData",
    "Wording",
    "batch_drop",
    "batch_release",
    "changes_match",
    "consent_record",
    "consent_withdraw",
    "notice_send",
    "notices_send",
    "subscription_add",
    "subscription_change",
    "subscription_enable",
    "subscription_end",
    "subscription_secret",
    "subscription_secret_renew",
    "wording_register",
]
