"""The part of a form that asks for a place."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.common.errors import DomainError
from registry.common.fields import ForgivingDecimal
from registry.territory.services.coordinates import Written, read_place
from registry.territory.services.place_files import file_place
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


class PlaceForm(PlaceFields):
    """As `PlaceFields`, for the desk: the place may also come as a file, or be drawn on a map where there is script.

    All three end in the typed fields, so that nothing of them is lost when another field is refused.
    """

    has_map: ClassVar[bool] = True
    place_file = forms.FileField(
        label=_("or a file with the place"),
        required=False,
        help_text=_(
            "GPX, KML, zipped Shapefile, GeoPackage, GeoJSON or CSV with one place, at most 2 MB. It replaces what is "
            "typed. Zone and datum count where the file names no reference system."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file into the typed fields where one came, else what is typed."""
        handed = self.cleaned_data.get("place_file")
        if not handed:
            return super().clean()
        said = self.cleaned_data
        try:
            typed, place = file_place(
                name=handed.name or "", size=handed.size or 0, chunks=handed.chunks(), zone=said.get("zone"),
                datum=said.get("datum") or "wgs84", accuracy_m=float(said.get("accuracy_m") or 0),
            )  # fmt: skip
        except DomainError as error:
            self.add_error("place_file", ValidationError(error.message, code=error.code))
            return said
        self._show(written=typed.written, coordinates=typed.text, zone=typed.zone or "", datum=typed.datum)
        return {**said, "written": typed.written, "coordinates": typed.text, "place": place}

    def _show(self, **typed: object) -> None:
        """Let the form show what was read, if it is shown again."""
        data: Any = self.data
        data = data.copy()  # what came with the request is not written to
        for name, value in typed.items():
            data[self.add_prefix(name)] = str(value)
        self.data = data
