"""Conflicts for the live map and as files to take away: the rows that the filters chose, and never all instead."""

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, PointOnSurface
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.common.exports import demo_cell, demo_heading, demo_name
from registry.territory.models import Finding
from registry.territory.services.conflicts import listed, named
from registry.territory.services.conflicts_files import (
    COLUMNS,
    conflict_features,
    conflict_package,
    conflict_rows,
    spreadsheet_safe,
)
from registry.territory.web.conflict_room import ConflictRoom
from registry.territory.web.conflict_table import effect_chip

MOST_SHAPES = 2_000
MOST_PACKED = 50_000
PIECE = 65_536


class ConflictShapes(ConflictRoom):
    """The shared parts of the filtered conflicts for the live map, largest first and bounded."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Answer GeoJSON; `left_out` says how many are not drawn."""
        chosen = self.rows()
        total = chosen.count()
        shown = Case(When(footprint__is_point=True, then=F("footprint__geom")), default=F("shared_geom"))
        rows = named(listed(chosen)).annotate(
            drawn=AsGeoJSON(shown, precision=6), dot=AsGeoJSON(PointOnSurface(F("shared_geom")), precision=4)
        )
        drawn = [row for row in rows.order_by(F("shared_m2").desc(nulls_last=True), "pk")[:MOST_SHAPES] if row.drawn]
        features = [self._feature(row, row.drawn) for row in drawn]
        features += [self._feature(row, row.dot, is_dot=True) for row in drawn if row.shared_m2 is not None]
        about = {"type": "FeatureCollection", "features": features, "left_out": total - len(drawn)}
        return HttpResponse(json.dumps(about), content_type="application/geo+json")

    def _feature(self, row: Any, shape: str, *, is_dot: bool = False) -> dict[str, Any]:
        whose = row.right_code or row.registration or row.verified_for or "?"
        on = str(row.area) if row.area is not None else row.other_right or row.other_registration or "?"
        title = f"{whose} × {on}: {self.kinds.get(row.of_kind, row.of_kind)}, {effect_chip(row.effect).word}"
        return {
            "type": "Feature",
            "geometry": json.loads(shape),
            "properties": {
                "kind": row.effect or "silent", "title": title, "in_focus": True, "dot": is_dot,
                "url": reverse("territory:finding", args=[row.pk]),
            },
        }  # fmt: skip


def name_file(response: HttpResponseBase, name: str) -> None:
    """Name the file, and its columns for the event that the door writes."""
    response["Content-Disposition"] = f'attachment; filename="{demo_name(name)}"'
    response.columns = COLUMNS  # type: ignore[attr-defined] # read by the door


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


class ConflictCsv(ConflictRoom):
    """The filtered conflicts as CSV, line by line."""

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        """Stream the lines; a text that a spreadsheet would take for a formula is quoted."""
        response = StreamingHttpResponse(self._lines(self.rows()), content_type="text/csv; charset=utf-8")
        name_file(response, "conflicts.csv")
        return response

    def _lines(self, rows: QuerySet[Finding]) -> Iterator[str]:
        writer = csv.writer(Echo())
        yield writer.writerow([*COLUMNS, *demo_heading()])
        for row in conflict_rows(rows, self.law):
            yield writer.writerow([*(spreadsheet_safe(row[name]) for name in COLUMNS), *demo_cell()])


class ConflictGeojson(ConflictRoom):
    """The filtered conflicts with their shared parts as GeoJSON, eight digits."""

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        """Stream the features."""
        response = StreamingHttpResponse(conflict_features(self.rows(), self.law), content_type="application/geo+json")
        name_file(response, "conflicts.geojson")
        return response


class ConflictPackage(ConflictRoom):
    """The filtered conflicts as GeoPackage; above a bound the filters have to be narrower."""

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        """Write the package aside and hand it out."""
        rows = self.rows()
        if rows.count() > MOST_PACKED:
            says = _("More than {most} conflicts: choose a region or a kind, or take the CSV or GeoJSON.")
            return HttpResponse(says.format(most=MOST_PACKED), status=413, content_type="text/plain; charset=utf-8")
        response = StreamingHttpResponse(self._pieces(rows), content_type="application/geopackage+sqlite3")
        name_file(response, "conflicts.gpkg")
        return response

    def _pieces(self, rows: QuerySet[Finding]) -> Iterator[bytes]:
        """Write the package when it is asked for, hand it out piece by piece, and leave nothing behind."""
        with tempfile.TemporaryDirectory(prefix="conflicts-") as folder:
            path = Path(folder) / "conflicts.gpkg"
            conflict_package(rows, self.law, path)
            with path.open("rb") as kept:
                while piece := kept.read(PIECE):
                    yield piece
