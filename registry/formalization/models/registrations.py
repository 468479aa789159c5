"""Registrations: one entry a person or group, activity and mining right, with its dated states."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.common.models import Fold
from registry.formalization.choices import Activity, DepositClass, MercuryUse, RegistrationState
from registry.territory.models import Footprint


@pghistory.track()
class Registration(models.Model):
    """An entry of the register of formalization (REINFO)."""

    code = models.CharField(max_length=40, unique=True, help_text=_("The ministry's code as published (COD_REINFO)."))
    status_code = models.CharField(
        max_length=10,
        unique=True,
        help_text=_("Our code for the status page: 10 characters with a check character, no 0 O 1 I."),
    )
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
        help_text=_("Registrant, a natural person."),
    )
    group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
        help_text=_("Registrant, a group."),
    )
    activity = models.CharField(
        max_length=14, blank=True, choices=Activity.choices, help_text=_("Activity registered; empty while unknown.")
    )
    right = models.ForeignKey(
        MiningRight,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
        help_text=_("Declared mining right, where the register knows it."),
    )
    right_code_declared = models.CharField(
        max_length=20, blank=True, help_text=_("Code of the right as declared, kept also where it is not known.")
    )
    right_name_declared = models.CharField(max_length=200, blank=True, help_text=_("Name of the right as declared."))
    declared_place = models.OneToOneField(
        Footprint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="declared_by",
        help_text=_("Declared place, a point or polygon."),
    )
    verified_place = models.OneToOneField(
        Footprint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="verified_for",
        help_text=_("Place verified by an officer."),
    )
    deposit_class = models.CharField(
        max_length=22,
        choices=DepositClass.choices,
        default=DepositClass.UNKNOWN,
        help_text=_("Deposit: decides the unit of the limit."),
    )
    capacity_t_per_day = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Installed capacity in tonnes a day; empty while unknown."),
    )
    capacity_m3_per_day = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Installed capacity in cubic metres a day; empty while unknown."),
    )
    is_habitual = models.BooleanField(
        null=True, blank=True, help_text=_("Whether the activity is habitual; empty while unknown.")
    )
    is_means_of_livelihood = models.BooleanField(
        null=True, blank=True, help_text=_("Whether it is a means of livelihood; empty while unknown.")
    )
    is_manual_or_basic = models.BooleanField(
        null=True, blank=True, help_text=_("Whether methods are manual or equipment basic; empty while unknown.")
    )
    methods = models.CharField(max_length=300, blank=True, help_text=_("Methods in the registrant's words."))
    equipment = ArrayField(
        models.CharField(max_length=40),
        null=True,
        blank=True,
        help_text=_("Equipment codes; empty list: none; null: unknown."),
    )
    mercury_use = models.CharField(
        max_length=8, choices=MercuryUse.choices, default=MercuryUse.UNKNOWN, help_text=_("Declared use of mercury.")
    )
    uses_explosives = models.BooleanField(
        null=True, blank=True, help_text=_("Whether explosives are used; empty while unknown.")
    )
    sucamec_file = models.CharField(max_length=60, blank=True, help_text=_("File at SUCAMEC for explosives."))
    workers_women = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Women at work; empty while unknown.")
    )
    workers_men = models.PositiveIntegerField(null=True, blank=True, help_text=_("Men at work; empty while unknown."))
    operator_is_registrant = models.BooleanField(
        null=True, blank=True, help_text=_("Whether the registrant operates; empty where nothing else is known.")
    )
    igafom_corrective_on = models.DateField(
        null=True, blank=True, help_text=_("Filing of the corrective aspect of IGAFOM.")
    )
    igafom_preventive_on = models.DateField(
        null=True, blank=True, help_text=_("Filing of the preventive aspect of IGAFOM.")
    )
    state = models.CharField(
        max_length=12,
        choices=RegistrationState.choices,
        default=RegistrationState.UNKNOWN,
        help_text=_("Present state."),
    )
    state_since = models.DateField(null=True, blank=True, help_text=_("Day of the present state; empty while unknown."))
    enrolled_on = models.DateField(null=True, blank=True, help_text=_("Day of enrolment; empty while unknown."))
    enrolled_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Year of enrolment as published.")
    )
    ubigeo = models.CharField(
        max_length=6, blank=True, help_text=_("District of the works (UBIGEO); unknown codes are kept and flagged.")
    )
    source = models.CharField(max_length=200, blank=True, help_text=_("Where the row first came from."))
    published_on = models.DateField(null=True, blank=True, help_text=_("Day of the newest imported data."))
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was added."))
    updated_at = models.DateTimeField(auto_now=True, help_text=_("When it was last changed."))

    class Meta:
        """At most one registrant; capacities not negative."""

        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) | Q(group=None), name="formalization_registration_one_registrant"
            ),
            models.CheckConstraint(
                condition=(Q(capacity_t_per_day=None) | Q(capacity_t_per_day__gte=0))
                & (Q(capacity_m3_per_day=None) | Q(capacity_m3_per_day__gte=0)),
                name="formalization_registration_capacity_valid",
            ),
        ]
        indexes = [
            models.Index(fields=["ubigeo"], name="formalization_reg_place", opclasses=["varchar_pattern_ops"]),
            GinIndex(OpClass(Fold("right_name_declared"), "gin_trgm_ops"), name="formalization_reg_right_name"),
            models.Index(fields=["state", "state_since"], name="formalization_reg_state"),
            models.Index(fields=["updated_at"], name="formalization_reg_updated"),
            models.Index(fields=["right_code_declared"], name="formalization_reg_right_code"),
        ]

    def __str__(self) -> str:
        """The ministry's code."""
        return self.code

    @property
    def registrant(self) -> Person | Group | None:
        """Who is registered; None while the source does not say."""
        return self.person or self.group


class StateChange(models.Model):
    """One dated, reasoned move of a registration; the newest is the present state."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="state_changes", help_text=_("The registration.")
    )
    state = models.CharField(max_length=12, choices=RegistrationState.choices, help_text=_("State from that day."))
    from_on = models.DateField(null=True, help_text=_("First day of the state; empty while unknown."))
    reason_code = models.CharField(max_length=60, blank=True, help_text=_("Coded cause."))
    reason = models.TextField(blank=True, help_text=_("Reason in words."))
    article = models.CharField(max_length=120, blank=True, help_text=_("Legal basis."))
    document = models.CharField(max_length=200, blank=True, help_text=_("Act: number and date."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the actor."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """In order of recording."""

        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["registration_id", "id"]

    def __str__(self) -> str:
        """Registration, state, day."""
        return f"{self.registration_id}: {self.state} from {self.from_on}"
