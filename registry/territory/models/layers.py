"""Land layers: what the register measures footprints against."""

from datetime import date

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.common.spatial.fields import GridShapeField
from registry.territory.choices import LayerState, Publication, ShapeClass
from registry.territory.models.footprints import ShapeIsValid


class LayerKind(models.Model):
    """A kind of land: protected area, community, corridor …; more are added as rows."""

    code = models.CharField(max_length=48, unique=True, help_text=_("Stable code, e.g. buffer_zone."))
    name = models.CharField(max_length=120, help_text=_("Name in English."))
    name_es = models.CharField(max_length=120, help_text=_("Name in Spanish."))
    zone_flag = models.CharField(
        max_length=48, blank=True, help_text=_("Fact of the law it answers; empty where the law asks none.")
    )
    is_inverse = models.BooleanField(
        default=False, help_text=_("A permitted area: inside its region, outside of it is the finding.")
    )
    region_ubigeo = models.CharField(
        max_length=2, blank=True, help_text=_("Department for which an inverse kind answers.")
    )
    fresh_days = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Days a version stays fresh by default; empty for no limit.")
    )
    is_measured = models.BooleanField(default=True, help_text=_("Whether footprints are measured against it."))
    position = models.PositiveIntegerField(default=100, help_text=_("Order on screens."))

    class Meta:
        """In the order of screens."""

        verbose_name = _("kind of layer")
        verbose_name_plural = _("kinds of layers")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def title(self) -> str:
        """Return the name in the language that is spoken now; Quechua pages say the Spanish one."""
        return self.name_es if (get_language() or "").startswith(("es", "qu")) else self.name


class LandLayer(models.Model):
    """A layer in its present version, with where it comes from and what it may be used for.

    The row of a layer stays while its versions pass. A version that went is a row of its own (`line` points to the row
    that stays), which holds the areas that went with it and no others (docs/adr/0014-the-layer-row-stays.md).
    """

    kind = models.ForeignKey(LayerKind, on_delete=models.PROTECT, related_name="layers", help_text=_("Kind of land."))
    series = models.CharField(
        max_length=120, help_text=_("Name shared by the versions of one layer; a new version supersedes the last.")
    )
    source = models.CharField(max_length=200, help_text=_("Who made the data."))
    publisher = models.CharField(max_length=200, blank=True, help_text=_("Who published the data."))
    version = models.CharField(max_length=60, help_text=_("Version as published, else the day of publication."))
    edition = models.PositiveIntegerField(
        default=1, db_default=1, help_text=_("Which version of the layer it is, counted in this register from 1.")
    )
    line = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="past",
        help_text=_(
            "Of a version that went: the row that stays. Empty for that row, and for a version loaded as history."
        ),
    )
    published_on = models.DateField(help_text=_("Day the publisher gives the data for."))
    loaded_at = models.DateTimeField(help_text=_("When it was loaded."))
    checksum = models.CharField(max_length=64, help_text=_("SHA-256 of the file."))
    shape_class = models.CharField(
        max_length=8, choices=ShapeClass.choices, default=ShapeClass.POLYGON, help_text=_("Polygons, lines or points.")
    )
    coverage = models.MultiPolygonField(
        srid=4326, null=True, blank=True, help_text=_("Where the layer is complete; empty: it clears nowhere.")
    )
    coverage_text = models.CharField(max_length=200, blank=True, help_text=_("The coverage in words."))
    fresh_until = models.DateField(
        null=True, blank=True, help_text=_("Last day on which it is fresh; empty for no limit.")
    )
    licence = models.CharField(
        max_length=200, blank=True, help_text=_("Licence of the data; without one only yes and no are given out.")
    )
    publication = models.CharField(
        max_length=10, choices=Publication.choices, default=Publication.YES_NO, help_text=_("How it may be given out.")
    )
    accuracy_m = models.FloatField(default=0, help_text=_("Accuracy of its boundaries in metres, as stated."))
    state = models.CharField(
        max_length=12, choices=LayerState.choices, default=LayerState.LOADING, help_text=_("Where this version stands.")
    )
    state_message = models.CharField(max_length=400, blank=True, help_text=_("Why it is broken."))
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When a newer version took its place."))

    class Meta:
        """One current version of a series; without a licence yes and no only."""

        verbose_name = _("land layer")
        verbose_name_plural = _("land layers")
        ordering = ["kind__position", "series", "-published_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "series"], condition=Q(state="current"), name="territory_layer_current_once"
            ),
            models.CheckConstraint(
                condition=~Q(licence="", publication="full"), name="territory_layer_licence_before_full"
            ),
        ]

    def __str__(self) -> str:
        """Series and version."""
        return f"{self.series} {self.version}"

    def is_fresh(self, on: date) -> bool:
        """Whether it is within its freshness on a day."""
        return self.fresh_until is None or on <= self.fresh_until


