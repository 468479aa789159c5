"""Try before filing, by a plain form without script: coordinates typed, pasted or in a file. Nothing is kept."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from registry.api.limits import wait_s
from registry.common.errors import DomainError
from registry.common.sketch import Piece, Sketch, sketch
from registry.common.speaking import SpokenPage
from registry.publishing.services.trying import PublicTrial, try_publicly
from registry.territory.services.coordinates import Written
from registry.territory.services.footprints import FootprintDraft, footprint_draw
from registry.territory.services.place_files import file_place
from registry.territory.services.places import Place
from registry.territory.web.overlaps import to_geos
from registry.territory.web.places import PlaceFields

MOST_TEXT = 400_000


class TryForm(PlaceFields):
    """A place, typed or as a file; one of the two."""

    file = forms.FileField(
        label=gettext_lazy("or a file"), required=False,
        help_text=gettext_lazy(
            "GPX, KML, GeoPackage, zipped Shapefile, GeoJSON or CSV with one shape, at most 2 MB. Zone and datum above "
            "count only where the file names no reference system."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the accuracy in public words, and bound the text."""
        super().__init__(*args, **kwargs)
        self.fields["coordinates"].max_length = MOST_TEXT  # type: ignore[attr-defined] # a character field
        self.fields["accuracy_m"].help_text = _("Of a phone or hand-held GPS about 5 to 20; empty for exact corners.")

    def clean(self) -> dict[str, Any]:
        """Read the place from the text or the file; a refusal stands beside its field."""
        text = str((self.cleaned_data or {}).get("coordinates") or "")
        if len(text) > MOST_TEXT:
            self.add_error("coordinates", _("This is too long to be tried here. Simplify the outline."))
            return self.cleaned_data
        cleaned = super().clean()
        handed = cleaned.get("file")
        if handed:
            try:
                _typed, cleaned["place"] = file_place(
                    name=handed.name or "", size=handed.size or 0, chunks=handed.chunks(), zone=cleaned.get("zone"),
                    datum=cleaned.get("datum") or "wgs84", accuracy_m=float(cleaned.get("accuracy_m") or 0),
                )  # fmt: skip
            except DomainError as error:
                self.add_error("file", error.message)
        elif not self.errors and cleaned.get("place") is None:
            which = "coordinates" if cleaned.get("written") else "written"
            self.add_error(which, _("Say how the place is written and give its coordinates, or choose a file."))
        return cleaned


# Exempt from the CSRF check: it needs a cookie, which this page neither sets nor reads. The form changes nothing.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TryPage(SpokenPage):
    """The form, and under it the answer."""

    http_method_names = ["get", "head", "post"]
    page = "try/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the form."""
        form = TryForm(initial={"written": Written.UTM.value, "datum": "wgs84"})
        return self.answer("territory/try.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer a place."""
        form = TryForm(request.POST, request.FILES)
        is_valid = form.is_valid()
        if is_valid and (wait := wait_s(scope="try", who=BaseThrottle().get_ident(Request(request)) or "")):
            response = self.answer("territory/try.html", {"form": form, "wait": wait}, status=429)
            response["Retry-After"] = str(wait)
            return response
        trial = self._tried(form) if is_valid else None
        context = {"form": form, "trial": trial, "sketch": _drawing(form.place) if trial and form.place else None}
        return self.answer("territory/try.html", context, status=200 if trial else 400)

    def _tried(self, form: TryForm) -> PublicTrial | None:
        try:
            return try_publicly(place=form.place, on=timezone.localdate()) if form.place else None
        except DomainError as error:
            form.add_error("file" if form.cleaned_data.get("file") else "coordinates", error.message)
            return None


def _drawing(place: Place) -> Sketch | None:
    """Draw the tried place on the grid of its zone, so that a slip of zone or datum is seen."""
    drawn = footprint_draw(
        FootprintDraft(
            "declared_place", place.shape, place.srid, grid_srid=place.grid_srid, accuracy_m=place.accuracy_m
        )
    )
    word = _("The place that was tried")
    piece = Piece("point" if drawn.is_point else "place", to_geos(drawn.shape), word, word)
    note = _("UTM zone {zone} South, WGS 84. The drawing is not for measuring.").format(zone=drawn.grid_srid - 32700)
    return sketch([piece], label=word, note=note)
