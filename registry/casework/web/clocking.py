"""Deadlines by hand: letting one stand still by law, and go on; opinions asked and answered."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.casework.choices import OpinionAnswer
from registry.casework.models import CaseFile, Opinion, RunningClock
from registry.casework.permissions import OPINION, authorities_of
from registry.casework.services.clocks import clock_pause, clock_resume
from registry.casework.services.opinions import OpinionData, opinion_answer, opinion_ask
from registry.casework.web.acting import OF_FILE
from registry.casework.web.base import CasePart, Words
from registry.common.display import Crumb
from registry.common.fields import Day


class ClockPart(CasePart):
    """A form on one deadline."""

    clock: RunningClock

    def prepare(self) -> None:
        """Find the deadline."""
        self.clock = self.find(RunningClock, *(f"file__{one}" for one in OF_FILE))
        self.belongs_to(self.clock.file.registration)


class PauseForm(forms.Form):
    """Why a deadline stands still, by which article."""

    from_on = Day(label=gettext_lazy("From which day"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    article = forms.CharField(label=gettext_lazy("Article"), max_length=160)


class PausePage(ClockPart):
    """Let a deadline stand still."""

    form_class = PauseForm
    title = gettext_lazy("Let the deadline stand still")
    done = gettext_lazy("The deadline stands still; it has no last day until it goes on.")
    days = ("from_on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        clock_pause(clock=self.clock, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class ResumeForm(forms.Form):
    """The last day on which it stood still."""

    until_on = Day(label=gettext_lazy("Stood still until"))


class ResumePage(ClockPart):
    """Let a deadline go on."""

    form_class = ResumeForm
    title = gettext_lazy("Let the deadline go on")
    done = gettext_lazy("The deadline goes on; its last day was counted anew.")
    days = ("until_on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        clock_resume(clock=self.clock, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class AskOpinionForm(forms.Form):
    """Which authority is asked."""

    authority = forms.ChoiceField(label=gettext_lazy("Authority"))
    on = Day(label=gettext_lazy("Asked on"))


class AskOpinionPage(CasePart):
    """Ask one authority by hand; what overlaps call for is asked by itself."""

    form_class = AskOpinionForm
    title = gettext_lazy("Ask for an opinion")
    done = gettext_lazy("The opinion is asked; the authority sees it in its own login.")
    days = ("on",)
    file: CaseFile

    def prepare(self) -> None:
        """Find the file."""
        self.file = self.find(CaseFile, *OF_FILE)
        self.belongs_to(self.file.registration)

    def get_form(self) -> forms.Form:
        """Offer the authorities that give opinions."""
        return self.offer_authorities(super().get_form(), OPINION)

    def send(self, form: forms.Form) -> str:
        """Ask."""
        opinion_ask(file=self.file, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class AnswerForm(forms.Form):
    """What an authority answers."""

    answer = forms.ChoiceField(label=gettext_lazy("Answer"), choices=OpinionAnswer.choices)
    answered_on = Day(label=gettext_lazy("Day of the answer"))
    reasons = Words(label=gettext_lazy("Reasons"))
    document = forms.CharField(label=gettext_lazy("Document: number and date"), max_length=200)


class AnswerPage(CasePart):
    """Answer an opinion: only the people of the authority that was asked."""

    power = Power.OPINION_GIVE
    form_class = AnswerForm
    title = gettext_lazy("Answer the opinion asked")
    done = gettext_lazy("The answer is recorded; the officer of the case sees it.")
    days = ("answered_on",)
    opinion: Opinion

    def prepare(self) -> None:
        """Find the opinion; refuse the people of another authority."""
        self.opinion = self.find(Opinion, "file", "clock", *OF_FILE)
        self.registration = self.opinion.registration
        if self.opinion.authority not in self.powers.authorities:
            raise PermissionDenied

    def back(self) -> str:
        """Return to what the authority is asked: it sees nothing else."""
        return reverse("casework:opinions")

    def crumbs(self) -> list[Crumb]:
        """Return the way back."""
        return [Crumb(str(self.title), self.back())]

    def send(self, form: forms.Form) -> str:
        """Record it."""
        may = authorities_of(self.powers, ubigeo=self.registration.ubigeo)
        opinion_answer(
            opinion=self.opinion, data=OpinionData(**form.cleaned_data), authorities=may, rules=self.rules,
            by=self.actor, at=self.now,
        )  # fmt: skip
        return self.back()