class LandArea(models.Model):
    """One area of a layer, which stays while versions pass that hold its shape; one that went belongs to the last of them.

    Where a new version says something else of the same shape, the row says that, and what was said before is kept as a
    row of the version that went.
    """

    layer = models.ForeignKey(
        LandLayer,
        on_delete=models.CASCADE,
        related_name="areas",
        help_text=_("The layer; of an area that went, the last version that held it."),
    )
    since = models.PositiveIntegerField(
        default=1, db_default=1, help_text=_("Edition of the layer with which it came, as it is.")
    )
    external_id = models.CharField(max_length=80, blank=True, help_text=_("Id in the source."))
    name = models.CharField(max_length=250, blank=True, help_text=_("Name in the source."))
    geom = models.GeometryField(srid=4326, help_text=_("Shape in longitude and latitude, as the source gives it."))
    attributes = models.JSONField(default=dict, blank=True, help_text=_("The other columns of the source."))
    valid_from = models.DateField(
        null=True, blank=True, help_text=_("Day the area was created in law; empty while unknown.")
    )
    valid_until = models.DateField(null=True, blank=True, help_text=_("Day it ended; empty while it lasts."))
    area_ha = models.FloatField(
        null=True, blank=True, help_text=_("Hectares in the grid system of its middle, for display.")
    )
    checksum = models.CharField(
        max_length=64,
        help_text=_(
            "SHA-256 of shape, id and dates as its shape came: by it the area is known to verdicts and parties."
        ),
    )
    party = models.JSONField(
        default=dict, blank=True, help_text=_("Who speaks for the area: name, language, contacts; internal.")
    )

    class Meta:
        """Found by place and by id."""

        verbose_name = _("land area")
        verbose_name_plural = _("land areas")
        ordering = ["layer_id", "id"]
        indexes = [
            models.Index(fields=["layer", "external_id"], name="territory_area_external"),
            models.Index(fields=["layer", "since"], name="territory_area_since"),
        ]

    def __str__(self) -> str:
        """Name, else id."""
        return self.name or self.external_id or str(self.pk)


class AreaPiece(models.Model):
    """A part of an area in one grid system, cut once at load so that measuring stays linear; never an invalid one."""

    area = models.ForeignKey(LandArea, on_delete=models.CASCADE, related_name="pieces", help_text=_("The area."))
    layer_id = models.BigIntegerField(help_text=_("Layer of the area, repeated for the index."))
    since = models.PositiveIntegerField(
        default=1, db_default=1, help_text=_("Edition of the layer with which the shape came.")
    )
    grid_srid = models.IntegerField(help_text=_("Grid system of the piece."))
    shape = GridShapeField(help_text=_("The piece, vertices transformed and never densified."))
    whole_m2 = models.FloatField(
        default=0, help_text=_("Square metres of the whole area in that system; 0 for points and lines.")
    )
    is_box = models.BooleanField(
        default=False, help_text=_("Whether it fills its whole tile: what lies inside needs no intersection.")
    )

    class Meta:
        """Found by place within layer and system."""

        verbose_name = _("piece of an area")
        verbose_name_plural = _("pieces of areas")
        indexes = [
            GistIndex(fields=["layer_id", "grid_srid", "shape"], name="territory_piece_place"),
        ]
        constraints = [models.CheckConstraint(condition=ShapeIsValid("shape"), name="territory_piece_shape_valid")]

    def __str__(self) -> str:
        """Number of the piece."""
        return f"piece {self.pk} of area {self.area_id}"
