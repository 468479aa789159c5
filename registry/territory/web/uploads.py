"""Pages for loading a land layer: upload, trial with its report, loading on the second asking."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Chip, Crumb, Fact
from registry.common.errors import DomainError
from registry.common.fields import Day, ForgivingDecimal
from registry.common.models import ImportBatch, ImportRow, Job
from registry.common.spatial.srids import PSAD56_SOUTH, UTM_SOUTH, WGS84
from registry.territory.choices import Publication
from registry.territory.models import LayerKind
from registry.territory.services.layer_areas import PROFILES
from registry.territory.services.layers import KIND
from registry.territory.services.uploads import (
    JOB_KIND,
    layer_import_again,
    layer_import_request,
    layer_keep,
)

ROWS_PER_PAGE = 100
SYSTEMS = (*UTM_SOUTH.values(), *PSAD56_SOUTH.values(), WGS84)
FROM_FILE = "-"
PLACES = re.compile(r"\s*(country|(\d{2}\s*,\s*)*\d{2}|(multi)?polygon\s*\(.*)\s*", re.IGNORECASE | re.DOTALL)
COUNTS = {
    "added": gettext_lazy("areas that came"),
    "changed": gettext_lazy("areas that changed"),
    "unchanged": gettext_lazy("areas as before"),
    "gone": gettext_lazy("areas that went"),
    "repaired": gettext_lazy("repaired"),
    "refused": gettext_lazy("refused"),
    "seconds": gettext_lazy("seconds"),
}
TONES = {
    ImportBatch.State.STAGED: "calm",
    ImportBatch.State.APPLIED: "good",
    ImportBatch.State.DRY_RUN: "unknown",
    ImportBatch.State.REFUSED: "bad",
}


class LayerForm(forms.Form):
    """A file of a layer and what it says of itself."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("GeoPackage, zipped Shapefile, GeoJSON, CSV or XLSX; its first layer is read."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of land"))
    profile = forms.ChoiceField(
        label=gettext_lazy("Columns"), required=False,
        choices=[("", gettext_lazy("plain")), *((name, name.upper()) for name in PROFILES)],
    )  # fmt: skip
    column_kind = forms.CharField(
        label=gettext_lazy("Column that names the kind"), required=False, max_length=60,
        help_text=gettext_lazy("Only where one file holds several kinds."),
    )  # fmt: skip
    column_id = forms.CharField(label=gettext_lazy("Column of the id"), required=False, max_length=60)
    column_name = forms.CharField(label=gettext_lazy("Column of the name"), required=False, max_length=60)
    column_valid_from = forms.CharField(
        label=gettext_lazy("Column of the day of creation"), required=False, max_length=60,
        help_text=gettext_lazy("Without it, which is older, right or area, is not known."),
    )  # fmt: skip
    source = forms.CharField(label=gettext_lazy("Who made the data"), max_length=200)
    publisher = forms.CharField(label=gettext_lazy("Who publishes it"), required=False, max_length=200)
    published_on = Day(label=gettext_lazy("Data of which day"))
    version = forms.CharField(label=gettext_lazy("Version"), required=False, max_length=60)
    series = forms.CharField(
        label=gettext_lazy("Series"), required=False, max_length=120,
        help_text=gettext_lazy("Shared by its versions; empty: the source. A new version takes the last one's place."),
    )  # fmt: skip
    coverage = forms.CharField(
        label=gettext_lazy("Complete for"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "country, departments by two digits (06, 17), or a polygon in degrees. Empty: it clears nowhere."
        ),
    )  # fmt: skip
    fresh_until = Day(label=gettext_lazy("Fresh until"), required=False)
    accuracy_m = ForgivingDecimal(
        label=gettext_lazy("Accuracy of its boundaries in metres"), required=False, min_value=0
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), required=False, max_length=200)
    publication = forms.ChoiceField(
        label=gettext_lazy("May be given out"), choices=Publication.choices, initial=Publication.YES_NO
    )
    srid = forms.TypedChoiceField(
        label=gettext_lazy("Reference system, where the file names none"), required=False, coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("as the file says")), *((code, f"EPSG:{code}") for code in SYSTEMS)],
    )  # fmt: skip
    into_demo = forms.BooleanField(
        label=gettext_lazy("Load among the invented layers of a demo register"), required=False,
        help_text=gettext_lazy("Only for a demo register, which refuses real data otherwise."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds of land that are kept."""
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.title) for kind in LayerKind.objects.all()]
        self.fields["kind"].choices = [*kinds, (FROM_FILE, _("named by a column of the file"))]  # type: ignore[attr-defined]

    def clean_coverage(self) -> str:
        """Take places only: no path of the server can be named through the web."""
        said = str(self.cleaned_data["coverage"]).strip()
        if said and not PLACES.fullmatch(said):
            raise forms.ValidationError(_("Write country, departments as two digits with commas, or POLYGON ((…))."))
        return said

    def clean(self) -> dict[str, Any]:
        """Ask for the column of the kind where no kind is chosen."""
        cleaned = super().clean() or {}
        is_named = cleaned.get("kind") == FROM_FILE
        if is_named and not (cleaned.get("column_kind") or cleaned.get("profile") == "sernanp"):
            self.add_error("column_kind", _("Name the column that says the kind of each area."))
        return cleaned


def options_of(said: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the form as options of the job."""
    day = said["fresh_until"]
    return {
        "path": path, "source": said["source"], "published_on": said["published_on"].isoformat(),
        "kind": "" if said["kind"] == FROM_FILE else said["kind"],
        "columns": {name: said[f"column_{name}"] for name in ("kind", "id", "name", "valid_from")},
        "series": said["series"], "publisher": said["publisher"], "version": said["version"],
        "coverage": said["coverage"], "fresh_until": day.isoformat() if day else "", "licence": said["licence"],
        "publication": said["publication"], "accuracy_m": float(said["accuracy_m"] or 0), "profile": said["profile"],
        "srid": said["srid"], "dry_run": True, "into_demo": said["into_demo"],
    }  # fmt: skip


class LayerAddPage(FormPage):
    """Upload a file; a worker tries it without writing anything."""

    power = Power.LAYER_CHANGE
    form_class = LayerForm
    title = gettext_lazy("Upload a land layer")
    done = gettext_lazy("The file is kept. A worker tries it now; nothing is written yet.")

    def act(self, form: forms.Form) -> str:
        """Keep the file and ask for the trial."""
        said = form.cleaned_data
        path = layer_keep(name=said["file"].name, chunks=said["file"].chunks())
        job = layer_import_request(options=options_of(said, str(path)), by=self.actor, at=self.now)
        return reverse("territory:layer_job", args=[job.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the board."""
        return [Crumb(_("Land and overlaps"), reverse("territory:layer_list"))]


class LayerJobPage(StaffPage):
    """The trial or loading at work: progress, then the counts and what can be done next."""

    power = Power.LAYER_CHANGE
    template_name = "territory/layer_job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give progress and result."""
        job = get_object_or_404(Job, pk=kwargs.pop("pk"), kind=JOB_KIND)
        result = job.result or {}
        return super().get_context_data(
            title=_("Trial of a layer") if job.payload["dry_run"] else _("Loading of a layer"), job=job,
            is_over=job.state in {Job.State.DONE, Job.State.FAILED}, refused=result.get("why") or "",
            percent=round(100 * job.done / job.total) if job.total else None, batch=result.get("run"),
            failed=job.message if job.state == Job.State.FAILED else "", counts=counted(result),
            can_load=job.payload["dry_run"] and "run" in result,
            crumbs=[Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(str(job.pk))], **kwargs,
        )  # fmt: skip


class LayerLoad(StaffDoor):
    """Load a file after its trial."""

    power = Power.LAYER_CHANGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the loading and show its progress."""
        job = get_object_or_404(Job, pk=pk, kind=JOB_KIND, state=Job.State.DONE)
        try:
            again = layer_import_again(job=job, by=self.actor, at=self.now)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("territory:layer_job", pk=pk)
        return redirect("territory:layer_job", pk=again.pk)


class LayerReportPage(StaffPage):
    """What became of a file: counts, and every refused or repaired area with its reason."""

    power = Power.LAYER_CHANGE
    template_name = "concessions/import_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give counts and rows."""
        batch = get_object_or_404(ImportBatch, pk=kwargs.pop("pk"), kind=KIND)
        told = batch.rows.filter(state=ImportRow.State.REFUSED) | batch.rows.filter(is_repaired=True)
        page = Paginator(told.order_by("number", "pk"), ROWS_PER_PAGE).get_page(self.request.GET.get("page"))
        options = [Fact(str(name), value) for name, value in batch.options.items() if value not in {None, "", False}]
        return super().get_context_data(
            batch=batch, kind=_("Import"), title=batch.file_name, note=batch.source, page=page,
            chips=[Chip(batch.get_state_display(), TONES[ImportBatch.State(batch.state)])],
            facts=[
                Fact(_("Data of"), batch.published_on), Fact(_("Begun"), batch.created_at),
                Fact(_("Finished"), batch.finished_at), *options, *counted(batch.counts),
            ],
            crumbs=[Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(str(batch.pk))], **kwargs,
        )  # fmt: skip


def counted(counts: dict[str, Any]) -> list[Fact]:
    """Return the counts of an import in the order of its life."""
    return [Fact(str(word), counts[code]) for code, word in COUNTS.items() if code in counts]
