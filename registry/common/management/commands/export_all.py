"""`export_all DIR`: leave with everything, in open formats."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.common.errors import DomainError
from registry.common.exporting import export_everything

WRONG_INPUT = 2


class Command(BaseCommand):
    """Write CSV, GeoPackage, GeoJSON and documents, with what every column means."""

    help = "Writes the whole register as CSV, GeoPackage, GeoJSON and documents, with a data dictionary."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="folder that is new or empty")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, then say what it holds."""
        folder: Path = options["folder"].absolute()
        try:
            done = export_everything(target=folder, at=timezone.now(), say=self.stderr.write)
        except DomainError as error:
            raise CommandError(error.message, returncode=WRONG_INPUT) from error
        except OSError as error:
            message = f"The folder cannot be written: {error}."
            raise CommandError(message, returncode=WRONG_INPUT) from error
        answer = {"folder": str(folder), **asdict(done)}
        self.stdout.write(
            json.dumps(answer)
            if options["json"]
            else f"{folder} holds {done.rows} rows of {done.tables} tables, {done.shapes} shapes and {done.documents}"
            " documents. It contains personal data."
        )
