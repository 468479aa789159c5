"""Pages where officers establish the ground: a verified place, and what a document says of one kind of land."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from registry.accounts.choices import Power
from registry.common.fields import Day, YesNoUnknown
from registry.formalization.choices import VerificationMethod
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import ZoneFact
from registry.formalization.permissions import can_inspect
from registry.formalization.selectors.law import pack_in_force
from registry.formalization.services.grounds import (
    VerificationData,
    ZoneFactData,
    place_verify,
    zone_fact_record,
    zone_fact_withdraw,
)
from registry.formalization.web.entering import RegistrationRoom
from registry.formalization.web.languages import language_of_law
from registry.rules.engine.zones import ZoneEffect
from registry.territory.web.places import PlaceForm


def picked(said: Mapping[str, Any], data: type[Any]) -> dict[str, Any]:
    """Return what a form says of the fields of a service's data."""
    names = {field.name for field in fields(data)}
    return {name: value for name, value in said.items() if name in names}


class VerificationForm(PlaceForm):
    """A verified place with how, by whom and when it was established."""

    method = forms.ChoiceField(label=_("How it was established"), choices=VerificationMethod.choices)
    verified_on = Day(label=_("On which day"))
    inspected_by = forms.CharField(
        label=_("By whom"), max_length=120, help_text=_("Name or office of who established the place.")
    )
    evidence = forms.CharField(
        label=_("Evidence"), max_length=300, help_text=_("Record of the visit, plan or report: number and date.")
    )
    field_order = (
        "written", "zone", "datum", "coordinates", "place_file", "accuracy_m", "method", "verified_on", "inspected_by",
        "evidence",
    )  # fmt: skip


class VerifyPlacePage(RegistrationRoom):
    """Record the verified place: a point or a polygon in its own system, with its accuracy."""

    power = Power.CASE_INSPECT
    form_class = VerificationForm
    title = _("Record a verified place")
    done = _("The verified place stands. A worker measures it now; it answers before the declared one.")

    def is_allowed(self) -> bool:
        """Inspecting is its own power."""
        return can_inspect(self.powers, self.row)

    def act(self, form: forms.Form) -> str:
        """Record it."""
        data = VerificationData(**picked(form.cleaned_data, VerificationData))
        place_verify(registration=self.row, place=form.place, data=data, by=self.actor, at=self.now)  # type: ignore[attr-defined] # VerificationForm
        return f"{self.page()}#ground"


class ZoneFactForm(forms.Form):
    """What a dated document says of one kind of land."""

    kind = forms.ChoiceField(label=_("Kind of land"))
    lies = YesNoUnknown(label=_("Does the operation lie on it?"), required=True)
    created_on = Day(
        label=_("The area exists since"),
        required=False,
        help_text=_("Where it lies on it: the day decides about older rights. Empty while not known."),
    )
    authority = forms.CharField(label=_("Authority that says so"), max_length=120)
    document = forms.CharField(label=_("Document: number and what it is"), max_length=200)
    document_on = Day(label=_("Day of the document"), help_text=_("It counts from this day on."))


class ZoneFactPage(RegistrationRoom):
    """Record a zone fact by document."""

    power = Power.CASE_INSPECT
    form_class = ZoneFactForm
    title = _("Record what a document says of the land")
    done = _("Recorded. The registration is judged anew; the explanation names the document.")

    def is_allowed(self) -> bool:
        """Inspecting is its own power."""
        return can_inspect(self.powers, self.row)

    def get_form(self) -> forms.Form:
        """Offer the kinds of land of the law in force."""
        form = super().get_form()
        form.fields["kind"].choices = zone_choices(self.today)  # type: ignore[attr-defined] # a choice field
        return form

    def act(self, form: forms.Form) -> str:
        """Record it."""
        data = ZoneFactData(**picked(form.cleaned_data, ZoneFactData))
        zone_fact_record(registration=self.row, data=data, by=self.actor, at=self.now)
        return f"{self.page()}#ground"


class WithdrawForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(label=_("Why is it withdrawn?"), max_length=300)


class ZoneFactWithdrawPage(RegistrationRoom):
    """Withdraw a zone fact."""

    power = Power.CASE_INSPECT
    form_class = WithdrawForm
    title = _("Withdraw what a document said of the land")
    done = _("Withdrawn. What was measured answers again.")

    def is_allowed(self) -> bool:
        """Inspecting is its own power."""
        return can_inspect(self.powers, self.row)

    def act(self, form: forms.Form) -> str:
        """Withdraw it."""
        fact = get_object_or_404(ZoneFact, pk=self.kwargs["fact"], registration=self.row)
        zone_fact_withdraw(fact=fact, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return f"{self.page()}#ground"


def zone_effects(on: date) -> Mapping[str, ZoneEffect]:
    """Return the kinds of land of the law in force on that day."""
    return pack_in_force(JURISDICTION, on=on).zone_effects


def zone_choices(on: date) -> list[tuple[str, str]]:
    """Return the kinds of land of the law in force on that day, in the reader's language."""
    return [(kind, zone_word(effect)) for kind, effect in zone_effects(on).items()]


def zone_word(effect: ZoneEffect) -> str:
    """Return a kind of land in the reader's language."""
    return effect.label.get(language_of_law()) or effect.label["en"]


def zone_lines(facts: Iterable[ZoneFact], effects: Mapping[str, ZoneEffect]) -> list[tuple[ZoneFact, str]]:
    """Return zone facts with their kind of land in words."""
    return [(fact, zone_word(effects[fact.kind]) if fact.kind in effects else fact.kind) for fact in facts]
