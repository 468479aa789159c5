"""`verify_audit`: walk the chain of events."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit import services


class Command(BaseCommand):
    """Print `{checked, broken}`; exit 1 where something is broken."""

    help = "Seals what is unsealed, then proves the chain of events: {checked, broken:[...]}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument(
            "--anchor", action="append", default=[], metavar="FILE", help="a published anchor to compare"
        )
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the answer on stdout."""
        while services.events_seal(at=timezone.now()):
            self.stderr.write("sealing …")
        try:
            kept = [json.loads(Path(name).read_text(encoding="utf-8")) for name in options["anchor"]]
        except (OSError, ValueError) as error:
            msg = f"A published anchor cannot be read: {error}. Name a file as `anchor` writes it."
            raise CommandError(msg, returncode=2) from error
        answer = services.verify(kept)
        self.stdout.write(json.dumps(answer))
        if answer["broken"]:
            raise SystemExit(1)
