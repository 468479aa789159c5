"""What passes between the authority and others in a file: the one observation, opinions, notes, messages."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import Direction, OpinionAnswer
from registry.casework.models.acts import Act
from registry.casework.models.clocks import RunningClock
from registry.casework.models.files import CaseFile
from registry.formalization.models import Registration


class Observation(models.Model):
    """The one observation of a step: everything missing is asked at once."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="observations", help_text=_("The file."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="+", help_text=_("The registration.")
    )
    step = models.CharField(max_length=40, help_text=_("Step, a code of the pack."))
    act = models.OneToOneField(
        Act, on_delete=models.PROTECT, related_name="observation", help_text=_("The act that made it.")
    )
    clock = models.OneToOneField(
        RunningClock, on_delete=models.PROTECT, related_name="observation", help_text=_("The term to cure it.")
    )
    items = models.JSONField(default=list, help_text=_("Codes of what is missing, as the pack or a step names it."))
    text = models.TextField(help_text=_("What the applicant reads: plain words."))
    made_on = models.DateField(help_text=_("Day it was made."))
    cured_on = models.DateField(null=True, blank=True, help_text=_("Day the cure came in; empty while it has not."))
    cure = models.TextField(blank=True, help_text=_("What came in."))
    is_late = models.BooleanField(
        null=True, blank=True, help_text=_("Whether the cure came late; empty while open or not decidable.")
    )
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """One a step: the law allows a single observation."""

        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["file_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["file", "step"], name="casework_observation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="casework_observation_has_text"),
        ]

    def __str__(self) -> str:
        """Step and day."""
        return f"{self.step} observed on {self.made_on}"


class Opinion(models.Model):
    """An opinion asked of an authority because of what the place lies in, and its answer."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="opinions", help_text=_("The file."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="opinions", help_text=_("The registration.")
    )
    authority = models.CharField(max_length=20, help_text=_("Authority asked, a code of the pack."))
    step = models.CharField(max_length=40, help_text=_("Step, a code of the pack."))
    because = models.CharField(max_length=60, help_text=_("Condition that asks for it, e.g. buffer_zone."))
    is_automatic = models.BooleanField(default=False, help_text=_("Whether an overlap found asked for it by itself."))
    asked_on = models.DateField(help_text=_("Day it was asked."))
    clock = models.OneToOneField(
        RunningClock,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opinion",
        help_text=_("The term to answer."),
    )
    answer = models.CharField(
        max_length=12, blank=True, choices=OpinionAnswer.choices, help_text=_("What it answered; empty while open.")
    )
    answered_on = models.DateField(null=True, blank=True, help_text=_("Day of the answer."))
    answered_by = models.CharField(max_length=60, blank=True, help_text=_("Key of who answered."))
    reasons = models.TextField(blank=True, help_text=_("Reasons of the answer."))
    document = models.CharField(max_length=200, blank=True, help_text=_("Document of the answer: number and date."))
    recorded_at = models.DateTimeField(help_text=_("When it was asked."))

    class Meta:
        """One an authority and file; an answer has a day, reasons and its document."""

        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["file_id", "authority"]
        constraints = [
            models.UniqueConstraint(fields=["file", "authority"], name="casework_opinion_once"),
            models.CheckConstraint(
                condition=Q(answer="") | (Q(answered_on__isnull=False) & ~Q(document="") & ~Q(reasons="")),
                name="casework_opinion_answer_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "asked_on"], name="casework_opinion_open", condition=Q(answer="")),
        ]

    def __str__(self) -> str:
        """Authority and answer."""
        return f"{self.authority}: {self.answer or 'open'}"


class Note(models.Model):
    """An internal note on a case."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="notes", help_text=_("The registration.")
    )
    file = models.ForeignKey(
        CaseFile, null=True, blank=True, on_delete=models.PROTECT, related_name="notes", help_text=_("The file.")
    )
    text = models.TextField(help_text=_("What it says; internal."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who wrote it."))
    at = models.DateTimeField(help_text=_("When."))

    class Meta:
        """Newest first."""

        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="casework_note_has_text")]

    def __str__(self) -> str:
        """Its number."""
        return f"note {self.pk}"


class Message(models.Model):
    """A message to or from the applicant: courtesy, never the service of an act."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="messages", help_text=_("The registration.")
    )
    file = models.ForeignKey(
        CaseFile, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", help_text=_("The file.")
    )
    direction = models.CharField(
        max_length=3, choices=Direction.choices, default=Direction.OUT, help_text=_("Which way it goes.")
    )
    subject = models.CharField(max_length=200, help_text=_("Subject."))
    text = models.TextField(help_text=_("Text in plain words."))
    language = models.CharField(max_length=5, default="es", help_text=_("Language of the text."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the actor."))
    at = models.DateTimeField(help_text=_("When it was written."))

    class Meta:
        """Newest first."""

        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        indexes = [models.Index(fields=["registration", "-id"], name="casework_message_of")]

    def __str__(self) -> str:
        """Its number: the subject may name somebody."""
        return f"message {self.pk}"
