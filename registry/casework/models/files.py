"""Files (expedientes) of a registration: their steps, the documents asked, who has them in hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import FileKind, FileState, Side
from registry.formalization.models import Registration


class CaseFile(models.Model):
    """One matter of one registration, from its opening to its end."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="files", help_text=_("The registration.")
    )
    number = models.CharField(max_length=60, unique=True, help_text=_("Number of the file."))
    kind = models.CharField(max_length=16, choices=FileKind.choices, help_text=_("What it is about."))
    state = models.CharField(
        max_length=10, choices=FileState.choices, default=FileState.OPEN, help_text=_("Where it stands.")
    )
    opened_on = models.DateField(help_text=_("Day it was opened: decides which law may govern it."))
    closed_on = models.DateField(null=True, blank=True, help_text=_("Day it ended; empty while it runs."))
    office_region = models.CharField(
        max_length=2, blank=True, help_text=_("Department of the office that holds it; empty: the ministry.")
    )
    region = models.CharField(
        max_length=2, blank=True, help_text=_("Department of the works, repeated from the registration for lists.")
    )
    assignee_key = models.CharField(
        max_length=60, blank=True, help_text=_("Key of the officer whose work it is; empty: the queue of the office.")
    )
    assigned_at = models.DateTimeField(null=True, blank=True, help_text=_("When that officer got it."))
    next_due_on = models.DateField(
        null=True, blank=True, help_text=_("Nearest last day of its running clocks; empty where none is known.")
    )
    next_due_code = models.CharField(max_length=60, blank=True, help_text=_("Clock of that day, a code of the pack."))
    holder = models.CharField(
        max_length=12, choices=Side.choices, default=Side.AGENCY, help_text=_("Who has to act now.")
    )
    holder_since = models.DateField(help_text=_("Day since which."))
    step = models.CharField(
        max_length=40, blank=True, help_text=_("Step it stands at, a code of the pack; for the funnel.")
    )
    uses_water = models.BooleanField(
        null=True, blank=True, help_text=_("Whether water is used: false is sworn non-use; empty while unknown.")
    )
    is_short_activity = models.BooleanField(
        null=True, blank=True, help_text=_("Whether the activity lasts a year or less; empty while unknown.")
    )
    review_why = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text=_("Codes of what the law does not settle and a person must look at."),
    )
    created_at = models.DateTimeField(help_text=_("When it was recorded."))
    updated_at = models.DateTimeField(help_text=_("When it last changed."))

    class Meta:
        """One open formalisation a registration; lists by office, officer and last day."""

        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["registration_id", "-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(kind="formalisation", state="open"),
                name="casework_file_one_formalisation",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None) | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="casework_file_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="casework_file_period_valid"
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignee_key", "next_due_on", "id"], name="casework_file_mine", condition=Q(state="open")
            ),
            models.Index(
                fields=["office_region", "next_due_on", "id"], name="casework_file_office", condition=Q(state="open")
            ),
            models.Index(fields=["next_due_on", "id"], name="casework_file_due", condition=Q(state="open")),
            models.Index(
                fields=["region", "next_due_on", "id"], name="casework_file_region", condition=Q(state="open")
            ),
            models.Index(fields=["kind", "step"], name="casework_file_step", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        """Its number."""
        return self.number


class StepRecord(models.Model):
    """What was recorded of one step of a file; the standing row is the one that counts."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="steps", help_text=_("The file."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="+", help_text=_("The registration of the file.")
    )
    step = models.CharField(max_length=40, help_text=_("Step, a code of the pack."))
    outcome = models.CharField(max_length=40, help_text=_("Outcome, a code of the pack."))
    happened_on = models.DateField(help_text=_("Day of the outcome."))
    reason = models.TextField(blank=True, help_text=_("Reason in words."))
    document = models.CharField(max_length=200, blank=True, help_text=_("Document it rests on."))
    article = models.CharField(max_length=160, blank=True, help_text=_("Legal basis, as the pack states it."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the actor."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When another outcome took its place."))

    class Meta:
        """One standing outcome a step and file."""

        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["file_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "step"], condition=Q(superseded_at=None), name="casework_step_standing_once"
            )
        ]
        indexes = [models.Index(fields=["step", "outcome", "happened_on"], name="casework_step_outcome")]

    def __str__(self) -> str:
        """Step and outcome."""
        return f"{self.step}: {self.outcome}"


class AskedDocument(models.Model):
    """A document that a step asks for: asked, received or still missing."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="asked", help_text=_("The file."))
    step = models.CharField(max_length=40, help_text=_("Step, a code of the pack."))
    document = models.CharField(max_length=60, help_text=_("Document, a code of the pack."))
    asked_on = models.DateField(help_text=_("Day it was asked for."))
    received_on = models.DateField(null=True, blank=True, help_text=_("Day it came in; empty while missing."))
    reference = models.CharField(max_length=200, blank=True, help_text=_("Number or name of what came in."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was last recorded."))

    class Meta:
        """One row a document and step."""

        verbose_name = _("document asked")
        verbose_name_plural = _("documents asked")
        ordering = ["file_id", "step", "id"]
        constraints = [
            models.UniqueConstraint(fields=["file", "step", "document"], name="casework_asked_once"),
        ]

    def __str__(self) -> str:
        """Step and document."""
        return f"{self.step}: {self.document}"


class Turn(models.Model):
    """Who had the file in hand from which day: the split of time rests on these rows."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="turns", help_text=_("The file."))
    from_on = models.DateField(help_text=_("First day."))
    side = models.CharField(max_length=12, choices=Side.choices, help_text=_("Who has it from that day on."))
    why = models.CharField(max_length=60, blank=True, help_text=_("What passed it on, a code."))

    class Meta:
        """In order of time."""

        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["file_id", "from_on", "id"]

    def __str__(self) -> str:
        """Side and day."""
        return f"{self.side} from {self.from_on}"
