"""Reports at the desk: the list, one report, and the forms that answer it."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.accounts.web.cells import chip_cell
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, ListPage, StaffPage
from registry.common.display import Act, Crumb, Fact, Moment
from registry.common.errors import DomainError
from registry.documents.selectors import documents_of
from registry.formalization.facts.departments import DEPARTMENTS
from registry.oversight.choices import OPEN, ReportKind, ReportState, power_for
from registry.oversight.models import Report
from registry.oversight.selectors import reports_for
from registry.oversight.services.reports import (
    SUBJECT,
    report_acknowledge,
    report_answer,
    report_read,
    report_reopen,
)
from registry.oversight.web.chips import state_chip
from registry.oversight.web.forms import AnswerForm, ReopenByStaffForm

HANDLING = ("report.handle", "report.threat.read", "report.office.handle")


class ReportDoor(StaffDoor):
    """Open to who handles reports of any kind; which ones, the rows say."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the first of the powers that the viewer holds."""
        held = [power for power in HANDLING if request.user.is_authenticated and self.powers.can(power)]
        self.power = held[0] if held else HANDLING[0]  # type: ignore[misc] # one door, three kinds of keys
        return super().dispatch(request, *args, **kwargs)

    def report(self) -> Report:
        """Return the report of the address. Raises: PermissionDenied for one of a kind or region not the viewer's."""
        report = get_object_or_404(Report.objects.select_related("owner"), pk=self.kwargs["pk"])
        if not self.may(power_for(report.kind), ubigeo=report.department):
            raise PermissionDenied
        return report


class ReportTable(tables.Table):
    """Reports with what is owed."""

    number = tables.LinkColumn(
        "reports:page", args=[tables.A("pk")], verbose_name=gettext_lazy("Report"),
        attrs={"td": {"class": "key nowrap"}},
    )  # fmt: skip
    kind = tables.Column(verbose_name=gettext_lazy("What"))
    department = tables.Column(verbose_name=gettext_lazy("Department"))
    state = tables.Column(verbose_name=gettext_lazy("State"))
    answer_by = tables.DateColumn(verbose_name=gettext_lazy("Answer by"), short=True)
    owner = tables.Column(verbose_name=gettext_lazy("Officer"), default=gettext_lazy("nobody yet"))
    received_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Received"), short=True)

    class Meta:
        """Only what the page shows."""

        model = Report
        fields = ("number", "kind", "department", "state", "answer_by", "owner", "received_at")

    def render_state(self, record: Report) -> str:
        """Word, sign and colour."""
        return chip_cell(state_chip(record))

    def render_department(self, value: str) -> str:
        """Its name."""
        return DEPARTMENTS.get(value, value)


SELECT = forms.Select(attrs={"class": "form-select"})


class ReportFilter(filters.FilterSet):
    """Reports by state, kind, department; open ones past their day."""

    state = filters.ChoiceFilter(choices=ReportState.choices, label=gettext_lazy("State"), widget=SELECT)
    kind = filters.ChoiceFilter(choices=ReportKind.choices, label=gettext_lazy("What"), widget=SELECT)
    department = filters.ChoiceFilter(
        choices=list(DEPARTMENTS.items()), label=gettext_lazy("Department"), widget=SELECT
    )
    answer_by = filters.DateFilter(
        lookup_expr="lt", method="past", label=gettext_lazy("Without an answer, due before"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}),
    )  # fmt: skip

    class Meta:
        """Declared above."""

        model = Report
        fields = ("state", "kind", "department")

    def past(self, rows: QuerySet[Report], _name: str, value: object) -> QuerySet[Report]:
        """Keep open reports that were due before that day."""
        return rows.filter(state__in=OPEN, answer_by__lt=value)


class ReportListPage(ReportDoor, ListPage):
    """The reports that wait for the viewer's office, oldest term first."""

    table_class = ReportTable
    filter_class = ReportFilter
    title = gettext_lazy("Reports from the field")
    kind = gettext_lazy("What people and organizations saw")

    def rows(self) -> QuerySet[Report]:
        """Return what the viewer may read."""
        return reports_for(self.powers).select_related("owner").defer("text").order_by("answer_by", "id")


