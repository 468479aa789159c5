"""Acts: doing one, answering as the second officer, serving it, proving or faulting its service."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.casework.choices import Addressee, Channel
from registry.casework.models import Act, CaseFile, ServiceRecord
from registry.casework.permissions import may_do
from registry.casework.services.acts import ActData, act_answer, act_do
from registry.casework.services.serving import ServiceData, service_add, service_fault, service_prove
from registry.casework.web.base import CasePart, Words
from registry.casework.web.words import act_word, authority_word, said
from registry.common.fields import Day

OF_FILE = ("registration", "registration__person", "registration__group")
# Each has a form of its own, which asks for more than an act.
ELSEWHERE = frozenset({
    "observe_igafom", "observe_file", "opinion_sernanp", "opinion_ana", "opinion_serfor", "lift_suspension",
    "change_of_right", "succession", "decide_opposition", "reconsider", "review_by_council", "uphold_challenge",
    "stay_of_effect", "verify_location", "justify_inactivity", "hand_over_file",
})  # fmt: skip


class ActForm(forms.Form):
    """What an act needs."""

    kind = forms.ChoiceField(label=gettext_lazy("Act"))
    authority = forms.ChoiceField(label=gettext_lazy("Authority that decides"))
    number = forms.CharField(label=gettext_lazy("Number of the act"), max_length=80)
    decided_on = Day(label=gettext_lazy("Day of the act"))
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"), required=False,
        help_text=gettext_lazy("For acts that move the entry to another state: with the article that states it."),
    )  # fmt: skip
    reasons = Words(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("The person concerned reads them: whole, plain sentences."),
    )


class ActPage(CasePart):
    """Do an act in a file: only acts for which one of the viewer's authorities is competent today."""

    form_class = ActForm
    title = gettext_lazy("Do an act")
    done = gettext_lazy("The act is recorded. Its deadlines start when its service is proven.")
    days = ("decided_on",)
    file: CaseFile

    def prepare(self) -> None:
        """Find the file; refuse who is competent for nothing."""
        self.file = self.find(CaseFile, *OF_FILE)
        self.registration = self.file.registration
        law, ubigeo = self.rules.law, self.registration.ubigeo
        found = {act: may_do(self.powers, law, act, ubigeo=ubigeo, on=self.today) for act in law.acts}
        self.kinds = {act: who for act, who in found.items() if who and act not in ELSEWHERE}
        asked = self.request.GET.get("kind", "")
        if asked in self.kinds:  # reached from its step: this act, and who is competent for it
            self.kinds = {asked: self.kinds[asked]}
        if not self.kinds:
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        """Propose the act of the address."""
        return super().get_initial() | {"kind": self.request.GET.get("kind", "")}

    def get_form(self) -> forms.Form:
        """Offer acts, authorities and causes of today's law."""
        form, law = super().get_form(), self.rules.law
        who = sorted(frozenset[str]().union(*self.kinds.values()))
        moves = [move for move in law.moves_from(self.registration.state, self.today) if move.act in self.kinds]
        choices: dict[str, Any] = {
            "kind": sorted(((act, act_word(law, act)) for act in self.kinds), key=lambda pair: pair[1]),
            "authority": [(code, authority_word(law, code)) for code in who],
            "cause": [
                ("", _("none: it moves no state")),
                *((m.id, f"{said(m.label)} ({m.stated.article})") for m in moves),
            ],
        }
        for name, pairs in choices.items():
            form.fields[name].choices = pairs  # type: ignore[attr-defined]
        return form

    def send(self, form: forms.Form) -> str:
        """Record it."""
        data = ActData(**form.cleaned_data, effect_state=self._effect(form.cleaned_data))
        act_do(file=self.file, data=data, rules=self.rules, by=self.actor, at=self.now)
        return self.back()

    def _effect(self, said_: dict[str, Any]) -> str:
        cause = self.rules.law.cause(said_["cause"], said_["decided_on"]) if said_["cause"] else None
        return cause.to if cause else ""


