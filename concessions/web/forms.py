"""Forms for rights, holders and contracts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concessions.choices import ContractKind, HolderDocument, RightKind, RightState, SubstanceClass
from registry.common.fields import Day, ForgivingDecimal, YesNoUnknown
from registry.territory.web.places import PlaceFields


class RightForm(PlaceFields):
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
