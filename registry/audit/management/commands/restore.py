"""`restore DIR`: a backup into an empty place."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.audit.services.backups import backup_restore
from registry.common.backup.programs import ProgramFailedError, ProgramMissingError
from registry.common.errors import DomainError

DIFFERENT, WRONG_INPUT, MISSING = 1, 2, 3


class Command(BaseCommand):
    """Read a backup into an empty database and documents folder, and compare. Run as the owner of the database."""

    help = "Restores a backup into an empty database and compares rows, event chain and documents."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="folder that `backup` wrote")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore, then say what came back; end with 1 where something differs."""
        try:
            answer = backup_restore(source=options["folder"].absolute(), say=self.stderr.write)
        except DomainError as error:
            raise CommandError(error.message, returncode=WRONG_INPUT) from error
        except OSError as error:
            message = f"A folder cannot be read or written: {error}."
            raise CommandError(message, returncode=WRONG_INPUT) from error
        except (ProgramMissingError, ProgramFailedError) as error:
            raise CommandError(str(error), returncode=MISSING) from error
        if settings.DATABASE_APP_ROLE:
            call_command("prepare_database", stdout=self.stderr)
        if not answer["secret_key_same"]:
            keys = options["folder"] / "keys"
            self.stderr.write(
                f"The secret keys differ from the backup's: set SECRET_KEY to the content of {keys}/secret_key, and "
                f"SECRET_KEY_FALLBACKS to that of {keys}/secret_key_fallbacks where there is one."
            )
        self.stdout.write(json.dumps(answer) if options["json"] else _sentence(answer))
        if answer["differences"]:
            raise SystemExit(DIFFERENT)


def _sentence(answer: dict[str, Any]) -> str:
    whole = f"{answer['rows']} rows of {answer['tables']} tables and {answer['documents']} documents are back."
    if answer["differences"]:
        return whole + " It is not the same as the backup: " + "; ".join(answer["differences"])
    return whole + f" Rows, documents and the chain of {answer['chain']['checked']} events are those of the backup."
