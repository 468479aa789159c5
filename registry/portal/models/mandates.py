"""Mandates: what a miner lets an association or a helper do, until when, and each use of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from miners.models import Group, Person
from registry.portal.choices import MandateScope


class Mandate(models.Model):
    """A dated mandate of one person or group to one association or helper; ended at once when its giver says so."""

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_given", help_text=_("Giver, a person.")
    )  # fmt: skip
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_given", help_text=_("Giver, a group.")
    )  # fmt: skip
    to_group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_held", help_text=_("Holder: an association of the register.")
    )  # fmt: skip
    helper_name = models.CharField(max_length=120, blank=True, help_text=_("Holder: name of a helper."))
    helper_document = models.CharField(max_length=12, blank=True, help_text=_("Document number of the helper."))
    helper_phone = models.CharField(max_length=20, blank=True, help_text=_("Phone of the helper."))
    helper_email = models.EmailField(blank=True, help_text=_("Mail address of the helper."))
    code = models.CharField(max_length=10, unique=True, help_text=_("Code by which the holder comes in."))
    scopes = ArrayField(models.CharField(max_length=16, choices=MandateScope.choices), help_text=_("What it allows."))
    from_on = models.DateField(help_text=_("First day."))
    until_on = models.DateField(help_text=_("Last day."))
    given_at = models.DateTimeField(help_text=_("When it was given."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who recorded it."))
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When its giver ended it."))
    frozen_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when a dispute freezes it; empty: it counts.")
    )

    class Meta:
        """One giver, one holder, a period with an end, something allowed."""

        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(group=None)) | (Q(person=None) & Q(group__isnull=False)),
                name="portal_mandate_one_giver",
            ),
            models.CheckConstraint(
                condition=(Q(to_group__isnull=False) & Q(helper_name="")) | (Q(to_group=None) & ~Q(helper_name="")),
                name="portal_mandate_one_holder",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="portal_mandate_period"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="portal_mandate_scoped"),
        ]

    def __str__(self) -> str:
        """Its number."""
        return f"mandate {self.pk}"


class MandateUse(models.Model):
    """One use of a mandate, for its giver to see."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="uses", help_text=_("The mandate."))
    scope = models.CharField(max_length=16, choices=MandateScope.choices, help_text=_("What was done under it."))
    at = models.DateTimeField(help_text=_("When."))
    what = models.CharField(max_length=200, blank=True, help_text=_("What exactly: name of the document brought."))

    class Meta:
        """Newest first."""

        verbose_name = _("use of a mandate")
        verbose_name_plural = _("uses of mandates")
        ordering = ["-id"]

    def __str__(self) -> str:
        """Mandate and scope."""
        return f"{self.scope} of {self.mandate_id}"
