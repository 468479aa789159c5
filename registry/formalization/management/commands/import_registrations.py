"""`import_registrations`: a published list of the REINFO into the register."""

from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.common.importing.outcome import Outcome
from registry.common.importing.staging import Order
from registry.common.management.arguments import metres
from registry.common.management.import_command import Bars, ImportCommand
from registry.common.spatial.files import parse_source
from registry.formalization.services.importing import registrations_import
from registry.formalization.services.importing.registrations import KIND


class Command(ImportCommand):
    """Matched by the ministry's code; states keep their history; nothing is deleted."""

    help = "Import registrations from a published list."
    needs_source = False
    needs_published = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the accuracy of the points to what every import takes."""
        super().add_arguments(parser)
        parser.add_argument(
            "--accuracy-m",
            type=metres,
            default=0,
            metavar="N",
            help="stated accuracy of the published points in metres",
        )

    def perform(self, options: dict[str, Any], *, at: datetime, progress: Bars) -> Outcome:
        """Import the registrations."""
        source = parse_source(options["file"])
        order = Order(
            KIND, source.path, options["source"] or "MINEM REINFO", options["published"] or self._day(at),
            source.layer, options["profile"], {"accuracy_m": options["accuracy_m"], "srid": options["srid"]},
            options["dry_run"], options["into_demo"],
        )  # fmt: skip
        return registrations_import(
            order=order, accuracy_m=options["accuracy_m"], srid=options["srid"],
            by=Actor.system("import_registrations"), at=at, progress=progress,
        )  # fmt: skip

    def _day(self, at: datetime) -> date:
        """The day of the import, said aloud, where nobody names the day of the list."""
        day = timezone.localdate(at)
        self.stderr.write(
            _("No --published was given: the list is taken for that of today, %(day)s.") % {"day": day.isoformat()}
        )
        return day
