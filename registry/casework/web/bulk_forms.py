"""What is typed for an action on many files; letters are in plain Spanish, as the applicant reads them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.selectors import holders_of_power
from registry.audit.services import Actor
from registry.casework.choices import BulkAction
from registry.casework.selectors.law import procedure_in_force
from registry.casework.selectors.worklist import lists_of
from registry.casework.web.base import Words
from registry.casework.web.officers import officer_field, officers_offer
from registry.casework.web.talking import LANGUAGES
from registry.casework.web.templates import miners_facts, missing_word
from registry.casework.web.words import said, step_word

CODE_HELP = gettext_lazy("{code} stands for the code of each entry.")


class ActionForm(forms.Form):
    """What every action has: the day and who asks."""

    def __init__(self, *args: Any, on: date, by: Actor, ubigeo: str = "", **kwargs: Any) -> None:
        """Keep them, with the place of the first file, and offer what the law of the day offers."""
        super().__init__(*args, **kwargs)
        self.on, self.by, self.ubigeo = on, by, ubigeo
        self.offer()

    def offer(self) -> None:
        """Fill the choices of the form."""

    def values(self) -> dict[str, Any]:
        """Return what the service is given."""
        return dict(self.cleaned_data)


class ManyMessageForm(ActionForm):
    """One message for many."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=80,
        help_text=gettext_lazy("By SMS it goes alone, and whoever holds the phone reads it: name nobody in it."),
    )  # fmt: skip
    text = Words(label=gettext_lazy("Text"), rows=8, help_text=CODE_HELP)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)


class ManyDocumentsForm(ActionForm):
    """Which step's documents are asked for."""

    step = forms.ChoiceField(
        label=gettext_lazy("Step"),
        help_text=gettext_lazy("Only the documents that a file has not been asked for yet."),
    )

    def offer(self) -> None:
        """Offer the steps that ask for documents."""
        law = procedure_in_force(on=self.on)
        steps = [step for step in law.steps if step.documents and step.stated.period.holds(self.on)]
        self.fields["step"].choices = [  # type: ignore[attr-defined] # a choice field
            (step.id, f"{step_word(law, step.id)} ({'; '.join(said(label) for _code, label in step.documents)})")
            for step in steps
        ]


class ManyFactForm(ActionForm):
    """Which missing fact is asked for."""

    fact = forms.ChoiceField(
        label=gettext_lazy("What is missing"),
        help_text=gettext_lazy("Only those are asked in whose class it is missing, and only what a miner brings."),
    )

    def offer(self) -> None:
        """Offer what a miner can bring."""
        self.fields["fact"].choices = miners_facts(on=self.on)  # type: ignore[attr-defined] # a choice field

    def values(self) -> dict[str, Any]:
        """Return the fact with the letter that asks for it."""
        fact = self.cleaned_data["fact"]
        return {"fact": fact, "language": "es", **request_letter(missing_word(fact, on=self.on))}


class ManyAssignForm(ActionForm):
    """To whom and why."""

    to = officer_field(
        label=gettext_lazy("To which officer (login)"),
        help_text=gettext_lazy("Empty: back to the queue of the office."),
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)

    def offer(self) -> None:
        """Offer the officers of the place of the first file."""
        officers_offer(self, "to", holders_of_power(Power.REGISTER_CHANGE, ubigeo=self.ubigeo, on=self.on))


class ManyListForm(ActionForm):
    """Which list, or a new one."""

    known = forms.ChoiceField(label=gettext_lazy("On which list"), required=False)
    name = forms.CharField(label=gettext_lazy("Or the name of a new list"), required=False, max_length=80)
    is_shared = forms.BooleanField(label=gettext_lazy("My colleagues see the new list too"), required=False)

    def offer(self) -> None:
        """Offer one's own lists."""
        own = lists_of(user_key=self.by.key)
        self.fields["known"].choices = [("", _("a new one")), *((str(one.pk), one.name) for one in own)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        typed = super().clean() or {}
        if not typed.get("known") and not typed.get("name", "").strip():
            self.add_error("name", _("Choose a list, or give a new one a name."))
        return typed


class ManyCsvForm(ActionForm):
    """Nothing is typed."""


FORMS: dict[str, type[ActionForm]] = {
    BulkAction.MESSAGE: ManyMessageForm, BulkAction.DOCUMENTS: ManyDocumentsForm, BulkAction.FACT: ManyFactForm,
    BulkAction.ASSIGN: ManyAssignForm, BulkAction.LIST: ManyListForm, BulkAction.CSV: ManyCsvForm,
}  # fmt: skip


def request_letter(what: str) -> dict[str, str]:
    """Return subject and text that ask for one thing, as a courtesy: no term, and where to go."""
    return {
        "subject": "Falta un dato en su expediente {code}",
        "text": f"En su expediente {{code}} falta un dato:\n- {what.rstrip('.')}.\n\nPuede traerlo a la oficina. "
        "Este aviso no abre un plazo.",
    }
