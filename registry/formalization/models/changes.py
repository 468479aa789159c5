"""Changes of class, and the batches in which those of a mass change wait until an officer releases them.

A change that follows from facts of one operation is announced at once. One that follows from the passing of a day or
from the law, or one of very many at once, is held: nobody is told before an officer has looked.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.formalization.models.assessments import Assessment
from registry.formalization.models.registrations import Registration


class ChangeBatch(models.Model):
    """Changes of class with one cause on one day, held together."""

    class Cause(models.TextChoices):
        """What made the class change."""

        DATE = "date", _("a day passed")
        LAW = "law", _("another version of the law")
        MASS = "mass", _("facts of very many at once")

    class State(models.TextChoices):
        """Where the batch stands."""

        HELD = "held", _("held back")
        RELEASED = "released", _("released")
        DISCARDED = "discarded", _("discarded: nobody is told")

    cause = models.CharField(max_length=8, choices=Cause.choices, help_text=_("What made the class change."))
    on_day = models.DateField(help_text=_("Day judged."))
    pack_version = models.CharField(max_length=40, help_text=_("Version of the law that judged."))
    pack_hash = models.CharField(max_length=64, help_text=_("Hash of that version."))
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.HELD, help_text=_("Where the batch stands.")
    )
    opened_at = models.DateTimeField(help_text=_("When the first change came in."))
    decided_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who decided."))
    decided_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was decided."))
    reason = models.TextField(blank=True, help_text=_("Why it was released or discarded."))
    told = models.PositiveIntegerField(default=0, help_text=_("Changes announced at the release."))
    overtaken = models.PositiveIntegerField(
        default=0, help_text=_("Changes not announced: another answer or a determination stands since.")
    )

    class Meta:
        """One held batch a cause, day and law; a decision has its author and reason."""

        verbose_name = _("batch of held changes")
        verbose_name_plural = _("batches of held changes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "on_day", "pack_hash"],
                condition=Q(state="held"),
                name="formalization_batch_held_once",
            ),
            models.CheckConstraint(
                condition=Q(state="held") | (~Q(decided_by="") & ~Q(reason="") & Q(decided_at__isnull=False)),
                name="formalization_batch_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        """Cause and day."""
        return f"{self.cause} {self.on_day}"


class ClassChange(models.Model):
    """One registration whose class is another than in the answer before."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="class_changes", help_text=_("The registration.")
    )
    assessment = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="class_change", help_text=_("The answer with the new class.")
    )
    before_category = models.CharField(max_length=16, help_text=_("One-word answer before."))
    before_scale = models.CharField(max_length=16, help_text=_("Scale before."))
    before_legal_status = models.CharField(max_length=16, help_text=_("Legal status before."))
    cause = models.CharField(
        max_length=8,
        choices=[("facts", _("facts of the operation")), *ChangeBatch.Cause.choices],
        help_text=_("What made the class change."),
    )
    batch = models.ForeignKey(
        ChangeBatch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="changes",
        help_text=_("Batch in which it is held; empty: announced at once."),
    )
    at = models.DateTimeField(help_text=_("When it was found."))

    class Meta:
        """In order of finding."""

        verbose_name = _("change of class")
        verbose_name_plural = _("changes of class")
        ordering = ["-id"]
        indexes = [models.Index(fields=["registration", "-id"], name="formalization_change_reg")]

    def __str__(self) -> str:
        """Registration and cause."""
        return f"{self.registration_id}: {self.cause}"