class ReportPage(ReportDoor, StaffPage):
    """One report: its words, its photos, its way; of a threat each reading is written down."""

    template_name = "oversight/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the report with its acts and what can be done."""
        report = self.report()
        report_read(report=report, by=self.actor, at=self.now)
        documents = [one for one in documents_of(SUBJECT, report.pk) if self.may(one.read_power)]
        history = [Moment(act.at, act.get_state_display(), act.told, act.note) for act in report.acts.all()]
        return super().get_context_data(
            title=report.number, kind=report.get_kind_display(), report=report, chip=state_chip(report),
            facts=_facts(report), photos=documents, history=history, acts=self._acts(report),
            crumbs=[Crumb(_("Reports from the field"), reverse("reports:list")), Crumb(report.number)], **kwargs,
        )  # fmt: skip

    def _acts(self, report: Report) -> list[Act]:
        if not report.is_open:
            return [Act(reverse("reports:reopen", args=[report.pk]), _("Open it again"))]
        first = Act(reverse("reports:take", args=[report.pk]), _("Take it on"), primary=report.owner_id is None)
        return [first, Act(reverse("reports:answer", args=[report.pk]), _("Answer"), primary=bool(report.owner_id))]


def _facts(report: Report) -> list[Fact]:
    contact = ", ".join(part for part in (report.phone, report.email) if part)
    return [
        Fact(_("Department"), DEPARTMENTS.get(report.department, report.department)),
        Fact(_("Place in words"), report.place_words),
        Fact(_("Place"), f"{report.place.x:.5f}, {report.place.y:.5f}" if report.place else ""),
        Fact(_("Seen on"), report.happened_on),
        Fact(_("Code of an entry"), report.registration_code),
        Fact(_("Received"), report.received_at),
        Fact(_("To acknowledge by"), report.acknowledge_by),
        Fact(_("To answer by"), report.answer_by),
        Fact(_("Officer"), str(report.owner) if report.owner else _("nobody yet")),
        Fact(_("Way to tell who sent it"), contact or _("none was left")),
    ]


class ReportFormPage(ReportDoor, FormPage):
    """A form on one report."""

    row: Report

    def prepare(self) -> None:
        """Find the report."""
        self.row = self.report()

    def crumbs(self) -> list[Crumb]:
        """Back to the report."""
        return [Crumb(self.row.number, reverse("reports:page", args=[self.row.pk]))]

    def back(self) -> str:
        """Return the address of the report."""
        return reverse("reports:page", args=[self.row.pk])


class OwnerForm(forms.Form):
    """Which officer answers for it."""

    username = forms.CharField(label=gettext_lazy("Officer (login)"), max_length=150)


class TakePage(ReportFormPage):
    """Say that it was seen and who answers for it."""

    form_class = OwnerForm
    title = gettext_lazy("Take it on, or hand it to an officer")
    done = gettext_lazy("Who sent it sees that an officer answers for it.")

    def get_initial(self) -> dict[str, Any]:
        """Propose the viewer."""
        return {"username": self.request.user.get_username()}

    def act(self, form: forms.Form) -> str:
        """Store who answers for it."""
        name = form.cleaned_data["username"]
        owner = User.objects.filter(username=name, is_active=True).first()
        if owner is None:
            raise self.unknown(name)
        report_acknowledge(report=self.row, owner=owner, by=self.actor, at=self.now)
        return self.back()

    def unknown(self, name: str) -> Exception:
        """Return the refusal of a login that does not exist."""
        message = _("There is no officer with the login %(name)s.") % {"name": name}
        return DomainError(message, field="username")


class AnswerPage(ReportFormPage):
    """Answer the report."""

    form_class = AnswerForm
    title = gettext_lazy("Answer the report")
    done = gettext_lazy("The answer stands, with its date, where who sent it can read it.")

    def act(self, form: forms.Form) -> str:
        """Store the answer."""
        report_answer(report=self.row, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class ReopenPage(ReportFormPage):
    """Open a report again."""

    form_class = ReopenByStaffForm
    title = gettext_lazy("Open the report again")
    done = gettext_lazy("The report is open again; a new term has begun.")

    def act(self, form: forms.Form) -> str:
        """Open it."""
        report_reopen(report=self.row, why=form.cleaned_data["why"], by=self.actor, at=self.now)
        return self.back()
