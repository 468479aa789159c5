"""Keys of organizations: asked for, approved, then made and ended by the organization itself.

A key opens nothing that is not public. It raises the quota and opens what costs much (bulk, lists to verify,
webhooks). Only its hash is kept; it is shown once.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager


class KeyRequest(models.Model):
    """An organization that asks for keys; approved, it makes them itself."""

    class State(models.TextChoices):
        """Where the request stands."""

        ASKED = "asked", _("asked, waiting for an administrator")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended by an administrator")

    organization = models.CharField(max_length=160, help_text=_("Name of the organization."))
    purpose = models.TextField(max_length=2000, help_text=_("What it will read, and what for."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who asked and makes the keys."),
    )
    asked_at = models.DateTimeField(help_text=_("When it was asked."))
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.ASKED, help_text=_("Where the request stands.")
    )
    per_minute = models.PositiveIntegerField(default=3000, help_text=_("Requests a minute that each key may make."))
    bulk_per_hour = models.PositiveIntegerField(
        default=120, help_text=_("Whole tables an hour that each key may take.")
    )
    decided_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the administrator who answered."))
    decided_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was answered."))
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it was refused or ended."))

    class Meta:
        """One open request a user; refused and ended with a reason."""

        verbose_name = _("request for keys")
        verbose_name_plural = _("requests for keys")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["asked", "approved"]), name="api_keyrequest_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "ended"]) | ~Q(reason=""), name="api_keyrequest_reasoned"
            ),
        ]

    def __str__(self) -> str:
        """The organization."""
        return self.organization


class KeyManager(BaseAPIKeyManager):
    """Makes and finds keys."""

    def get_usable_keys(self) -> models.QuerySet["OrganizationKey"]:
        """Return the keys in use, with their quotas: not revoked, organization approved, its account switched on."""
        approved = {"request__state": KeyRequest.State.APPROVED, "request__user__is_active": True}
        usable: models.QuerySet[OrganizationKey] = self.filter(revoked=False, **approved).annotate(
            per_minute=F("request__per_minute"), bulk_per_hour=F("request__bulk_per_hour")
        )
        return usable


class OrganizationKey(AbstractAPIKey):
    """One named key of an organization; its hash only."""

    objects: ClassVar[KeyManager] = KeyManager()  # type: ignore[assignment] # the library's is another class

    request = models.ForeignKey(
        KeyRequest, on_delete=models.PROTECT, related_name="keys", help_text=_("The approved request it rests on.")
    )
    revoked_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was revoked."))
    last_used_on = models.DateField(null=True, blank=True, help_text=_("Last day on which it was used."))

    class Meta(AbstractAPIKey.Meta):
        """Newest first."""

        verbose_name = _("key of an organization")  # type: ignore[assignment] # lazy, as everywhere
        verbose_name_plural = _("keys of organizations")  # type: ignore[assignment] # lazy, as everywhere

    def __str__(self) -> str:
        """Its name and first characters."""
        return f"{self.name} ({self.prefix}…)"

    @property
    def actor_key(self) -> str:
        """Who acts where this key acts, as events name it."""
        return f"key:{self.prefix}"
