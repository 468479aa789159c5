"""The case page of a past day: what the register knew then, under a banner, with nothing to act on."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.selectors import names_of_keys
from registry.accounts.web.titles import title_of
from registry.audit.services.as_of import AsOf
from registry.casework.selectors.as_of import CaseAsOf, case_as_of
from registry.casework.web.words import act_word, authority_word, code_word, step_word
from registry.common.display import Chip, Fact, Moment
from registry.common.fields import Day
from registry.formalization.choices import RegistrationState
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import Registration
from registry.formalization.selectors.law import pack_in_force
from registry.formalization.web.chips import STATE_TONES, class_chip
from registry.formalization.web.grounds import zone_lines
from registry.rules.engine.procedure import Procedure

STATES = dict(RegistrationState.choices)
# What the page tells of the entry, in the words of the page of today.
SHOWN = {
    "activity": gettext_lazy("Activity"),
    "right_code_declared": gettext_lazy("Declared right"),
    "deposit_class": gettext_lazy("Deposit"),
    "capacity_t_per_day": gettext_lazy("Installed capacity, tonnes a day"),
    "capacity_m3_per_day": gettext_lazy("Installed capacity, cubic metres a day"),
    "uses_explosives": gettext_lazy("Explosives used"),
    "mercury_use": gettext_lazy("Mercury"),
    "enrolled_on": gettext_lazy("Enrolled on"),
    "ubigeo": gettext_lazy("Place (UBIGEO)"),
    "source": gettext_lazy("Source"),
}


class AsOfForm(forms.Form):
    """Which day; the form reads the address."""

    as_of = Day(label=gettext_lazy("The register as known at the end of"))

    def __init__(self, data: Any, *, today: date) -> None:
        """Keep the day of the request: a day to come is refused."""
        super().__init__(data)
        self.today = today

    def clean_as_of(self) -> date:
        """Refuse a day that has not ended into anything yet."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("This day lies in the future. Check it."), code="day_future")
        return day


def past_context(registration: Registration, *, on: date, law: Procedure) -> dict[str, Any]:
    """Return what the page of that day shows."""
    known = case_as_of(registration, on=on)
    keys = {event.actor for event in known.events}
    names = names_of_keys(keys)
    return {
        "known": known,
        "facts": _facts(known),
        "chips": _chips(known),
        "answer": class_chip(known.assessment.category) if known.assessment else None,
        "registrant": _registrant(known.registrant),
        "land": zone_lines(known.land, pack_in_force(JURISDICTION, on=on).zone_effects),
        "files": [_file(row, known, law) for row in known.files],
        "moments": [
            Moment(event.at, title_of(event.kind), "", names.get(event.actor, event.actor)) for event in known.events
        ],
    }


def _registrant(who: AsOf | None) -> str:
    if who is None or who.values is None:
        return ""
    name = "full_name" if "full_name" in who.values else "name"
    return _("erased since") if name in who.erased else str(who.values.get(name) or "")


def _chips(known: CaseAsOf) -> list[Chip]:
    if known.entry.values is None:
        return []
    state = known.entry.values["state"]
    chips = [Chip(str(STATES.get(state, state)), STATE_TONES[RegistrationState(state)])]
    if known.determination is not None:
        return [*chips, class_chip(known.determination.legal_status)]
    return [*chips, class_chip(known.assessment.category if known.assessment else None)]


def _facts(known: CaseAsOf) -> list[Fact]:
    values = known.entry.values or {}
    fields = {field.name: field for field in Registration._meta.fields}  # noqa: SLF001 - Django's public name
    found = [Fact(_("Registrant"), _registrant(known.registrant))]
    for name, term in SHOWN.items():
        value = values.get(name)
        choices = dict(fields[name].flatchoices)
        shown = choices.get(value, value)
        if isinstance(shown, bool):
            shown = _("yes") if shown else _("no")
        word = _("erased since") if name in known.entry.erased else shown
        found.append(Fact(str(term), word))
    return found


def _file(row: Any, known: CaseAsOf, law: Procedure) -> dict[str, Any]:
    acts = [act for act in known.acts if act.file_id == row.pk]
    return {
        "file": row,
        "steps": [
            (step_word(law, one.step), code_word(one.outcome), one) for one in known.steps if one.file_id == row.pk
        ],
        "acts": [
            {
                "act": act, "word": act_word(law, act.kind), "authority": authority_word(law, act.authority),
                "services": [one for one in known.services if one.act_id == act.pk],
                "challenges": [one for one in known.challenges if one.act_id == act.pk],
            }
            for act in acts
        ],
        "observations": [one for one in known.observations if one.file_id == row.pk],
        "opinions": [one for one in known.opinions if one.file_id == row.pk],
    }  # fmt: skip
