"""`verify_audit`: walk the chain of events."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registry.audit import services


class Command(BaseCommand):
    """Print `{checked, broken}`; exit 1 where something is broken."""

    help = "Seals what is unsealed, then proves the chain of events: {checked, broken:[...]}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the answer on stdout."""
        while services.events_seal(at=timezone.now()):
            self.stderr.write("sealing …")
        answer = services.verify()
        self.stdout.write(json.dumps(answer))
        if answer["broken"]:
            raise SystemExit(1)
