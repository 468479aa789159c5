"""Work on many files: choose, say what, look at who will and who cannot be reached, confirm once, see it done."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, StaffPage
from registry.casework.choices import BulkAction, BulkState, LineState
from registry.casework.models import Bulk, BulkLine, CaseFile, SavedSearch
from registry.casework.selectors.law import rules_of
from registry.casework.selectors.worklist import SCOPES, WorkFilter, lists_of, work_list
from registry.casework.services.bulk_actions import TOLD, filled
from registry.casework.services.bulks import MOST, bulk_confirm, bulk_prepare, bulk_run
from registry.casework.services.desk import list_make
from registry.casework.services.telling import recipient_of
from registry.casework.web.bulk_forms import FORMS, ActionForm
from registry.casework.web.templates import LETTERS
from registry.casework.web.words import people
from registry.casework.web.work import PAGE, WorkFilterForm, officer_key
from registry.common.display import Crumb
from registry.common.errors import DomainError
from registry.common.exports import csv_response
from registry.notices.selectors import consents_standing

AT_ONCE, SHOWN = 25, 20
ACTIONS = dict(BulkAction.choices)
WHY = {
    "no_competence": gettext_lazy("outside of the regions in which you may change files"),
    "file_closed": gettext_lazy("the file has ended"),
    "conflict_of_interest": gettext_lazy("you declared a conflict of interest"),
    "registrant_unknown": gettext_lazy("nobody knows yet whose entry it is"),
    "no_contact": gettext_lazy("no phone and no e-mail on file: write on paper"),
    "no_formalisation": gettext_lazy("it is no formalisation, so it has no such step"),
    "asked_already": gettext_lazy("these documents were asked for before"),
    "not_missing": gettext_lazy("this fact is not missing there"),
    "there_already": gettext_lazy("it is there already"),
    "officer_conflict": gettext_lazy("that officer declared a conflict of interest"),
    "listed_already": gettext_lazy("it stands on this list already"),
}
CSV_COLUMNS = (
    "file", "kind", "state", "entry", "entry_state", "registrant", "ubigeo", "opened_on", "next_due_on", "holder",
    "officer",
)  # fmt: skip


def wanted_of(query: str) -> WorkFilter | None:
    """Return the filter that the address of a work list states; None where it is not understood."""
    asked = QueryDict(query)
    form = WorkFilterForm(asked)
    scope = asked.get("scope", "mine")
    return WorkFilter(scope=scope if scope in SCOPES else "mine", **form.cleaned_data) if form.is_valid() else None


class ManyPage(FormPage):
    """Say what shall be done with the chosen files, or with all that a filter shows; nothing is done yet."""

    power = Power.REGISTER_CHANGE
    template_name = "casework/many.html"
    keeps_typed = False  # its address does not say which files were chosen

    @cached_property
    def asked(self) -> QueryDict:
        """What came from the list: which files, which action."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def action(self) -> str:
        """The action asked for; a message where none was."""
        asked = self.asked.get("do", "")
        return asked if asked in FORMS else BulkAction.MESSAGE

    @cached_property
    def files(self) -> Sequence[CaseFile]:
        """The files meant, within reach, one more than the most at once."""
        viewer: dict[str, Any] = {"viewer": self.powers, "user_key": self.actor.key, "on": self.today}
        if self.asked.get("which") == "all":
            wanted = wanted_of(self.asked.get("query", ""))
            return list(work_list(wanted=wanted, **viewer)[: MOST + 1]) if wanted else []
        numbers = [one for one in self.asked.getlist("chosen") if one.isdigit() and len(one) < 19]
        return list(work_list(wanted=WorkFilter(scope="all"), **viewer).filter(pk__in=numbers))

    def get_form(self) -> forms.Form:
        """Return the form of the action; a message begins with the letter that was asked for."""
        data = self.request.POST if self.request.method == "POST" else None
        subject, text = LETTERS.get(self.asked.get("letter", ""), ("", ""))
        initial = {"subject": subject, "text": text}
        ubigeo = self.files[0].registration.ubigeo if self.files else ""
        return FORMS[self.action](data, initial=initial, on=self.today, by=self.actor, ubigeo=ubigeo)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what was chosen, and the ways to another action or letter."""
        kept = [("which", self.asked.get("which", "chosen")), ("query", self.asked.get("query", ""))]
        kept += [("chosen", one) for one in self.asked.getlist("chosen")]
        here = reverse("casework:many")

        def link(**more: str) -> str:
            return f"{here}?{urlencode([*kept, *more.items()])}"

        return super().get_context_data(
            count=len(self.files), is_too_many=len(self.files) > MOST, action=self.action, kept=kept,
            actions=[(str(word), link(do=code), code == self.action) for code, word in BulkAction.choices],
            letters=[(subject, link(do=BulkAction.MESSAGE, letter=name)) for name, (subject, _text) in LETTERS.items()],
            **{**kwargs, "title": str(ACTIONS[BulkAction(self.action)]).capitalize()},
        )  # fmt: skip

    def act(self, form: forms.Form) -> str:
        """Keep what was typed with the files; the next page shows what would happen."""
        assert isinstance(form, ActionForm)
        values = self._values(form)
        bulk = bulk_prepare(
            action=self.action, values=values, files=self.files, rules=rules_of(region="", on=self.today),
            by=self.actor, at=self.now,
        )  # fmt: skip
        return reverse("casework:bulk", args=[bulk.pk])

    def _values(self, form: ActionForm) -> dict[str, Any]:
        values = form.values()
        if self.action == BulkAction.ASSIGN:
            return {**values, "to": officer_key(values["to"])}
        if self.action == BulkAction.LIST:
            return {"list": self._list(values).pk}
        return values

    def _list(self, values: dict[str, Any]) -> SavedSearch:
        if values["known"]:
            return get_object_or_404(lists_of(user_key=self.actor.key), pk=values["known"])
        return list_make(name=values["name"], is_shared=values["is_shared"], by=self.actor, at=self.now)

    done = gettext_lazy("Look at it, then confirm. Nothing is done yet.")

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("My work"), reverse(PAGE))]


class BulkDoor(StaffDoor):
    """What the pages of one work on many share: only who prepared it sees it."""

    power = Power.REGISTER_CHANGE

    def bulk(self) -> Bulk:
        """Return it. Raises: 404, or 403 for somebody else's."""
        row = get_object_or_404(Bulk, pk=self.kwargs["pk"])
        if row.by_key != self.actor.key:
            raise PermissionDenied
        return row


