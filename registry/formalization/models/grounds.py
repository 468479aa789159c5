"""What officers establish about the ground of an operation: a place verified on site, and zone facts by document."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.formalization.choices import VerificationMethod
from registry.formalization.models.registrations import Registration
from registry.territory.models import Footprint


class PlaceVerification(models.Model):
    """One verification of the place of works: who found it where, how, on which day, by which evidence."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="verifications", help_text=_("The registration.")
    )
    footprint = models.ForeignKey(
        Footprint, on_delete=models.PROTECT, related_name="+", help_text=_("The place as it was verified.")
    )
    method = models.CharField(
        max_length=20, choices=VerificationMethod.choices, help_text=_("How the place was established.")
    )
    evidence = models.CharField(max_length=300, help_text=_("Record, photo or report: number and date."))
    inspected_by = models.CharField(max_length=120, help_text=_("Who established it: name or office."))
    verified_on = models.DateField(help_text=_("Day on which the place was established."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """Newest first; each rests on evidence."""

        verbose_name = _("verification of a place")
        verbose_name_plural = _("verifications of places")
        ordering = ["registration_id", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="formalization_verification_has_evidence")
        ]

    def __str__(self) -> str:
        """Registration and day."""
        return f"{self.registration_id}: {self.verified_on}"


@pghistory.track()
class ZoneFact(models.Model):
    """Whether an operation lies on one kind of land, as a dated document says; it stands before what was measured."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="zone_facts", help_text=_("The registration.")
    )
    kind = models.CharField(max_length=60, help_text=_("Kind of land in the words of the pack."))
    lies = models.BooleanField(help_text=_("Whether the operation lies on such land."))
    created_on = models.DateField(
        null=True, blank=True, help_text=_("Day since which the area exists; empty while unknown.")
    )
    authority = models.CharField(max_length=120, help_text=_("Who says so."))
    document = models.CharField(max_length=200, help_text=_("Document: number and what it is."))
    document_on = models.DateField(help_text=_("Day of the document: for earlier days it says nothing."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was withdrawn."))
    withdrawn_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who withdrew it."))
    withdrawn_why = models.CharField(max_length=300, blank=True, help_text=_("Why it was withdrawn."))

    class Meta:
        """One standing word a kind of land; always with a document."""

        verbose_name = _("zone fact")
        verbose_name_plural = _("zone facts")
        ordering = ["registration_id", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(withdrawn_at=None),
                name="formalization_zonefact_standing_once",
            ),
            models.CheckConstraint(condition=~Q(document="") & ~Q(authority=""), name="formalization_zonefact_sourced"),
        ]

    def __str__(self) -> str:
        """Kind and document."""
        return f"{self.kind}: {self.document}"
