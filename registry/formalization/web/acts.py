"""Pages of acts about a registration: authorisations and exceptions granted by an authority."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from registry.accounts.choices import Power
from registry.common.fields import Day, YesNoUnknown
from registry.formalization.choices import AuthorisationKind
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import Authorisation, Exemption
from registry.formalization.permissions import can_decide
from registry.formalization.selectors.law import pack_in_force
from registry.formalization.services.authorisations import AuthorisationData, authorisation_add, authorisation_end
from registry.formalization.services.exemptions import ExemptionData, exemption_grant, exemption_withdraw
from registry.formalization.web.entering import RegistrationRoom
from registry.formalization.web.grounds import WithdrawForm, picked
from registry.formalization.web.languages import language_of_law
from registry.rules.engine.pack import Pack


class AuthorisationForm(forms.Form):
    """An act that makes an operation formal."""

    kind = forms.ChoiceField(
        label=_("Kind of act"),
        choices=AuthorisationKind.choices,
        help_text=_("Where the title holder's authorisation was extended to this operator, choose that kind."),
    )
    number = forms.CharField(label=_("Number of the resolution"), max_length=80)
    authority = forms.CharField(label=_("Office that issued it"), required=False, max_length=120)
    issued_on = Day(label=_("Day of the act"), required=False)
    until_on = Day(label=_("Last day"), required=False, help_text=_("Empty where it has no end."))
    covers_activity = YesNoUnknown(label=_("Does it cover this activity?"))
    covers_place = YesNoUnknown(label=_("Does it cover this place?"))


class AuthorisationAddPage(RegistrationRoom):
    """Record an authorisation."""

    power = Power.REGISTER_CHANGE
    form_class = AuthorisationForm
    title = _("Record an authorisation")
    done = _("The act is recorded. The registration is judged anew.")

    def act(self, form: forms.Form) -> str:
        """Record it."""
        authorisation_add(
            registration=self.row, data=AuthorisationData(**form.cleaned_data), by=self.actor, at=self.now
        )
        return f"{self.page()}#acts"


class EndActForm(forms.Form):
    """When and why an act ended."""

    until_on = Day(label=_("Last day"))
    reason = forms.CharField(label=_("Why did it end?"), max_length=300)


class AuthorisationEndPage(RegistrationRoom):
    """End an authorisation."""

    power = Power.REGISTER_CHANGE
    form_class = EndActForm
    title = _("End an authorisation")
    done = _("The act ended. The registration is judged anew.")

    def act(self, form: forms.Form) -> str:
        """End it."""
        act = get_object_or_404(Authorisation, pk=self.kwargs["act"], registration=self.row)
        authorisation_end(authorisation=act, by=self.actor, at=self.now, **form.cleaned_data)
        return f"{self.page()}#acts"


class ExemptionForm(forms.Form):
    """An exception that an authority grants."""

    rule_id = forms.ChoiceField(label=_("From which rule"))
    authority = forms.ChoiceField(label=_("Granted by"))
    reason_code = forms.ChoiceField(label=_("Reason"))
    reason = forms.CharField(label=_("Reasons in words"), widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(label=_("Document: number and date"), max_length=200)
    from_on = Day(label=_("From which day"))
    until_on = Day(label=_("Last day"), required=False, help_text=_("Empty where it has no end."))


class ExemptionAddPage(RegistrationRoom):
    """Record an exception: it adds a finding with its document and edits none."""

    power = Power.CASE_DECIDE
    form_class = ExemptionForm
    title = _("Record an exception")
    done = _("The exception is recorded. It adds a finding to the answer; no other finding is edited.")

    def is_allowed(self) -> bool:
        """Deciding is its own power."""
        return can_decide(self.powers, self.row)

    def get_form(self) -> forms.Form:
        """Offer the rules, authorities and reasons of the law in force."""
        form, pack, language = super().get_form(), pack_in_force(JURISDICTION, on=self.today), language_of_law()
        choices: dict[str, list[tuple[str, str]]] = {
            "rule_id": [(rule, pack.rule_text(rule, language).title) for rule in pack.exemptible],
            "authority": [(code, said.text[language]) for code, said in pack.codes.authorities.items()],
            "reason_code": [(code, said.text[language]) for code, said in pack.codes.reasons.items()],
        }
        for name, offered in choices.items():
            form.fields[name].choices = offered  # type: ignore[attr-defined] # a choice field
        return form

    def act(self, form: forms.Form) -> str:
        """Record it."""
        data = ExemptionData(**picked(form.cleaned_data, ExemptionData))
        exemption_grant(registration=self.row, data=data, by=self.actor, at=self.now)
        return f"{self.page()}#acts"


class ExemptionWithdrawPage(RegistrationRoom):
    """Withdraw an exception."""

    power = Power.CASE_DECIDE
    form_class = WithdrawForm
    title = _("Withdraw an exception")
    done = _("Withdrawn. The registration is judged anew without it.")

    def is_allowed(self) -> bool:
        """Deciding is its own power."""
        return can_decide(self.powers, self.row)

    def act(self, form: forms.Form) -> str:
        """Withdraw it."""
        exemption = get_object_or_404(Exemption, pk=self.kwargs["exemption"], registration=self.row)
        exemption_withdraw(exemption=exemption, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return f"{self.page()}#acts"


def exemption_lines(exemptions: Iterable[Exemption], pack: Pack[Any]) -> list[dict[str, Any]]:
    """Return exceptions with rule, authority and reason in the words of the pack."""
    language = language_of_law()
    return [_line(row, pack, language) for row in exemptions]


def _line(row: Exemption, pack: Pack[Any], language: str) -> dict[str, Any]:
    authority, reason = pack.codes.authorities.get(row.authority), pack.codes.reasons.get(row.reason_code)
    return {
        "row": row,
        "rule": pack.rule_text(row.rule_id, language).title if row.rule_id in pack.rule_ids else row.rule_id,
        "authority": authority.text[language] if authority else row.authority,
        "reason": reason.text[language] if reason else row.reason_code,
    }
