"""Pages of matches: which holders of the cadastre may be registrants, and the answer of a person to each."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from miners.models import Person
from registry.accounts.choices import Power
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Crumb, Fact
from registry.common.templatetags.page import share
from registry.formalization.models import HolderMatch
from registry.formalization.selectors.matches import match_counts, match_list, registrations_of_match
from registry.formalization.services.matches import match_decide

STATES = {
    HolderMatch.State.PROPOSED: gettext_lazy("To be answered"),
    HolderMatch.State.CONFIRMED: gettext_lazy("The same"),
    HolderMatch.State.REJECTED: gettext_lazy("Not the same"),
}


class MatchTable(tables.Table):
    """Proposals, the most alike first."""

    holder = tables.LinkColumn(
        "registrations:match", args=[tables.A("pk")], text=lambda row: row.holder.name,
        verbose_name=gettext_lazy("Holder in the cadastre"), order_by=("holder__name",),
        attrs={"a": {}, "td": {"class": "key"}},
    )  # fmt: skip
    right = tables.Column(accessor="holder__right__code", verbose_name=gettext_lazy("Right"))
    registrant = tables.Column(
        verbose_name=gettext_lazy("Registrant"), empty_values=(), order_by=("person__full_name", "group__name")
    )
    likeness = tables.Column(verbose_name=gettext_lazy("Likeness"), attrs={"td": {"class": "num"}})
    proposed_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Proposed"), short=True)

    class Meta:
        """Only what the page shows."""

        model = HolderMatch
        fields = ("holder", "right", "registrant", "likeness", "proposed_at")

    def render_registrant(self, record: HolderMatch) -> str:
        """Show the name."""
        return str(record.person or record.group)

    def render_likeness(self, value: float) -> str:
        """Show it in percent."""
        return share(value)


class MatchListPage(StaffPage):
    """The proposals within reach, with how many were answered how."""

    template_name = "formalization/matches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the table of one state."""
        asked = self.request.GET.get("state", "")
        state = asked if asked in HolderMatch.State.values else HolderMatch.State.PROPOSED.value
        counts = match_counts(viewer=self.powers)
        table = MatchTable(match_list(viewer=self.powers, state=state))
        tables.RequestConfig(self.request, paginate={"per_page": 25, "silent": True}).configure(table)
        self.read(*(row.record for row in table.paginated_rows), fields=("registrant",))
        return super().get_context_data(
            title=_("Holders of the cadastre"), table=table, caption=_("Proposals"),
            note=_("A name alone proves nothing: until it is answered, the total of the registrant stays open."),
            tabs=[(code.value, word, counts.get(code.value, 0), code.value == state) for code, word in STATES.items()],
            crumbs=[Crumb(_("Registrations"), reverse("registrations:list")), Crumb(_("Holders of the cadastre"))],
            **kwargs,
        )  # fmt: skip


class MatchForm(forms.Form):
    """What a person says of a proposal."""

    is_same = forms.TypedChoiceField(
        label=gettext_lazy("Is it the same?"), coerce=lambda value: value == "yes", empty_value=None,
        choices=[("", "---"), ("yes", gettext_lazy("Yes, the same")), ("no", gettext_lazy("No, another"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("On what does the answer rest?"), max_length=300,
        help_text=gettext_lazy("A document, a folder of the cadastre, a word of the holder."),
    )  # fmt: skip


class MatchPage(FormPage):
    """One proposal, both sides beside each other, and the answer."""

    power = Power.REGISTER_CHANGE
    template_name = "formalization/match.html"
    form_class = MatchForm
    title = gettext_lazy("Is this holder this registrant?")
    done = gettext_lazy("Answered. The totals that hang on it are judged anew.")
    row: HolderMatch

    def prepare(self) -> None:
        """Find the proposal within reach."""
        rows = HolderMatch.objects.select_related("holder__right", "person", "group")
        self.row = get_object_or_404(rows, pk=self.kwargs["pk"])
        who = self.row.person or self.row.group
        if not self.may(Power.REGISTER_CHANGE, ubigeo=who.ubigeo if who else ""):
            raise PermissionDenied

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both sides."""
        if self.row.person is not None:
            self.read(self.row.person, fields=("full_name", "document_number"), ubigeo=self.row.person.ubigeo)
        return super().get_context_data(
            match=self.row, holder_facts=holder_facts(self.row), registrant_facts=registrant_facts(self.row),
            registrations=registrations_of_match(self.row), **kwargs,
        )  # fmt: skip

    def act(self, form: forms.Form) -> str:
        """Keep the answer."""
        match_decide(match=self.row, by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("registrations:match_list")

    def crumbs(self) -> list[Crumb]:
        """Back to the proposals."""
        return [
            Crumb(_("Registrations"), reverse("registrations:list")),
            Crumb(_("Holders of the cadastre"), reverse("registrations:match_list")),
        ]


def holder_facts(match: HolderMatch) -> list[Fact]:
    """Return what the cadastre says of the holder."""
    holder, right = match.holder, match.holder.right
    return [
        Fact(_("Name"), holder.name),
        Fact(_("Document"), holder.document_number),
        Fact(_("Right"), f"{right.code} {right.name}", url=reverse("rights:page", args=[right.pk])),
        Fact(_("State of the right"), right.get_state_display()),
        Fact(_("Place of the right (UBIGEO)"), right.ubigeo),
        Fact(_("Share in percent"), holder.share_pct),
        Fact(_("Source"), right.source),
    ]


def registrant_facts(match: HolderMatch) -> list[Fact]:
    """Return what the register says of the registrant."""
    who = match.person or match.group
    if who is None:  # the database refuses such a row
        return []
    room = "person_page" if isinstance(who, Person) else "group_page"
    number = (who.document_number or who.ruc) if isinstance(who, Person) else who.ruc
    return [
        Fact(_("Name"), str(who), url=reverse(f"miners:{room}", args=[who.pk])),
        Fact(_("Document"), number),
        Fact(_("Place (UBIGEO)"), who.ubigeo),
        Fact(_("Likeness of the names"), share(match.likeness)),
    ]
