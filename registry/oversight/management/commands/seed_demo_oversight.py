"""`seed_demo_oversight`: invented reports from the field for a demo register."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.oversight.services.demo import reports_seed

MISSING = 3


class Command(BaseCommand):
    """Make the invented reports; refused where this is no demo."""

    help = "Makes invented reports from the field in a demo register; the same each time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make them."""
        if not settings.REGISTRY_DEMO:
            raise CommandError("This is not a demo register: nothing invented is put into it.", returncode=MISSING)
        made = reports_seed(at=timezone.now())
        self.stdout.write(json.dumps({"reports": made}) if options["json"] else f"{made} reports")
