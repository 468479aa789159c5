"""Codes of the outbox and of what organizations follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way a notice leaves."""

    MAIL = "mail", _("e-mail")
    SMS = "sms", _("SMS")
    WEBHOOK = "webhook", _("webhook")
    NONE = "none", _("no way known")


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    HELD = "held", _("held until an officer releases it")
    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("handed to the gateway")
    FAILED = "failed", _("failed, given up")
    DROPPED = "dropped", _("dropped, never sent")
    UNREACHABLE = "unreachable", _("nobody told: no contact on file")


class Frequency(models.TextChoices):
    """How often an organization wants to hear."""

    AT_ONCE = "at_once", _("each change at once")
    DAILY = "daily", _("one digest a day")
    WEEKLY = "weekly", _("one digest a week")


class SubscriptionState(models.TextChoices):
    """Whether a subscription is served."""

    ACTIVE = "active", _("served")
    DISABLED = "disabled", _("switched off: the address kept failing")
    ENDED = "ended", _("ended by its owner")
