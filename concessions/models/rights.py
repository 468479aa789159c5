"""Mining rights as the cadastre publishes them."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, GeneratedField, TextField
from django.utils.translation import gettext_lazy as _

from concessions.choices import RightKind, RightState, SubstanceClass
from registry.common.models import Fold, ImportBatch, Words
from registry.territory.models import Footprint


@pghistory.track(exclude=["name_folded"])
class MiningRight(models.Model):
    """A concession, petition, claim, plant, deposit or quarry, matched by its code."""

    code = models.CharField(max_length=16, unique=True, help_text=_("Código único as published, 8 to 12 characters."))
    name = models.CharField(max_length=200, blank=True, help_text=_("Name of the right."))
    name_folded = GeneratedField(expression=Fold(F("name")), output_field=TextField(), db_persist=True)
    kind = models.CharField(
        max_length=16, choices=RightKind.choices, default=RightKind.UNKNOWN, help_text=_("Kind of right.")
    )
    state = models.CharField(
        max_length=20,
        choices=RightState.choices,
        default=RightState.UNKNOWN,
        help_text=_("State; unknown where no source gives it."),
    )
    state_published = models.CharField(max_length=80, blank=True, help_text=_("State in the words of the source."))
    substance_class = models.CharField(
        max_length=16,
        choices=SubstanceClass.choices,
        default=SubstanceClass.UNKNOWN,
        help_text=_("Class of substance."),
    )
    declared_hectares = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Hectares as the title or petition states; empty while unknown."),
    )
    filed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Date and hour of filing: the older right has priority; empty while unknown."),
    )
    filed_hour_known = models.BooleanField(
        default=False, help_text=_("Whether the hour of filing is known, not only the day.")
    )
    titled_on = models.DateField(null=True, blank=True, help_text=_("Day of the title."))
    extinguished_on = models.DateField(null=True, blank=True, help_text=_("Day it ended."))
    ubigeo = models.CharField(
        max_length=6, blank=True, help_text=_("District (UBIGEO), else department or province; empty while unknown.")
    )
    place_published = models.CharField(
        max_length=200, blank=True, help_text=_("District, province and department as published.")
    )
    footprint = models.OneToOneField(
        Footprint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="right",
        help_text=_("Its current shape."),
    )
    source = models.CharField(max_length=200, blank=True, help_text=_("Who publishes the current data."))
    published_on = models.DateField(
        null=True, blank=True, help_text=_("Day of the newest data; an older snapshot never replaces newer.")
    )
    gone_on = models.DateField(null=True, blank=True, help_text=_("Day of the snapshot in whose scope it was missing."))
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was added."))
    updated_at = models.DateTimeField(auto_now=True, help_text=_("When it was last changed."))

    class Meta:
        """Found by name, place and state."""

        verbose_name = _("mining right")
        verbose_name_plural = _("mining rights")
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["name_folded"], opclasses=["gin_trgm_ops"], name="concessions_right_name_trgm"),
            GinIndex(Words("name_folded"), name="concessions_right_words"),
            models.Index(fields=["ubigeo"], name="concessions_right_place", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["updated_at"], name="concessions_right_updated"),
            models.Index(fields=["state", "kind"], name="concessions_right_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(declared_hectares=None) | models.Q(declared_hectares__gte=0),
                name="concessions_right_hectares_valid",
            )
        ]

    def __str__(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}".strip()


class RightSnapshot(models.Model):
    """What one published file said of one right: the history that imports fill, older files too."""

    right = models.ForeignKey(
        MiningRight, on_delete=models.CASCADE, related_name="snapshots", help_text=_("The right.")
    )
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.SET_NULL, related_name="+", help_text=_("The import that brought it.")
    )
    source = models.CharField(max_length=200, help_text=_("Who published it."))
    published_on = models.DateField(help_text=_("Day of the file."))
    is_present = models.BooleanField(
        default=True, help_text=_("False where the right was missing inside the file's scope.")
    )
    values = models.JSONField(default=dict, help_text=_("Name, kind, state, hectares, dates and holders of that file."))
    footprint = models.ForeignKey(
        Footprint, null=True, on_delete=models.PROTECT, related_name="+", help_text=_("Shape of that file.")
    )
    checksum = models.CharField(max_length=64, help_text=_("SHA-256 of values and shape."))

    class Meta:
        """One a right, source and day."""

        verbose_name = _("published version of a right")
        verbose_name_plural = _("published versions of rights")
        ordering = ["right_id", "published_on"]
        constraints = [
            models.UniqueConstraint(fields=["right", "source", "published_on"], name="concessions_snapshot_once")
        ]

    def __str__(self) -> str:
        """Right and day."""
        return f"{self.right_id} on {self.published_on}"
