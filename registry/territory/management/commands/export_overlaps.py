"""`export_overlaps`: the standing overlaps of rights with land, as CSV or JSON on stdout.

In a demo register a last column `register` says demo in each row; the stated columns stay as they are.
"""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.exports import demo_cell, demo_heading
from registry.common.management.arguments import square_metres
from registry.common.spatial.srids import UnknownSystemError
from registry.territory.choices import LayerState
from registry.territory.models import LandLayer, LayerKind
from registry.territory.selectors import EXPORT_COLUMNS, ExportFilter, overlap_rows, overlap_rows_in, pairs_waiting

WRONG_INPUT = 2
NUMBERS = frozenset({"hectares", "share_of_right", "share_of_area"})


class Command(BaseCommand):
    """Print the overlaps of rights with land, sorted by right, layer and area."""

    help = "Print the standing overlaps of rights with land."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be printed and in which form."""
        parser.add_argument("--format", choices=["csv", "json"], default="csv", help="csv (default) or json")
        parser.add_argument("--json", action="store_true", help="the same as --format json")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--layer", type=int, metavar="ID", help="one layer version")
        which.add_argument("--kind", help="one kind of land, by its code")
        parser.add_argument("--srid", type=int, metavar="N", help="measure all pairs in this one system")
        parser.add_argument(
            "--min-m2", type=square_metres, default=0.0, help="only pairs that share more than this (0)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the rows."""
        wanted = ExportFilter(options["layer"], options["kind"], options["min_m2"])
        self._check(wanted)
        try:
            srid = options["srid"]
            rows = list(overlap_rows(wanted) if srid is None else overlap_rows_in(srid, wanted))
        except UnknownSystemError as error:
            raise CommandError(str(error), returncode=WRONG_INPUT) from error
        rows.sort(key=lambda row: (row[0] or "", row[2], row[4]))
        if srid is None and (waiting := pairs_waiting(wanted)):
            self.stderr.write(
                f"{waiting} pairs of a right and a layer are not measured yet, so the list may lack overlaps. "
                "Measure them with check_overlaps --all --wait and export again."
            )
        columns = (*EXPORT_COLUMNS, *demo_heading())
        if options["json"] or options["format"] == "json":
            named_rows = [dict(zip(columns, (*row, *demo_cell()), strict=True)) for row in rows]
            self.stdout.write(json.dumps(named_rows, ensure_ascii=False))
            return
        writer = csv.writer(self.stdout)
        writer.writerow(columns)
        for row in rows:
            named = zip(columns, (*row, *demo_cell()), strict=True)
            writer.writerow([f"{value:.4f}" if name in NUMBERS else value for name, value in named])

    def _check(self, wanted: ExportFilter) -> None:
        if wanted.layer_id is not None:
            layer = LandLayer.objects.filter(pk=wanted.layer_id).only("state", "line_id").first()
            if layer is None:
                message = f"There is no layer {wanted.layer_id}."
                raise CommandError(message, returncode=WRONG_INPUT)
            if layer.state == LayerState.SUPERSEDED:
                present = f"; the version in use is layer {layer.line_id}" if layer.line_id else ""
                message = f"Layer {wanted.layer_id} was superseded, and overlaps with it no longer stand{present}."
                raise CommandError(message, returncode=WRONG_INPUT)
        if wanted.kind is not None and not LayerKind.objects.filter(code=wanted.kind).exists():
            codes = ", ".join(LayerKind.objects.values_list("code", flat=True))
            message = f"There is no kind {wanted.kind}; there are: {codes}."
            raise CommandError(message, returncode=WRONG_INPUT)
