"""Conflicts as tiles of the live map and as files: the rows that the filters chose, and never all instead."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.web.pages import StaffPage
from registry.common.display import Crumb
from registry.common.exports import demo_cell, demo_heading, demo_name, spreadsheet_safe
from registry.common.models import Job
from registry.common.tiles import MOST_ZOOM, MVT
from registry.territory.models import Finding
from registry.territory.services.conflicts_files import (
    COLUMNS,
    conflict_features,
    conflict_package,
    conflict_rows,
)
from registry.territory.services.conflicts_package import package_request, package_state
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
    """The filtered conflicts as GeoPackage: made at once up to a bound, above it by a worker."""

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        """Hand it out, or lead to the page where it is ordered."""
        rows = self.rows()
        pieces = self._made(rows)
        if rows.count() > MOST_PACKED:
            _job, path = package_state(self.order(), at=self.now)
            if path is None:
                return redirect(reverse("territory:conflict_package") + self.asked_query())
            pieces = _pieces(path)
        response = StreamingHttpResponse(pieces, content_type="application/geopackage+sqlite3")
        name_file(response, "conflicts.gpkg")
        return response

    def _made(self, rows: QuerySet[Finding]) -> Iterator[bytes]:
        """Write the package when it is asked for, hand it out piece by piece, and leave nothing behind."""
        with tempfile.TemporaryDirectory(prefix="conflicts-") as folder:
            path = Path(folder) / "conflicts.gpkg"
            conflict_package(rows, self.law, path)
            yield from _pieces(path)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as kept:
        while piece := kept.read(PIECE):
            yield piece


class ConflictPackagePage(ConflictRoom, StaffPage):
    """The package of very many conflicts: order it, see how far it is, take it."""

    template_name = "territory/conflict_package.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what was asked for and how far its job is."""
        asked, total = self.asked_query(), self.rows().count()
        job, path = package_state(self.order(), at=self.now)
        at_work = job is not None and job.state in {Job.State.WAITING, Job.State.RUNNING}
        return super().get_context_data(
            title=_("Conflicts as GeoPackage"), total=total, job=job, at_work=at_work, is_made=path is not None,
            percent=round(100 * job.done / job.total) if job and job.total else None,
            failed=job.message if job and job.state == Job.State.FAILED else "",
            file_url=reverse("territory:conflict_gpkg") + asked, asked=asked,
            crumbs=[
                Crumb(_("Land and overlaps"), reverse("territory:layer_list")),
                Crumb(_("Conflicts"), reverse("territory:conflict_list") + asked), Crumb("GeoPackage"),
            ], **kwargs,
        )  # fmt: skip


class ConflictPackageAsk(ConflictRoom):
    """Order the package."""

    def post(self, _request: HttpRequest) -> HttpResponse:
        """Ask a worker for it and show how far it is."""
        self.rows()  # refuses an unknown filter
        package_request(order=self.order(), by=self.actor, at=self.now)
        return redirect(reverse("territory:conflict_package") + self.asked_query())
