"""Challenges of an act: filed, admitted, its effect suspended or not, decided with its effect on the entry."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from registry.casework.choices import ChallengeKind, ChallengeOutcome
from registry.casework.models import Act, Challenge
from registry.casework.services.challenges import (
    DecisionData,
    challenge_admit,
    challenge_decide,
    challenge_effect_suspend,
    challenge_file,
)
from registry.casework.web.acting import OF_FILE
from registry.casework.web.base import CasePart, Words
from registry.common.fields import Day

DECIDES = {ChallengeKind.RECONSIDERATION: "reconsider", ChallengeKind.REVIEW: "review_by_council"}


class ChallengeForm(forms.Form):
    """What is filed against an act."""

    kind = forms.ChoiceField(label=gettext_lazy("Which challenge"), choices=ChallengeKind.choices)
    filed_on = Day(label=gettext_lazy("Filed on"))
    grounds = Words(label=gettext_lazy("Grounds"))


class ChallengePage(CasePart):
    """Record a challenge."""

    form_class = ChallengeForm
    title = gettext_lazy("Record a challenge of the act")
    done = gettext_lazy("The challenge is recorded. Filing alone does not suspend the act.")
    days = ("filed_on",)
    challenged: Act

    def prepare(self) -> None:
        """Find the act."""
        self.challenged = self.find(Act, "file", *OF_FILE)
        self.belongs_to(self.challenged.registration)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        challenge_file(act=self.challenged, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class ChallengePart(CasePart):
    """A form on one challenge."""

    challenge: Challenge

    def prepare(self) -> None:
        """Find the challenge."""
        self.challenge = self.find(Challenge, "act__file", *OF_FILE)
        self.belongs_to(self.challenge.registration)


class AdmitForm(forms.Form):
    """When it was admitted."""

    admitted_on = Day(label=gettext_lazy("Admitted on"))


class AdmitPage(ChallengePart):
    """Admit a challenge; the act goes on having effect."""

    form_class = AdmitForm
    title = gettext_lazy("Admit the challenge")
    done = gettext_lazy("The challenge is admitted; the act goes on having effect.")
    days = ("admitted_on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        challenge_admit(challenge=self.challenge, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class EffectForm(forms.Form):
    """Which act suspends the effect."""

    from_on = Day(label=gettext_lazy("From which day"))
    document = forms.CharField(label=gettext_lazy("Act that suspends the effect"), max_length=200)


class EffectPage(ChallengePart):
    """Record that the effect of the act is suspended."""

    form_class = EffectForm
    title = gettext_lazy("Suspend the effect of the act")
    done = gettext_lazy("The effect of the act is suspended.")
    days = ("from_on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        challenge_effect_suspend(challenge=self.challenge, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class DecideForm(forms.Form):
    """How a challenge ends."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=ChallengeOutcome.choices)
    authority = forms.ChoiceField(label=gettext_lazy("Authority that decides"))
    number = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=80)
    decided_on = Day(label=gettext_lazy("Day of the decision"))
    reasons = Words(label=gettext_lazy("Reasons"))


class DecidePage(ChallengePart):
    """Decide a challenge, never the officer who did the act."""

    form_class = DecideForm
    title = gettext_lazy("Decide the challenge")
    done = gettext_lazy("The challenge is decided; the entry follows the decision.")
    days = ("decided_on",)

    def prepare(self) -> None:
        """Refuse who is not competent for it."""
        super().prepare()
        self.who = sorted(self.authorities(DECIDES[ChallengeKind(self.challenge.kind)]))
        if not self.who:
            raise PermissionDenied

    def get_form(self) -> forms.Form:
        """Offer the viewer's authorities."""
        return self.offer_authorities(super().get_form(), self.who)

    def send(self, form: forms.Form) -> str:
        """Decide it."""
        data = DecisionData(**form.cleaned_data)
        challenge_decide(challenge=self.challenge, data=data, rules=self.rules, by=self.actor, at=self.now)
        return self.back()
