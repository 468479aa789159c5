"""My work: what waits for me by days left, the queue, hand-over, saved searches, bulk assignment with a preview."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.models import User
from registry.accounts.selectors import holders_of_power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import PER_PAGE, FormPage, StaffPage
from registry.casework.choices import BulkAction, FileKind, Side
from registry.casework.models import CaseFile, SavedSearch
from registry.casework.selectors.law import procedure_in_force
from registry.casework.selectors.worklist import (
    SCOPES,
    WorkFilter,
    WorkRow,
    acts_waiting,
    opinions_waiting,
    searches_of,
    work_counts,
    work_list,
    work_rows,
)
from registry.casework.services.desk import search_remove, search_save
from registry.casework.services.offices import absence_add, files_assign, files_hand_over
from registry.casework.web.officers import officer_field, officers_offer
from registry.casework.web.paging import page_of
from registry.casework.web.words import act_word, clock_word, days_word, people, step_word
from registry.common.display import Act, Crumb
from registry.common.errors import DomainError
from registry.common.fields import Day
from registry.rules.engine.procedure import Procedure

PAGE = "casework:work"
SCOPE_WORDS = {
    "mine": gettext_lazy("Mine"), "queue": gettext_lazy("The queue of my office"),
    "office": gettext_lazy("All of my office"), "all": gettext_lazy("Everything in reach"),
}  # fmt: skip
MOST_AT_ONCE = 200
DRESS: dict[type, str] = {forms.Select: "form-select", forms.CheckboxInput: "form-check-input"}


class WorkFilterForm(forms.Form):
    """Filters of the work list."""

    text = forms.CharField(label=gettext_lazy("Code of the entry or number of the file"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is about"), required=False, choices=[("", gettext_lazy("all")), *FileKind.choices]
    )
    holder = forms.ChoiceField(
        label=gettext_lazy("Whose turn it is"), required=False, choices=[("", gettext_lazy("all")), *Side.choices]
    )
    step = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    on_list = forms.IntegerField(required=False, widget=forms.HiddenInput)
    due_until = Day(label=gettext_lazy("Due until"), required=False)
    is_overdue = forms.BooleanField(label=gettext_lazy("Only overdue"), required=False)
    needs_review = forms.BooleanField(label=gettext_lazy("Only what the law leaves open"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields as those of every list."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = DRESS.get(type(field.widget), "form-control")
            field.widget.attrs.setdefault("class", kind)


class WorkPage(StaffPage):
    """The first page of an officer's day."""

    template_name = "casework/work.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the list of the chosen scope with its counts."""
        asked = self.request.GET
        scope = asked.get("scope", "mine") if asked.get("scope") in SCOPES else "mine"
        form = WorkFilterForm(asked)
        viewer: dict[str, Any] = {"viewer": self.powers, "user_key": self.actor.key, "on": self.today}
        # A filter that is not understood lists nothing, rather than all.
        rows = CaseFile.objects.none()
        if form.is_valid():
            rows = work_list(wanted=WorkFilter(scope=scope, **form.cleaned_data), **viewer)
        page, found = page_of(rows, asked.get("page"), per_page=PER_PAGE)
        self.read(*found, fields=("registrant",))
        lines = work_rows(found, on=self.today)
        return super().get_context_data(
            title=_("My work"), scope=scope, scopes=_scopes(work_counts(**viewer), asked, scope), form=form, page=page,
            lines=_lines(lines, self.law), second=self._second(),
            searches=searches_of(user_key=self.actor.key, page=PAGE),
            actions=BulkAction.choices if self.may(Power.REGISTER_CHANGE) else [],
            query=_without(asked, "page"), user_key=self.actor.key, acts=self._acts(),
            may_assign=self.may(Power.REGISTER_CHANGE), **kwargs,
        )  # fmt: skip

    @cached_property
    def law(self) -> Procedure:
        """The procedure in force today, read once."""
        return procedure_in_force(on=self.today)

    def _second(self) -> list[dict[str, Any]]:
        if not self.may(Power.CASE_DECIDE):
            return []
        waiting = list(acts_waiting(viewer=self.powers, user_key=self.actor.key)[:10])
        self.read(*waiting, fields=("registrant",))
        return [{"act": act, "word": act_word(self.law, act.kind)} for act in waiting]

    def _acts(self) -> list[Act]:
        acts = [
            Act(reverse("casework:figures"), _("Figures")),
            Act(reverse("casework:overdue"), _("Everything overdue")),
        ]
        if self.may(Power.FILE_TRANSFER):
            acts.append(Act(reverse("casework:transfers"), _("Hand-overs of files")))
        if self.may(Power.REGISTER_CHANGE):
            acts.append(Act(reverse("casework:absence"), _("Away, and hand-over")))
        return acts


