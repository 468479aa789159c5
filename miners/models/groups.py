"""Associations and the other groups article 91 knows, with their members."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, GeneratedField, Q, TextField
from django.utils.translation import gettext_lazy as _

from miners.choices import GroupKind, MemberRole
from miners.models.persons import Person
from registry.common.models import Fold, Words


@pghistory.track(exclude=["name_folded"])
class Group(models.Model):
    """A legal person or a set of natural persons."""

    name = models.CharField(max_length=200, help_text=_("Registered name."))
    name_folded = GeneratedField(expression=Fold(F("name")), output_field=TextField(), db_persist=True)
    kind = models.CharField(
        max_length=24, choices=GroupKind.choices, default=GroupKind.UNKNOWN, help_text=_("Kind of group.")
    )
    ruc = models.CharField(max_length=11, blank=True, help_text=_("Taxpayer number (RUC); empty while unknown."))
    sunarp_entry = models.CharField(max_length=40, blank=True, help_text=_("Entry in the public registry (SUNARP)."))
    founded_on = models.DateField(null=True, blank=True, help_text=_("Day it was founded; empty while unknown."))
    nationality = models.CharField(
        max_length=2, blank=True, help_text=_("ISO 3166 code of its country; empty while unknown.")
    )
    members_all_natural_persons = models.BooleanField(
        null=True,
        blank=True,
        help_text=_("Whether all members are natural persons, from statute and member roll; empty while unknown."),
    )
    members_evidence = models.CharField(
        max_length=200, blank=True, help_text=_("Document and date that show the composition.")
    )
    language = models.CharField(max_length=5, blank=True, help_text=_("Language for messages: es, qu, en."))
    phone = models.CharField(max_length=20, blank=True, help_text=_("Phone of the group."))
    email = models.EmailField(blank=True, help_text=_("Mail address of the group."))
    address = models.CharField(max_length=200, blank=True, help_text=_("Postal address."))
    ubigeo = models.CharField(max_length=6, blank=True, help_text=_("District of its seat (UBIGEO)."))
    source = models.CharField(max_length=200, blank=True, help_text=_("Where the row first came from."))
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was added."))
    updated_at = models.DateTimeField(auto_now=True, help_text=_("When it was last changed."))

    class Meta:
        """One row a RUC."""

        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [models.UniqueConstraint(fields=["ruc"], condition=~Q(ruc=""), name="miners_group_ruc_once")]
        indexes = [
            GinIndex(fields=["name_folded"], opclasses=["gin_trgm_ops"], name="miners_group_name_trgm"),
            GinIndex(Words("name_folded"), name="miners_group_words"),
            models.Index(fields=["ubigeo"], name="miners_group_ubigeo"),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name


@pghistory.track()
class Membership(models.Model):
    """A person, or another group, in a group, with role, share and dates."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships", help_text=_("The group."))
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        help_text=_("The member, a person."),
    )
    member_group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="member_of",
        help_text=_("The member, a group."),
    )
    role = models.CharField(
        max_length=16, choices=MemberRole.choices, default=MemberRole.MEMBER, help_text=_("Role in the group.")
    )
    share_pct = models.DecimalField(
        max_digits=7, decimal_places=4, null=True, blank=True, help_text=_("Share in percent; empty while unknown.")
    )
    from_on = models.DateField(null=True, blank=True, help_text=_("First day; empty while unknown."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty while it lasts."))

    class Meta:
        """Exactly one member a row; shares between 0 and 100."""

        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, member_group=None) | Q(person=None, member_group__isnull=False),
                name="miners_membership_one_member",
            ),
            models.CheckConstraint(
                condition=Q(share_pct=None) | Q(share_pct__gte=0, share_pct__lte=100),
                name="miners_membership_share_valid",
            ),
        ]

    def __str__(self) -> str:
        """Member and group."""
        return f"{self.person or self.member_group} / {self.group}"
