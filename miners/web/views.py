"""Pages of persons and groups: lists and one page each."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from miners.models import DuplicateProposal, Group, Person
from miners.permissions import can_change, can_read
from miners.selectors import group_list, members_of, memberships_of, person_list
from miners.web.facts import group_facts, person_facts
from miners.web.filters import GroupFilter, PersonFilter
from miners.web.tables import GroupTable, PersonTable
from registry.accounts.choices import Power
from registry.accounts.web.history import history_of, looks_of
from registry.accounts.web.pages import ListPage, StaffPage
from registry.common.display import Act, Chip, Crumb

# What the page of a person shows of them; each look at it leaves an event (registry.audit.services.reads).
OF_A_PERSON = (
    "full_name", "document_number", "ruc", "gender", "birth_date", "nationality", "language", "phone", "email",
    "address", "is_deceased",
)  # fmt: skip


class PersonListPage(ListPage):
    """Persons within reach."""

    personal = ("full_name", "document_number", "ruc")
    template_name = "miners/list.html"
    table_class = PersonTable
    filter_class = PersonFilter
    title = _("Miners")

    def rows(self) -> QuerySet[Person]:
        """Return persons by name."""
        return person_list(viewer=self.powers).order_by("full_name", "pk")

    def acts(self) -> list[Act]:
        """Offer to add one."""
        return (
            [Act(reverse("miners:person_add"), str(_("Add a person")), primary=True)]
            if self.may(Power.REGISTER_CHANGE)
            else []
        )


class GroupListPage(ListPage):
    """Groups within reach."""

    template_name = "miners/list.html"
    table_class = GroupTable
    filter_class = GroupFilter
    title = _("Associations and other groups")

    def rows(self) -> QuerySet[Group]:
        """Return groups by name."""
        return group_list(viewer=self.powers).order_by("name", "pk")

    def acts(self) -> list[Act]:
        """Offer to add one."""
        return (
            [Act(reverse("miners:group_add"), str(_("Add a group")), primary=True)]
            if self.may(Power.REGISTER_CHANGE)
            else []
        )


class PersonPage(StaffPage):
    """One person: facts, memberships, registrations, history."""

    template_name = "miners/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the person."""
        person = get_object_or_404(Person, pk=kwargs.pop("pk"))
        if not can_read(self.powers, person):
            raise PermissionDenied
        self.read(person, fields=OF_A_PERSON, ubigeo=person.ubigeo)
        acts = [Act(reverse("miners:person_change", args=[person.pk]), str(_("Change")), primary=True)]
        chips = [Chip(str(_("deceased")), "warn")] if person.is_deceased else []
        return super().get_context_data(
            person=person, kind=_("Miner"), title=person.full_name, facts=person_facts(person), chips=chips,
            memberships=memberships_of(person), moments=history_of(person),
            looks=looks_of(person) if self.may(Power.AUDIT_READ) else [], viewer=self.powers,
            duplicates=DuplicateProposal.objects.filter(person_b=person, state="open").select_related("person_a"),
            acts=acts if can_change(self.powers, person) else [],
            crumbs=[Crumb(str(_("Miners")), reverse("miners:person_list")), Crumb(person.full_name)], **kwargs,
        )  # fmt: skip


class GroupPage(StaffPage):
    """One group: facts, members, registrations, history."""

    template_name = "miners/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the group."""
        group = get_object_or_404(Group, pk=kwargs.pop("pk"))
        if not can_read(self.powers, group):
            raise PermissionDenied
        members = list(members_of(group))
        self.read(*(one.person for one in members if one.person), fields=("full_name",))
        acts = [
            Act(reverse("miners:member_add", args=[group.pk]), str(_("Add a member"))),
            Act(reverse("miners:group_change", args=[group.pk]), str(_("Change")), primary=True),
        ]
        may_change = can_change(self.powers, group)
        return super().get_context_data(
            group=group, kind=group.get_kind_display(), title=group.name, facts=group_facts(group),
            memberships=members, moments=history_of(group), viewer=self.powers, may_change=may_change,
            acts=acts if may_change else [],
            crumbs=[Crumb(str(_("Groups")), reverse("miners:group_list")), Crumb(group.name)], **kwargs,
        )  # fmt: skip
