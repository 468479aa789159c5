"""What the authority says: determinations, and exceptions granted. They stand beside the engine's answer and edit none."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.formalization.models.assessments import Assessment
from registry.formalization.models.registrations import Registration


class Review(models.Model):
    """An answer of the engine that waits for a person: who owns it, and since when."""

    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, related_name="review", help_text=_("The registration.")
    )
    opened_on = models.DateField(help_text=_("Day since which it waits: its age counts from here."))
    owner_key = models.CharField(
        max_length=60, blank=True, help_text=_("Key of the officer who owns it; empty: nobody yet.")
    )
    owned_since = models.DateTimeField(
        null=True, blank=True, help_text=_("When the present owner took it or was given it.")
    )
    waits_for_layers_only = models.BooleanField(
        default=False, help_text=_("Whether only land layers are missing: then nothing is asked of the miner.")
    )

    class Meta:
        """Oldest first."""

        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["opened_on", "registration_id"]
        indexes = [models.Index(fields=["waits_for_layers_only", "opened_on"], name="formalization_review_age")]

    def __str__(self) -> str:
        """Registration."""
        return f"review of {self.registration_id}"


@pghistory.track()
class Determination(models.Model):
    """The competent officer's answer on one registration."""

    class State(models.TextChoices):
        """Where the determination stands."""

        PROPOSED = "proposed", _("proposed, waiting for a second officer")
        STANDING = "standing", _("standing")
        REFUSED = "refused", _("refused by the second officer")
        REOPENED = "reopened", _("reopened: a fact it relied on changed")
        REPLACED = "replaced", _("replaced by a newer one")

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="determinations", help_text=_("The registration.")
    )
    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        related_name="determinations",
        help_text=_("The answer of the engine it looked at; its facts are those it relied on."),
    )
    scale = models.CharField(max_length=16, help_text=_("Scale as determined."))
    legal_status = models.CharField(max_length=16, help_text=_("Legal status as determined."))
    act = models.CharField(max_length=120, help_text=_("Number of the act."))
    reasons = models.TextField(help_text=_("Reasons."))
    evidence = models.TextField(help_text=_("Documents it rests on."))
    decided_on = models.DateField(help_text=_("Day of the act."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who determined."))
    second_key = models.CharField(
        max_length=60, blank=True, help_text=_("Key of the second officer, needed for illegal.")
    )
    second_at = models.DateTimeField(null=True, blank=True, help_text=_("When the second officer answered."))
    second_reason = models.TextField(blank=True, help_text=_("What the second officer said."))
    notified_on = models.DateField(
        null=True, blank=True, help_text=_("Day the holder was notified; empty: not notified.")
    )
    state = models.CharField(max_length=10, choices=State.choices, help_text=_("Where it stands."))
    state_why = models.CharField(max_length=300, blank=True, help_text=_("What reopened or replaced it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """One open one a registration; illegal stands only with a second, different officer."""

        verbose_name = _("determination")
        verbose_name_plural = _("determinations")
        ordering = ["registration_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state__in=["proposed", "standing"]),
                name="formalization_determination_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(legal_status="illegal", state="standing")
                | (~Q(second_key="") & ~Q(second_key=F("by_key"))),
                name="formalization_determination_two_for_illegal",
            ),
            models.CheckConstraint(
                condition=~Q(second_key=F("by_key")), name="formalization_determination_other_officer"
            ),
            models.CheckConstraint(
                condition=~Q(reasons="") & ~Q(act="") & ~Q(evidence=""), name="formalization_determination_reasoned"
            ),
        ]

    def __str__(self) -> str:
        """Act."""
        return self.act


@pghistory.track()
class Exemption(models.Model):
    """An exception that an authority grants: it adds a finding with author, reason, document and period; it edits none."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="exemptions", help_text=_("The registration.")
    )
    rule_id = models.CharField(max_length=40, help_text=_("Rule of the pack it concerns."))
    authority = models.CharField(max_length=120, help_text=_("Authority that granted it: a code of the pack."))
    reason_code = models.CharField(max_length=60, blank=True, help_text=_("Reason: a code of the pack."))
    reason = models.TextField(help_text=_("Reasons in words."))
    document = models.CharField(max_length=200, help_text=_("Document: number and date."))
    from_on = models.DateField(help_text=_("First day."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty for open end."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was withdrawn."))
    withdrawn_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who withdrew it."))
    withdrawn_why = models.CharField(max_length=300, blank=True, help_text=_("Why it was withdrawn."))

    class Meta:
        """A period, a reason and a document."""

        verbose_name = _("exception granted")
        verbose_name_plural = _("exceptions granted")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="formalization_exemption_period_valid"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(document=""), name="formalization_exemption_reasoned"),
        ]

    def __str__(self) -> str:
        """Rule and document."""
        return f"{self.rule_id}: {self.document}"
