"""Acts of an authority, their service, and the challenges against them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import ActState, Addressee, ChallengeKind, ChallengeOutcome, Channel
from registry.casework.models.files import CaseFile
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration, StateChange


class Act(models.Model):
    """One dated, reasoned act, by whom and with which competence on its day."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="acts", help_text=_("The file."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="acts", help_text=_("The registration.")
    )
    kind = models.CharField(max_length=40, help_text=_("Kind of act, a code of the pack."))
    authority = models.CharField(max_length=20, help_text=_("Authority that decided, a code of the pack."))
    number = models.CharField(max_length=80, help_text=_("Number of the act."))
    decided_on = models.DateField(help_text=_("Day of the act."))
    cause = models.CharField(max_length=60, blank=True, help_text=_("Coded cause, a move of the pack."))
    reasons = models.TextField(help_text=_("Reasons in words: the person concerned reads them."))
    article = models.CharField(max_length=160, blank=True, help_text=_("Legal basis, as the pack states it."))
    law_version = models.CharField(
        max_length=40, blank=True, help_text=_("Version of the procedure it was done under.")
    )
    effect_state = models.CharField(
        max_length=12,
        blank=True,
        choices=RegistrationState.choices,
        help_text=_("State of the entry that it brings about; empty for none."),
    )
    ends_right = models.BooleanField(
        default=False, help_text=_("Whether it ends a right: a second officer must agree.")
    )
    state = models.CharField(max_length=10, choices=ActState.choices, help_text=_("Where it stands."))
    review_why = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text=_("Codes of what the law does not settle: competence, cause, governing version."),
    )
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who did it."))
    second_key = models.CharField(max_length=60, blank=True, help_text=_("Key of the second officer."))
    second_at = models.DateTimeField(null=True, blank=True, help_text=_("When the second officer answered."))
    second_reason = models.TextField(blank=True, help_text=_("What the second officer said."))
    state_change = models.OneToOneField(
        StateChange,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="act",
        help_text=_("The move of the entry that it brought about."),
    )
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """Reasoned; what ends a right stands only with a second, different officer."""

        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["registration_id", "-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reasons="") & ~Q(number=""), name="casework_act_reasoned"),
            models.CheckConstraint(condition=~Q(second_key=F("by_key")), name="casework_act_other_officer"),
            models.CheckConstraint(
                condition=~Q(ends_right=True, state__in=["standing", "annulled"]) | ~Q(second_key=""),
                name="casework_act_two_for_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(effect_state__in=["excluded", "revoked"]) | Q(ends_right=True),
                name="casework_act_end_is_an_end",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state="proposed", ends_right=True),
                name="casework_act_one_end_proposed",
            ),
        ]
        indexes = [
            models.Index(fields=["decided_on", "kind"], name="casework_act_day"),
            models.Index(fields=["registration", "id"], name="casework_act_waiting", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        """Its number."""
        return self.number


class ServiceRecord(models.Model):
    """The service of one act on one addressee. Without proof, or with a defect, the act is not notified."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="services", help_text=_("The act."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="+", help_text=_("The registration.")
    )
    addressee = models.CharField(
        max_length=12, choices=Addressee.choices, default=Addressee.REGISTRANT, help_text=_("Who is served.")
    )
    channel = models.CharField(max_length=12, choices=Channel.choices, help_text=_("How."))
    sent_on = models.DateField(help_text=_("Day it was sent, deposited or published."))
    served_on = models.DateField(
        null=True, blank=True, help_text=_("Day of service by the proof; empty while there is none.")
    )
    proof = models.CharField(max_length=200, blank=True, help_text=_("Proof: receipt, mailbox record, page."))
    defect = models.CharField(max_length=300, blank=True, help_text=_("What makes it invalid; empty: nothing found."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """A day of service has its proof."""

        verbose_name = _("service of an act")
        verbose_name_plural = _("services of acts")
        ordering = ["act_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(served_on=None) | ~Q(proof=""), name="casework_service_has_proof"),
            models.CheckConstraint(
                condition=Q(served_on=None) | Q(served_on__gte=F("sent_on")), name="casework_service_after_sending"
            ),
        ]

    def __str__(self) -> str:
        """Act and channel."""
        return f"{self.act_id}: {self.channel}"

    @property
    def is_valid(self) -> bool:
        """Whether it starts clocks: served, proven, without defect."""
        return self.served_on is not None and bool(self.proof) and not self.defect


class Challenge(models.Model):
    """A reconsideration, or a review by the Consejo de Minería, of one act."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="challenges", help_text=_("The act."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="challenges", help_text=_("The registration.")
    )
    kind = models.CharField(max_length=16, choices=ChallengeKind.choices, help_text=_("Which challenge."))
    filed_on = models.DateField(help_text=_("Day it was filed."))
    is_in_time = models.BooleanField(
        null=True, blank=True, help_text=_("Whether it came in time; empty while the service is not proven.")
    )
    grounds = models.TextField(help_text=_("Grounds in words."))
    admitted_on = models.DateField(null=True, blank=True, help_text=_("Day it was admitted."))
    effect_suspended_on = models.DateField(
        null=True, blank=True, help_text=_("Day from which the effect of the act is suspended; empty: it goes on.")
    )
    effect_document = models.CharField(
        max_length=200, blank=True, help_text=_("Act that suspended the effect: filing alone does not.")
    )
    outcome = models.CharField(
        max_length=12, blank=True, choices=ChallengeOutcome.choices, help_text=_("How it ended; empty while open.")
    )
    decided_on = models.DateField(null=True, blank=True, help_text=_("Day it was decided."))
    decision = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="decides", help_text=_("The deciding act.")
    )
    restored_state = models.CharField(
        max_length=12,
        blank=True,
        choices=RegistrationState.choices,
        help_text=_("State the entry got back; empty where it changed nothing."),
    )
    by_key = models.CharField(max_length=60, help_text=_("Key of the officer who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """One open challenge of a kind an act; a suspended effect names its act."""

        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["registration_id", "-filed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "kind"], condition=Q(outcome=""), name="casework_challenge_open_once"
            ),
            models.CheckConstraint(
                condition=Q(effect_suspended_on=None) | ~Q(effect_document=""), name="casework_challenge_stay_by_act"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_on__isnull=False), name="casework_challenge_decided_has_day"
            ),
        ]

    def __str__(self) -> str:
        """Kind and act."""
        return f"{self.kind} of {self.act_id}"
