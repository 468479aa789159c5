"""Requests of a file: lifting, succession, change of right, opposition; each filed by a form and decided by another."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.casework.choices import Consent, FileKind, OpponentKind
from registry.casework.models import CaseFile, ChangeOfRight, Lifting, Opposition, Succession
from registry.casework.services.requests import (
    Decided,
    Heirs,
    Opponent,
    RequestData,
    lifting_decide,
    lifting_file,
    opposition_decide,
    opposition_file,
    opposition_region_answer,
    succession_decide,
    succession_file,
)
from registry.casework.services.rights import (
    Destination,
    change_consent,
    change_decide,
    change_file,
    change_owner_serve,
)
from registry.casework.web.acting import OF_FILE
from registry.casework.web.base import CasePart, Words
from registry.casework.web.words import said
from registry.common.errors import DomainError
from registry.common.fields import Day

# The letters of the article, without words of ours: what each area is stands in the norm.
GROUNDS = [("b", "art. 3.b, DS 001-2020-EM"), ("c", "art. 3.c, DS 001-2020-EM")]


class RequestForm(forms.Form):
    """What every request says."""

    filed_on = Day(label=gettext_lazy("Filed on"))
    reasons = Words(label=gettext_lazy("Reasons in the words of who asks"))

    def request_data(self) -> RequestData:
        """Return what every request says."""
        return RequestData(self.cleaned_data["filed_on"], self.cleaned_data["reasons"])


class LiftingForm(RequestForm):
    """The requirement that was missing, and what shows that it is met."""

    requirement = forms.ChoiceField(label=gettext_lazy("Requirement that was missing"))
    evidence = forms.CharField(label=gettext_lazy("Document that shows it is met"), max_length=300)


class SuccessionForm(RequestForm):
    """Who the heirs are."""

    count = forms.IntegerField(label=gettext_lazy("How many heirs"), min_value=1, max_value=1_000)
    proof = forms.CharField(label=gettext_lazy("Registered succession: document"), max_length=200)
    died_on = Day(label=gettext_lazy("Day of death"), required=False)
    document_number = forms.CharField(
        label=gettext_lazy("Document number of the heir, or RUC of the heirs' legal person"),
        required=False,
        max_length=20,
    )


class ChangeForm(RequestForm):
    """To which right."""

    code = forms.CharField(label=gettext_lazy("Code of the new right"), max_length=20)
    owner_name = forms.CharField(label=gettext_lazy("Holder of that concession"), required=False, max_length=200)
    with_own_title = forms.BooleanField(label=gettext_lazy("It is the registrant's own title"), required=False)


class OppositionForm(RequestForm):
    """Who opposes and why."""

    name = forms.CharField(label=gettext_lazy("Who opposes"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("In which standing"), choices=OpponentKind.choices)
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=GROUNDS)
    published_on = Day(label=gettext_lazy("Published on"), required=False)


REQUESTS: dict[str, tuple[type[RequestForm], Any]] = {
    FileKind.LIFTING: (LiftingForm, gettext_lazy("Record that the lifting of the suspension is asked")),
    FileKind.SUCCESSION: (SuccessionForm, gettext_lazy("Record the succession")),
    FileKind.CHANGE_OF_RIGHT: (ChangeForm, gettext_lazy("Record the change of the declared right")),
    FileKind.OPPOSITION: (OppositionForm, gettext_lazy("Record the opposition")),
}


class RequestPage(CasePart):
    """Record the request of a file; which form it has depends on the kind of file."""

    done = gettext_lazy("The request is recorded.")
    days = ("filed_on",)
    file: CaseFile

    def prepare(self) -> None:
        """Find the file. Raises: Http404 where files of its kind hold no request."""
        self.file = self.find(CaseFile, *OF_FILE)
        self.belongs_to(self.file.registration)
        if self.file.kind not in REQUESTS:
            raise Http404
        self.form_class, self.title = REQUESTS[self.file.kind]  # type: ignore[misc] # by the kind of file

    def get_form(self) -> forms.Form:
        """Offer the requirements that the law names."""
        form = super().get_form()
        if self.file.kind == FileKind.LIFTING:
            law = self.rules.law
            causes = [(move.id, said(move.label)) for move in law.moves if move.to == "suspended"]
            form.fields["requirement"].choices = sorted(set(causes), key=lambda one: one[1])  # type: ignore[attr-defined]
        return form

    def send(self, form: forms.Form) -> str:
        """Record it."""
        assert isinstance(form, RequestForm)
        about = dict(form.cleaned_data)
        for name in ("filed_on", "reasons"):
            del about[name]
        common: dict[str, Any] = {"file": self.file, "data": form.request_data(), "by": self.actor, "at": self.now}
        if self.file.kind == FileKind.LIFTING:
            lifting_file(**common, **about)
        elif self.file.kind == FileKind.SUCCESSION:
            succession_file(**common, heirs=_heirs(about))
        elif self.file.kind == FileKind.CHANGE_OF_RIGHT:
            right = MiningRight.objects.filter(code=about["code"].strip().upper()).first()
            change_file(**common, to=Destination(right=right, **about))
        else:
            opposition_file(**common, opponent=Opponent(**about), rules=self.rules)
        return self.back()


def _heirs(about: dict[str, Any]) -> Heirs:
    number = about.pop("document_number").strip()
    person = Person.objects.filter(document_number=number).first() if number else None
    group = Group.objects.filter(ruc=number).first() if number and person is None else None
    if number and person is None and group is None:
        raise DomainError(
            _("Nobody in the register has this number. Add the heir, or the heirs' legal person, first."),
            field="document_number",
        )
    return Heirs(person=person, group=group, **about)


class DecidedForm(forms.Form):
    """How a request is decided."""

    is_granted = forms.TypedChoiceField(
        label=gettext_lazy("Decision"), coerce=lambda value: value == "yes",
        choices=[("", gettext_lazy("choose")), ("yes", gettext_lazy("granted")), ("no", gettext_lazy("refused"))],
    )  # fmt: skip
    authority = forms.ChoiceField(label=gettext_lazy("Authority that decides"))
    number = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=80)
    decided_on = Day(label=gettext_lazy("Day of the decision"))
    reasons = Words(label=gettext_lazy("Reasons"))

    def decided(self) -> Decided:
        """Return the decision."""
        return Decided(**{name: self.cleaned_data[name] for name in DecidedForm.base_fields})


class DecidingPage(CasePart):
    """Decide a request."""

    form_class = DecidedForm
    title = gettext_lazy("Decide the request")
    done = gettext_lazy("The request is decided.")
    days = ("decided_on",)
    model: ClassVar[type[models.Model]]
    act_kind: ClassVar[str]
    row: Any

    def prepare(self) -> None:
        """Find the request; refuse who is not competent for it."""
        self.row = self.find(self.model, "file", *OF_FILE)
        self.belongs_to(self.row.registration)
        self.who = sorted(self.authorities(self.act_kind))
        if not self.who:
            raise PermissionDenied

    def get_form(self) -> forms.Form:
        """Offer the viewer's authorities."""
        return self.offer_authorities(super().get_form(), self.who)

    def send(self, form: forms.Form) -> str:
        """Decide it."""
        assert isinstance(form, DecidedForm)
        self.decide(form, {"data": form.decided(), "rules": self.rules, "by": self.actor, "at": self.now})
        return self.back()

    def decide(self, form: DecidedForm, common: dict[str, Any]) -> None:
        """Call the service of this kind of request."""
        raise NotImplementedError


