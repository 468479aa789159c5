"""Running deadlines, their pauses, and the periods in which no deadline runs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import ClockEnd, Side, SuspendedKind
from registry.casework.models.acts import Act
from registry.casework.models.files import CaseFile


class RunningClock(models.Model):
    """One deadline of one file. Late means due and not received."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="clocks", help_text=_("The file."))
    code = models.CharField(max_length=60, help_text=_("Clock, a code of the pack."))
    step = models.CharField(max_length=40, blank=True, help_text=_("Step it belongs to, a code of the pack."))
    act = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks", help_text=_("Act it runs from.")
    )
    whose = models.CharField(max_length=12, choices=Side.choices, help_text=_("Whose time it is."))
    opened_on = models.DateField(help_text=_("Day it was set up: the law of that day counts."))
    start_on = models.DateField(
        null=True, blank=True, help_text=_("Day from which it counts; empty while the service is not proven.")
    )
    first_due_on = models.DateField(
        null=True, blank=True, help_text=_("Last day where the law is read strictly; empty while not known.")
    )
    due_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty while not known."))
    due_why = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text=_("Codes of why the last day is not sure.")
    )
    on_expiry = models.CharField(
        max_length=40, help_text=_("What the law attaches to the silence, a code of the pack.")
    )
    article = models.CharField(max_length=160, blank=True, help_text=_("Legal basis, as the pack states it."))
    received_on = models.DateField(null=True, blank=True, help_text=_("Day what was due came in."))
    ended_on = models.DateField(null=True, blank=True, help_text=_("Day it stopped for good; empty while it runs."))
    end_why = models.CharField(max_length=10, blank=True, choices=ClockEnd.choices, help_text=_("Why it stopped."))
    is_right = models.BooleanField(
        default=False, help_text=_("Whether somebody may act within it and need not: passing it is no delay.")
    )
    file_waits = models.BooleanField(
        default=False, help_text=_("Whether the authority cannot decide while it runs: the time is that side's.")
    )
    is_late = models.BooleanField(
        null=True, blank=True, help_text=_("Whether what came in came late; empty while open or not decidable.")
    )

    class Meta:
        """Open ones by last day; one open clock of a code for a step of a file."""

        verbose_name = _("running clock")
        verbose_name_plural = _("running clocks")
        ordering = ["file_id", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "code", "step"], condition=Q(ended_on=None), name="casework_clock_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_why="") | (Q(ended_on__isnull=False) & ~Q(end_why="")),
                name="casework_clock_end_has_why",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="casework_clock_due", condition=Q(ended_on=None)),
            models.Index(fields=["file"], name="casework_clock_open", condition=Q(ended_on=None)),
        ]

    def __str__(self) -> str:
        """Code and last day."""
        return f"{self.code} until {self.due_on}"


class ClockPause(models.Model):
    """A stretch of days in which one clock stood still, by law."""

    clock = models.ForeignKey(RunningClock, on_delete=models.PROTECT, related_name="pauses", help_text=_("The clock."))
    from_on = models.DateField(help_text=_("First day."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty while it stands still."))
    reason = models.CharField(max_length=300, help_text=_("Why."))
    article = models.CharField(max_length=160, help_text=_("Legal basis."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the actor."))

    class Meta:
        """One open pause a clock."""

        verbose_name = _("pause of a clock")
        verbose_name_plural = _("pauses of clocks")
        ordering = ["clock_id", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(until_on=None), name="casework_pause_open_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="casework_pause_period_valid"
            ),
            models.CheckConstraint(condition=~Q(article=""), name="casework_pause_by_law"),
        ]

    def __str__(self) -> str:
        """Days."""
        return f"{self.from_on} to {self.until_on}"


class SuspendedPeriod(models.Model):
    """Days that count in no deadline: a norm suspended them, or declared them non-working."""

    kind = models.CharField(max_length=12, choices=SuspendedKind.choices, help_text=_("Why they do not count."))
    region = models.CharField(max_length=2, blank=True, help_text=_("Department; empty: the whole country."))
    from_on = models.DateField(help_text=_("First day."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty while it lasts."))
    document = models.CharField(max_length=200, help_text=_("Norm: number and article."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """A period with its norm."""

        verbose_name = _("suspended period")
        verbose_name_plural = _("suspended periods")
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="casework_suspended_period_valid"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="casework_suspended_by_norm"),
        ]

    def __str__(self) -> str:
        """Norm and days."""
        return f"{self.document}: {self.from_on} to {self.until_on}"
