"""Conflicts at the desk: the list with its filters, counts with their table, and the live map."""

import json
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.web.pages import ListPage
from registry.common import charts
from registry.common.display import Crumb
from registry.rules.engine.pack import Pack
from registry.territory.models import Finding
from registry.territory.services.conflicts import counts_of, listed, named
from registry.territory.services.conflicts_tiles import MOST_SHAPES, conflict_extent
from registry.territory.services.consequences import EFFECTS, SEVERITY
from registry.territory.web.conflict_room import ConflictRoom
from registry.territory.web.conflict_table import ConflictTable, gravest_first

FILES = (("csv", "CSV"), ("geojson", "GeoJSON"), ("gpkg", "GeoPackage"))


class ConflictListPage(ConflictRoom, ListPage):
    """The list of conflicts."""

    template_name = "territory/conflicts.html"
    title = gettext_lazy("Conflicts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the table, the counts as charts, and the addresses of map and files."""
        chosen = self.chosen()
        rows = chosen.qs if chosen.is_valid() else chosen.queryset.none()
        table = ConflictTable(
            gravest_first(named(listed(rows))), kinds=self.kinds, regions=self.regions, law=self.law,
            empty_text=_("Take a filter away. That nothing is listed does not mean that land is clear: ask the board."),
        )  # fmt: skip
        tables.RequestConfig(self.request, paginate={"per_page": 25, "silent": True}).configure(table)
        asked = self.asked_query()
        return super(ListPage, self).get_context_data(
            title=self.title, table=table, filters=chosen, caption=self.title, charts=self._charts(rows),
            tiles_url=reverse("territory:conflict_tile") + asked, most_shapes=MOST_SHAPES,
            extent=json.dumps(conflict_extent(rows)), finding_url=reverse("territory:finding", args=[0]),
            files=[(word, reverse(f"territory:conflict_{name}") + asked) for name, word in FILES],
            crumbs=[Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(_("Conflicts"))],
            legend=[(code or "silent", EFFECTS[code][0]) for code in SEVERITY[:-1]], **kwargs,
        )  # fmt: skip

    def _charts(self, rows: QuerySet[Finding]) -> list[charts.Chart]:
        counts = counts_of(rows)
        here = reverse("territory:conflict_list")
        by_region = [
            charts.Value(
                self.regions.get(code, code) or _("not known"), total, "forest", f"{here}?region={code}" if code else ""
            )
            for code, total in counts.regions
        ]
        by_kind = [
            charts.Value(self.kinds.get(code, code), total, _tone(self.law, code), f"{here}?kind={code}")
            for code, total in counts.kinds
        ]
        return [
            charts.bar_chart(_("Conflicts by region"), by_region), charts.bar_chart(_("Conflicts by kind"), by_kind),
        ]  # fmt: skip


def _tone(pack: Pack[Any], kind: str) -> str:
    found = pack.law.consequences.get(kind)
    return EFFECTS[found.effect][1] if found else "unknown"
