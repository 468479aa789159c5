"""Try before applying: facts typed by hand, judged by the same law, kept nowhere."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.accounts.web.pages import StaffPage
from registry.common.display import Crumb
from registry.formalization.choices import Activity, AuthorisationKind, DepositClass
from registry.formalization.facts import JURISDICTION
from registry.formalization.facts.judging import judge_stored
from registry.formalization.selectors.explanation import Explained, explain
from registry.formalization.selectors.law import pack_in_force
from registry.formalization.web.equipment import EquipmentField
from registry.formalization.web.explanation import shown
from registry.formalization.web.languages import language_of_law
from registry.rules.engine.errors import RulesError

UNKNOWN = ("", _("not known"))
YES_NO = [UNKNOWN, ("yes", _("yes")), ("no", _("no"))]
HOLDERS = [
    UNKNOWN, ("natural_person", _("natural person")), ("group_natural_persons", _("group of natural persons")),
    ("association", _("association")), ("cooperative", _("mining cooperative")),
    ("cooperative_central", _("central of mining cooperatives")), ("sociedad_legal", _("sociedad legal")),
    ("legal_person", _("company")), ("foreign_company", _("foreign company")),
]  # fmt: skip
ENTRIES = [
    UNKNOWN, ("none", _("no entry")), ("in_force", _("in force (vigente)")),
    ("suspended", _("suspended (suspendido)")), ("excluded", _("excluded (excluido)")),
    ("revoked", _("revoked (revocado)")),
]  # fmt: skip


def three(label: Any) -> forms.ChoiceField:
    """A question with the answers yes, no and not known."""
    return forms.ChoiceField(label=label, choices=YES_NO, required=False)


class TryForm(forms.Form):
    """The facts that decide most; an empty field is not known, never a no and never zero."""

    as_of = forms.DateField(label=_("Day to judge"), widget=forms.DateInput(attrs={"type": "date"}))
    activity = forms.ChoiceField(label=_("Activity"), choices=Activity.choices)
    holder_type = forms.ChoiceField(label=_("Who works"), choices=HOLDERS, required=False)
    all_natural = three(_("All members are natural persons"))
    deposit = forms.ChoiceField(label=_("Deposit"), choices=DepositClass.choices, initial=DepositClass.UNKNOWN)
    t_per_day = forms.DecimalField(label=_("Installed capacity, t/day"), min_value=0, required=False)
    m3_per_day = forms.DecimalField(label=_("Installed capacity, m³/day"), min_value=0, required=False)
    hectares = forms.DecimalField(
        label=_("Hectares of all own rights"), min_value=0, required=False, help_text=_("Write 0 for none.")
    )
    has_contract = three(_("There is a contract with the title holder"))
    habitual = three(_("Habitual activity"))
    livelihood = three(_("Means of livelihood"))
    manual = three(_("Manual methods or basic equipment"))
    equipment = EquipmentField()
    entry = forms.ChoiceField(label=_("Entry in REINFO"), choices=ENTRIES, required=False)
    same_right = three(_("Works in the declared right"))
    lent = forms.BooleanField(label=_("Somebody else works under the entry"), required=False)
    deceased = forms.BooleanField(label=_("The registrant has died"), required=False)
    authorisation = forms.ChoiceField(
        label=_("Authorisation for this activity and place"), required=False,
        choices=[("", _("none")), *AuthorisationKind.choices],
    )  # fmt: skip
    zones_checked = forms.BooleanField(label=_("The place was checked against all kinds of land"), required=False)
    zones = forms.MultipleChoiceField(
        label=_("It lies on"), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def __init__(self, *args: Any, zones: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the zone kinds of the pack."""
        super().__init__(*args, **kwargs)
        self.fields["zones"].choices = list(zones)  # type: ignore[attr-defined] # a choice field

    def clean(self) -> dict[str, Any]:
        """Ask for the contract where hectares are stated: the two together are what is held."""
        typed = super().clean() or {}
        if typed.get("hectares") is not None and not typed.get("has_contract"):
            self.add_error("has_contract", _("Say yes or no: with the hectares it makes up what is held."))
        return typed


