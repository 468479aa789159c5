"""Holders of rights, as the cadastre names them."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, GeneratedField, Q, TextField
from django.utils.translation import gettext_lazy as _

from concessions.choices import HolderDocument
from concessions.models.rights import MiningRight
from registry.common.models import Fold


@pghistory.track(exclude=["name_folded"])
class RightHolder(models.Model):
    """A name, perhaps a document, that holds a share of a right for a period.

    Who of the register's persons or groups that is, is asked in `registry.formalization`.
    """

    right = models.ForeignKey(MiningRight, on_delete=models.CASCADE, related_name="holders", help_text=_("The right."))
    name = models.CharField(max_length=250, help_text=_("Name as published."))
    name_folded = GeneratedField(expression=Fold(F("name")), output_field=TextField(), db_persist=True)
    document_type = models.CharField(
        max_length=4, blank=True, choices=HolderDocument.choices, help_text=_("Kind of document, where given.")
    )
    document_number = models.CharField(max_length=12, blank=True, help_text=_("Document number, where given."))
    share_pct = models.DecimalField(
        max_digits=7, decimal_places=4, null=True, blank=True, help_text=_("Share in percent; empty while unknown.")
    )
    from_on = models.DateField(null=True, blank=True, help_text=_("First day as holder; empty while unknown."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day as holder; empty while it lasts."))

    class Meta:
        """Found by name and document."""

        verbose_name = _("holder of a right")
        verbose_name_plural = _("holders of rights")
        ordering = ["right_id", "id"]
        indexes = [
            GinIndex(fields=["name_folded"], opclasses=["gin_trgm_ops"], name="concessions_holder_name_trgm"),
            models.Index(fields=["name_folded"], name="concessions_holder_name"),
            models.Index(
                fields=["document_number"], name="concessions_holder_document", condition=~Q(document_number="")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(share_pct=None) | Q(share_pct__gt=0, share_pct__lte=100),
                name="concessions_holder_share_valid",
            )
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name
