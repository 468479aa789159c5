"""Acts that make an operation formal."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.formalization.choices import AuthorisationKind
from registry.formalization.models.registrations import Registration


@pghistory.track()
class Authorisation(models.Model):
    """An authorisation, with what it covers; what is not known stays unknown."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="authorisations", help_text=_("The operation.")
    )
    kind = models.CharField(max_length=34, choices=AuthorisationKind.choices, help_text=_("Kind of act."))
    number = models.CharField(max_length=80, help_text=_("Number of the resolution."))
    issued_on = models.DateField(null=True, blank=True, help_text=_("Day of the act; empty while unknown."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty for open end."))
    authority = models.CharField(max_length=120, blank=True, help_text=_("Office that issued it; empty while unknown."))
    covers_activity = models.BooleanField(
        null=True, blank=True, help_text=_("Whether it covers this activity; empty while unknown.")
    )
    covers_place = models.BooleanField(
        null=True, blank=True, help_text=_("Whether it covers this place; empty while unknown.")
    )
    end_reason = models.CharField(max_length=300, blank=True, help_text=_("Why it ended before its day."))
    by_key = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who recorded it."))
    recorded_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was recorded."))

    class Meta:
        """Newest first."""

        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        ordering = ["registration_id", "-issued_on"]

    def __str__(self) -> str:
        """Number of the act."""
        return self.number
