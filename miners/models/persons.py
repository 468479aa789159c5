"""Natural persons."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, GeneratedField, Q, TextField
from django.utils.translation import gettext_lazy as _

from miners.choices import DocumentType, Gender
from registry.common.models import Fold, Words


@pghistory.track(exclude=["name_folded"])
class Person(models.Model):
    """Somebody who mines, holds, leads a group or speaks for one."""

    full_name = models.CharField(max_length=200, help_text=_("Names and surnames, in the order of the document."))
    name_folded = GeneratedField(expression=Fold(F("full_name")), output_field=TextField(), db_persist=True)
    document_type = models.CharField(
        max_length=10,
        choices=DocumentType.choices,
        default=DocumentType.UNKNOWN,
        help_text=_("Kind of identity document."),
    )
    document_number = models.CharField(
        max_length=12, blank=True, help_text=_("Number of the identity document; empty while unknown.")
    )
    ruc = models.CharField(
        max_length=11, blank=True, help_text=_("Taxpayer number (RUC) with check digit; empty while unknown.")
    )
    gender = models.CharField(
        max_length=10, blank=True, choices=Gender.choices, help_text=_("Own answer; empty where not answered.")
    )
    birth_date = models.DateField(null=True, blank=True, help_text=_("Date of birth; optional."))
    nationality = models.CharField(
        max_length=2, blank=True, help_text=_("ISO 3166 code of the country; empty while unknown.")
    )
    language = models.CharField(max_length=5, blank=True, help_text=_("Language for messages: es, qu, en."))
    phone = models.CharField(max_length=20, blank=True, help_text=_("Mobile phone for notices."))
    email = models.EmailField(blank=True, help_text=_("Mail address for notices."))
    address = models.CharField(max_length=200, blank=True, help_text=_("Postal address."))
    ubigeo = models.CharField(
        max_length=6, blank=True, help_text=_("District of residence (UBIGEO); unknown codes are kept and flagged.")
    )
    is_deceased = models.BooleanField(default=False, help_text=_("Whether the death is on record."))
    source = models.CharField(max_length=200, blank=True, help_text=_("Where the row first came from."))
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was added."))
    updated_at = models.DateTimeField(auto_now=True, help_text=_("When it was last changed."))

    class Meta:
        """One row a document; names found without accents and with slips of the pen."""

        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "document_number"],
                condition=~Q(document_number=""),
                name="miners_person_document_once",
            ),
            models.UniqueConstraint(fields=["ruc"], condition=~Q(ruc=""), name="miners_person_ruc_once"),
        ]
        indexes = [
            GinIndex(fields=["name_folded"], opclasses=["gin_trgm_ops"], name="miners_person_name_trgm"),
            GinIndex(Words("name_folded"), name="miners_person_words"),
            models.Index(fields=["ubigeo"], name="miners_person_ubigeo"),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.full_name
