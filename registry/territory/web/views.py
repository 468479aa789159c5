"""Pages of the land: the board of layers, one layer, the overlap runs."""

from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.pages import ListPage, StaffPage
from registry.common.display import Act, Chip, Crumb, Fact
from registry.common.models import Job
from registry.territory.choices import Answer, LayerState
from registry.territory.models import Check, LandLayer, LayerKind, OverlapRun
from registry.territory.selectors import areas_of_version, run_progress, versions_of
from registry.territory.selectors.gaps import Gaps, coverage_gaps
from registry.territory.services.consequences import law_on, meaning_of
from registry.territory.services.parties import parties_of
from registry.territory.web.board import board, layer_chip
from registry.territory.web.filters import RunFilter
from registry.territory.web.tables import RunTable, asked_by, run_chip

AREAS_SHOWN = 200


class LayerListPage(StaffPage):
    """The board: every kind of land, loaded or not."""

    template_name = "territory/layers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the board."""
        acts = [Act(reverse("territory:gaps"), _("What is missing where"))]
        if self.may(Power.LAYER_CHANGE):
            acts.append(Act(reverse("territory:layer_add"), _("Upload a layer"), primary=True))
        return super().get_context_data(
            title=_("Land and overlaps"), board=board(on=self.today), today=self.today, acts=acts, **kwargs
        )


class GapsPage(StaffPage):
    """Kind by department: where a kind of land is covered, covered in part, or not at all."""

    template_name = "territory/gaps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the table."""
        gaps = coverage_gaps()
        kinds = LayerKind.objects.filter(is_measured=True)
        lines = [(kind.title, _gap_cells(kind, gaps)) for kind in kinds]
        return super().get_context_data(
            title=_("What is missing where"), gaps=gaps, lines=lines,
            crumbs=[Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(_("What is missing where"))],
            **kwargs,
        )  # fmt: skip


def _gap_cells(kind: LayerKind, gaps: Gaps) -> list[tuple[str, str, str]]:
    """Department, word and tone of each cell; a corridor is asked of its own department only."""
    words = {"whole": (_("covered"), "good"), "part": (_("in part"), "warn"), "none": (_("nothing"), "unknown")}
    not_asked = (_("not asked"), "plain")
    return [
        (name, *(not_asked if kind.region_ubigeo not in {"", code} else words[gaps.of(kind.code, code)]))
        for code, name in gaps.departments
    ]


class LayerPage(StaffPage):
    """One version of a layer: where it comes from, what it may be used for, its areas, what it gave."""

    template_name = "territory/layer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the layer."""
        layer = get_object_or_404(LandLayer.objects.select_related("kind"), pk=kwargs.pop("pk"))
        answers = dict(
            Check.objects.filter(layer=layer, superseded_at=None)
            .values_list("answer")
            .annotate(total=Count("pk"))
            .order_by()
        )
        held = areas_of_version(layer)
        areas = held.defer("geom", "attributes", "party").select_related("layer").order_by("name", "id")
        shown = list(areas[:AREAS_SHOWN])
        heard = parties_of(shown, on=self.today)
        meaning = meaning_of(law_on(self.today), layer.kind.code, on=self.today)
        may_break = layer.state == LayerState.CURRENT and self.may(Power.LAYER_CHANGE)
        out = Act(reverse("territory:layer_break", args=[layer.pk]), _("Take the layer out of use"))
        return super().get_context_data(
            acts=[out] if may_break else [], layer=layer, kind=layer.kind.title, title=layer.series, note=layer.version,
            chips=[layer_chip(layer, on=self.today), Chip(layer.get_publication_display(), "plain")],
            facts=layer_facts(layer),
            answers=[(word, answers.get(code, 0)) for code, word in Answer.choices],
            areas=[(area, heard.get(area.pk, [])) for area in shown], meaning=meaning,
            areas_total=held.count(), areas_shown=AREAS_SHOWN, versions=versions_of(layer),
            crumbs=[Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(layer.series)], **kwargs,
        )  # fmt: skip


def layer_facts(layer: LandLayer) -> list[Fact]:
    """Return where a layer comes from and what it is worth."""
    no_coverage = _("not stated: it clears nowhere")
    return [
        Fact(_("Source"), layer.source),
        Fact(_("Publisher"), layer.publisher),
        Fact(_("Data of"), layer.published_on),
        Fact(_("Loaded at"), layer.loaded_at),
        Fact(_("Fresh until"), layer.fresh_until or _("no limit")),
        Fact(_("Coverage"), layer.coverage_text or (_("stated") if layer.coverage else no_coverage)),
        Fact(_("Kind of shapes"), layer.get_shape_class_display()),
        Fact(_("Accuracy"), f"{layer.accuracy_m:g} m" if layer.accuracy_m else None),
        Fact(_("Licence"), layer.licence, note="" if layer.licence else _("without one only yes and no are given out")),
        Fact(_("Checksum"), layer.checksum[:16] + "…"),
        *([Fact(_("What is broken"), layer.state_message)] if layer.state_message else []),
    ]


class RunListPage(ListPage):
    """Overlap runs, newest first."""

    table_class = RunTable
    filter_class = RunFilter
    title = gettext_lazy("Overlap runs")

    def rows(self) -> QuerySet[OverlapRun]:
        """Return the runs with their jobs."""
        return OverlapRun.objects.select_related("job").order_by("-id")


class RunPage(StaffPage):
    """One run: progress, scope, tolerances, counts."""

    template_name = "territory/run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the run."""
        run = get_object_or_404(OverlapRun.objects.select_related("job"), pk=kwargs.pop("pk"))
        job = run.job
        done, total = run_progress(run)
        percent = round(100 * done / total) if total else None
        failed = job.message if job and job.state == Job.State.FAILED else ""
        return super().get_context_data(
            run=run, kind=_("Overlap run"), title=_("Run {number}").format(number=run.pk), note=asked_by(run),
            chips=[run_chip(run)],
            percent=100 if run.finished_at else percent, failed=failed, facts=run_facts(run),
            done=done, total=total, left=total - done,
            crumbs=[Crumb(_("Overlap runs"), reverse("territory:run_list")), Crumb(str(run.pk))], **kwargs,
        )  # fmt: skip


def run_facts(run: OverlapRun) -> list[Fact]:
    """Return what a run covers and what it found."""
    scope = run.scope or {}
    return [
        Fact(_("Judged for the day"), run.on_day),
        Fact(_("Footprints"), len(scope["footprints"]) if "footprints" in scope else _("all")),
        Fact(_("Layers"), len(scope["layers"]) if "layers" in scope else _("all")),
        Fact(
            _("Edge noise under"),
            f"{run.noise_area_m2:g} m² / {run.noise_radius_m:g} m",
            note=_("product parameters, not law"),
        ),
        Fact(_("Asked at"), run.created_at),
        Fact(_("Finished at"), run.finished_at or _("not yet")),
        *(Fact(str(name), value) for name, value in (run.counts or {}).items()),
    ]
