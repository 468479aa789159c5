"""Roles as data, and who holds which role where and when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.accounts.choices import Power
from registry.accounts.models.users import User


class Role(models.Model):
    """A named set of permissions."""

    code = models.CharField(max_length=40, unique=True, help_text=_("Stable code, e.g. regional_officer."))
    name = models.CharField(max_length=120, help_text=_("Name shown."))
    powers = ArrayField(
        models.CharField(max_length=40, choices=Power.choices),
        default=list,
        blank=True,
        help_text=_("Named permissions this role holds."),
    )
    is_staff_role = models.BooleanField(default=True, help_text=_("Whether it opens the staff pages."))

    class Meta:
        """By code."""

        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]

    def __str__(self) -> str:
        """The name shown."""
        return self.name


class Appointment(models.Model):
    """A role held by a user, in regions, for a period."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments", help_text=_("Who holds it."))
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="appointments", help_text=_("Which role."))
    regions = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text=_("Departments (2 digits of UBIGEO) where it holds; empty means the whole country."),
    )
    authority = models.CharField(
        max_length=40, blank=True, help_text=_("For opinion authorities: SERNANP, ANA, SERFOR …")
    )
    from_on = models.DateField(help_text=_("First day."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty for open end."))
    given_by = models.CharField(max_length=60, blank=True, help_text=_("Key of who gave it."))

    class Meta:
        """A period cannot end before it begins."""

        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="accounts_appointment_period_valid",
            )
        ]

    def __str__(self) -> str:
        """Who, what, where."""
        return f"{self.user}: {self.role} {','.join(self.regions) or '*'}"
