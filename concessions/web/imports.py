"""Pages of imports of the cadastre: upload, trial with its report, loading, history."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concessions.services.importing.rights import KIND
from concessions.services.uploads import JOB_KIND, rights_import_again, rights_import_request, upload_keep
from concessions.web.forms import ImportForm
from registry.accounts.choices import Power
from registry.accounts.web.cells import chip_cell
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Act, Chip, Crumb, Fact
from registry.common.errors import DomainError
from registry.common.models import ImportBatch, ImportRow, Job

ROWS_PER_PAGE = 100
TONES = {
    ImportBatch.State.STAGED: "calm",
    ImportBatch.State.APPLIED: "good",
    ImportBatch.State.DRY_RUN: "unknown",
    ImportBatch.State.REFUSED: "bad",
}


COUNTS = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "gone": gettext_lazy("gone inside the scope"),
    "repaired": gettext_lazy("repaired"),
    "refused": gettext_lazy("refused"),
    "seconds": gettext_lazy("seconds"),
}


def counted(counts: Mapping[str, object]) -> list[Fact]:
    """Return the counts of an import in the order of its life."""
    return [Fact(str(word), counts[code]) for code, word in COUNTS.items() if code in counts]


def batch_chip(batch: ImportBatch) -> Chip:
    """Return where an import stands."""
    return Chip(batch.get_state_display(), TONES[ImportBatch.State(batch.state)])


class BatchTable(tables.Table):
    """Imports of the cadastre."""

    id = tables.LinkColumn("rights:import_report", args=[tables.A("pk")], verbose_name=gettext_lazy("Import"))
    file_name = tables.Column(verbose_name=gettext_lazy("File"), attrs={"td": {"class": "key"}})
    source = tables.Column(verbose_name=gettext_lazy("Source"))
    published_on = tables.DateColumn(verbose_name=gettext_lazy("Data of"), short=True)
    state = tables.Column(verbose_name=gettext_lazy("State"))
    created_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Begun"), short=True)

    class Meta:
        """Only what the page shows."""

        model = ImportBatch
        fields = ("id", "file_name", "source", "published_on", "state", "created_at")

    def render_state(self, record: ImportBatch) -> str:
        """Word, sign and colour."""
        return chip_cell(batch_chip(record))


class ImportListPage(StaffPage):
    """The history of imports."""

    power = Power.IMPORT_RUN
    template_name = "concessions/imports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the table."""
        table = BatchTable(ImportBatch.objects.filter(kind=KIND))
        tables.RequestConfig(self.request, paginate={"per_page": 25, "silent": True}).configure(table)
        acts = [Act(reverse("rights:import_add"), _("Upload a file"), primary=True)]
        crumbs = [Crumb(_("Rights"), reverse("rights:list")), Crumb(_("Imports"))]
        return super().get_context_data(
            title=_("Imports of the cadastre"), table=table, caption=_("Imports"), acts=acts, crumbs=crumbs, **kwargs
        )


class ImportAddPage(FormPage):
    """Upload a file; a worker tries it without writing anything."""

    power = Power.IMPORT_RUN
    form_class = ImportForm
    title = gettext_lazy("Upload a file of the cadastre")
    done = gettext_lazy("The file is kept. A worker tries it now; nothing is written yet.")

    def act(self, form: forms.Form) -> str:
        """Keep the file and ask for the trial."""
        said = form.cleaned_data
        path = upload_keep(name=said["file"].name, chunks=said["file"].chunks())
        options = {
            "path": str(path), "source": said["source"], "published_on": said["published_on"].isoformat(),
            "scope": form.scope, "profile": said["profile"], "srid": said["srid"], "dry_run": True,  # type: ignore[attr-defined] # ImportForm
            "into_demo": said["into_demo"], "holders_said": said["holders_said"] if said["holders_complete"] else "",
        }  # fmt: skip
        job = rights_import_request(options=options, by=self.actor, at=self.now)
        return reverse("rights:import_job", args=[job.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the history."""
        return [Crumb(_("Rights"), reverse("rights:list")), Crumb(_("Imports"), reverse("rights:import_list"))]


class ImportJobPage(StaffPage):
    """The trial or loading at work: progress, then the counts and what can be done next."""

    power = Power.IMPORT_RUN
    template_name = "concessions/import_job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give progress and result."""
        job = get_object_or_404(Job, pk=kwargs.pop("pk"), kind=JOB_KIND)
        is_over = job.state in {Job.State.DONE, Job.State.FAILED}
        result = job.result or {}
        crumbs = [Crumb(_("Imports"), reverse("rights:import_list")), Crumb(str(job.pk))]
        return super().get_context_data(
            title=_("Trial of a file") if job.payload["dry_run"] else _("Loading of a file"), job=job, is_over=is_over,
            percent=round(100 * job.done / job.total) if job.total else None, refused=result.get("why") or "",
            failed=job.message if job.state == Job.State.FAILED else "", batch=result.get("run"),
            counts=counted(result),
            can_load=job.payload["dry_run"] and "run" in result, crumbs=crumbs, **kwargs,
        )  # fmt: skip


class ImportLoad(StaffDoor):
    """Load a file after its trial."""

    power = Power.IMPORT_RUN

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the loading and show its progress."""
        job = get_object_or_404(Job, pk=pk, kind=JOB_KIND, state=Job.State.DONE)
        try:
            again = rights_import_again(job=job, by=self.actor, at=self.now)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("rights:import_job", pk=pk)
        return redirect("rights:import_job", pk=again.pk)


class ImportReportPage(StaffPage):
    """What became of a file: counts, and every refused or repaired row with its reason."""

    power = Power.IMPORT_RUN
    template_name = "concessions/import_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give counts and rows."""
        batch = get_object_or_404(ImportBatch, pk=kwargs.pop("pk"), kind=KIND)
        told = batch.rows.filter(state=ImportRow.State.REFUSED) | batch.rows.filter(is_repaired=True)
        page = Paginator(told.order_by("number", "pk"), ROWS_PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            batch=batch, kind=_("Import"), title=batch.file_name, note=batch.source,
            chips=[batch_chip(batch)], page=page, facts=batch_facts(batch),
            crumbs=[Crumb(_("Imports"), reverse("rights:import_list")), Crumb(str(batch.pk))], **kwargs,
        )  # fmt: skip


def batch_facts(batch: ImportBatch) -> list[Fact]:
    """Return what a file says of itself and what was counted."""
    return [
        Fact(_("Data of"), batch.published_on),
        Fact(_("Begun"), batch.created_at),
        Fact(_("Finished"), batch.finished_at),
        Fact(_("Layer"), batch.layer_name or _("the first")),
        Fact(_("Scope"), batch.options.get("scope")),
        *_holders(batch),
        *counted(batch.counts),
    ]


def _holders(batch: ImportBatch) -> list[Fact]:
    """Say it where the file lists every holder: whoever is not found in it holds nothing."""
    if not batch.options.get("holders_complete"):
        return []
    return [Fact(_("Lists all holders"), _("yes"), note=str(batch.options.get("holders_said", "")))]
