"""What is done to many files at once: prepared and shown first, confirmed once, done file by file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import BulkAction, BulkState, LineState
from registry.casework.models.files import CaseFile


class Bulk(models.Model):
    """One thing to do to many files, as it was shown before it was confirmed."""

    action = models.CharField(max_length=12, choices=BulkAction.choices, help_text=_("What is done."))
    values = models.JSONField(default=dict, help_text=_("What was typed: words, step, officer or list."))
    state = models.CharField(
        max_length=12, choices=BulkState.choices, default=BulkState.PREPARED, help_text=_("Where it stands.")
    )
    by_key = models.CharField(max_length=60, help_text=_("Key of who prepared it; nobody else confirms it."))
    prepared_at = models.DateTimeField(help_text=_("When it was prepared."))
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was confirmed."))
    finished_at = models.DateTimeField(null=True, blank=True, help_text=_("When its last file was done."))

    class Meta:
        """Newest first."""

        verbose_name = _("work on many files")
        verbose_name_plural = _("work on many files")
        ordering = ["-id"]
        indexes = [models.Index(fields=["by_key", "-id"], name="casework_bulk_owner")]

    def __str__(self) -> str:
        """What and how many."""
        return f"{self.action} {self.pk}"


class BulkLine(models.Model):
    """One file of it: done once, or why it is not."""

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="lines", help_text=_("What it belongs to."))
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", help_text=_("The file."))
    state = models.CharField(max_length=8, choices=LineState.choices, help_text=_("Where this file stands."))
    why = models.CharField(max_length=300, blank=True, help_text=_("Why it cannot be done: a code, or a sentence."))

    class Meta:
        """A file once."""

        verbose_name = _("file of a work on many")
        verbose_name_plural = _("files of a work on many")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["bulk", "file"], name="casework_bulkline_once")]
        indexes = [models.Index(fields=["bulk", "state"], name="casework_bulkline_state")]

    def __str__(self) -> str:
        """File and state."""
        return f"{self.file_id}: {self.state}"