def _scopes(counts: Mapping[str, int], asked: QueryDict, chosen: str) -> list[dict[str, Any]]:
    found = []
    for scope in SCOPES:
        query = _without(asked, "page", "scope")
        url = f"?{query}&scope={scope}" if query else f"?scope={scope}"
        late = counts.get(f"{scope}_overdue")
        found.append({"word": SCOPE_WORDS[scope], "url": url, "is_chosen": scope == chosen,
                      "count": counts.get(scope), "overdue": late})  # fmt: skip
    return found


def _lines(rows: Sequence[WorkRow], law: Procedure) -> list[dict[str, Any]]:
    names = people(row.file.assignee_key for row in rows)
    return [
        {
            "file": row.file, "registration": row.file.registration, "chip": days_word(row.days_left),
            "step": step_word(law, row.file.step) if row.file.step else "", "is_overdue": row.is_overdue,
            "clock": clock_word(law, row.file.next_due_code) if row.file.next_due_code else "",
            "officer": names.get(row.file.assignee_key, ""),
        }
        for row in rows
    ]  # fmt: skip


def _without(asked: QueryDict, *names: str) -> str:
    kept = asked.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


class OpinionsPage(StaffPage):
    """What an authority is asked, by last day; it sees nothing else of the register."""

    power = Power.OPINION_GIVE
    template_name = "casework/opinions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the opinions that wait."""
        waiting = opinions_waiting(authorities=self.powers.authorities)
        page = Paginator(waiting, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(title=_("Opinions asked"), page=page, query="", **kwargs)


class BulkForm(forms.Form):
    """Which files go to whom, and why."""

    chosen = forms.ModelMultipleChoiceField(queryset=CaseFile.objects.none(), widget=forms.MultipleHiddenInput)
    to = officer_field(
        label=gettext_lazy("To which officer (login)"),
        help_text=gettext_lazy("Empty: back to the queue of the office."),
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


def officer_key(login: str, *, field: str = "to") -> str:
    """Return the key of an officer by login; "" for no login. Raises: DomainError where nobody has it."""
    if not login.strip():
        return ""
    user = User.objects.filter(username=login.strip(), is_active=True).only("pk").first()
    if user is None:
        raise DomainError(_("Nobody has the login %(login)s.") % {"login": login}, field=field)
    return f"user:{user.pk}"


class AssignPage(FormPage):
    """Give files to an officer: the page shows each before anything changes."""

    power = Power.REGISTER_CHANGE
    template_name = "casework/assign.html"
    form_class = BulkForm
    title = gettext_lazy("Give files to an officer")
    done = gettext_lazy("The files changed hands.")

    def get_form(self) -> forms.Form:
        """Keep to the files within reach."""
        source = self.request.POST if self.request.method == "POST" else self.request.GET
        form = BulkForm(source if self.request.method == "POST" else None, initial={"chosen": source.getlist("chosen")})
        reach = WorkFilter(scope="all")
        rows = work_list(viewer=self.powers, user_key=self.actor.key, on=self.today, wanted=reach)
        form.fields["chosen"].queryset = rows  # type: ignore[attr-defined]
        numbers = [one for one in source.getlist("chosen") if one.isdigit()][:MOST_AT_ONCE]
        self.chosen = list(rows.filter(pk__in=numbers))
        place = self.chosen[0].registration.ubigeo if self.chosen else ""
        return officers_offer(form, "to", holders_of_power(Power.REGISTER_CHANGE, ubigeo=place, on=self.today))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the files of the preview."""
        names = people(file.assignee_key for file in self.chosen)
        rows = [(file, names.get(file.assignee_key, "")) for file in self.chosen]
        return super().get_context_data(rows=rows, **kwargs)

    def act(self, form: forms.Form) -> str:
        """Assign them, all or none."""
        to_key = officer_key(form.cleaned_data["to"])
        files = list(form.cleaned_data["chosen"])
        files_assign(files=files, to_key=to_key, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return reverse(PAGE)

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("My work"), reverse(PAGE))]


class AbsenceForm(forms.Form):
    """Days away, and who stands in; or everything handed over."""

    from_on = Day(label=gettext_lazy("Away from"), required=False)
    until_on = Day(label=gettext_lazy("Until"), required=False)
    stand_in = officer_field(
        label=gettext_lazy("Who stands in (login)"),
        help_text=gettext_lazy("That officer sees your work beside their own, on these days."),
    )
    hand_over_to = officer_field(label=gettext_lazy("Or hand all my open files over to (login)"))
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=200)


class AbsencePage(FormPage):
    """Say when one is away, or hand everything over."""

    power = Power.REGISTER_CHANGE
    form_class = AbsenceForm
    title = gettext_lazy("Away, and hand-over")
    done = gettext_lazy("Recorded.")

    def get_form(self) -> forms.Form:
        """Offer the officers of one's own region, or those of the whole country."""
        form, regions = super().get_form(), self.powers.where(Power.REGISTER_CHANGE)
        users = holders_of_power(Power.REGISTER_CHANGE, ubigeo=min(regions or [""]), on=self.today)
        return officers_offer(officers_offer(form, "stand_in", users), "hand_over_to", users)

    def act(self, form: forms.Form) -> str:
        """Record it."""
        said = form.cleaned_data
        if said["hand_over_to"]:
            to_key = officer_key(said["hand_over_to"], field="hand_over_to")
            files_hand_over(from_key=self.actor.key, to_key=to_key, reason=said["reason"], by=self.actor, at=self.now)
            return reverse(PAGE)
        if not (said["from_on"] and said["until_on"]):
            raise DomainError(_("Give the first and the last day away, or whom your files go to."), field="from_on")
        absence_add(
            user_key=self.actor.key, from_on=said["from_on"], until_on=said["until_on"],
            stand_in_key=officer_key(said["stand_in"], field="stand_in"), by=self.actor, at=self.now,
        )  # fmt: skip
        return reverse(PAGE)

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("My work"), reverse(PAGE))]


class SaveSearchForm(forms.Form):
    """A name for the filters of the address."""

    name = forms.CharField(label=gettext_lazy("Name of this search"), max_length=80)
    is_shared = forms.BooleanField(label=gettext_lazy("My colleagues see it too"), required=False)


class SaveSearchPage(FormPage):
    """Keep the filters of a list under a name."""

    form_class = SaveSearchForm
    title = gettext_lazy("Save this search")
    done = gettext_lazy("The search is saved; it stands above the list.")

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        query = self.request.GET.urlencode()[:1000]
        search_save(page=PAGE, query=query, by=self.actor, at=self.now, **form.cleaned_data)
        return f"{reverse(PAGE)}?{query}"


class RemoveSearch(StaffDoor):
    """Forget a saved search of one's own."""

    http_method_names = ["post"]

    def post(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Forget it."""
        search = get_object_or_404(SavedSearch, pk=pk)
        if search.owner_key != self.actor.key:
            raise PermissionDenied
        search_remove(search=search, by=self.actor, at=self.now)
        return redirect(reverse(PAGE))
