"""Consents to be notified electronically. Without one, SMS and e-mail are a courtesy and begin no deadline."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.notices.choices import Channel


class Consent(models.Model):
    """Somebody's consent, on paper or recorded in person, to be notified by one way."""

    recipient = models.CharField(max_length=60, help_text=_("Who consents: person:ID or group:ID."))
    channel = models.CharField(max_length=8, choices=Channel.choices, help_text=_("Way consented to."))
    address = models.CharField(
        max_length=254, help_text=_("The e-mail address or phone consented to; a notice to another is a courtesy.")
    )
    given_on = models.DateField(help_text=_("Day of the consent."))
    withdrawn_on = models.DateField(null=True, blank=True, help_text=_("Day of its withdrawal; empty while it stands."))
    evidence = models.CharField(max_length=200, help_text=_("Document that shows it: number and date."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """One standing consent a person and way."""

        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["recipient", "channel", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "channel"],
                condition=models.Q(withdrawn_on=None),
                name="notices_consent_standing_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on=None) | models.Q(withdrawn_on__gte=models.F("given_on")),
                name="notices_consent_period_valid",
            ),
        ]

    def __str__(self) -> str:
        """Who and by which way."""
        return f"{self.recipient} {self.channel}"
