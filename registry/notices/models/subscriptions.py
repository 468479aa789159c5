"""What organizations follow: changes of some kinds, in an area of their own, at once or as a digest."""

import uuid

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.notices.choices import Channel, Frequency, SubscriptionState
from registry.notices.models.outbox import Notice


class Subscription(models.Model):
    """A wish to be told. Its signing secret is derived, never stored."""

    owner = models.CharField(max_length=60, help_text=_("Who owns it: user:ID or key:ID."))
    name = models.CharField(max_length=120, help_text=_("Name given by its owner."))
    reference = models.UUIDField(
        unique=True,
        default=uuid.uuid4,
        editable=False,
        help_text=_("Its public number; the secret is derived from it."),
    )
    secret_version = models.PositiveSmallIntegerField(
        default=1, help_text=_("Counts up when the signing secret is replaced.")
    )
    channel = models.CharField(
        max_length=8, choices=Channel.choices, default=Channel.WEBHOOK, help_text=_("Webhook or e-mail.")
    )
    to = models.CharField(max_length=500, help_text=_("URL of the webhook, or the mail address."))
    language = models.CharField(max_length=5, default="es", help_text=_("Language of digests by mail."))
    kinds = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text=_("Kinds of change followed; empty means all."),
    )
    area = MultiPolygonField(
        srid=4326, null=True, blank=True, help_text=_("Area followed; empty means the whole country.")
    )
    frequency = models.CharField(
        max_length=8, choices=Frequency.choices, default=Frequency.AT_ONCE, help_text=_("At once or as a digest.")
    )
    state = models.CharField(
        max_length=8,
        choices=SubscriptionState.choices,
        default=SubscriptionState.ACTIVE,
        help_text=_("Whether it is served."),
    )
    failures = models.PositiveIntegerField(default=0, help_text=_("Failed tries since the last that came through."))
    problem = models.CharField(max_length=300, blank=True, help_text=_("Why it was switched off."))
    created_at = models.DateTimeField(help_text=_("When it was asked for."))
    changed_at = models.DateTimeField(help_text=_("When it was last changed, switched off or on."))
    last_sent_at = models.DateTimeField(null=True, blank=True, help_text=_("When something last came through."))

    class Meta:
        """By owner."""

        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["owner", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(channel__in=["webhook", "mail"]), name="notices_subscription_way")
        ]
        indexes = [models.Index(fields=["owner"], name="notices_subscription_owner")]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Followed(models.Model):
    """One public change that waits for the next digest of a subscription."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="followed", help_text=_("For whom.")
    )
    key = models.CharField(max_length=120, help_text=_("The change; told once."))
    kind = models.CharField(max_length=60, help_text=_("Kind of the change."))
    ubigeo = models.CharField(
        max_length=6, blank=True, help_text=_("Place by which digests are grouped; empty while unknown.")
    )
    at = models.DateTimeField(help_text=_("When it happened."))
    payload = models.JSONField(default=dict, help_text=_("What is public of it."))
    notice = models.ForeignKey(
        Notice,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="followed",
        help_text=_("The digest that told it; empty while waiting."),
    )

    class Meta:
        """Once a subscription."""

        verbose_name = _("followed change")
        verbose_name_plural = _("followed changes")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["subscription", "key"], name="notices_followed_once")]
        indexes = [
            models.Index(
                fields=["subscription", "at"], name="notices_followed_waiting", condition=models.Q(notice=None)
            )
        ]

    def __str__(self) -> str:
        """Kind and key."""
        return f"{self.kind} {self.key}"
