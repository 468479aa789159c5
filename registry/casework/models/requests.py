"""What applicants and third parties ask for: change of right, succession, lifting, opposition."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.casework.choices import Consent, OpponentKind, Outcome
from registry.casework.models.acts import Act
from registry.casework.models.clocks import RunningClock
from registry.casework.models.files import CaseFile
from registry.formalization.models import Registration


class Request(models.Model):
    """What every request has; each kind is a table of its own."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, related_name="%(class)s", help_text=_("The file."))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="%(class)ss", help_text=_("The registration.")
    )
    filed_on = models.DateField(help_text=_("Day it was filed."))
    reasons = models.TextField(help_text=_("Reasons in the words of who asks."))
    outcome = models.CharField(
        max_length=10, blank=True, choices=Outcome.choices, help_text=_("How it ended; empty while open.")
    )
    decided_on = models.DateField(null=True, blank=True, help_text=_("Day it was decided."))
    decision = models.OneToOneField(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)s", help_text=_("The deciding act.")
    )
    by_key = models.CharField(max_length=60, help_text=_("Key of who recorded it."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """Abstract."""

        abstract = True

    def __str__(self) -> str:
        """Registration and day."""
        return f"{self._meta.verbose_name} of {self.registration_id}, {self.filed_on}"


class ChangeOfRight(Request):
    """The change of the declared right: once; the holder of the destination concession is asked."""

    from_right_code = models.CharField(max_length=20, blank=True, help_text=_("Code of the right declared so far."))
    to_right = models.ForeignKey(
        MiningRight,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The new right, where the register knows it."),
    )
    to_right_code = models.CharField(max_length=20, help_text=_("Code of the new right."))
    with_own_title = models.BooleanField(
        default=False,
        help_text=_("Whether it rests on an own title, assignment or contract in SUNARP: no consent asked."),
    )
    owner_name = models.CharField(max_length=200, blank=True, help_text=_("Holder of the destination concession."))
    owner_served_on = models.DateField(null=True, blank=True, help_text=_("Day the holder was notified, by the proof."))
    owner_proof = models.CharField(max_length=200, blank=True, help_text=_("Proof of that notification."))
    clock = models.OneToOneField(
        RunningClock,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="change_of_right",
        help_text=_("The holder's term to answer."),
    )
    consent = models.CharField(max_length=8, blank=True, choices=Consent.choices, help_text=_("What the holder said."))
    consent_on = models.DateField(null=True, blank=True, help_text=_("Day of it."))
    field_check = models.CharField(max_length=300, blank=True, help_text=_("Field check: day, result, document."))

    class Meta:
        """Once: one open or granted a registration."""

        verbose_name = _("change of the declared right")
        verbose_name_plural = _("changes of the declared right")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(outcome__in=["", "granted"]), name="casework_change_once"
            ),
            models.CheckConstraint(
                condition=Q(owner_served_on=None) | ~Q(owner_proof=""), name="casework_change_owner_proof"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="granted") | Q(with_own_title=True) | Q(consent="given"),
                name="casework_change_needs_consent",
            ),
        ]


class Succession(Request):
    """Heirs take the place of a registrant who died."""

    died_on = models.DateField(null=True, blank=True, help_text=_("Day of death; empty while not known."))
    heirs = models.PositiveSmallIntegerField(help_text=_("Number of heirs."))
    heir_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=_("The only heir.")
    )
    heir_group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The legal person of the heirs, needed for more than one."),
    )
    proof = models.CharField(max_length=200, help_text=_("Registered succession: document."))

    class Meta:
        """More than one heir: a legal person of the heirs only."""

        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.CheckConstraint(
                condition=Q(heirs=1, heir_group=None) | (Q(heirs__gt=1, heir_person=None)),
                name="casework_succession_heirs",
            ),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(outcome=""), name="casework_succession_open_once"
            ),
        ]


class Lifting(Request):
    """The lifting of a suspension: the requirement that was missing is met."""

    requirement = models.CharField(max_length=60, help_text=_("Requirement that was missing, a cause of the pack."))
    evidence = models.CharField(max_length=300, help_text=_("Document that shows it is met."))

    class Meta:
        """One open a registration."""

        verbose_name = _("lifting of a suspension")
        verbose_name_plural = _("liftings of suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(outcome=""), name="casework_lifting_open_once"
            ),
        ]


class Opposition(Request):
    """A third party opposes a registration for one of the restricted areas of article 3."""

    opponent = models.CharField(max_length=200, help_text=_("Who opposes; internal."))
    opponent_kind = models.CharField(max_length=20, choices=OpponentKind.choices, help_text=_("In which standing."))
    ground = models.CharField(max_length=2, help_text=_("Ground: b or c of article 3 of DS 001-2020-EM."))
    published_on = models.DateField(null=True, blank=True, help_text=_("Publication from which the term ran."))
    is_in_time = models.BooleanField(
        null=True, blank=True, help_text=_("Whether it came in time; empty: not decidable.")
    )
    region_asked_on = models.DateField(null=True, blank=True, help_text=_("Day the DREM was asked."))
    region_answered_on = models.DateField(null=True, blank=True, help_text=_("Day the DREM answered."))
    region_answer = models.TextField(blank=True, help_text=_("What the DREM answered."))

    class Meta:
        """Grounds b and c only."""

        verbose_name = _("opposition")
        verbose_name_plural = _("oppositions")
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=["b", "c"]), name="casework_opposition_ground"),
        ]