def facts_of(typed: dict[str, Any], kinds: Iterable[str]) -> dict[str, object]:
    """The typed facts in the form of the pack's schema; what was left empty is unknown."""
    answer = {"yes": True, "no": False}
    # What lies on one kind of land says nothing of the others, unless all were checked.
    unchecked = [] if typed["zones_checked"] else [kind for kind in kinds if kind not in typed["zones"]]
    return {
        "jurisdiction": JURISDICTION,
        "as_of": typed["as_of"].isoformat(),
        "holder": _known(type=typed["holder_type"] or None, members_all_natural_persons=_natural(typed, answer)),
        "activity": typed["activity"],
        "substance_class": None if typed["deposit"] == DepositClass.UNKNOWN else typed["deposit"],
        "installed_capacity": {"t_per_day": typed["t_per_day"], "m3_per_day": typed["m3_per_day"]},
        "rights_held": _rights(typed),
        "artisanal_conditions": {
            "habitual": answer.get(typed["habitual"]),
            "means_of_livelihood": answer.get(typed["livelihood"]),
            "manual_or_basic_equipment": answer.get(typed["manual"]),
        },
        "authorisation": {"type": typed["authorisation"], "covers_activity": True, "covers_place": True}
        if typed["authorisation"]
        else None,
        "reinfo": {
            "status": typed["entry"] or None,
            "activity": typed["activity"],
            "same_right": answer.get(typed["same_right"]),
            "operator_is_registrant": not typed["lent"],
            "registrant_deceased": typed["deceased"],
        },
        "zone_flags": typed["zones"] if typed["zones_checked"] or typed["zones"] else None,
        "zones_unchecked": unchecked,
        "equipment": typed["equipment"],
    }


def _known(**facts: object) -> dict[str, object]:
    return {name: fact for name, fact in facts.items() if fact is not None}


def _natural(typed: dict[str, Any], answer: dict[str, bool]) -> bool | None:
    return True if typed["holder_type"] == "natural_person" else answer.get(typed["all_natural"])


def _rights(typed: dict[str, Any]) -> list[dict[str, object]] | None:
    """Own hectares as one right in force; a contract whose area was not asked has none."""
    if typed["hectares"] is None:
        return None
    state = {"kind": "concession", "state": "in_force"}
    own = [{**state, "hectares": typed["hectares"], "share_pct": 100, "basis": "owner"}] if typed["hectares"] else []
    if typed["has_contract"] == "yes":
        own.append({**state, "hectares": None, "basis": "exploitation_contract"})
    return own


class TryPage(StaffPage):
    """The form, and under it the answer told rule by rule."""

    template_name = "formalization/try.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Judge what was typed; nothing is kept."""
        form = TryForm(request.POST, zones=self._zones())
        explained = self._explained(form) if form.is_valid() else None
        context = self.get_context_data(form=form, explained=explained)
        return self.render_to_response(context, status=200 if explained else 422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and, once typed, the answer."""
        form = kwargs.pop("form", None) or TryForm(zones=self._zones(), initial={"as_of": timezone.localdate()})
        explained: Explained | None = kwargs.pop("explained", None)
        helper = FormHelper(form)
        helper.form_tag = False
        helper.disable_csrf = True
        return super().get_context_data(
            title=_("Try before applying"),
            form=form,
            helper=helper,
            told=shown(explained, None) if explained else None,
            note=_("Type what is known and leave the rest empty. Nothing is kept, and nobody is told."),
            crumbs=[
                Crumb(str(_("Registrations")), reverse("registrations:list")),
                Crumb(str(_("Try before applying"))),
            ],
            **kwargs,
        )

    def _zones(self) -> list[tuple[str, str]]:
        effects = pack_in_force(JURISDICTION, on=self.today).zone_effects
        return [(kind, effect.label.get(language_of_law()) or kind) for kind, effect in effects.items()]

    def _explained(self, form: TryForm) -> Explained | None:
        pack = pack_in_force(JURISDICTION, on=self.today)
        try:
            answer = judge_stored(pack, facts_of(form.cleaned_data, pack.zone_effects))
        except RulesError as error:
            form.add_error(None, str(error))
            return None
        return explain(pack, answer.facts, answer.assessment, language_of_law())
