"""The part of a form that asks for a place."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.common.errors import DomainError
from registry.common.fields import ForgivingDecimal
from registry.territory.services.coordinates import Written, read_place
from registry.territory.services.places import Place


class PlaceFields(forms.Form):
    """Coordinates as UTM corners with zone and datum, as degrees, or as GeoJSON; nothing keeps the stored place."""

    written = forms.ChoiceField(
        label=_("How the place is written"),
        required=False,
        choices=[
            (Written.NONE.value, _("no place given here")),
            (Written.UTM.value, _("UTM corners: east and north")),
            (Written.DEGREES.value, _("degrees: longitude and latitude")),
            (Written.GEOJSON.value, _("GeoJSON pasted from another program")),
        ],
    )
    zone = forms.TypedChoiceField(
        label=_("UTM zone"), required=False, coerce=int, empty_value=None,
        choices=[("", _("not known")), (17, _("17 South")), (18, _("18 South")), (19, _("19 South"))],
    )  # fmt: skip
    datum = forms.ChoiceField(
        label=_("Datum"),
        required=False,
        choices=[("wgs84", "WGS 84"), ("psad56", "PSAD 56")],
        help_text=_("Old plans say PSAD 56; read as WGS 84 they lie some 450 m off."),
    )
    coordinates = forms.CharField(
        label=_("Coordinates"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "shape-text", "spellcheck": "false"}),
        help_text=_("One corner a line, east then north: 345,678.50 8,590,123.00. One line is a point."),
    )
    accuracy_m = ForgivingDecimal(
        label=_("Accuracy in metres"),
        required=False,
        min_value=0,
        help_text=_("Of a hand-held GPS about 5; empty for the corners of a title."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the place; a refusal stands beside the coordinates."""
        cleaned = super().clean() or {}
        try:
            cleaned["place"] = read_place(
                written=cleaned.get("written", ""), text=cleaned.get("coordinates", ""), zone=cleaned.get("zone"),
                datum=cleaned.get("datum") or "wgs84", accuracy_m=float(cleaned.get("accuracy_m") or 0),
            )  # fmt: skip
        except DomainError as error:
            self.add_error("coordinates", ValidationError(error.message, code=error.code))
        return cleaned

    @property
    def place(self) -> Place | None:
        """The place that was read; None where none was given."""
        place = self.cleaned_data.get("place")
        return place if isinstance(place, Place) else None
