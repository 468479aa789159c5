"""Duties of a registrant at the desk: the declared location and its verification, production of each half-year."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.casework.choices import LocationResult
from registry.casework.models import LocationDeclaration, ProductionDeclaration
from registry.casework.services.duties import (
    Filing,
    LocationCheck,
    location_declare,
    location_verify,
    production_exempt,
    production_file,
    production_justify,
)
from registry.casework.web.acting import OF_FILE
from registry.casework.web.base import CasePart, Words
from registry.common.fields import Day, ForgivingDecimal
from registry.formalization.models import Registration
from registry.formalization.web.placing import DoubtedPlaceForm, place_confirm
from registry.territory.web.places import PlaceForm

UNITS = [("", gettext_lazy("choose")), ("t", "t"), ("m3", "m³"), ("g", "g")]


class LocationForm(DoubtedPlaceForm):
    """The place that the registrant declares."""

    declared_on = Day(label=gettext_lazy("Declared on"))
    evidence = forms.CharField(
        label=gettext_lazy("Evidence handed in: photos, tracks, papers"), required=False, max_length=300
    )


class LocationPage(CasePart):
    """Record the declared location; the place of the entry stays until it is verified."""

    form_class = LocationForm
    title = gettext_lazy("Declare the location of the works")
    done = gettext_lazy("The declaration is recorded; an inspection compares it with the ground.")
    days = ("declared_on",)

    def prepare(self) -> None:
        """Find the registration."""
        self.belongs_to(self.find(Registration, "person", "group"))

    def send(self, form: forms.Form) -> str:
        """Record it."""
        assert isinstance(form, LocationForm)
        place_confirm(form, right=self.registration.right, ubigeo=self.registration.ubigeo)
        location_declare(
            registration=self.registration, place=form.place, declared_on=form.cleaned_data["declared_on"],
            evidence=form.cleaned_data["evidence"], rules=self.rules, by=self.actor, at=self.now,
        )  # fmt: skip
        return self.back()


class CheckForm(PlaceForm):
    """What was found on site."""

    result = forms.ChoiceField(label=gettext_lazy("What was found"), choices=LocationResult.choices)
    verified_on = Day(label=gettext_lazy("Day of the inspection"))
    authority = forms.ChoiceField(label=gettext_lazy("Authority"))
    document = forms.CharField(label=gettext_lazy("Record of the inspection"), max_length=200)
    inspected_by = forms.CharField(label=gettext_lazy("Who inspected"), max_length=200)
    method = forms.CharField(
        label=gettext_lazy("How it was measured"),
        max_length=200,
        help_text=gettext_lazy("For example: hand-held GPS, RTK."),
    )


class CheckPage(CasePart):
    """Record what an inspection found, with the distance between the two places."""

    form_class = CheckForm
    title = gettext_lazy("Verify the location")
    done = gettext_lazy("The inspection is recorded; the place found is the verified one of the entry.")
    days = ("verified_on",)
    declaration: LocationDeclaration

    def prepare(self) -> None:
        """Find the declaration; refuse who is not competent."""
        self.declaration = self.find(LocationDeclaration, "declared_place", *OF_FILE)
        self.registration = self.declaration.registration
        self.who = sorted(self.authorities("verify_location"))
        if not self.who:
            raise PermissionDenied

    def get_form(self) -> forms.Form:
        """Offer the viewer's authorities."""
        return self.offer_authorities(super().get_form(), self.who)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        assert isinstance(form, CheckForm)
        wanted = ("result", "verified_on", "authority", "document", "inspected_by", "method")
        data = LocationCheck(place=form.place, **{name: form.cleaned_data[name] for name in wanted})
        location_verify(declaration=self.declaration, data=data, rules=self.rules, by=self.actor, at=self.now)
        return self.back()


class FilingForm(forms.Form):
    """A production declaration as it came in."""

    filed_on = Day(label=gettext_lazy("Filed on"))
    reference = forms.CharField(label=gettext_lazy("Number of the filing"), max_length=120)
    amount = ForgivingDecimal(
        label=gettext_lazy("Amount declared"), required=False, min_value=0,
        help_text=gettext_lazy("Confidential: it never leaves the register."),
    )  # fmt: skip
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False, choices=UNITS)


class ProductionPart(CasePart):
    """A form on one half-year."""

    production: ProductionDeclaration

    def prepare(self) -> None:
        """Find the half-year."""
        self.production = self.find(ProductionDeclaration, *OF_FILE)
        self.belongs_to(self.production.registration)


class FilingPage(ProductionPart):
    """Record a production declaration; a late one is received and stays late."""

    form_class = FilingForm
    title = gettext_lazy("Record the production declaration")
    done = gettext_lazy("The declaration is recorded.")
    days = ("filed_on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        production_file(declaration=self.production, data=Filing(**form.cleaned_data), by=self.actor, at=self.now)
        return self.back()


class ExemptForm(forms.Form):
    """Why none is due."""

    reason = Words(label=gettext_lazy("The concession and its holder"))


class ExemptPage(ProductionPart):
    """Record that none is due: the registrant exploits an own, current concession."""

    form_class = ExemptForm
    title = gettext_lazy("No declaration is due")
    done = gettext_lazy("The half-year counts as not due.")

    def send(self, form: forms.Form) -> str:
        """Record it."""
        production_exempt(declaration=self.production, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class JustifyForm(forms.Form):
    """Why nothing was produced."""

    justified_on = Day(label=gettext_lazy("Day of the act"))
    authority = forms.ChoiceField(label=gettext_lazy("Authority"))
    reason = Words(label=gettext_lazy("Why the half-year was without activity"))


class JustifyPage(ProductionPart):
    """Let justified inactivity take the place of a half-year."""

    form_class = JustifyForm
    title = gettext_lazy("Justified inactivity")
    done = gettext_lazy("The half-year counts as justified.")
    days = ("justified_on",)

    def prepare(self) -> None:
        """Refuse who is not competent."""
        super().prepare()
        self.who = sorted(self.authorities("justify_inactivity"))
        if not self.who:
            raise PermissionDenied(_("No authority of yours may justify inactivity today."))

    def get_form(self) -> forms.Form:
        """Offer the viewer's authorities."""
        return self.offer_authorities(super().get_form(), self.who)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        production_justify(
            declaration=self.production, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data
        )
        return self.back()
