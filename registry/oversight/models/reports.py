"""A report from the field and its acts.

Nothing of who reports is kept unless that person wrote it down: no network address, no device, no account. What the
text says may name people: it is read by the officers of its kind and never leaves the register.
"""

from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import User
from registry.oversight.choices import ENDED, MOST_TEXT, OPEN, ReportKind, ReportState


class Report(models.Model):
    """One report: what, where, when; its number is public, its secret known to who sent it."""

    number = models.CharField(max_length=16, unique=True, help_text=_("Public number, as R-2026-000123."))
    secret_digest = models.CharField(max_length=64, help_text=_("Keyed digest of the secret; the secret is not kept."))
    kind = models.CharField(max_length=20, choices=ReportKind.choices, help_text=_("What is reported."))
    text = models.TextField(max_length=MOST_TEXT, help_text=_("The report in the words of its author; never public."))
    happened_on = models.DateField(null=True, blank=True, help_text=_("Day it was seen; empty means not said."))
    department = models.CharField(max_length=2, help_text=_("Department, the first two digits of the UBIGEO."))
    place_words = models.CharField(max_length=200, blank=True, help_text=_("The place in words; never public."))
    place = PointField(srid=4326, null=True, blank=True, help_text=_("Exact place; public only as a grid cell."))
    registration_code = models.CharField(max_length=40, blank=True, help_text=_("Code of the entry it is about."))
    language = models.CharField(max_length=5, blank=True, help_text=_("Language of who reports; empty: unknown."))
    phone = models.CharField(max_length=20, blank=True, help_text=_("Phone for the answer, if one was left."))
    email = models.EmailField(blank=True, help_text=_("Mail for the answer, if one was left."))
    organization_key = models.CharField(max_length=60, blank=True, help_text=_("Key of the organization, if by one."))
    state = models.CharField(
        max_length=16, choices=ReportState.choices, default=ReportState.RECEIVED, help_text=_("Where it stands.")
    )
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("The officer who answers for it."),
    )  # fmt: skip
    received_at = models.DateTimeField(help_text=_("When it came in."))
    acknowledge_by = models.DateField(help_text=_("Last day to acknowledge it."))
    answer_by = models.DateField(help_text=_("Last day to answer; begins anew when it is reopened."))
    acknowledged_at = models.DateTimeField(null=True, blank=True, help_text=_("When an officer first saw it."))
    answered_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was last answered or refused."))
    times_reopened = models.PositiveIntegerField(default=0, help_text=_("How often the answer was not accepted."))

    class Meta:
        """Lists by state and department; the database refuses an answered report without its moment."""

        verbose_name = _("report from the field")
        verbose_name_plural = _("reports from the field")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "department", "-id"], name="oversight_report_list"),
            models.Index(fields=["department", "kind"], name="oversight_report_rates"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN) | Q(state__in=ENDED, answered_at__isnull=False),
                name="oversight_report_ended_has_moment",
            ),
        ]

    def __str__(self) -> str:
        """The public number."""
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.state in OPEN


class ReportAct(models.Model):
    """One step of a report's way: what who sent it is told, and what only officers read."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="acts", help_text=_("The report."))
    state = models.CharField(max_length=16, choices=ReportState.choices, help_text=_("State after it."))
    told = models.TextField(help_text=_("What who sent it is told."))
    note = models.TextField(blank=True, help_text=_("Note for officers; never shown outside."))
    by_key = models.CharField(max_length=60, help_text=_("Who did it."))
    at = models.DateTimeField(help_text=_("When."))

    class Meta:
        """In the order of what happened."""

        verbose_name = _("act on a report")
        verbose_name_plural = _("acts on reports")
        ordering = ["id"]

    def __str__(self) -> str:
        """The state it led to."""
        return self.get_state_display()
