"""The register of issued papers: what was issued to whom, under which number and code, and what was taken back.

What is printed stands in `content`, so that the same paper can be made again, byte by byte. The code is random: with
it alone anybody learns what the paper says now. Withdrawing never deletes: the code goes on to answer, and says so.
"""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.documents.choices import PaperKind, PaperState, WithdrawalReason
from registry.documents.models.files import Document


class PaperSeries(models.Model):
    """The last number given in the series of one office and year."""

    office = models.CharField(max_length=12, help_text=_("Short name of the office, as it stands in the number."))
    year = models.PositiveSmallIntegerField(help_text=_("Year of the series."))
    last_number = models.PositiveIntegerField(default=0, help_text=_("The last number given."))

    class Meta:
        """One series an office and year."""

        verbose_name = _("series of papers")
        verbose_name_plural = _("series of papers")
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="documents_series_once")]

    def __str__(self) -> str:
        """Office and year."""
        return f"{self.office} {self.year}"


@pghistory.track(exclude=["checks"])
class Paper(models.Model):
    """One paper that the register issued."""

    kind = models.CharField(max_length=24, choices=PaperKind.choices, help_text=_("Kind of paper."))
    office = models.CharField(max_length=12, help_text=_("Short name of the office that issues it."))
    year = models.PositiveSmallIntegerField(help_text=_("Year of its series."))
    number = models.PositiveIntegerField(help_text=_("Its number in the series of the office and year."))
    code = models.CharField(
        max_length=10, unique=True, help_text=_("Random code by which anybody can verify it; 10 characters.")
    )
    subject_kind = models.CharField(max_length=60, help_text=_("Kind of the row it speaks of, as room.model."))
    subject_id = models.BigIntegerField(help_text=_("Number of the row it speaks of."))
    ubigeo = models.CharField(max_length=6, blank=True, help_text=_("Place of the subject, for readers of one region."))
    language = models.CharField(max_length=5, help_text=_("Language of the paper."))
    title = models.CharField(max_length=200, help_text=_("Title as printed."))
    content = models.JSONField(help_text=_("What is printed: addressee, facts, paragraphs, limits, basis, signature."))
    state = models.CharField(
        max_length=10, choices=PaperState.choices, default=PaperState.WAITING, help_text=_("Where it stands.")
    )
    document = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="paper", help_text=_("The PDF.")
    )
    issued_on = models.DateField(help_text=_("Day of the paper."))
    issued_at = models.DateTimeField(help_text=_("When it was issued."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who issued it."))
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was withdrawn."))
    withdrawn_by_key = models.CharField(max_length=60, blank=True, help_text=_("Key of who withdrew it."))
    withdrawn_reason = models.CharField(
        max_length=10, blank=True, choices=WithdrawalReason.choices, help_text=_("Why, in words fit for the public.")
    )
    withdrawn_note = models.TextField(blank=True, help_text=_("Why, in the officer's words; not public."))
    checks = models.PositiveIntegerField(default=0, help_text=_("How often its code was looked up."))

    class Meta:
        """A number once in its series; withdrawn only with moment and reason."""

        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="documents_paper_number_once"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="documents_paper_withdrawn_reasoned",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(document__isnull=False), name="documents_paper_issued_with_pdf"
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="documents_paper_subject")]

    def __str__(self) -> str:
        """Its number as cited."""
        return self.reference

    @property
    def reference(self) -> str:
        """Number as cited: DGFM-0007-2026."""
        return f"{self.office}-{self.number:04d}-{self.year}"

    @property
    def is_good(self) -> bool:
        """Whether nobody took it back."""
        return self.state != PaperState.WITHDRAWN
