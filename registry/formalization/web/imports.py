"""Pages of sheets of registrations: upload, trial with its report, loading, history."""

from typing import Any, TypeVar

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concessions.services.uploads import upload_keep
from concessions.web.imports import BatchTable, batch_chip, batch_facts, counted
from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Act, Crumb
from registry.common.errors import DomainError
from registry.common.fields import Day, ForgivingDecimal
from registry.common.models import ImportBatch, ImportRow, Job
from registry.formalization.services.importing.registrations import KIND
from registry.formalization.services.uploads import JOB_KIND, sheet_import_again, sheet_import_request

ROWS_PER_PAGE = 100
Row = TypeVar("Row", ImportBatch, Job)


class SheetForm(forms.Form):
    """A sheet and what it says of itself."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV or XLSX, one row a registration; also GeoPackage.")
    )
    profile = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[
            ("sheet", gettext_lazy("a regional office's sheet of declarations")),
            ("reinfo", gettext_lazy("the ministry's published list (REINFO)")),
        ],
    )
    source = forms.CharField(label=gettext_lazy("Which office made it"), max_length=200)
    published_on = Day(label=gettext_lazy("Data of which day"))
    accuracy_m = ForgivingDecimal(
        label=gettext_lazy("Accuracy of the points in metres"), required=False, min_value=0,
        help_text=gettext_lazy("Of a hand-held GPS about 5; empty where nobody knows."),
    )  # fmt: skip
    into_demo = forms.BooleanField(
        label=gettext_lazy("Load among the invented entries of a demo register"), required=False,
        help_text=gettext_lazy("Only for a demo register, which refuses real data otherwise."),
    )  # fmt: skip


class SheetTable(BatchTable):
    """Imports of registrations."""

    id = tables.LinkColumn("registrations:import_report", args=[tables.A("pk")], verbose_name=gettext_lazy("Import"))

    class Meta(BatchTable.Meta):
        """As of the cadastre."""


class SheetDoor(StaffDoor):
    """What the pages share: whose imports are seen."""

    power = Power.REGISTER_CHANGE

    def batches(self) -> QuerySet[ImportBatch]:
        """Return one's own imports; those of everybody for who may change everywhere."""
        rows = ImportBatch.objects.filter(kind=KIND)
        return rows if self._sees_all() else rows.filter(by_key=self.actor.key)

    def batch(self, pk: int) -> ImportBatch:
        """Return one import. Raises: 404, or 403 for somebody else's."""
        row = get_object_or_404(ImportBatch, pk=pk, kind=KIND)
        return self._own(row, row.by_key)

    def job(self, pk: int) -> Job:
        """Return a trial or loading. Raises: 404, or 403 for somebody else's."""
        row = get_object_or_404(Job, pk=pk, kind=JOB_KIND)
        return self._own(row, row.payload["by"])

    def _own(self, row: Row, by_key: str) -> Row:
        if not self._sees_all() and by_key != self.actor.key:
            raise PermissionDenied
        return row

    def _sees_all(self) -> bool:
        return self.powers.where(Power.REGISTER_CHANGE) is None


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb(_("Registrations"), reverse("registrations:list")), *more]


class ImportListPage(SheetDoor, StaffPage):
    """The history of imports."""

    template_name = "concessions/imports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the table."""
        table = SheetTable(self.batches())
        tables.RequestConfig(self.request, paginate={"per_page": 25, "silent": True}).configure(table)
        acts = [Act(reverse("registrations:import_add"), _("Bring a sheet"), primary=True)]
        return super().get_context_data(
            title=_("Sheets of registrations"), table=table, caption=_("Imports"), acts=acts,
            crumbs=_crumbs(Crumb(_("Sheets"))), **kwargs,
        )  # fmt: skip


class ImportAddPage(FormPage):
    """Upload a sheet; a worker tries it without writing anything."""

    power = Power.REGISTER_CHANGE
    form_class = SheetForm
    title = gettext_lazy("Bring a sheet of registrations")
    done = gettext_lazy("The sheet is kept. A worker tries it now; nothing is written yet.")

    def act(self, form: forms.Form) -> str:
        """Keep the file and ask for the trial."""
        said = form.cleaned_data
        path = upload_keep(name=said["file"].name, chunks=said["file"].chunks())
        regions = self.powers.where(Power.REGISTER_CHANGE)
        options = {
            "path": str(path), "source": said["source"], "published_on": said["published_on"].isoformat(),
            "profile": said["profile"], "accuracy_m": float(said["accuracy_m"] or 0), "srid": None, "dry_run": True,
            "regions": None if regions is None else sorted(regions), "into_demo": said["into_demo"],
        }  # fmt: skip
        job = sheet_import_request(options=options, by=self.actor, at=self.now)
        return reverse("registrations:import_job", args=[job.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the history."""
        return _crumbs(Crumb(_("Sheets"), reverse("registrations:import_list")))


class ImportJobPage(SheetDoor, StaffPage):
    """The trial or loading at work: progress, then the counts and what can be done next."""

    template_name = "formalization/import_job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give progress and result."""
        job = self.job(kwargs.pop("pk"))
        result = job.result or {}
        return super().get_context_data(
            title=_("Trial of a sheet") if job.payload["dry_run"] else _("Loading of a sheet"), job=job,
            is_over=job.state in {Job.State.DONE, Job.State.FAILED},
            percent=round(100 * job.done / job.total) if job.total else None, refused=result.get("why") or "",
            failed=job.message if job.state == Job.State.FAILED else "", batch=result.get("run"),
            counts=counted(result), can_load=job.payload["dry_run"] and "run" in result,
            crumbs=_crumbs(Crumb(_("Sheets"), reverse("registrations:import_list")), Crumb(str(job.pk))), **kwargs,
        )  # fmt: skip


class ImportLoad(SheetDoor):
    """Load a sheet after its trial."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the loading and show its progress."""
        job = self.job(pk)
        try:
            again = sheet_import_again(job=job, by=self.actor, at=self.now)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("registrations:import_job", pk=pk)
        return redirect("registrations:import_job", pk=again.pk)


class ImportReportPage(SheetDoor, StaffPage):
    """What became of a sheet: counts, and every refused or repaired row with its reason."""

    template_name = "concessions/import_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give counts and rows."""
        batch = self.batch(kwargs.pop("pk"))
        told = batch.rows.filter(state=ImportRow.State.REFUSED) | batch.rows.filter(is_repaired=True)
        page = Paginator(told.order_by("number", "pk"), ROWS_PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            batch=batch, kind=_("Import"), title=batch.file_name, note=batch.source, chips=[batch_chip(batch)],
            page=page, facts=[fact for fact in batch_facts(batch) if fact.term != _("Scope")],
            crumbs=_crumbs(Crumb(_("Sheets"), reverse("registrations:import_list")), Crumb(str(batch.pk))), **kwargs,
        )  # fmt: skip
