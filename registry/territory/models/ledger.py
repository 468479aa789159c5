"""The overlap ledger: runs, checks with three answers, findings, verdicts. Superseded, never deleted."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.common.models import Job
from registry.common.spatial.fields import GridShapeField
from registry.territory.choices import Answer, Relation, VerdictKind, Why
from registry.territory.models.footprints import Footprint
from registry.territory.models.layers import LandArea, LandLayer, LayerKind


class OverlapRun(models.Model):
    """One measuring of footprints against layers, with the product's parameters of that day."""

    job = models.ForeignKey(
        Job,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The job that does it: progress and failure."),
    )
    reason = models.CharField(max_length=60, help_text=_("What asked for it: layer_loaded, footprint_changed, asked …"))
    scope = models.JSONField(default=dict, blank=True, help_text=_("Footprints and layers it covers; empty: all."))
    noise_area_m2 = models.FloatField(help_text=_("Area tolerance of edge noise: a product parameter, not law."))
    noise_radius_m = models.FloatField(
        help_text=_("Inscribed-circle tolerance of edge noise: a product parameter, not law.")
    )
    on_day = models.DateField(help_text=_("Day for which freshness was judged."))
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was asked for."))
    finished_at = models.DateTimeField(null=True, blank=True, help_text=_("When everything in scope was measured."))
    counts = models.JSONField(default=dict, blank=True, help_text=_("Checks, findings, edge noise, seconds."))

    class Meta:
        """Newest first."""

        verbose_name = _("overlap run")
        verbose_name_plural = _("overlap runs")
        ordering = ["-id"]

    def __str__(self) -> str:
        """Number and reason."""
        return f"run {self.pk}: {self.reason}"


class Check(models.Model):
    """What is known of one footprint against one layer (or against a kind of which none is loaded).

    It stands while versions of the layer pass that change nothing near the footprint. One near a change waits: what it
    said is kept as a row of its own, superseded, and the findings under areas that stayed stand on under it.
    """

    footprint = models.ForeignKey(
        Footprint, on_delete=models.PROTECT, related_name="checks", help_text=_("The footprint.")
    )
    layer = models.ForeignKey(
        LandLayer,
        null=True,
        on_delete=models.PROTECT,
        related_name="checks",
        help_text=_("The layer; empty where none is loaded."),
    )
    kind = models.ForeignKey(LayerKind, on_delete=models.PROTECT, related_name="checks", help_text=_("Kind of land."))
    run = models.ForeignKey(
        OverlapRun, on_delete=models.PROTECT, related_name="checks", help_text=_("The run that wrote it.")
    )
    answer = models.CharField(max_length=12, choices=Answer.choices, help_text=_("Overlaps, clear or not checked."))
    why = models.CharField(max_length=24, choices=Why.choices, help_text=_("Why it says so."))
    nearest_m = models.FloatField(
        null=True, blank=True, help_text=_("Metres to the nearest area of the kind, up to 1,000; it decides nothing.")
    )
    checked_on = models.DateField(help_text=_("Day of the measuring; of one that waits, of the last."))
    edition = models.PositiveIntegerField(
        default=1,
        db_default=1,
        help_text=_("Edition of the layer against which it was measured; nothing near it changed since."),
    )
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When a newer check took its place."))

    class Meta:
        """One standing check a footprint and layer, or kind where none is loaded."""

        verbose_name = _("overlap check")
        verbose_name_plural = _("overlap checks")
        constraints = [
            models.UniqueConstraint(
                fields=["footprint", "layer"],
                condition=Q(superseded_at=None, layer__isnull=False),
                name="territory_check_standing_once",
            ),
            models.UniqueConstraint(
                fields=["footprint", "kind"],
                condition=Q(superseded_at=None, layer=None),
                name="territory_check_standing_kind_once",
            ),
            models.CheckConstraint(
                condition=~Q(answer="clear") | (Q(layer__isnull=False) & Q(why__in=["measured", "old_data"])),
                name="territory_check_clear_was_measured",
            ),
        ]
        indexes = [
            models.Index(
                fields=["layer", "answer"], name="territory_check_layer_answer", condition=Q(superseded_at=None)
            )
        ]

    def __str__(self) -> str:
        """Footprint, kind, answer."""
        return f"{self.footprint_id} / {self.kind_id}: {self.answer}"


