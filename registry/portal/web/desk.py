"""The desk's side of the counter: disputes with their owners and due days, and papers on an entry."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, FilterSet

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.web.cells import chip_cell
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, ListPage, StaffPage
from registry.common.display import Act, Chip, Crumb, Fact
from registry.documents.choices import PaperKind
from registry.formalization.models import Registration
from registry.portal.choices import DisputeState
from registry.portal.models import Dispute
from registry.portal.selectors.ledger import what_of
from registry.portal.services.certificates import paper_on_entry_issue
from registry.portal.services.disputes import dispute_answer, dispute_take

TONES = {DisputeState.OPEN: "warn", DisputeState.UPHELD: "good", DisputeState.REFUSED: "calm"}


def disputes_within(powers: Powers) -> QuerySet[Dispute]:
    """Return the disputes of the places where the viewer handles them."""
    where = powers.where(Power.DISPUTE_HANDLE)
    rows = Dispute.objects.select_related("person", "group")
    if where is None:
        return rows
    inside = Q()
    for region in where:
        inside |= Q(ubigeo__startswith=region)
    return rows.filter(inside) if where else rows.none()


class DisputeTable(tables.Table):
    """Disputes, the one due first on top."""

    number = tables.LinkColumn(
        "counter:dispute", args=[tables.A("pk")], accessor="pk", verbose_name=gettext_lazy("Number"),
        attrs={"td": {"class": "key nowrap"}, "th": {}}, orderable=False,
    )  # fmt: skip
    act_kind = tables.Column(verbose_name=gettext_lazy("Disputed act"), orderable=False)
    who = tables.Column(accessor="pk", verbose_name=gettext_lazy("Of"), orderable=False)
    due_on = tables.DateColumn(verbose_name=gettext_lazy("Due on"), short=True)
    owner_key = tables.Column(verbose_name=gettext_lazy("Owner"), default=gettext_lazy("nobody yet"))
    state = tables.Column(verbose_name=gettext_lazy("State"))

    class Meta:
        """Only what the page shows."""

        model = Dispute
        fields = ("number", "act_kind", "who", "due_on", "owner_key", "state")

    def render_number(self, value: int) -> str:
        """Its number as the person knows it."""
        return f"D-{value}"

    def render_act_kind(self, value: str) -> str:
        """The act in words."""
        return str(what_of(value))

    def render_who(self, record: Dispute) -> str:
        """Who disputes."""
        return str(record.person or record.group)

    def render_state(self, record: Dispute) -> str:
        """Word, sign and colour."""
        return chip_cell(_chip(record))


def _chip(dispute: Dispute) -> Chip:
    return Chip(str(capfirst(dispute.get_state_display())), TONES[DisputeState(dispute.state)])


class DisputeFilter(FilterSet):
    """Open ones, or those of one outcome."""

    state = ChoiceFilter(
        choices=DisputeState.choices, label=gettext_lazy("State"), empty_label=gettext_lazy("any"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    class Meta:
        """Declared above."""

        model = Dispute
        fields = ("state",)


class DisputeListPage(ListPage):
    """Disputes about acts in somebody's name."""

    power = Power.DISPUTE_HANDLE
    table_class = DisputeTable
    filter_class = DisputeFilter
    title = gettext_lazy("Disputes")
    kind = gettext_lazy("Acts in somebody's name")
    personal = ("person",)

    def rows(self) -> QuerySet[Dispute]:
        """Return those of the viewer's places."""
        return disputes_within(self.powers)


class OneDispute(StaffDoor):
    """A dispute within the viewer's reach."""

    power = Power.DISPUTE_HANDLE

    def dispute(self) -> Dispute:
        """Return it. Raises: PermissionDenied out of reach."""
        row = get_object_or_404(Dispute.objects.select_related("person", "group"), pk=self.kwargs["pk"])
        self.need(Power.DISPUTE_HANDLE, ubigeo=row.ubigeo)
        return row


class DisputePage(OneDispute, StaffPage):
    """What the person says, of which act, until when an answer is due."""

    template_name = "portal/desk_dispute.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the dispute."""
        row = self.dispute()
        self.read(row, fields=("said", "person"), ubigeo=row.ubigeo)
        acts = []
        if row.state == DisputeState.OPEN:
            acts.append(Act(reverse("counter:answer", args=[row.pk]), _("Answer"), primary=True))
        return super().get_context_data(
            title=f"D-{row.pk}", kind=_("Dispute"), note=str(what_of(row.act_kind)), chips=[_chip(row)], acts=acts,
            dispute=row, facts=_facts(row), is_open=row.state == DisputeState.OPEN,
            crumbs=[Crumb(_("Disputes"), reverse("counter:disputes")), Crumb(f"D-{row.pk}")], **kwargs,
        )  # fmt: skip


