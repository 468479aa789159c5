"""`seed_demo_portal`: offices, papers, a mandate and a dispute of a demo register; prints a verification code."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.portal.services.demo import demo_public_side

MISSING = 3


class Command(BaseCommand):
    """Writes what is not there yet and prints the code of a paper; run it after seed_demo, as often as you like."""

    help = "Fills the public side of a demo register and prints a verification code (REGISTRY_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, then print the code."""
        try:
            code = demo_public_side(by=Actor.system("demo"), at=timezone.now())
        except DomainError as error:
            raise CommandError(error.message, returncode=MISSING) from error
        self.stdout.write(json.dumps({"verification_code": code}) if options["json"] else f"verification code {code}")
