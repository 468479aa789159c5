"""`backup DIR`: the whole register in one folder."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services.backups import backup_make
from registry.common.backup.programs import ProgramFailedError, ProgramMissingError
from registry.common.errors import DomainError

WRONG_INPUT, MISSING = 2, 3


class Command(BaseCommand):
    """Dump database, documents and keys of one moment. Run as the owner of the tables."""

    help = "Writes database, documents and keys into a new folder, with a manifest that proves them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="folder that is new or empty")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, then say what it holds."""
        try:
            answer = backup_make(target=options["folder"].absolute(), at=timezone.now(), say=self.stderr.write)
        except DomainError as error:
            raise CommandError(error.message, returncode=WRONG_INPUT) from error
        except OSError as error:
            message = f"A folder cannot be read or written: {error}."
            raise CommandError(message, returncode=WRONG_INPUT) from error
        except (ProgramMissingError, ProgramFailedError) as error:
            raise CommandError(str(error), returncode=MISSING) from error
        self.stdout.write(json.dumps(answer) if options["json"] else _sentence(options["folder"], answer))


def _sentence(folder: Path, answer: dict[str, Any]) -> str:
    return (
        f"{folder} holds {answer['rows']} rows of {answer['tables']} tables, {answer['documents']} documents and the"
        " keys. It contains personal data and the secret key: keep it as you keep the register."
    )