def _facts(row: Dispute) -> list[Fact]:
    frozen = _("yes, it counts for nothing until the answer") if row.is_frozen else _("no")
    facts = [
        Fact(_("Who disputes"), str(row.person or row.group)),
        Fact(_("Act"), f"{what_of(row.act_kind)} ({row.act_kind}, {row.event_id})"),
        Fact(_("Done by"), row.act_by_key),
        Fact(_("Frozen"), frozen),
        Fact(_("Opened at"), row.opened_at),
        Fact(_("Due on"), row.due_on),
        Fact(_("Owner"), row.owner_key or _("nobody yet")),
    ]
    if row.state != DisputeState.OPEN:
        facts += [Fact(_("Answered by"), row.answered_by_key), Fact(_("Answered at"), row.answered_at)]
    return facts


class TakePage(OneDispute):
    """Become the owner of a dispute."""

    http_method_names = ["post"]

    def post(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Take it."""
        del pk
        row = dispute_take(dispute=self.dispute(), by=self.actor, at=self.now)
        return redirect("counter:dispute", row.pk)


class AnswerForm(forms.Form):
    """What is decided, and the words that the person reads."""

    is_upheld = forms.TypedChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[
            ("yes", gettext_lazy("upheld: the act was not hers")),
            ("no", gettext_lazy("refused: the act stands")),
        ],
        coerce=lambda said: said == "yes",
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The person reads it: plain words, whole sentences."),
    )  # fmt: skip


class AnswerPage(OneDispute, FormPage):
    """Answer a dispute."""

    form_class = AnswerForm
    title = gettext_lazy("Answer a dispute")
    done = gettext_lazy("The person was told.")
    row: Dispute

    def prepare(self) -> None:
        """Find it."""
        self.row = self.dispute()

    def act(self, form: forms.Form) -> str:
        """Answer it."""
        dispute_answer(dispute=self.row, by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("counter:dispute", args=[self.row.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the dispute."""
        return [Crumb(f"D-{self.row.pk}", reverse("counter:dispute", args=[self.row.pk]))]


class PaperForm(forms.Form):
    """Which paper, from which office, in which language; a certificate writes itself."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PaperKind.choices, initial="registration_certificate")
    office = forms.CharField(label=gettext_lazy("Office (short name)"), max_length=12, initial="DGFM")
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("es", "Español"), ("en", "English")])
    title = forms.CharField(
        label=gettext_lazy("Title"), required=False, max_length=200,
        help_text=gettext_lazy("A certificate brings its own title and text."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("An empty line begins a new paragraph."),
    )  # fmt: skip
    basis = forms.CharField(label=gettext_lazy("Legal basis"), required=False, max_length=300)


class PaperIssuePage(FormPage):
    """Issue a paper on an entry."""

    power = Power.PAPER_ISSUE
    form_class = PaperForm
    title = gettext_lazy("Issue a paper")
    done = gettext_lazy("The paper has its number and code; the PDF follows in a moment.")
    registration: Registration

    def get_initial(self) -> dict[str, Any]:
        """Propose what the address says: the case page names an act there."""
        return {name: self.request.GET[name] for name in PaperForm.base_fields if name in self.request.GET}

    def prepare(self) -> None:
        """Find the entry and refuse who may not act at its place."""
        rows = Registration.objects.select_related("person", "group", "right")
        self.registration = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.may(Power.PAPER_ISSUE, ubigeo=self.registration.ubigeo):
            raise PermissionDenied

    def act(self, form: forms.Form) -> str:
        """Issue it."""
        said = dict(form.cleaned_data)
        blocks = said.pop("text").replace("\r\n", "\n").split("\n\n")
        paragraphs = [block.strip() for block in blocks if block.strip()]
        paper = paper_on_entry_issue(
            registration=self.registration, paragraphs=paragraphs, by=self.actor, at=self.now, **said
        )
        return reverse("papers:page", args=[paper.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the entry."""
        return [Crumb(self.registration.code, reverse("registrations:page", args=[self.registration.pk]))]
