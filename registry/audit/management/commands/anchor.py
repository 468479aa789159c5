"""`anchor`: the day's anchor of the sealed chain, as a file to publish."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit import services
from registry.audit.services.anchors import anchor_make, anchor_write, told

NOTHING = 1


class Command(BaseCommand):
    """Seal what is unsealed, make the anchor of today and write its file."""

    help = "Seals, then writes the anchor of today under REGISTRY_VAR/anchors: {day, position, digest, made_at, file}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the anchor; end with 1 where nothing is sealed yet."""
        now = timezone.now()
        while services.events_seal(at=now):
            self.stderr.write("sealing …")
        anchor = anchor_make(on=timezone.localdate(now), at=now)
        if anchor is None:
            raise CommandError("Nothing is sealed yet: there is nothing to anchor.", returncode=NOTHING)
        self.stdout.write(json.dumps(told(anchor) | {"file": str(anchor_write(anchor))}))
