"""Duties of a registrant: where the works really are, and what was produced each half-year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import LocationResult
from registry.casework.models.acts import Act
from registry.casework.models.files import CaseFile
from registry.formalization.models import Registration
from registry.territory.models import Footprint


class LocationDeclaration(models.Model):
    """The place declared in the campaign of Ley 32537, and what its verification found."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="locations", help_text=_("The registration.")
    )
    file = models.ForeignKey(
        CaseFile, null=True, blank=True, on_delete=models.PROTECT, related_name="locations", help_text=_("The file.")
    )
    declared_on = models.DateField(help_text=_("Day it was declared."))
    is_in_time = models.BooleanField(null=True, blank=True, help_text=_("Whether it came within the campaign."))
    declared_place = models.ForeignKey(
        Footprint, on_delete=models.PROTECT, related_name="+", help_text=_("The place declared.")
    )
    evidence = models.CharField(max_length=300, blank=True, help_text=_("Evidence handed in: photos, tracks, papers."))
    verified_place = models.ForeignKey(
        Footprint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The place found on site."),
    )
    verified_on = models.DateField(null=True, blank=True, help_text=_("Day of the verification."))
    verified_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who verified."))
    distance_m = models.FloatField(null=True, blank=True, help_text=_("Metres between the two; empty while not known."))
    result = models.CharField(
        max_length=8, blank=True, choices=LocationResult.choices, help_text=_("What was found; empty: not verified.")
    )
    document = models.CharField(max_length=200, blank=True, help_text=_("Record of the verification."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When another declaration took its place."))

    class Meta:
        """One standing a registration; a result has its day, officer and record."""

        verbose_name = _("location declaration")
        verbose_name_plural = _("location declarations")
        ordering = ["registration_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(superseded_at=None), name="casework_location_standing_once"
            ),
            models.CheckConstraint(
                condition=Q(result="") | (Q(verified_on__isnull=False) & ~Q(verified_by="") & ~Q(document="")),
                name="casework_location_result_whole",
            ),
        ]

    def __str__(self) -> str:
        """Registration and day."""
        return f"{self.registration_id} declared on {self.declared_on}"


class ProductionDeclaration(models.Model):
    """One half-year of one registration: due, filed, or replaced by justified inactivity. Confidential."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="productions", help_text=_("The registration.")
    )
    year = models.PositiveSmallIntegerField(help_text=_("Year."))
    half = models.CharField(max_length=2, help_text=_("H1: January to June; H2: July to December."))
    due_on = models.DateField(help_text=_("Last day, by the pack."))
    filed_on = models.DateField(null=True, blank=True, help_text=_("Day it was filed; empty while it was not."))
    reference = models.CharField(max_length=120, blank=True, help_text=_("Number of the filing."))
    amount = models.DecimalField(
        max_digits=16, decimal_places=3, null=True, blank=True, help_text=_("Amount declared; confidential.")
    )
    unit = models.CharField(max_length=10, blank=True, help_text=_("Unit of the amount."))
    inactivity_on = models.DateField(null=True, blank=True, help_text=_("Day inactivity was declared justified."))
    inactivity_reason = models.TextField(blank=True, help_text=_("Why the half-year was without activity."))
    act = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=_("Act that justified it.")
    )
    exempt_why = models.CharField(max_length=60, blank=True, help_text=_("Why none is due, a code of the pack."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was last recorded."))

    class Meta:
        """One a half-year."""

        verbose_name = _("production declaration")
        verbose_name_plural = _("production declarations")
        ordering = ["registration_id", "-year", "-half"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "year", "half"], name="casework_production_once"),
            models.CheckConstraint(condition=Q(half__in=["H1", "H2"]), name="casework_production_half"),
            models.CheckConstraint(
                condition=Q(amount=None) | (Q(amount__gte=0) & ~Q(unit="")), name="casework_production_amount_unit"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="casework_production_due",
                condition=Q(filed_on=None, inactivity_on=None, exempt_why=""),
            )
        ]

    def __str__(self) -> str:
        """Registration and half-year."""
        return f"{self.registration_id}: {self.year} {self.half}"

    def is_late(self, day: object) -> bool:
        """Due and not received on that day."""
        open_still = self.filed_on is None and self.inactivity_on is None and not self.exempt_why
        return open_still and day > self.due_on  # type: ignore[operator] # a date, as due_on is
