"""A form with a place that is compared with the declared right and the UBIGEO before it is kept."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concessions.models import MiningRight
from registry.common.errors import DomainError
from registry.formalization.services.place_doubts import place_doubts
from registry.territory.web.places import PlaceForm


class DoubtedPlaceForm(PlaceForm):
    """As `PlaceForm`; where the place is doubted, a box appears with which somebody answers for it."""

    place_is_meant = forms.BooleanField(
        label=gettext_lazy("The place is meant so: I compared it with the papers"), required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip


def place_confirm(form: DoubtedPlaceForm, *, right: MiningRight | None, ubigeo: str) -> None:
    """Ask once about a place that does not fit; a form without a place raises nothing.

    Raises:
        DomainError: of the field `coordinates`, with every doubt, until the box is ticked; or it cannot be measured.
    """
    if form.place is None:
        return
    try:
        doubts = place_doubts(place=form.place, right=right, ubigeo=ubigeo)
    except DomainError as error:
        raise DomainError(error.message, field="coordinates", code=error.code) from error
    if not doubts:
        return
    box = forms.CheckboxInput(attrs={"class": "form-check-input"})
    form.fields["place_is_meant"].widget = box
    if not form.cleaned_data["place_is_meant"]:
        asked = _("Check zone, datum and digits; if the place is right, tick the box below.")
        raise DomainError(" ".join([*doubts, asked]), field="coordinates", code="place_doubted")
