"""`import_layer`: a version of a land layer into the register."""

from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandParser

from registry.audit.services import Actor
from registry.common.importing.outcome import Outcome
from registry.common.importing.staging import Order
from registry.common.management.arguments import metres
from registry.common.management.import_command import Bars, ImportCommand
from registry.common.spatial.files import parse_source
from registry.places.selectors import scope_parse
from registry.territory.choices import Publication
from registry.territory.services.layer_areas import Columns
from registry.territory.services.layers import KIND, LayerOrder, layer_import, with_options


class Command(ImportCommand):
    """Areas added, changed, unchanged and gone against the version before, which is superseded."""

    help = "Import a land layer: protected areas, communities, corridors …"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what a layer says of itself to what every import takes."""
        super().add_arguments(parser)
        kind = parser.add_mutually_exclusive_group(required=True)
        kind.add_argument("--kind", default="", help="code of the kind of land, e.g. buffer_zone")
        kind.add_argument("--kind-from", default="", metavar="FIELD", help="column that tells the kind of each row")
        parser.add_argument("--name", default="", metavar="FIELD", help="column of the name")
        parser.add_argument("--id", default="", metavar="FIELD", help="column of the id")
        parser.add_argument(
            "--valid-from", default="", metavar="FIELD", help="column of the day the area was created in law"
        )
        parser.add_argument(
            "--coverage", nargs="+", default=[], metavar="FILE|DEPARTMENT",
            help="where the layer is complete; without it the layer clears nowhere",
        )  # fmt: skip
        parser.add_argument(
            "--accuracy-m", type=metres, default=0, metavar="N", help="stated accuracy of the boundaries in metres"
        )
        parser.add_argument(
            "--fresh-until", type=date.fromisoformat, metavar="DATE", help="last fresh day (else the kind's default)"
        )
        parser.add_argument(
            "--licence", default="", help="licence of the data; without one only yes and no are given out"
        )
        parser.add_argument(
            "--publication", choices=Publication.values, default=Publication.YES_NO, help="how it may be given out"
        )
        parser.add_argument("--series", default="", help="name shared by the versions of the layer (else the source)")
        parser.add_argument("--publisher", default="", help="who published the data, where that is not the source")
        parser.add_argument("--data-version", default="", help="version as published (else the day)")

    def perform(self, options: dict[str, Any], *, at: datetime, progress: Bars) -> Outcome:
        """Import the layer."""
        source = parse_source(options["file"])
        wanted = LayerOrder(
            Order(
                KIND, source.path, options["source"], options["published"], source.layer, options["profile"],
                dry_run=options["dry_run"], into_demo=options["into_demo"],
            ),
            Columns(options["kind_from"], options["id"], options["name"], options["valid_from"]),
            kind=options["kind"],
            series=options["series"],
            publisher=options["publisher"],
            version=options["data_version"],
            coverage=scope_parse(",".join(options["coverage"]), is_coverage=True) if options["coverage"] else None,
            accuracy_m=options["accuracy_m"],
            fresh_until=options["fresh_until"],
            licence=options["licence"],
            publication=options["publication"],
            srid=options["srid"],
        )  # fmt: skip
        return layer_import(wanted=with_options(wanted), by=Actor.system("import_layer"), at=at, progress=progress)