class SecondForm(forms.Form):
    """Agree or not, with the reason."""

    is_agreed = forms.TypedChoiceField(
        label=gettext_lazy("Your answer"), coerce=lambda value: value == "yes",
        choices=[("", gettext_lazy("choose")), ("yes", gettext_lazy("I agree: it takes effect")),
                 ("no", gettext_lazy("I refuse: it has no effect"))],
    )  # fmt: skip
    reason = Words(label=gettext_lazy("Why"), rows=3)


class SecondPage(CasePart):
    """Answer an act that ends a right; never the officer who did it."""

    form_class = SecondForm
    title = gettext_lazy("Answer as the second officer")
    done = gettext_lazy("Your answer stands beside the act.")
    proposed: Act

    def prepare(self) -> None:
        """Find the act; refuse who is competent for it nowhere."""
        self.proposed = self.find(Act, "file", *OF_FILE)
        self.registration = self.proposed.registration
        if not self.authorities(self.proposed.kind):
            raise PermissionDenied

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is proposed beside the form."""
        row = self.proposed
        return super().get_context_data(
            beside=[
                (_("Act"), act_word(self.rules.law, row.kind)), (_("Number"), row.number), (_("Reasons"), row.reasons),
                (_("Article"), row.article),
            ], **kwargs,
        )  # fmt: skip

    def send(self, form: forms.Form) -> str:
        """Record the answer."""
        act_answer(act=self.proposed, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class ServeForm(forms.Form):
    """How an act was sent, and the proof where there is one."""

    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices)
    addressee = forms.ChoiceField(label=gettext_lazy("To whom"), choices=Addressee.choices)
    sent_on = Day(label=gettext_lazy("Sent, deposited or published on"))
    served_on = Day(
        label=gettext_lazy("Served on"),
        required=False,
        help_text=gettext_lazy("By the proof; empty while there is none."),
    )
    proof = forms.CharField(label=gettext_lazy("Proof"), required=False, max_length=200)


class ServePage(CasePart):
    """Record that an act was sent."""

    form_class = ServeForm
    title = gettext_lazy("Serve the act")
    done = gettext_lazy("The service is recorded.")
    days = ("sent_on",)
    served: Act

    def prepare(self) -> None:
        """Find the act."""
        self.served = self.find(Act, "file", *OF_FILE)
        self.belongs_to(self.served.registration)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        service_add(
            act=self.served, data=ServiceData(**form.cleaned_data), rules=self.rules, by=self.actor, at=self.now
        )
        return self.back()


class ProveForm(forms.Form):
    """Day and proof of a service."""

    served_on = Day(label=gettext_lazy("Served on"))
    proof = forms.CharField(label=gettext_lazy("Proof"), max_length=200)


class ServicePart(CasePart):
    """A form on one service."""

    service: ServiceRecord

    def prepare(self) -> None:
        """Find the service."""
        self.service = self.find(ServiceRecord, "act__file", *OF_FILE)
        self.belongs_to(self.service.registration)


class ProvePage(ServicePart):
    """Record the proof: the deadlines of the act start."""

    form_class = ProveForm
    title = gettext_lazy("Prove the service")
    done = gettext_lazy("The act is notified; its deadlines run from the day of the proof.")
    days = ("served_on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        service_prove(service=self.service, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class DefectForm(forms.Form):
    """What makes a service invalid."""

    defect = forms.CharField(label=gettext_lazy("What makes it invalid"), max_length=300)


class DefectPage(ServicePart):
    """Record a defect: the deadlines wait for a valid service."""

    form_class = DefectForm
    title = gettext_lazy("Record a defect of the service")
    done = gettext_lazy("The service is marked invalid; the deadlines of the act wait again.")

    def send(self, form: forms.Form) -> str:
        """Record it."""
        service_fault(service=self.service, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()
