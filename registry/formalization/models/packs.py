"""Versions of the law that officers drafted, rehearsed and enacted, as text with a hash."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PackVersion(models.Model):
    """A changed set of law files. Once enacted it is superseded, never edited."""

    class State(models.TextChoices):
        """Where the version stands."""

        DRAFT = "draft", _("draft")
        REHEARSED = "rehearsed", _("rehearsed")
        ENACTED = "enacted", _("enacted")

    jurisdiction = models.CharField(max_length=4, help_text=_("Pack of the law."))
    version = models.CharField(max_length=40, help_text=_("Version the files state."))
    content_hash = models.CharField(max_length=64, help_text=_("SHA-256 over the files."))
    files = models.JSONField(help_text=_("Name and text of every law file."))
    note = models.TextField(help_text=_("What changes and why, in plain words."))
    document = models.CharField(
        max_length=300, blank=True, help_text=_("The norm: number, date, address; needed to enact.")
    )
    document_sha256 = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("SHA-256 of the norm as it was brought; the file lies among the documents."),
    )
    cases = models.JSONField(
        default=list,
        blank=True,
        help_text=_(
            "Cases that the draft brings: facts and the answer expected under it; by their id they replace "
            "those of the pack."
        ),
    )
    cases_checked = models.JSONField(
        default=dict, blank=True, help_text=_("Cases judged at enactment: how many, and those answered otherwise.")
    )
    in_force_on = models.DateField(null=True, blank=True, help_text=_("First day on which it is used."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, help_text=_("Where it stands."))
    drafted_by = models.CharField(max_length=60, help_text=_("Key of the officer who loaded it."))
    drafted_at = models.DateTimeField(help_text=_("When it was loaded."))
    enacted_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the second officer, who enacted it."))
    enacted_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was enacted."))

    class Meta:
        """Enacted by a second person, with document and day."""

        verbose_name = _("version of the law")
        verbose_name_plural = _("versions of the law")
        ordering = ["jurisdiction", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "content_hash"], name="formalization_pack_content_once"),
            models.CheckConstraint(
                condition=~Q(state="enacted")
                | (~Q(document="") & Q(in_force_on__isnull=False) & ~Q(enacted_by="") & ~Q(enacted_by=F("drafted_by"))),
                name="formalization_pack_enacted_by_second",
            ),
        ]

    def __str__(self) -> str:
        """Jurisdiction and version."""
        return f"{self.jurisdiction} {self.version}"


class Rehearsal(models.Model):
    """A draft tried over the whole register as of a day: who would change class. Nothing of the register is saved."""

    pack = models.ForeignKey(
        PackVersion, on_delete=models.PROTECT, related_name="rehearsals", help_text=_("The draft.")
    )
    on_day = models.DateField(help_text=_("Day as of which it was tried."))
    judged = models.PositiveIntegerField(default=0, help_text=_("Registrations judged."))
    changed = models.PositiveIntegerField(default=0, help_text=_("Registrations whose class would change."))
    moves = models.JSONField(default=list, help_text=_("From, to, region, gender, group, count."))
    rows = models.JSONField(default=list, help_text=_("Registration code, from, to; for the CSV."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who asked."))
    asked_at = models.DateTimeField(help_text=_("When it was asked for."))
    finished_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was done."))

    class Meta:
        """Newest first."""

        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        ordering = ["-id"]

    def __str__(self) -> str:
        """Draft and day."""
        return f"{self.pack_id} on {self.on_day}"
