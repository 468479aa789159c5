"""Footprints: the shapes that are measured. A footprint never changes; a new shape is a new row."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from registry.common.spatial.fields import GridShapeField
from registry.territory.choices import OwnerKind


class ShapeSrid(Func):
    """The SRID inside a measuring shape."""

    function = "ST_SRID"
    output_field = models.IntegerField()


class ShapeIsValid(Func):
    """Whether a measuring shape is valid in the sense of the OGC."""

    function = "ST_IsValid"
    output_field = models.BooleanField()


class Footprint(models.Model):
    """A shape with its system, accuracy and kind of owner; rights and registrations point to it."""

    owner_kind = models.CharField(max_length=16, choices=OwnerKind.choices, help_text=_("What it is the shape of."))
    grid_srid = models.IntegerField(help_text=_("Grid system in which it is measured: 32717, 32718 or 32719 in Peru."))
    shape = GridShapeField(help_text=_("Measuring shape in that system, as the title states it: the truth."))
    geom = models.GeometryField(
        srid=4326, help_text=_("The same in longitude and latitude, derived, for maps and the API.")
    )
    is_point = models.BooleanField(default=False, help_text=_("Whether only a point is known: it has no hectares."))
    accuracy_m = models.FloatField(
        default=0, help_text=_("Accuracy of the coordinates in metres; 0 for a title's vertices.")
    )
    measured_area_ha = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Grid hectares of the shape; empty for a point."),
    )
    source_srid = models.IntegerField(
        null=True, blank=True, help_text=_("System in which the source gave the coordinates.")
    )
    source_text = models.TextField(blank=True, help_text=_("Coordinates as the source gave them."))
    checksum = models.CharField(
        max_length=64, help_text=_("SHA-256 of the measuring shape with its system, normalized.")
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was stored."))
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When another shape took its place."))

    class Meta:
        """The database refuses an invalid shape and one that contradicts its system."""

        verbose_name = _("footprint")
        verbose_name_plural = _("footprints")
        constraints = [
            models.CheckConstraint(condition=Q(grid_srid=ShapeSrid("shape")), name="territory_footprint_srid_agrees"),
            models.CheckConstraint(condition=ShapeIsValid("shape"), name="territory_footprint_shape_valid"),
            models.CheckConstraint(condition=Q(accuracy_m__gte=0), name="territory_footprint_accuracy_valid"),
        ]
        indexes = [
            GistIndex(fields=["shape"], name="territory_footprint_shape", condition=Q(superseded_at=None)),
            models.Index(
                fields=["owner_kind", "grid_srid"], name="territory_footprint_current", condition=Q(superseded_at=None)
            ),
        ]

    def __str__(self) -> str:
        """Kind and number."""
        return f"{self.owner_kind} footprint {self.pk}"
