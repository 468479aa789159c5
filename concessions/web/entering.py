"""Pages where rights, holders and contracts are added and changed."""

from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concessions.models import Contract, MiningRight, RightHolder
from concessions.permissions import can_change
from concessions.services import (
    RightData,
    contract_add,
    contract_end,
    holder_add,
    holder_end,
    right_change,
    right_create,
)
from concessions.services.contracts import ContractData
from concessions.web.forms import ContractEndForm, ContractForm, HolderForm, RightChangeForm, RightForm
from registry.accounts.choices import Power
from registry.accounts.web.changing import ChangePage
from registry.accounts.web.forms import EndForm
from registry.accounts.web.pages import FormPage
from registry.common.display import Crumb

SAVED = gettext_lazy("Saved. The change stands in the history of the entry.")


def _data(form: forms.Form, **more: Any) -> RightData:
    names = {field.name for field in fields(RightData)}
    return RightData(**{name: value for name, value in form.cleaned_data.items() if name in names}, **more)


class RightAddPage(FormPage):
    """Add a right."""

    acts_once = True
    power = Power.RIGHTS_CHANGE
    form_class = RightForm
    title = gettext_lazy("Add a right")
    done = gettext_lazy("Saved. A worker measures its shape now.")

    def act(self, form: forms.Form) -> str:
        """Add."""
        self.need_for_place(Power.RIGHTS_CHANGE, form.cleaned_data["ubigeo"])
        data = _data(form, source=_("entered by an officer"))
        right = right_create(data=data, place=form.place, by=self.actor, at=self.now)  # type: ignore[attr-defined] # RightForm
        return reverse("rights:page", args=[right.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Rights"), reverse("rights:list"))]


class RightRoom(FormPage):
    """A form on one right within reach."""

    acts_once = True
    power = Power.RIGHTS_CHANGE
    done = SAVED
    right: MiningRight

    def prepare(self) -> None:
        """Find the right."""
        self.right = get_object_or_404(MiningRight, pk=self.kwargs["pk"])
        if not can_change(self.powers, self.right):
            raise PermissionDenied

    def page(self) -> str:
        """Return the address of the right's page."""
        return reverse("rights:page", args=[self.right.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the right."""
        return [Crumb(_("Rights"), reverse("rights:list")), Crumb(self.right.code, self.page())]


class RightChangePage(ChangePage, RightRoom):
    """Change a right."""

    form_class = RightChangeForm
    title = gettext_lazy("Change a right")

    def get_initial(self) -> dict[str, Any]:
        """Show what is stored."""
        return {field.name: getattr(self.right, field.name) for field in fields(RightData)}

    def act(self, form: forms.Form) -> str:
        """Change."""
        self.need_for_place(Power.RIGHTS_CHANGE, form.cleaned_data["ubigeo"])
        data = _data(form, source=self.right.source)
        right_change(
            right=self.right, data=data, place=form.place, by=self.actor, at=self.now,  # type: ignore[attr-defined] # RightForm
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        return self.page()


class HolderAddPage(RightRoom):
    """Add a holder."""

    form_class = HolderForm
    title = gettext_lazy("Add a holder")

    def act(self, form: forms.Form) -> str:
        """Add."""
        holder_add(right=self.right, by=self.actor, at=self.now, **form.cleaned_data)
        return self.page()


class HolderEndPage(RightRoom):
    """End a holding."""

    form_class = EndForm
    title = gettext_lazy("End a holding")

    def act(self, form: forms.Form) -> str:
        """End on a day."""
        holder = get_object_or_404(RightHolder, pk=self.kwargs["holder"], right=self.right)
        holder_end(holder=holder, until_on=form.cleaned_data["until_on"], by=self.actor, at=self.now)
        return self.page()


class ContractAddPage(RightRoom):
    """Add a contract."""

    form_class = ContractForm
    title = gettext_lazy("Add a contract")

    def act(self, form: forms.Form) -> str:
        """Add."""
        contract_add(right=self.right, data=ContractData(**form.cleaned_data), by=self.actor, at=self.now)
        return self.page()


class ContractEndPage(RightRoom):
    """End a contract."""

    form_class = ContractEndForm
    title = gettext_lazy("End a contract")

    def act(self, form: forms.Form) -> str:
        """End on a day, with the reason."""
        contract = get_object_or_404(Contract, pk=self.kwargs["contract"], right=self.right)
        contract_end(contract=contract, by=self.actor, at=self.now, **form.cleaned_data)
        return f"{self.page()}#holders"
