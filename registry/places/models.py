"""Departments, provinces and districts with their UBIGEO, dated, with a boundary where one is loaded.

Rows elsewhere keep the UBIGEO as text: a code that the list does not know is kept and flagged, never dropped.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, GeneratedField, TextField
from django.utils.translation import gettext_lazy as _

from registry.common.models import Fold


class Place(models.Model):
    """One department (2 digits), province (4) or district (6) in one period."""

    class Level(models.TextChoices):
        """How large the place is."""

        DEPARTMENT = "department", _("department")
        PROVINCE = "province", _("province")
        DISTRICT = "district", _("district")

    ubigeo = models.CharField(max_length=6, help_text=_("UBIGEO: 2, 4 or 6 digits, a text because of leading zeros."))
    level = models.CharField(max_length=12, choices=Level.choices, help_text=_("How large the place is."))
    name = models.CharField(max_length=120, help_text=_("Official name."))
    name_folded = GeneratedField(expression=Fold(F("name")), output_field=TextField(), db_persist=True)
    valid_from = models.DateField(null=True, blank=True, help_text=_("First day of this code; empty for always."))
    valid_until = models.DateField(null=True, blank=True, help_text=_("Last day of this code; empty for still valid."))
    boundary = models.MultiPolygonField(srid=4326, null=True, blank=True, help_text=_("Boundary, where one is loaded."))
    source = models.CharField(max_length=200, blank=True, help_text=_("Who published code and boundary."))

    class Meta:
        """One row a code and period."""

        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["ubigeo"]
        constraints = [
            models.UniqueConstraint(
                fields=["ubigeo", "valid_from"], nulls_distinct=False, name="places_place_code_once"
            )
        ]
        indexes = [GinIndex(fields=["name_folded"], opclasses=["gin_trgm_ops"], name="places_place_name_trgm")]

    def __str__(self) -> str:
        """Name and code."""
        return f"{self.name} ({self.ubigeo})"


class Office(models.Model):
    """An office that people can ask: where it is, when it is open, and its phone."""

    code = models.CharField(max_length=40, unique=True, help_text=_("Short code, by which an import finds it again."))
    name = models.CharField(max_length=200, help_text=_("Name of the office."))
    ubigeo = models.CharField(
        max_length=6, blank=True, help_text=_("UBIGEO it serves: 2, 4 or 6 digits; empty for the whole country.")
    )
    is_deciding = models.BooleanField(
        default=False, help_text=_("Whether it decides on registrations; else it receives and guides people.")
    )
    address = models.CharField(max_length=200, blank=True, help_text=_("Street and town; empty while unknown."))
    phone = models.CharField(max_length=40, blank=True, help_text=_("Phone for the public; empty while unknown."))
    hours = models.CharField(max_length=120, blank=True, help_text=_("Opening hours; empty while unknown."))
    checked_on = models.DateField(
        null=True, blank=True, help_text=_("Last day somebody compared the row with the office itself.")
    )
    source = models.CharField(max_length=200, blank=True, help_text=_("Who published the row."))

    class Meta:
        """By the place served."""

        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["ubigeo", "code"]

    def __str__(self) -> str:
        """The name."""
        return self.name
