"""`seed_demo_notices`: notices of every state for the demo register."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.formalization.services.demo.notices import demo_notices

MISSING = 3


class Command(BaseCommand):
    """Write them once; refused where this is no demo."""

    help = "Adds notices of every state and a subscription to a demo register; again it adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write and count; end with 3 outside of a demo."""
        if not settings.REGISTRY_DEMO:
            raise CommandError("This is not a demo register: no notice is invented in it.", returncode=MISSING)
        counts = demo_notices(by=Actor.system("seed_demo_notices"), at=timezone.now())
        told = ", ".join(f"{number} {state}" for state, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else f"Notices: {told or 'none'}.")