class BulkPage(BulkDoor, StaffPage):
    """Before: how many will and how many cannot, and why. Then the progress, and at the end what was done."""

    template_name = "casework/bulk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the counts, the reasons with their files, and one letter as it would be read."""
        bulk = self.bulk()
        kwargs.pop("pk", None)
        counts = dict(bulk.lines.values_list("state").annotate(n=Count("pk")).order_by())
        ready = counts.get(LineState.READY, 0)
        is_prepared = bulk.state == BulkState.PREPARED
        over = sum(counts.get(state, 0) for state in (LineState.DONE, LineState.FAILED))
        return super().get_context_data(
            bulk=bulk, title=str(ACTIONS[BulkAction(bulk.action)]).capitalize(), ready=ready,
            done=counts.get(LineState.DONE, 0), in_all=sum(counts.values()), over=over,
            percent=round(100 * over / (over + ready)) if over + ready else 100,
            cannot=self._reasons(bulk, LineState.CANNOT), refused=self._reasons(bulk, LineState.FAILED),
            is_prepared=is_prepared, is_running=bulk.state == BulkState.RUNNING,
            is_csv=bulk.action == BulkAction.CSV,
            told=self._told(bulk) if is_prepared and bulk.action in TOLD else None,
            reason=bulk.values.get("reason", ""), to=self._officer(bulk),
            crumbs=[Crumb(_("My work"), reverse(PAGE)), Crumb(_("Many files"))], **kwargs,
        )  # fmt: skip

    def _officer(self, bulk: Bulk) -> str:
        key = bulk.values.get("to")
        return "" if key is None else people([key]).get(key, str(_("the queue")))

    def _reasons(self, bulk: Bulk, state: LineState) -> list[dict[str, Any]]:
        rows = bulk.lines.filter(state=state).values("why").annotate(n=Count("pk")).order_by("-n", "why")
        return [
            {
                "why": WHY.get(row["why"], row["why"]), "count": row["n"],
                "lines": _lines(bulk).filter(state=state, why=row["why"])[:SHOWN],
            }
            for row in rows
        ]  # fmt: skip

    def _told(self, bulk: Bulk) -> dict[str, Any]:
        """How the first letter reads, and for how many it is more than a courtesy."""
        lines = list(_lines(bulk).filter(state=LineState.READY))
        keys = {to.key for line in lines if (to := recipient_of(line.file.registration)) is not None}
        consents = {key for key, _channel, _to in consents_standing(sorted(keys), on=self.today)}
        letter = None
        if lines and "text" in bulk.values:
            letter = [filled(bulk.values[name], lines[0].file) for name in ("subject", "text")]
        return {"letter": letter, "consented": len(consents), "courtesy": len(keys - consents)}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm it; a few files are done at once, many by a worker."""
        bulk = self.bulk()
        try:
            bulk = bulk_confirm(bulk=bulk, by=self.actor, at=self.now)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("casework:bulk", pk=pk)
        if bulk.lines.count() <= AT_ONCE:
            bulk_run(bulk=bulk, at=self.now, progress=lambda _done, _total: None)
        return redirect("casework:bulk", pk=pk)


def _lines(bulk: Bulk) -> Any:
    return BulkLine.objects.filter(bulk=bulk).select_related(
        "file__registration__person", "file__registration__group"
    ).order_by("pk")  # fmt: skip


class BulkCsv(BulkDoor):
    """The chosen files as a table; taking it away is an event."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Answer CSV. Raises: 404 for a work that is no table."""
        bulk = get_object_or_404(Bulk, pk=self.bulk().pk, action=BulkAction.CSV)
        files = [line.file for line in _lines(bulk)]
        names = people(file.assignee_key for file in files)
        people_shown = [file.registration.person for file in files if file.registration.person is not None]
        self.read(*people_shown, fields=("full_name",))
        return csv_response(f"files-{pk}.csv", CSV_COLUMNS, [_cells(file, names) for file in files])


def _cells(file: CaseFile, names: dict[str, str]) -> list[Any]:
    row = file.registration
    return [
        file.number, file.kind, file.state, row.code, row.state, str(row.registrant or ""), row.ubigeo, file.opened_on,
        file.next_due_on or "", file.holder, names.get(file.assignee_key, ""),
    ]  # fmt: skip
