"""Pages of who speaks for an area: their data, what they were told, what they answered."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.pages import FormPage, ListPage, StaffPage
from registry.common.display import Act, Chip, Crumb, Fact
from registry.common.fields import Day
from registry.documents.models import DocumentVersion
from registry.territory.models import AreaParty, LandArea, PartyAnswer, PartyNoticeItem
from registry.territory.services.parties import (
    PartyData,
    area_data,
    areas_of,
    party_add,
    party_change,
    party_end,
)
from registry.territory.services.party_answers import SUBJECT, AnswerData, answer_record, code_of
from registry.territory.web.areas import area_of
from registry.territory.web.filters import PartyFilter

NOTICES_SHOWN = 50


class PartyTable(tables.Table):
    """Parties of areas."""

    name = tables.LinkColumn(
        "territory:party", args=[tables.A("pk")], verbose_name=gettext_lazy("Party"), attrs={"td": {"class": "key"}}
    )
    area_name = tables.Column(verbose_name=gettext_lazy("Area"))
    kind = tables.Column(verbose_name=gettext_lazy("Kind of land"))
    role = tables.Column(verbose_name=gettext_lazy("Role"))
    language = tables.Column(verbose_name=gettext_lazy("Language"))
    told = tables.Column(verbose_name=gettext_lazy("Notices"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    until_on = tables.DateColumn(verbose_name=gettext_lazy("Until"), short=True, default="")

    class Meta:
        """Only what the page shows."""

        model = AreaParty
        fields = ("name", "area_name", "kind", "role", "language", "told", "until_on")

    def render_kind(self, record: AreaParty) -> str:
        """In the language of the page."""
        return record.kind.title


class PartyListPage(ListPage):
    """Everybody who speaks for an area."""

    table_class = PartyTable
    filter_class = PartyFilter
    title = gettext_lazy("Parties of areas")

    def rows(self) -> QuerySet[AreaParty]:
        """Return parties with how often they were told."""
        return AreaParty.objects.select_related("kind").annotate(told=Count("notices")).order_by("area_name", "id")


class PartyForm(forms.Form):
    """Who speaks for the area."""

    role = forms.ChoiceField(label=gettext_lazy("What it is to the area"), choices=AreaParty.Role.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Told in"), choices=AreaParty.Language.choices,
        help_text=gettext_lazy("Quechua is Spanish until a speaker has reviewed the texts."),
    )  # fmt: skip
    contact_name = forms.CharField(label=gettext_lazy("Who receives it"), required=False, max_length=200)
    email = forms.EmailField(label=gettext_lazy("Mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone for short messages"), required=False, max_length=30)
    postal_address = forms.CharField(
        label=gettext_lazy("Address for letters"), required=False, max_length=300,
        help_text=gettext_lazy("Without mail and phone nobody is told by itself; the page says so."),
    )  # fmt: skip
    since_on = Day(label=gettext_lazy("Speaks for it since"))


class PartyAddPage(FormPage):
    """Record a party of an area."""

    power = Power.PARTY_KEEP
    form_class = PartyForm
    title = gettext_lazy("Add a party")
    done = gettext_lazy("The party is recorded. It is told of what lies on the area, once.")
    area: LandArea

    def prepare(self) -> None:
        """Find the area."""
        self.area = area_of(self.kwargs["pk"])

    def act(self, form: forms.Form) -> str:
        """Store the party."""
        data = PartyData(**area_data(self.area), **form.cleaned_data)
        party = party_add(data=data, by=self.actor, at=self.now)
        return reverse("territory:party", args=[party.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the area."""
        return [Crumb(str(self.area), reverse("territory:area", args=[self.area.pk]))]


FIELDS = ("role", "name", "language", "contact_name", "email", "phone", "postal_address", "since_on")


class PartyRoom(FormPage):
    """A form on one party."""

    power = Power.PARTY_KEEP
    party: AreaParty

    def prepare(self) -> None:
        """Find the party."""
        self.party = get_object_or_404(AreaParty.objects.select_related("kind"), pk=self.kwargs["pk"])

    def crumbs(self) -> list[Crumb]:
        """Back to the party."""
        return [Crumb(self.party.name, reverse("territory:party", args=[self.party.pk]))]


class PartyChangePage(PartyRoom):
    """Write a party's data anew."""

    form_class = PartyForm
    title = gettext_lazy("Change a party")
    done = gettext_lazy("The party is changed.")

    def get_initial(self) -> dict[str, Any]:
        """Return what stands."""
        return {name: getattr(self.party, name) for name in FIELDS}

    def act(self, form: forms.Form) -> str:
        """Store the change."""
        party = self.party
        data = PartyData(
            kind=party.kind, series=party.series, external_id=party.external_id, area_name=party.area_name,
            **form.cleaned_data,
        )  # fmt: skip
        party_change(party=party, data=data, by=self.actor, at=self.now)
        return reverse("territory:party", args=[party.pk])


class PartyEndForm(forms.Form):
    """The last day."""

    until_on = Day(label=gettext_lazy("Last day on which it speaks for the area"))


