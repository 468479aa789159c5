"""Rows that every room uses: jobs, and the staging of imports."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _


class Fold(Func):
    """A text without accents and capitals, by the immutable SQL function `register_fold`.

    `unaccent()` alone is not immutable and could not be stored or indexed.
    """

    function = "register_fold"
    output_field = models.TextField()


class Words(Func):
    """The words of a folded name, by the immutable SQL function `register_words`; particles also glued ("delacruz")."""

    function = "register_words"
    output_field = ArrayField(models.TextField())


class Less(Func):
    """A word, and what is left of it without one of its letters, by the immutable SQL function `register_less`."""

    function = "register_less"
    output_field = ArrayField(models.TextField())


class NameWord(models.Model):
    """A word that some name holds: a slip of the pen is mended among these, which grow slower than names.

    Triggers of the tables with names bring new words; `registry.common.vocabulary.words_tidy` drops what no name holds.
    """

    word = models.TextField(help_text=_("A word of a name, without accents and capitals."))

    class Meta:
        """Found whole, by its beginning, with one slip, and by its trigrams."""

        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")
        indexes = [
            models.Index(fields=["word"], name="common_nameword_word", opclasses=["text_pattern_ops"]),
            GinIndex(fields=["word"], name="common_nameword_trgm", opclasses=["gin_trgm_ops"]),
            GinIndex(Less("word"), name="common_nameword_less"),
        ]

    def __str__(self) -> str:
        """The word."""
        return self.word


class Job(models.Model):
    """Work to be done by a worker; written in the transaction of the change that asks for it."""

    class State(models.TextChoices):
        """Where the job stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(max_length=60, help_text=_("Which handler does the work, as room.verb."))
    payload = models.JSONField(default=dict, help_text=_("What the handler needs: ids and options, no personal data."))
    key = models.CharField(
        max_length=120,
        blank=True,
        help_text=_("Two waiting jobs of one kind with the same key are one; empty means never merged."),
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING, help_text=_("Where the job stands.")
    )
    done = models.PositiveBigIntegerField(default=0, help_text=_("Units of work finished."))
    total = models.PositiveBigIntegerField(default=0, help_text=_("Units of work in all; 0 while unknown."))
    attempts = models.PositiveIntegerField(default=0, help_text=_("How often a worker began it."))
    message = models.TextField(blank=True, help_text=_("Why it failed, or what it says of itself."))
    result = models.JSONField(default=dict, blank=True, help_text=_("Numbers the handler gives back."))
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was asked for."))
    started_at = models.DateTimeField(null=True, blank=True, help_text=_("When a worker last began it."))
    finished_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was done or given up."))

    class Meta:
        """Indexes for the sweep, and the merging of equal waiting jobs."""

        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(
                fields=["id"], name="common_job_unfinished", condition=models.Q(state__in=["waiting", "running"])
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state="waiting") & ~models.Q(key=""),
                name="common_job_waiting_once",
            )
        ]

    def __str__(self) -> str:
        """Name the job by kind and number."""
        return f"{self.kind} {self.pk}"


class ImportBatch(models.Model):
    """One file read into the register, with what it says of itself and what came of it."""

    class State(models.TextChoices):
        """Where the import stands."""

        STAGED = "staged", _("rows staged, nothing written")
        APPLIED = "applied", _("applied")
        DRY_RUN = "dry_run", _("dry run, nothing written")
        REFUSED = "refused", _("refused, nothing written")

    kind = models.CharField(max_length=30, help_text=_("What is imported: rights, layer, boundaries, registrations."))
    file_name = models.CharField(max_length=255, help_text=_("Name of the file without its folder."))
    layer_name = models.CharField(max_length=255, blank=True, help_text=_("Layer inside the file."))
    checksum = models.CharField(max_length=64, help_text=_("SHA-256 of the file."))
    source = models.CharField(max_length=200, help_text=_("Who publishes the data."))
    published_on = models.DateField(help_text=_("Day the publisher gives the data for."))
    profile = models.CharField(max_length=30, blank=True, help_text=_("Named mapping of columns."))
    options = models.JSONField(default=dict, blank=True, help_text=_("The other options of the import."))
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.STAGED, help_text=_("Where the import stands.")
    )
    counts = models.JSONField(
        default=dict, blank=True, help_text=_("Rows added, changed, unchanged, gone, repaired, refused.")
    )
    message = models.TextField(blank=True, help_text=_("Why the whole file was refused."))
    by_key = models.CharField(max_length=60, blank=True, help_text=_("Who imported it (key of the actor)."))
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When the import began."))
    finished_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was applied or refused."))

    class Meta:
        """Newest first."""

        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        """Name the import by kind and file."""
        return f"{self.kind}: {self.file_name}"


class ImportRow(models.Model):
    """One row of an imported file, as read, with what became of it."""

    class State(models.TextChoices):
        """What became of the row."""

        STAGED = "staged", _("staged")
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        GONE = "gone", _("gone")
        REFUSED = "refused", _("refused")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", help_text=_("The import."))
    number = models.PositiveIntegerField(help_text=_("Place of the row in the file, from 1; 0 for rows that are gone."))
    key = models.CharField(max_length=120, blank=True, help_text=_("The code by which the row is matched."))
    raw = models.JSONField(default=dict, help_text=_("The row as read."))
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.STAGED, help_text=_("What became of the row.")
    )
    is_repaired = models.BooleanField(default=False, help_text=_("Whether something in it was repaired."))
    messages = models.JSONField(default=list, blank=True, help_text=_("What was repaired or refused, and why."))

    class Meta:
        """Rows in the order of the file."""

        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["batch_id", "number"]
        indexes = [models.Index(fields=["batch", "state"], name="common_importrow_batch_state")]

    def __str__(self) -> str:
        """Name the row by its number and key."""
        return f"{self.number} {self.key}"
