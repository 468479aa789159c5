"""Forms for rights, holders and contracts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concessions.choices import ContractKind, HolderDocument, RightKind, RightState, SubstanceClass
from registry.accounts.web.forms import EndForm
from registry.common.fields import Day, ForgivingDecimal, YesNoUnknown
from registry.common.spatial.srids import PSAD56_SOUTH, UTM_SOUTH, WGS84
from registry.territory.web.places import PlaceForm

SYSTEMS = (*UTM_SOUTH.values(), *PSAD56_SOUTH.values(), WGS84)


class RightForm(PlaceForm):
    """A mining right with its corners."""

    code = forms.CharField(label=_("Code (código único)"), max_length=16)
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=RightKind.choices)
    state = forms.ChoiceField(
        label=_("State"),
        choices=RightState.choices,
        initial=RightState.UNKNOWN,
        help_text=_("Unknown where no source gives it."),
    )
    substance_class = forms.ChoiceField(
        label=_("Substance"), choices=SubstanceClass.choices, initial=SubstanceClass.UNKNOWN
    )
    declared_hectares = ForgivingDecimal(
        label=_("Declared hectares"),
        required=False,
        max_digits=14,
        decimal_places=4,
        help_text=_("As the title states: 1,000 or 1,234.5. The register measures by itself."),
    )
    filed_at = forms.DateTimeField(
        label=_("Filed on, with the hour if known"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        help_text=_("The older right has priority."),
    )
    filed_hour_known = forms.BooleanField(label=_("The hour is known, not only the day"), required=False)
    titled_on = Day(label=_("Titled on"), required=False)
    extinguished_on = Day(label=_("Ended on"), required=False)
    ubigeo = forms.CharField(label=_("Place (UBIGEO)"), required=False, max_length=6)
    field_order: tuple[str, ...] = (
        "code",
        "name",
        "kind",
        "state",
        "substance_class",
        "declared_hectares",
        "filed_at",
        "filed_hour_known",
        "titled_on",
        "extinguished_on",
        "ubigeo",
        "written",
        "zone",
        "datum",
        "coordinates",
        "place_file",
        "accuracy_m",
    )


class RightChangeForm(RightForm):
    """Change a right; without coordinates its shape stays."""

    reason = forms.CharField(
        label=_("Why is it changed?"), max_length=300, help_text=_("The reason stays with the entry.")
    )
    field_order: tuple[str, ...] = (*RightForm.field_order, "reason")


class HolderForm(forms.Form):
    """A holder as the cadastre names it."""

    name = forms.CharField(label=_("Name"), max_length=250)
    document_type = forms.ChoiceField(label=_("Kind of document"), required=False, choices=HolderDocument.choices)
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=20)
    share_pct = ForgivingDecimal(label=_("Share in percent"), required=False, max_digits=7, decimal_places=4)
    from_on = Day(label=_("Holder since"), required=False)


class ContractForm(forms.Form):
    """A contract over the right."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContractKind.choices)
    party_name = forms.CharField(label=_("Who may work the area"), max_length=250)
    party_document_type = forms.ChoiceField(label=_("Kind of document"), required=False, choices=HolderDocument.choices)
    party_document_number = forms.CharField(label=_("Document number"), required=False, max_length=20)
    covers_whole_right = YesNoUnknown(label=_("Does it cover the whole right?"))
    area_ha = ForgivingDecimal(label=_("Contracted hectares"), required=False, max_digits=14, decimal_places=4)
    sunarp_entry = forms.CharField(label=_("Entry in SUNARP"), required=False, max_length=60)
    signed_on = Day(label=_("Signed on"), required=False)
    until_on = Day(label=_("Until"), required=False)


class ContractEndForm(EndForm):
    """When and why a contract ended."""

    reason = forms.CharField(
        label=_("Why did it end?"), max_length=300, help_text=_("The deed or the event: others will read it.")
    )


class ImportForm(forms.Form):
    """A file of the cadastre and what it says of itself."""

    file = forms.FileField(
        label=_("File"), help_text=_("GeoPackage, zipped Shapefile, GeoJSON, CSV or XLSX; its first layer is read.")
    )
    source = forms.CharField(label=_("Who publishes it"), max_length=200)
    published_on = Day(label=_("Data of which day"))
    zones = forms.MultipleChoiceField(
        label=_("Complete for which UTM zones"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("17S", _("17 South")), ("18S", _("18 South")), ("19S", _("19 South"))],
    )  # fmt: skip
    department = forms.RegexField(
        r"^\d{2}$", label=_("or for which department"), required=False,
        help_text=_("Two digits of the UBIGEO. Only inside this scope is a missing right called gone."),
    )  # fmt: skip
    profile = forms.ChoiceField(
        label=_("Columns"), required=False, choices=[("", _("plain")), ("ingemmet", "INGEMMET")]
    )
    srid = forms.TypedChoiceField(
        label=_("Reference system, where the file names none"), required=False, coerce=int, empty_value=None,
        choices=[("", _("as the file says")), *((code, f"EPSG:{code}") for code in SYSTEMS)],
    )  # fmt: skip
    holders_complete = forms.BooleanField(
        label=_("The publisher lists every holder of this scope in the file"), required=False,
        help_text=_("Once the whole country is listed so, who is not found holds nothing: 0 ha becomes a fact."),
    )  # fmt: skip
    holders_said = forms.CharField(
        label=_("Where the publisher states that all holders are listed"), required=False, max_length=300
    )
    into_demo = forms.BooleanField(
        label=_("Load among the invented entries of a demo register"), required=False,
        help_text=_("Only for a demo register, which refuses real data otherwise."),
    )  # fmt: skip

    @property
    def scope(self) -> str:
        """The scope in the words of the imports; a file or a polygon cannot be named through the web."""
        department = self.cleaned_data["department"]
        return f"department:{department}" if department else ",".join(self.cleaned_data["zones"])

    def clean(self) -> dict[str, Any]:
        """Ask for one kind of scope."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("zones")) == bool(cleaned.get("department")):
            self.add_error("zones", _("Say where the file is complete: either UTM zones or one department."))
        if cleaned.get("holders_complete") and not cleaned.get("holders_said"):
            self.add_error(
                "holders_said", _("Name the page or letter that states it: without a source 0 ha is no fact.")
            )
        return cleaned