class LiftingDecidedForm(DecidedForm):
    """With the cause of the pack."""

    cause = forms.ChoiceField(label=gettext_lazy("Cause of the lifting"))


class LiftingDecidePage(DecidingPage):
    """Decide the lifting of a suspension."""

    form_class = LiftingDecidedForm
    model, act_kind = Lifting, "lift_suspension"

    def get_form(self) -> forms.Form:
        """Offer the ways back that today's law states."""
        form = super().get_form()
        moves = [move for move in self.rules.law.moves_from("suspended", self.today) if move.to == "in_force"]
        form.fields["cause"].choices = [(m.id, f"{said(m.label)} ({m.stated.article})") for m in moves]  # type: ignore[attr-defined]
        return form

    def decide(self, form: DecidedForm, common: dict[str, Any]) -> None:
        """Decide it."""
        lifting_decide(lifting=self.row, cause=form.cleaned_data["cause"], **common)


class SuccessionDecidePage(DecidingPage):
    """Decide a succession."""

    model, act_kind = Succession, "succession"

    def decide(self, form: DecidedForm, common: dict[str, Any]) -> None:
        """Decide it."""
        succession_decide(succession=self.row, **common)


class ChangeDecidedForm(DecidedForm):
    """With the check on the ground."""

    field_check = forms.CharField(
        label=gettext_lazy("Field check: day, result, document"), required=False, max_length=300
    )