class PartyEndPage(PartyRoom):
    """Let a party speak for its area no longer."""

    form_class = PartyEndForm
    title = gettext_lazy("End a party")
    done = gettext_lazy("The party is ended; what it was told and answered stays.")

    def act(self, form: forms.Form) -> str:
        """Store the end."""
        party_end(party=self.party, until_on=form.cleaned_data["until_on"], by=self.actor, at=self.now)
        return reverse("territory:party", args=[self.party.pk])


class PartyPage(StaffPage):
    """One party: its data, its areas, the notices with their links, its answers."""

    template_name = "territory/party.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the party; contacts and links for who keeps parties only."""
        party = get_object_or_404(AreaParty.objects.select_related("kind"), pk=kwargs.pop("pk"))
        keeps = self.may(Power.PARTY_KEEP)
        doors = (("party_end", _("End it"), False), ("party_change", _("Change"), True))
        acts = [Act(reverse(f"territory:{name}", args=[party.pk]), word, primary) for name, word, primary in doors]
        items = PartyNoticeItem.objects.filter(party=party).select_related("notice", "verdict", "finding__footprint")
        items = items.defer(
            "finding__shared_geom", "finding__shared_shape", "finding__footprint__shape", "finding__footprint__geom"
        )
        if keeps:
            self.read(party, fields=("name", "contact_name", "email", "phone", "postal_address"))
        area = areas_of(party).filter(layer__state="current").only("pk").first()
        return super().get_context_data(
            party=party, title=party.name, kind=party.get_role_display(), note=party.area_name, keeps=keeps,
            acts=acts if keeps else [], chips=[_party_chip(party)], facts=party_facts(party, shows_contacts=keeps),
            area=area, items=_told(items, keeps=keeps),
            crumbs=[Crumb(_("Parties"), reverse("territory:party_list")), Crumb(party.name)], **kwargs,
        )  # fmt: skip


def _told(items: QuerySet[PartyNoticeItem], *, keeps: bool) -> list[dict[str, Any]]:
    """Return what was told, newest first, each with its answers, their files and the link."""
    shown = list(items.prefetch_related("answers").order_by("-id")[:NOTICES_SHOWN])
    numbers = [answer.pk for item in shown for answer in item.answers.all()]
    versions = DocumentVersion.objects.filter(document__subject_kind=SUBJECT, document__subject_id__in=numbers)
    files = dict(versions.values_list("document__subject_id", "pk")) if keeps and numbers else {}
    return [
        {
            "item": item, "answers": [(answer, files.get(answer.pk)) for answer in item.answers.all()],
            "link": reverse("public:answer", args=[code_of(item.notice)]) if keeps else "",
        }
        for item in shown
    ]  # fmt: skip


def _party_chip(party: AreaParty) -> Chip:
    return Chip(_("ended"), "unknown") if party.until_on else Chip(_("speaks for the area"), "good")


def party_facts(party: AreaParty, *, shows_contacts: bool) -> list[Fact]:
    """Return the data of a party."""
    facts = [
        Fact(_("Kind of land"), party.kind.title),
        Fact(_("Layer"), party.series),
        Fact(_("Id of the area"), party.external_id),
        Fact(_("Told in"), party.get_language_display()),
        Fact(_("Since"), party.since_on),
        Fact(_("Until"), party.until_on or _("not ended")),
    ]
    if shows_contacts:
        facts += [
            Fact(_("Who receives it"), party.contact_name),
            Fact(_("Mail"), party.email),
            Fact(_("Phone"), party.phone),
            Fact(_("Address for letters"), party.postal_address),
        ]
    return facts


class WrittenAnswerForm(forms.Form):
    """What a party said to an officer, or wrote on paper."""

    kind = forms.ChoiceField(label=gettext_lazy("Answer"), choices=PartyAnswer.Kind.choices)
    text = forms.CharField(
        label=gettext_lazy("In its words"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    document = forms.CharField(
        label=gettext_lazy("Document"), required=False, max_length=300,
        help_text=gettext_lazy("What it is, its number and its day."),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("A copy of it"), required=False)


class AnswerAddPage(FormPage):
    """Write down what a party answered; an objection or document reopens the verdict."""

    power = Power.PARTY_KEEP
    form_class = WrittenAnswerForm
    title = gettext_lazy("Write down an answer")
    done = gettext_lazy("The answer is kept.")
    item: PartyNoticeItem

    def prepare(self) -> None:
        """Find what the party was told."""
        rows = PartyNoticeItem.objects.select_related("party", "finding")
        self.item = get_object_or_404(rows, pk=self.kwargs["pk"])

    def act(self, form: forms.Form) -> str:
        """Store the answer."""
        handed = form.cleaned_data["file"]
        data = AnswerData(**form.cleaned_data, file_name=handed.name if handed else "")
        answer_record(item=self.item, data=data, by=self.actor, at=self.now, is_by_link=False)
        return reverse("territory:party", args=[self.item.party_id])

    def crumbs(self) -> list[Crumb]:
        """Back to the party."""
        return [Crumb(self.item.party.name, reverse("territory:party", args=[self.item.party_id]))]
