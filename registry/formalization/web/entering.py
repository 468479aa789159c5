"""Pages where registrations are added and changed."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concessions.models import MiningRight
from miners.models import Person
from miners.selectors import numbered
from registry.accounts.choices import Power
from registry.accounts.web.changing import ChangePage
from registry.accounts.web.pages import FormPage
from registry.common.display import Crumb
from registry.common.errors import DomainError
from registry.formalization.models import Registration
from registry.formalization.permissions import can_change, can_decide
from registry.formalization.services.registrations import RegistrationData, registration_change, registration_create
from registry.formalization.services.states import registration_change_state
from registry.formalization.web.forms import RegistrationChangeForm, RegistrationForm, StateForm
from registry.formalization.web.placing import place_confirm

FIELDS = tuple(field.name for field in fields(RegistrationData))


def data_from(form: forms.Form, *, on: date) -> RegistrationData:
    """Return what the form says, with registrant and right found.

    Raises:
        DomainError: an unknown registrant, or enrolled after the day `on`.
    """
    cleaned = form.cleaned_data
    if cleaned["enrolled_on"] and cleaned["enrolled_on"] > on:
        raise DomainError(_("This day lies in the future. Check it."), field="enrolled_on", code="day_future")
    data = RegistrationData(**{name: cleaned[name] for name in FIELDS if name in cleaned})
    code = data.right_code_declared.strip().upper()
    data = replace(
        data, right_code_declared=code, right=MiningRight.objects.filter(code=code).first() if code else None
    )
    if not cleaned["registrant"]:
        return data
    who = numbered(cleaned["registrant"])
    if who is None:
        raise DomainError(
            _("Nobody with this number is registered. Add the person or group first."), field="registrant"
        )
    return replace(data, person=who) if isinstance(who, Person) else replace(data, group=who)


class RegistrationAddPage(FormPage):
    """Add a registration."""

    power = Power.REGISTER_CHANGE
    form_class = RegistrationForm
    title = gettext_lazy("Add a registration")
    done = gettext_lazy("Saved. A worker measures the place and classifies the entry now.")

    def act(self, form: forms.Form) -> str:
        """Add; the officer must hold the power for the place of the works."""
        self.need_for_place(Power.REGISTER_CHANGE, form.cleaned_data["ubigeo"])
        assert isinstance(form, RegistrationForm)
        data = replace(data_from(form, on=self.today), source=_("entered by an officer"))
        place_confirm(form, right=data.right, ubigeo=data.ubigeo)
        row = registration_create(data=data, place=form.place, by=self.actor, at=self.now)
        return reverse("registrations:page", args=[row.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Registrations"), reverse("registrations:list"))]


class RegistrationRoom(FormPage):
    """A form on one registration within reach."""

    acts_once = True
    row: Registration

    def prepare(self) -> None:
        """Find the registration."""
        self.row = get_object_or_404(Registration.objects.select_related("person", "group"), pk=self.kwargs["pk"])
        if not self.is_allowed():
            raise PermissionDenied
        if self.row.person is not None:
            self.read(self.row.person, fields=("full_name", "document_number"), ubigeo=self.row.ubigeo)

    def is_allowed(self) -> bool:
        """Say whether the viewer may act on it."""
        return can_change(self.powers, self.row)

    def page(self) -> str:
        """Return the address of its page."""
        return reverse("registrations:page", args=[self.row.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the registration."""
        return [Crumb(_("Registrations"), reverse("registrations:list")), Crumb(self.row.code, self.page())]


class RegistrationChangePage(ChangePage, RegistrationRoom):
    """Change a registration."""

    power = Power.REGISTER_CHANGE
    form_class = RegistrationChangeForm
    title = gettext_lazy("Change a registration")
    done = gettext_lazy("Saved. The change stands in the history of the entry.")

    def get_initial(self) -> dict[str, Any]:
        """Show what is stored."""
        who = self.row.registrant
        number = (who.document_number or who.ruc) if isinstance(who, Person) else (who.ruc if who else "")
        return {name: getattr(self.row, name) for name in FIELDS} | {"registrant": number}

    def act(self, form: forms.Form) -> str:
        """Change; a registrant without a number is kept where the field stays empty."""
        self.need_for_place(Power.REGISTER_CHANGE, form.cleaned_data["ubigeo"])
        assert isinstance(form, RegistrationChangeForm)
        data = replace(data_from(form, on=self.today), source=self.row.source)
        place_confirm(form, right=data.right, ubigeo=data.ubigeo)
        if not form.cleaned_data["registrant"]:
            data = replace(data, person=self.row.person, group=self.row.group)
        registration_change(
            registration=self.row, data=data, place=form.place, by=self.actor, at=self.now,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        return self.page()


class StatePage(RegistrationRoom):
    """Move a registration to another state."""

    power = Power.CASE_DECIDE
    form_class = StateForm
    title = gettext_lazy("Change the state of a registration")
    done = gettext_lazy("The new state stands with its reason.")

    def is_allowed(self) -> bool:
        """Deciding is its own power."""
        return can_decide(self.powers, self.row)

    def act(self, form: forms.Form) -> str:
        """Record the move."""
        registration_change_state(registration=self.row, by=self.actor, at=self.now, **form.cleaned_data)
        return self.page()