class Finding(models.Model):
    """What a footprint shares with one area, or with another footprint. Numbers only; what it means is the pack's."""

    check_row = models.ForeignKey(
        Check,
        null=True,
        on_delete=models.PROTECT,
        related_name="findings",
        help_text=_("The check it stands under; empty between footprints."),
    )
    footprint = models.ForeignKey(
        Footprint,
        on_delete=models.PROTECT,
        related_name="findings",
        help_text=_("The footprint; of two footprints the older right."),
    )
    area = models.ForeignKey(
        LandArea, null=True, on_delete=models.PROTECT, related_name="findings", help_text=_("The area.")
    )
    other = models.ForeignKey(
        Footprint,
        null=True,
        on_delete=models.PROTECT,
        related_name="findings_as_other",
        help_text=_("The other footprint."),
    )
    run = models.ForeignKey(
        OverlapRun, on_delete=models.PROTECT, related_name="findings", help_text=_("The run that measured it.")
    )
    relation = models.CharField(max_length=18, choices=Relation.choices, help_text=_("How they lie to each other."))
    grid_srid = models.IntegerField(help_text=_("System in which it was measured."))
    shared_m2 = models.FloatField(
        null=True, blank=True, help_text=_("Shared area in square metres of the grid; empty for a point.")
    )
    share_of_footprint = models.FloatField(null=True, blank=True, help_text=_("Shared part of the footprint, 0 to 1."))
    share_of_area = models.FloatField(
        null=True, blank=True, help_text=_("Shared part of the area or other footprint, 0 to 1.")
    )
    shared_shape = GridShapeField(
        null=True,
        blank=True,
        help_text=_("What both share, in the system of the measuring; empty for a point."),
    )
    shared_geom = models.GeometryField(
        srid=4326,
        null=True,
        blank=True,
        help_text=_("The same in longitude and latitude, derived, for maps and exports."),
    )
    edge_noise = models.BooleanField(
        default=False, help_text=_("Under both tolerances: kept, marked, and gives no work.")
    )
    inscribed_radius_m = models.FloatField(
        null=True,
        blank=True,
        help_text=_("Radius of the largest inscribed circle, where the shared area is small enough to matter."),
    )
    measured_on = models.DateField(help_text=_("Day of the measuring."))
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When a newer measuring took its place."))

    class Meta:
        """One standing finding a pair."""

        verbose_name = _("overlap finding")
        verbose_name_plural = _("overlap findings")
        constraints = [
            models.UniqueConstraint(
                fields=["footprint", "area"],
                condition=Q(superseded_at=None, area__isnull=False),
                name="territory_finding_area_once",
            ),
            models.UniqueConstraint(
                fields=["footprint", "other"],
                condition=Q(superseded_at=None, other__isnull=False),
                name="territory_finding_other_once",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=False, other=None) | Q(area=None, other__isnull=False),
                name="territory_finding_one_side",
            ),
        ]

    def __str__(self) -> str:
        """The pair."""
        return f"{self.footprint_id} × {self.area_id or self.other_id}"


class Verdict(models.Model):
    """What a person says of a pair. It stands beside the finding and holds while both shapes are unchanged."""

    footprint_checksum = models.CharField(max_length=64, help_text=_("Checksum of the footprint judged."))
    other_checksum = models.CharField(max_length=64, help_text=_("Checksum of the area or other footprint judged."))
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="verdicts", help_text=_("The finding that was looked at.")
    )
    verdict = models.CharField(max_length=12, choices=VerdictKind.choices, help_text=_("What was said."))
    reason = models.TextField(help_text=_("Why."))
    evidence = models.CharField(
        max_length=300, blank=True, help_text=_("Document that shows it; needed for an agreement.")
    )
    by_key = models.CharField(max_length=60, help_text=_("Key of the actor."))
    at = models.DateTimeField(help_text=_("When it was given."))
    reopened_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a moved shape or an objection reopened it.")
    )
    reopened_why = models.CharField(max_length=200, blank=True, help_text=_("What reopened it."))

    class Meta:
        """An agreement has a document."""

        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="agreement", evidence=""), name="territory_verdict_agreement_document"
            )
        ]
        indexes = [models.Index(fields=["footprint_checksum", "other_checksum"], name="territory_verdict_pair")]

    def __str__(self) -> str:
        """Kind and number."""
        return f"{self.verdict} on finding {self.finding_id}"
