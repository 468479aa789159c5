"""The form field for equipment: choices with the words of the law. Nothing ticked is not known; "none" is its own tick.

A word that is stored but stands in no list (an import's) keeps its place in the form: it is shown and can be unticked.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NONE = "none"
OTHER = "other_device"
GROUPS = (
    (_("Dredges and suction in water (DL 1100, art. 5.1)"), (
        ("suction_dredge", _("suction dredge")), ("hydraulic_dredge", _("hydraulic dredge")),
        ("dredge", _("dredge, other")), ("traca", "traca"), ("caranchera", "caranchera"),
        ("balsa_gringo", "balsa gringo"), ("balsa_castillo", "balsa castillo"), ("balsa_draga", "balsa draga"),
        ("chupadera", "chupadera"), ("suction_pump", _("suction pump")),
        ("portable_suction_unit", _("portable suction unit")), ("mobile_suction_unit", _("mobile suction unit")),
    )),
    (_("Heavy equipment (art. 5.2)"), (
        ("front_loader", _("front loader")), ("excavator", _("excavator")), ("truck", _("truck")),
        ("dump_truck", _("dump truck")), ("compressor", _("compressor")),
        ("pneumatic_drill", _("pneumatic drill")), ("fuel_tanker", _("fuel tanker")),
        ("water_tanker", _("water tanker")), ("tanker", _("tanker, other")),
    )),
    (_("Washing and milling (art. 5.3)"), (
        ("chute", _("chute")), ("quimbalete", "quimbalete"), ("mill", _("mill")),
        ("ball_mill", _("ball mill")), ("cyanide_pond", _("cyanide pond")), ("motor_pump", _("motor pump")),
    )),
    (_("Hand tools"), (
        ("pick", _("pick")), ("shovel", _("shovel")), ("pan", _("pan")), ("batea", "batea"),
        ("wheelbarrow", _("wheelbarrow")), ("hammer", _("hammer")), ("chisel", _("chisel")),
        ("bucket", _("bucket")), ("crowbar", _("crowbar")), ("lamp", _("lamp")), ("rope", _("rope")),
        ("sieve", _("sieve")), ("hand_tools", _("hand tools, other")),
    )),
    (_("Other"), (
        (OTHER, _("another device, in none of these lists: it asks for an inspection")),
        (NONE, _("none: no equipment at all")),
    )),
)  # fmt: skip
WORDS = {code: word for _group, choices in GROUPS for code, word in choices}


def equipment_words(codes: list[str]) -> str:
    """Return codes in words; one that stands in no list as it is."""
    return ", ".join(str(WORDS.get(code, code)) for code in codes)


class EquipmentField(forms.MultipleChoiceField):
    """Gives `None` while unknown (nothing ticked), an empty list for none, else codes such as `mill`."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer the words of the law."""
        kwargs.setdefault("label", _("Equipment"))
        kwargs.setdefault(
            "help_text", _("Tick what is there. Nothing ticked means not known; no equipment is a tick too.")
        )
        super().__init__(required=False, choices=GROUPS, widget=forms.CheckboxSelectMultiple, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Offer also what is stored and stands in no list."""
        self._keep(form.get_initial_for_field(self, field_name))
        return super().get_bound_field(form, field_name)

    def _keep(self, stored: Any) -> None:
        unlisted = [code for code in stored or () if code not in WORDS] if isinstance(stored, list) else []
        if unlisted and not any(self.valid_value(code) for code in unlisted):
            self.choices = [*GROUPS, (_("As imported"), [(code, code) for code in unlisted])]

    def clean(self, value: Any) -> list[str] | None:
        """Read the ticks. Raises: ValidationError for a code in no list, or "none" beside something."""
        codes: list[str] = super().clean([code for code in value or () if code])
        if not codes:
            return None
        if NONE in codes:
            if len(codes) > 1:
                raise ValidationError(_("Tick either “none” or what is there, not both."), code="equipment_none")
            return []
        return list(dict.fromkeys(codes))

    def bound_data(self, data: Any, _initial: Any) -> Any:
        """Return what was ticked; nothing ticked stays not known when the form is shown again, and is no "none"."""
        return data or None

    def prepare_value(self, value: Any) -> Any:
        """Show what is stored as ticks: an empty list is the tick for none."""
        return [NONE] if value == [] and isinstance(value, list) else value
