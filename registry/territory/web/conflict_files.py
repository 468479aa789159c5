"""Conflicts as tiles of the live map and as files: the rows that the filters chose, and never all instead."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from registry.common.exports import demo_cell, demo_heading, demo_name
from registry.common.tiles import MOST_ZOOM, MVT
from registry.territory.models import Finding
from registry.territory.services.conflicts_files import (
    COLUMNS,
    conflict_features,
    conflict_package,
    conflict_rows,
    spreadsheet_safe,
)
from registry.territory.services.conflicts_tiles import conflict_tile
from registry.territory.web.conflict_room import ConflictRoom

MOST_DIGITS = 5  # of a number in the address of a tile
MOST_PACKED = 50_000
PIECE = 65_536


class ConflictTile(ConflictRoom):
    """A vector tile of the filtered conflicts for the live map; `z`, `x` and `y` stand beside the filters."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer the tile; 404 for an address that is none."""
        said = [request.GET.get(name, "0") for name in ("z", "x", "y")]
        if not all(text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS for text in said):
            raise Http404
        z, x, y = map(int, said)
        if z > MOST_ZOOM or not (x < 2**z and y < 2**z):
            raise Http404
        return HttpResponse(conflict_tile(self.rows(), z, x, y, words=self.kinds), content_type=MVT)


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
