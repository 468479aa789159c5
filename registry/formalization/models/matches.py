"""Proposals that a holder named by the cadastre is a person or group of the register; a person confirms or rejects."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concessions.models import RightHolder
from miners.models import Group, Person


class HolderMatch(models.Model):
    """One name of the cadastre against one person or group."""

    class State(models.TextChoices):
        """What somebody said of it."""

        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    class Basis(models.TextChoices):
        """What a proposal rests on."""

        DOCUMENT = "document", _("document number")
        NAME = "name", _("name")

    holder = models.ForeignKey(
        RightHolder, on_delete=models.CASCADE, related_name="matches", help_text=_("Holder as the cadastre names it.")
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text=_("The person it may be.")
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text=_("The group it may be.")
    )
    likeness = models.FloatField(help_text=_("Likeness of the names, 0 to 1."))
    basis = models.CharField(
        max_length=10,
        choices=Basis.choices,
        default=Basis.NAME,
        help_text=_("What the proposal rests on: a document number or a name."),
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PROPOSED, help_text=_("What somebody said of it.")
    )
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it was confirmed or rejected."))
    proposed_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was proposed."))
    decided_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who decided."))
    decided_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was decided."))

    class Meta:
        """A pair is proposed once."""

        verbose_name = _("holder match")
        verbose_name_plural = _("holder matches")
        indexes = [models.Index(fields=["state", "-likeness"], name="formalization_match_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, group=None) | Q(person=None, group__isnull=False),
                name="formalization_match_one_side",
            ),
            models.UniqueConstraint(
                fields=["holder", "person"], condition=Q(person__isnull=False), name="formalization_match_person_once"
            ),
            models.UniqueConstraint(
                fields=["holder", "group"], condition=Q(group__isnull=False), name="formalization_match_group_once"
            ),
        ]

    def __str__(self) -> str:
        """Number."""
        return f"match {self.pk}"
