"""How a run is done: its parts, what they cover of pairs of footprints, and the tolerances it uses."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.territory.choices import Why
from registry.territory.models.footprints import Footprint
from registry.territory.models.ledger import OverlapRun


class RunPart(models.Model):
    """Footprints of a run that lie near each other, measured and written in one transaction by one worker."""

    run = models.ForeignKey(OverlapRun, on_delete=models.CASCADE, related_name="parts", help_text=_("The run."))
    number = models.PositiveIntegerField(help_text=_("Place in the run, from west to east."))
    footprint_ids = ArrayField(models.BigIntegerField(), help_text=_("Footprints to be measured."))
    changed = models.PositiveIntegerField(
        default=0, help_text=_("Footprints of which something else is said than before.")
    )
    done_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was measured; empty while it is left."))

    class Meta:
        """One part of a number in a run."""

        verbose_name = _("part of a run")
        verbose_name_plural = _("parts of a run")
        ordering = ["run_id", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="territory_runpart_once")]

    def __str__(self) -> str:
        """Run and number."""
        return f"part {self.number} of run {self.run_id}"


class NeighbourCheck(models.Model):
    """That a footprint was measured against every other standing footprint. What it shares stands as findings.

    Without such a row nothing is known of its neighbours: no finding is then not the same as nothing shared.
    """

    footprint = models.ForeignKey(
        Footprint, on_delete=models.PROTECT, related_name="neighbour_checks", help_text=_("The footprint.")
    )
    run = models.ForeignKey(
        OverlapRun, on_delete=models.PROTECT, related_name="neighbour_checks", help_text=_("The run that measured it.")
    )
    why = models.CharField(
        max_length=24, choices=Why.choices, default=Why.MEASURED, help_text=_("Measured, or why it could not be.")
    )
    checked_on = models.DateField(help_text=_("Day of the measuring."))
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When a newer check took its place."))

    class Meta:
        """One standing row a footprint."""

        verbose_name = _("check against other footprints")
        verbose_name_plural = _("checks against other footprints")
        constraints = [
            models.UniqueConstraint(
                fields=["footprint"], condition=Q(superseded_at=None), name="territory_neighbourcheck_standing_once"
            )
        ]

    def __str__(self) -> str:
        """Footprint and why."""
        return f"{self.footprint_id}: {self.why}"


class NoiseTolerance(models.Model):
    """Edge noise from a moment on: a product parameter, not law, until an authority sets others. The newest row holds."""

    area_m2 = models.FloatField(help_text=_("Shared ground under this area may be edge noise."))
    radius_m = models.FloatField(help_text=_("And it is, when its largest inscribed circle is under this radius."))
    reason = models.TextField(help_text=_("Why it was set, and by which act if an authority set it."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the actor."))
    at = models.DateTimeField(help_text=_("When it was set."))

    class Meta:
        """Newest first."""

        verbose_name = _("tolerance of edge noise")
        verbose_name_plural = _("tolerances of edge noise")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_m2__gte=0, radius_m__gte=0), name="territory_tolerance_not_negative"
            )
        ]

    def __str__(self) -> str:
        """Both numbers."""
        return f"{self.area_m2:g} m2 / {self.radius_m:g} m"
