"""`import_offices`: the offices that people can ask, with phone and hours, from a CSV file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.places.services.offices import COLUMNS, offices_import


class Command(BaseCommand):
    """Writes all of the file or nothing; ends with 2 where a line cannot be read."""

    help = f"Imports offices from a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and who publishes it."""
        parser.add_argument("file", type=Path, help="CSV file, UTF-8, first line with the names of the columns")
        parser.add_argument("--source", required=True, help="who publishes the list")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import it."""
        if not options["file"].is_file():
            message = f"There is no file {options['file']}."
            raise CommandError(message, returncode=2)
        try:
            counts = offices_import(
                path=options["file"], source=options["source"], by=Actor.system("import_offices"), at=timezone.now()
            )
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from error
        said = f"offices: {counts['added']} added, {counts['changed']} changed"
        self.stdout.write(json.dumps(counts) if options["json"] else said)
