"""`overlap_files`: what two files of any country share, without a register and without a database."""

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.management.arguments import file_to_write, square_metres
from registry.common.spatial.archives import SourceError
from registry.common.spatial.comparing import Compared, Request, compare
from registry.common.spatial.files import parse_source
from registry.common.whole_files import whole_file

HEADING = ("id_a", "id_b", "hectares", "share_of_a", "share_of_b")
WRONG_INPUT = 2
REFUSED_ROWS = 1


class Command(BaseCommand):
    """Measure two files (FILE[:LAYER]) against each other in one system of metres."""

    help = "Measure two files against each other: pairs over a minimum and their hectares."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Options as `docs` names them; nothing here needs a setting of the register."""
        parser.add_argument("a", metavar="A[:LAYER]", help="first file; the first layer where none is named")
        parser.add_argument("b", metavar="B[:LAYER]", help="second file; A against itself when it is A")
        parser.add_argument("--srid", type=int, required=True, help="EPSG code of the system to measure in")
        parser.add_argument("--id-a", help="field that names the rows of A (row numbers from 1 otherwise)")
        parser.add_argument("--id-b", help="field that names the rows of B")
        parser.add_argument("--min-m2", type=square_metres, default=1.0, help="pairs must share more than this (1)")
        parser.add_argument("--csv", type=file_to_write, metavar="OUT", help="file to write one row a pair to")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the answer; end with 1 when rows had to be refused, 2 when the input is wrong."""
        try:
            found = compare(
                Request(
                    parse_source(options["a"]),
                    parse_source(options["b"]),
                    srid=options["srid"],
                    id_a=options["id_a"],
                    id_b=options["id_b"],
                    min_m2=options["min_m2"],
                    say=self.stderr.write,
                )
            )
            if options["csv"]:
                write_csv(found, options["csv"])
        except (SourceError, OSError) as error:
            raise CommandError(str(error), returncode=WRONG_INPUT) from error
        self.stdout.write(self._answer(found, as_json=options["json"]))
        if found.refused:
            raise SystemExit(REFUSED_ROWS)

    def _answer(self, found: Compared, *, as_json: bool) -> str:
        summary = found.summary()
        if as_json:
            return json.dumps(summary)
        skipped = ", ".join(f"{count} {flaw}" for flaw, count in summary["skipped"].items())
        return (
            f"{summary['pairs']} pairs share {summary['hectares']:,.4f} ha; "
            f"{summary['repaired']} shapes repaired; skipped: {skipped}"
        )


def write_csv(found: Compared, path: Path) -> None:
    """Write one row a pair: ids, hectares with four decimals, shares with six."""
    with whole_file(path) as sink:
        writer = csv.writer(sink)
        writer.writerow(HEADING)
        for id_a, id_b, hectares, share_a, share_b in found.rows():
            writer.writerow((id_a, id_b, f"{hectares:.4f}", f"{share_a:.6f}", f"{share_b:.6f}"))