class ChangeDecidePage(DecidingPage):
    """Decide a change of the declared right."""

    form_class = ChangeDecidedForm
    model, act_kind = ChangeOfRight, "change_of_right"

    def decide(self, form: DecidedForm, common: dict[str, Any]) -> None:
        """Decide it."""
        change_decide(change=self.row, field_check=form.cleaned_data["field_check"], **common)


class OppositionDecidePage(DecidingPage):
    """Decide an opposition."""

    model, act_kind = Opposition, "decide_opposition"

    def decide(self, form: DecidedForm, common: dict[str, Any]) -> None:
        """Decide it."""
        opposition_decide(opposition=self.row, **common)


class ChangePart(CasePart):
    """A form on one change of right."""

    change: ChangeOfRight

    def prepare(self) -> None:
        """Find the change."""
        self.change = self.find(ChangeOfRight, "file", "clock", *OF_FILE)
        self.belongs_to(self.change.registration)


class OwnerForm(forms.Form):
    """When and how the holder was notified."""

    served_on = Day(label=gettext_lazy("Notified on"))
    proof = forms.CharField(label=gettext_lazy("Proof"), max_length=200)


class OwnerPage(ChangePart):
    """Record that the holder of the destination concession was notified."""

    form_class = OwnerForm
    title = gettext_lazy("The holder of the concession was notified")
    done = gettext_lazy("The days of the holder run from the proof.")
    days = ("served_on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        change_owner_serve(change=self.change, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class ConsentForm(forms.Form):
    """What the holder said."""

    consent = forms.ChoiceField(label=gettext_lazy("What the holder said"), choices=Consent.choices)
    on = Day(label=gettext_lazy("On which day"))


class ConsentPage(ChangePart):
    """Record consent, refusal or silence of the holder."""

    form_class = ConsentForm
    title = gettext_lazy("What the holder of the concession said")
    done = gettext_lazy("Recorded.")
    days = ("on",)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        change_consent(change=self.change, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class RegionForm(forms.Form):
    """What the regional office answered."""

    answered_on = Day(label=gettext_lazy("Answered on"))
    answer = Words(label=gettext_lazy("What the regional office answered"))


class RegionPage(CasePart):
    """Record the answer of the regional office on an opposition."""

    form_class = RegionForm
    title = gettext_lazy("The answer of the regional office")
    done = gettext_lazy("The answer is recorded.")
    days = ("answered_on",)
    opposition: Opposition

    def prepare(self) -> None:
        """Find the opposition."""
        self.opposition = self.find(Opposition, "file", *OF_FILE)
        self.belongs_to(self.opposition.registration)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        opposition_region_answer(opposition=self.opposition, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()
