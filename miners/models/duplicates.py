"""Proposals that two rows are the same person or group; a person decides, nothing is merged by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from miners.models.groups import Group
from miners.models.persons import Person


class DuplicateProposal(models.Model):
    """Two rows that look alike."""

    class State(models.TextChoices):
        """What somebody said of it."""

        OPEN = "open", _("open")
        SAME = "same", _("the same")
        DIFFERENT = "different", _("not the same")

    person_a = models.ForeignKey(
        Person, null=True, on_delete=models.CASCADE, related_name="+", help_text=_("One person.")
    )
    person_b = models.ForeignKey(
        Person, null=True, on_delete=models.CASCADE, related_name="+", help_text=_("The other person.")
    )
    group_a = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+", help_text=_("One group."))
    group_b = models.ForeignKey(
        Group, null=True, on_delete=models.CASCADE, related_name="+", help_text=_("The other group.")
    )
    why = models.CharField(max_length=200, help_text=_("What is alike."))
    likeness = models.FloatField(help_text=_("Likeness of the names, 0 to 1."))
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.OPEN, help_text=_("What somebody said of it.")
    )
    decided_by = models.CharField(max_length=60, blank=True, help_text=_("Key of the actor who decided."))
    decided_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was decided."))

    class Meta:
        """A pair is proposed once."""

        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(
                fields=["person_a", "person_b"],
                condition=Q(person_a__isnull=False),
                name="miners_duplicate_persons_once",
            ),
            models.UniqueConstraint(
                fields=["group_a", "group_b"], condition=Q(group_a__isnull=False), name="miners_duplicate_groups_once"
            ),
        ]

    def __str__(self) -> str:
        """The number of the proposal."""
        return f"possible duplicate {self.pk}"
