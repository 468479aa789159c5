"""Forms for registrations and their states."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.fields import NOT_KNOWN, Day, ForgivingDecimal, YesNoUnknown
from registry.formalization.choices import Activity, DepositClass, MercuryUse, RegistrationState
from registry.formalization.web.equipment import EquipmentField
from registry.formalization.web.placing import DoubtedPlaceForm

MOST_WORKERS = 10_000  # a number beyond it is a slip of the pen


class RegistrationForm(DoubtedPlaceForm):
    """A registration with its declared place. What is left empty is kept as not known."""

    code = forms.CharField(label=_("The ministry's code"), max_length=40)
    registrant = forms.CharField(
        label=_("DNI, CE or RUC of the registrant"),
        required=False,
        max_length=20,
        help_text=_("The person or group must be registered already; empty while not known."),
    )
    activity = forms.ChoiceField(label=_("Activity"), required=False, choices=[NOT_KNOWN, *Activity.choices])
    right_code_declared = forms.CharField(label=_("Code of the declared right"), required=False, max_length=20)
    right_name_declared = forms.CharField(label=_("Name of the declared right"), required=False, max_length=200)
    deposit_class = forms.ChoiceField(
        label=_("Deposit"),
        choices=DepositClass.choices,
        initial=DepositClass.UNKNOWN,
        help_text=_("It decides the unit: tonnes for hard rock, cubic metres for placer."),
    )
    capacity_t_per_day = ForgivingDecimal(
        label=_("Installed capacity, tonnes a day"), required=False, max_digits=12, decimal_places=3
    )
    capacity_m3_per_day = ForgivingDecimal(
        label=_("Installed capacity, cubic metres a day"),
        required=False,
        max_digits=12,
        decimal_places=3,
        help_text=_("1,234.5 or 1234.5. Never convert one unit into the other."),
    )
    is_habitual = YesNoUnknown(label=_("Is the activity habitual?"))
    is_means_of_livelihood = YesNoUnknown(label=_("Is it a means of livelihood?"))
    is_manual_or_basic = YesNoUnknown(label=_("Manual methods or basic equipment only?"))
    equipment = EquipmentField()
    methods = forms.CharField(label=_("Methods in the registrant's words"), required=False, max_length=300)
    mercury_use = forms.ChoiceField(label=_("Mercury"), choices=MercuryUse.choices, initial=MercuryUse.UNKNOWN)
    uses_explosives = YesNoUnknown(label=_("Are explosives used?"))
    workers_women = forms.IntegerField(label=_("Women at work"), required=False, min_value=0, max_value=MOST_WORKERS)
    workers_men = forms.IntegerField(label=_("Men at work"), required=False, min_value=0, max_value=MOST_WORKERS)
    enrolled_on = Day(label=_("Enrolled on"), required=False)
    ubigeo = forms.CharField(label=_("Place of the works (UBIGEO)"), required=False, max_length=6)
    field_order: tuple[str, ...] = (
        "code", "registrant", "activity", "right_code_declared", "right_name_declared", "deposit_class",
        "capacity_t_per_day", "capacity_m3_per_day", "is_habitual", "is_means_of_livelihood",
        "is_manual_or_basic", "equipment", "methods",
        "mercury_use",
        "uses_explosives", "workers_women", "workers_men", "enrolled_on", "ubigeo", "written", "zone", "datum",
        "coordinates", "place_is_meant", "place_file",
        "accuracy_m",
    )  # fmt: skip


class RegistrationChangeForm(RegistrationForm):
    """Change a registration; without coordinates its place stays."""

    reason = forms.CharField(
        label=_("Why is it changed?"), max_length=300, help_text=_("The reason stays with the entry.")
    )
    field_order: tuple[str, ...] = (*RegistrationForm.field_order, "reason")


class StateForm(forms.Form):
    """Move a registration to another state."""

    state = forms.ChoiceField(
        label=_("New state"),
        choices=[choice for choice in RegistrationState.choices if choice[0] != RegistrationState.UNKNOWN],
    )
    from_on = Day(label=_("From which day"))
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In plain words: the person concerned reads it."),
    )
    article = forms.CharField(label=_("Legal basis"), required=False, max_length=120)
    document = forms.CharField(label=_("Act: number and date"), required=False, max_length=200)
