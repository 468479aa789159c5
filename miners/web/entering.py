"""Pages where persons, groups and members are added and changed."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from miners.models import DuplicateProposal, Group, Membership, Person
from miners.permissions import can_change
from miners.selectors import numbered
from miners.services import (
    GroupData,
    PersonData,
    duplicate_decide,
    group_change,
    group_create,
    membership_add,
    membership_end,
    person_change,
    person_create,
)
from miners.web.forms import GroupChangeForm, GroupForm, MemberForm, PersonChangeForm, PersonForm
from miners.web.views import OF_A_PERSON
from registry.accounts.choices import Power
from registry.accounts.web.changing import ChangePage
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.forms import EndForm
from registry.accounts.web.pages import FormPage
from registry.common.display import Crumb
from registry.common.errors import DomainError

SAVED = gettext_lazy("Saved. The change stands in the history of the entry.")


def _data(kind: type[Any], form: forms.Form, **more: object) -> Any:
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in form.cleaned_data.items() if name in names}, **more)


class PersonAddPage(FormPage):
    """Add a person."""

    acts_once = True
    power = Power.REGISTER_CHANGE
    form_class = PersonForm
    title = gettext_lazy("Add a person")
    done = SAVED

    def act(self, form: forms.Form) -> str:
        """Add; the officer must hold the power for the person's place."""
        self.need_for_place(Power.REGISTER_CHANGE, form.cleaned_data["ubigeo"])
        person = person_create(
            data=_data(PersonData, form, source=_("entered by an officer")), by=self.actor, at=self.now
        )
        return reverse("miners:person_page", args=[person.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Miners"), reverse("miners:person_list"))]


class PersonChangePage(ChangePage):
    """Change a person."""

    power = Power.REGISTER_CHANGE
    form_class = PersonChangeForm
    title = gettext_lazy("Change a person")
    done = SAVED
    person: Person

    def prepare(self) -> None:
        """Find the person within reach."""
        self.person = get_object_or_404(Person, pk=self.kwargs["pk"])
        if not can_change(self.powers, self.person):
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        """Show what is stored."""
        self.read(self.person, fields=OF_A_PERSON, ubigeo=self.person.ubigeo)
        return {name: getattr(self.person, name) for name in PersonChangeForm.base_fields if hasattr(self.person, name)}

    def act(self, form: forms.Form) -> str:
        """Change."""
        self.need_for_place(Power.REGISTER_CHANGE, form.cleaned_data["ubigeo"])
        data = _data(PersonData, form, source=self.person.source)
        person_change(person=self.person, data=data, by=self.actor, at=self.now, reason=form.cleaned_data["reason"])
        return reverse("miners:person_page", args=[self.person.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the person."""
        return [
            Crumb(_("Miners"), reverse("miners:person_list")),
            Crumb(self.person.full_name, reverse("miners:person_page", args=[self.person.pk])),
        ]


class GroupAddPage(FormPage):
    """Add a group."""

    acts_once = True
    power = Power.REGISTER_CHANGE
    form_class = GroupForm
    title = gettext_lazy("Add a group")
    done = SAVED

    def act(self, form: forms.Form) -> str:
        """Add."""
        self.need_for_place(Power.REGISTER_CHANGE, form.cleaned_data["ubigeo"])
        group = group_create(data=_data(GroupData, form, source=_("entered by an officer")), by=self.actor, at=self.now)
        return reverse("miners:group_page", args=[group.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Groups"), reverse("miners:group_list"))]


class GroupRoom(FormPage):
    """A form on one group within reach."""

    acts_once = True
    power = Power.REGISTER_CHANGE
    done = SAVED
    group: Group

    def prepare(self) -> None:
        """Find the group within reach."""
        self.group = get_object_or_404(Group, pk=self.kwargs["pk"])
        if not can_change(self.powers, self.group):
            raise PermissionDenied

    def page(self) -> str:
        """Return the address of the group's page."""
        return reverse("miners:group_page", args=[self.group.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the group."""
        return [Crumb(_("Groups"), reverse("miners:group_list")), Crumb(self.group.name, self.page())]


class GroupChangePage(ChangePage, GroupRoom):
    """Change a group."""

    form_class = GroupChangeForm
    title = gettext_lazy("Change a group")

    def get_initial(self) -> dict[str, Any]:
        """Show what is stored."""
        return {name: getattr(self.group, name) for name in GroupChangeForm.base_fields if hasattr(self.group, name)}

    def act(self, form: forms.Form) -> str:
        """Change."""
        self.need_for_place(Power.REGISTER_CHANGE, form.cleaned_data["ubigeo"])
        data = _data(GroupData, form, source=self.group.source)
        group_change(group=self.group, data=data, by=self.actor, at=self.now, reason=form.cleaned_data["reason"])
        return self.page()


class MemberAddPage(GroupRoom):
    """Add a member."""

    form_class = MemberForm
    title = gettext_lazy("Add a member")

    def act(self, form: forms.Form) -> str:
        """Find the member by number and add."""
        found = numbered(form.cleaned_data["document_number"])
        if found is None:
            raise DomainError(
                _("Nobody with this number is registered. Add the person or group first."), field="document_number"
            )
        who: dict[str, Any] = {"person": found} if isinstance(found, Person) else {"member_group": found}
        membership_add(
            group=self.group, role=form.cleaned_data["role"], share_pct=form.cleaned_data["share_pct"],
            from_on=form.cleaned_data["from_on"], by=self.actor, at=self.now, **who,
        )  # fmt: skip
        return self.page()


class MemberEndPage(GroupRoom):
    """End a membership."""

    form_class = EndForm
    title = gettext_lazy("End a membership")

    def act(self, form: forms.Form) -> str:
        """End on a day."""
        membership = get_object_or_404(Membership, pk=self.kwargs["member"], group=self.group)
        membership_end(membership=membership, until_on=form.cleaned_data["until_on"], by=self.actor, at=self.now)
        return self.page()


class DuplicateDecide(StaffDoor):
    """Say of two alike persons whether they are the same; nothing is merged by it."""

    power = Power.REGISTER_CHANGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the answer and go back to the person."""
        proposal = get_object_or_404(DuplicateProposal.objects.select_related("person_a", "person_b"), pk=pk)
        for person in (proposal.person_a, proposal.person_b):
            if person is None or not can_change(self.powers, person):
                raise PermissionDenied
        try:
            duplicate_decide(proposal=proposal, state=request.POST.get("state", ""), by=self.actor, at=self.now)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Kept. Nothing was merged."))
        return redirect("miners:person_page", pk=proposal.person_b_id)
