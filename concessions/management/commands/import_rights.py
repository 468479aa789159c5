"""`import_rights`: a snapshot of a mining cadastre into the register."""

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from concessions.services.importing import rights_import
from concessions.services.importing.rights import KIND, rights_order
from registry.audit.services import Actor
from registry.common.importing.outcome import Outcome
from registry.common.importing.staging import Order
from registry.common.management.import_command import Bars, ImportCommand
from registry.common.spatial.files import parse_source
from registry.places.selectors import scope_parse


class Command(ImportCommand):
    """Matched by code: added, changed, unchanged, and gone inside the scope; nothing is deleted."""

    help = "Import mining rights from a file of the cadastre."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the scope to what every import takes."""
        super().add_arguments(parser)
        parser.add_argument(
            "--scope", required=True,
            help="where the file is complete: zone:17, department:06 (or its name), or a file with a polygon",
        )  # fmt: skip
        parser.add_argument(
            "--holders-complete", metavar="WHERE", nargs="?", const="", default=None,
            help="the publisher lists every holder inside the scope in this file; WHERE it states so (else --source)",
        )  # fmt: skip

    def perform(self, options: dict[str, Any], *, at: datetime, progress: Bars) -> Outcome:
        """Import the rights."""
        source = parse_source(options["file"])
        order = Order(
            KIND, source.path, options["source"], options["published"], source.layer, options["profile"],
            dry_run=options["dry_run"], into_demo=options["into_demo"],
        )  # fmt: skip
        where = options["holders_complete"]
        said = None if where is None else where or options["source"]
        wanted = rights_order(order, scope_parse(options["scope"]), options["srid"], holders_said=said)
        return rights_import(wanted=wanted, by=Actor.system("import_rights"), at=at, progress=progress)
