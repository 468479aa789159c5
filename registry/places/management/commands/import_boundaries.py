"""`import_boundaries`: departments, provinces and districts with their UBIGEO and boundary."""

from datetime import datetime
from typing import Any

from registry.audit.services import Actor
from registry.common.importing.outcome import Outcome
from registry.common.importing.staging import Order
from registry.common.management.import_command import Bars, ImportCommand
from registry.common.spatial.files import parse_source
from registry.places.services import boundaries_import
from registry.places.services.boundaries import KIND


class Command(ImportCommand):
    """Every layer of the file where none is named."""

    help = "Import places and their boundaries, matched by UBIGEO."

    def perform(self, options: dict[str, Any], *, at: datetime, progress: Bars) -> Outcome:
        """Import the boundaries."""
        source = parse_source(options["file"])
        order = Order(
            KIND, source.path, options["source"], options["published"], source.layer, options["profile"],
            dry_run=options["dry_run"], into_demo=options["into_demo"],
        )  # fmt: skip
        return boundaries_import(
            order=order, srid=options["srid"], by=Actor.system("import_boundaries"), at=at, progress=progress
        )
