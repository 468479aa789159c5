"""Consents of an applicant to be notified by e-mail or SMS, and whom nobody could tell anything."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from miners.models import Group, Person
from registry.accounts.choices import Power
from registry.accounts.web.pages import PER_PAGE, FormPage, StaffPage
from registry.casework.services.telling import recipient_of
from registry.casework.web.base import CasePart
from registry.common.display import Crumb
from registry.common.errors import DomainError
from registry.common.fields import Day
from registry.formalization.models import Registration
from registry.notices.choices import Channel
from registry.notices.models import Consent
from registry.notices.selectors import untold
from registry.notices.services import consent_record, consent_withdraw

WAYS = [(Channel.MAIL.value, Channel.MAIL.label), (Channel.SMS.value, Channel.SMS.label)]


class ConsentForm(forms.Form):
    """To which way and address, since when, and what shows it."""

    channel = forms.ChoiceField(label=gettext_lazy("By which way"), choices=WAYS)
    address = forms.CharField(
        label=gettext_lazy("E-mail address or phone"), max_length=254,
        help_text=gettext_lazy("As the person wrote it; what goes to another address stays a courtesy."),
    )  # fmt: skip
    given_on = Day(label=gettext_lazy("Since which day"))
    evidence = forms.CharField(
        label=gettext_lazy("Document that shows it: number and date"), max_length=200,
        help_text=gettext_lazy("Signed by the person concerned. Without it a message is only a courtesy."),
    )  # fmt: skip


class ConsentPage(CasePart):
    """Record that the registrant consents to be notified by e-mail or SMS."""

    form_class = ConsentForm
    title = gettext_lazy("Record a consent")
    done = gettext_lazy("The consent is on file.")
    days = ("given_on",)

    def prepare(self) -> None:
        """Find the registration."""
        self.belongs_to(self.find(Registration, "person", "group"))

    def get_initial(self) -> dict[str, Any]:
        """Propose the address on file, which is read of the person with it."""
        who = self.registration.registrant
        if isinstance(who, Person):
            self.read(who, fields=("email", "phone"), ubigeo=self.registration.ubigeo)
        return super().get_initial() | {"address": who.email or who.phone if who else ""}

    def send(self, form: forms.Form) -> str:
        """Record it."""
        to = recipient_of(self.registration)
        if to is None:
            raise DomainError(_("Nobody knows yet whose entry this is, so nobody can consent."))
        consent_record(
            recipient=to.key, by=self.actor, at=self.now, ubigeo=self.registration.ubigeo, **form.cleaned_data
        )
        return f"{self.back()}#told"


class WithdrawForm(forms.Form):
    """From which day."""

    withdrawn_on = Day(label=gettext_lazy("Withdrawn on"))


class WithdrawPage(FormPage):
    """End a consent; what was notified under it stays notified."""

    power = Power.REGISTER_CHANGE
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw a consent")
    done = gettext_lazy("The consent is withdrawn; what is sent from that day on is a courtesy.")
    consent: Consent
    entry: Registration | None

    def prepare(self) -> None:
        """Find the consent, and refuse where its person lies out of reach."""
        self.consent = get_object_or_404(Consent, pk=self.kwargs["pk"])
        kind, _colon, number = self.consent.recipient.partition(":")
        who = (Person if kind == "person" else Group).objects.filter(pk=number).first()
        # Reached through an entry of the person: its place decides, as everywhere on the case.
        entries = Registration.objects.filter(**{kind: who}) if who else Registration.objects.none()
        self.entry = next((row for row in entries.order_by("pk") if self._reaches(row)), None)
        if self.entry is None:
            raise PermissionDenied

    def _reaches(self, row: Registration) -> bool:
        return self.may(Power.REGISTER_CHANGE, ubigeo=row.ubigeo)

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"withdrawn_on": self.today}

    def act(self, form: forms.Form) -> str:
        """End it."""
        assert self.entry is not None
        consent_withdraw(
            consent=self.consent, on=form.cleaned_data["withdrawn_on"], by=self.actor, at=self.now,
            ubigeo=self.entry.ubigeo,
        )  # fmt: skip
        return f"{reverse('registrations:page', args=[self.entry.pk])}#told"

    def crumbs(self) -> list[Crumb]:
        """Back to the case."""
        assert self.entry is not None
        return [Crumb(self.entry.code, reverse("registrations:page", args=[self.entry.pk]))]


class UntoldPage(StaffPage):
    """Whom the register could not tell what happened: no phone and no e-mail on file then."""

    template_name = "casework/untold.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the people with how often and when last, and whether a contact is known now."""
        page = Paginator(untold(self.powers), PER_PAGE).get_page(self.request.GET.get("page"))
        lines = _named(list(page))
        self.read(*(line["who"] for line in lines if isinstance(line["who"], Person)), fields=("full_name",))
        return super().get_context_data(
            title=_("Not told: no contact on file"), page=page, lines=lines, query="",
            crumbs=[Crumb(_("Notices"), reverse("notices:list")), Crumb(_("Not told"))], **kwargs,
        )  # fmt: skip


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the person or group beside each recipient, in two queries."""
    numbers: dict[str, list[int]] = {"person": [], "group": []}
    for row in rows:
        kind, _colon, number = row["recipient"].partition(":")
        if kind in numbers and number.isdigit():
            numbers[kind].append(int(number))
    found: dict[str, Any] = {f"person:{one.pk}": one for one in Person.objects.filter(pk__in=numbers["person"])}
    found |= {f"group:{one.pk}": one for one in Group.objects.filter(pk__in=numbers["group"])}
    return [{**row, "who": found.get(row["recipient"]), "url": _page_of(row["recipient"])} for row in rows]


def _page_of(recipient: str) -> str:
    kind, _colon, number = recipient.partition(":")
    return reverse(f"miners:{kind}_page", args=[number]) if kind in {"person", "group"} else ""
