"""Receipts: proof that somebody looked a paper up, and what the register said then."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.documents.models import Paper


class Receipt(models.Model):
    """One look-up that its maker wants to prove: buyers must show that they looked (DL 1107 art. 11)."""

    code = models.CharField(max_length=10, unique=True, help_text=_("Random code by which the receipt is shown."))
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="receipts", help_text=_("The paper that was looked up.")
    )
    asked_at = models.DateTimeField(help_text=_("When it was looked up."))
    state_on_day = models.DateField(null=True, blank=True, help_text=_("Further day that was asked about."))
    told = models.JSONField(help_text=_("What the register said then, as codes; nothing that the page did not show."))
    by_key = models.CharField(
        max_length=60, blank=True, help_text=_("Key of the organization that asked by program; empty: anybody.")
    )

    class Meta:
        """Newest first."""

        verbose_name = _("receipt of a check")
        verbose_name_plural = _("receipts of checks")
        ordering = ["-id"]

    def __str__(self) -> str:
        """The code."""
        return self.code
