"""Contracts over rights."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concessions.choices import ContractKind, HolderDocument
from concessions.models.rights import MiningRight
from registry.territory.models import Footprint


@pghistory.track()
class Contract(models.Model):
    """An exploitation contract or assignment, with area and dates."""

    right = models.ForeignKey(
        MiningRight, on_delete=models.PROTECT, related_name="contracts", help_text=_("The right.")
    )
    kind = models.CharField(max_length=14, choices=ContractKind.choices, help_text=_("Kind of contract."))
    party_name = models.CharField(max_length=250, help_text=_("Who may work the area."))
    party_document_type = models.CharField(
        max_length=4, blank=True, choices=HolderDocument.choices, help_text=_("Kind of document of that party.")
    )
    party_document_number = models.CharField(max_length=12, blank=True, help_text=_("Document number of that party."))
    covers_whole_right = models.BooleanField(
        null=True, blank=True, help_text=_("Whether it covers the whole right; empty while unknown.")
    )
    area_ha = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True, help_text=_("Contracted hectares; empty while unknown.")
    )
    footprint = models.ForeignKey(
        Footprint, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=_("Contracted area.")
    )
    sunarp_entry = models.CharField(
        max_length=60, blank=True, help_text=_("Entry in SUNARP; empty where not registered.")
    )
    signed_on = models.DateField(null=True, blank=True, help_text=_("Day of signing."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty for open end."))

    class Meta:
        """Found by party."""

        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["right_id", "id"]
        indexes = [
            models.Index(
                fields=["party_document_number"],
                name="concessions_contract_party",
                condition=~Q(party_document_number=""),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_ha=None) | Q(area_ha__gt=0), name="concessions_contract_area_valid"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(signed_on=None) | Q(until_on__gte=models.F("signed_on")),
                name="concessions_contract_period_valid",
            ),
        ]

    def __str__(self) -> str:
        """Kind and party."""
        return f"{self.kind}: {self.party_name}"
