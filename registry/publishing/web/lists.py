"""Public lists as pages: overlaps, the layer board, statistics as charts with tables, and how offices answer."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concessions.disclosure import OVERLAPS
from registry.casework.models import CaseFile
from registry.common.charts import Value, bar_chart
from registry.common.speaking import SpokenPage
from registry.formalization.facts.departments import DEPARTMENTS
from registry.publishing.selectors.statistics import STATISTICS, least_shown, table_of
from registry.publishing.web.showing import heads, kinds_of_land, overlap_table, rows_of
from registry.territory.choices import Publication
from registry.territory.models import LayerKind
from registry.territory.web.board import board

COLUMNS = ("right_code", "layer_kind", "area_name", "hectares", "share_of_right", "measured_on")
PER_PAGE = 50
# To lie in these is no conflict: shown where somebody asks for them.
NO_CONFLICT = ("permitted_corridor", "administrative_boundary")


class OverlapsPage(SpokenPage):
    """Overlaps of rights with published land, by kind and department."""

    http_method_names = ["get", "head"]
    page = "overlaps/"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of them; edge noise is no overlap and left out."""
        kind, region = request.GET.get("kind", ""), request.GET.get("region", "")
        kinds = {one.code: one for one in LayerKind.objects.filter(is_measured=True)}
        if (kind and kind not in kinds) or (region and region not in DEPARTMENTS):
            raise Http404  # an empty list would look like an answer about land that nobody asked for
        rows = OVERLAPS.queryset().filter(public_edge_noise=False, public_hectares__gt=0)
        rows = rows.filter(public_layer_kind=kind) if kind else rows.exclude(public_layer_kind__in=NO_CONFLICT)
        rows = rows.filter(public_ubigeo__startswith=region) if region else rows
        ordered = rows.order_by("-public_hectares", "public_id")
        page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
        first = (page.number - 1) * PER_PAGE
        lines = overlap_table(rows_of(OVERLAPS, ordered, limit=PER_PAGE, begin=first), COLUMNS)
        context = {
            "heads": heads(COLUMNS), "lines": lines, "page_of": page, "kind": kind, "region": region,
            "kinds": kinds.values(), "departments": DEPARTMENTS.items(),
        }  # fmt: skip
        return self.answer("publishing/overlaps.html", context)


class LayersPage(SpokenPage):
    """What land the register knows: source, day, coverage, and what is missing."""

    http_method_names = ["get", "head"]
    page = "layers/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the board without what is internal."""
        lines = [
            {"kind": line.kind, "chip": line.chip, "layers": [
                one for one in line.layers if one[0].publication != Publication.INTERNAL
            ]}
            for line in board(on=timezone.localdate())
        ]  # fmt: skip
        return self.answer("publishing/layers.html", {"lines": lines})


class StatisticsPage(SpokenPage):
    """The fixed set of published tables, each as a chart with its table under it."""

    http_method_names = ["get", "head"]
    page = "statistics/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them as they were published."""
        today = timezone.localdate()
        shown = []
        for statistic in STATISTICS:
            day, rows = table_of(statistic, today=today)
            words = [(self._word(row.key), row) for row in rows]
            chart = bar_chart(str(statistic.title), [Value(word, row.total) for word, row in words])
            shown.append({"about": statistic, "day": day, "rows": words, "chart": chart,
                          "address": reverse("api:statistic", args=[statistic.name])})  # fmt: skip
        return self.answer("publishing/statistics.html", {"tables": shown, "least": least_shown()})

    def _word(self, key: str) -> str:
        return (DEPARTMENTS | kinds_of_land()).get(key, key) if key else _("not known")


class OfficesPage(SpokenPage):
    """How long files take at each office: open, overdue, and the mean days of those that ended."""

    http_method_names = ["get", "head"]
    page = "offices/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        took = ExpressionWrapper(F("closed_on") - F("opened_on"), output_field=DurationField())
        late = Q(state="open", next_due_on__lt=timezone.localdate())
        counted: Any = (
            CaseFile.objects.values("office_region")
            .annotate(
                open=Count("pk", filter=Q(state="open")), overdue=Count("pk", filter=late),
                ended=Count("pk", filter=Q(closed_on__isnull=False)), took=Avg(took),
            )
            .order_by("office_region")
        )  # fmt: skip
        rows = [row | {"name": _office(row["office_region"]), "days": _days(row["took"])} for row in counted]
        values = [Value(row["name"], row["overdue"], "rust") for row in rows if row["overdue"]]
        chart = bar_chart(_("Overdue files by office"), values) if values else None
        return self.answer("publishing/offices.html", {"rows": rows, "chart": chart})


def _office(region: str) -> str:
    return DEPARTMENTS.get(region, region) if region else _("the ministry")


def _days(took: Any) -> int | None:
    return None if took is None else round(took.total_seconds() / 86_400)


class MapPage(SpokenPage):
    """Rights, overlaps and published land on a map; without script it says where the same stands as lists."""

    http_method_names = ["get", "head"]
    page = "map/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the map."""
        return self.answer("publishing/map.html", {})
