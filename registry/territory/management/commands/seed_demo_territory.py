"""`seed_demo_territory`: parties, verdicts and objections for a demo register."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.territory.services.demo import territory_demo


class Command(BaseCommand):
    """Add invented parties of areas; verdicts and answers once a worker has measured. Never twice."""

    help = "Adds invented parties of areas, verdicts and answers to a demo register (REGISTRY_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add what is not there yet."""
        at = timezone.now()
        try:
            done = territory_demo(by=Actor.system("demo"), on=timezone.localdate(at), at=at)
        except DomainError as error:
            raise CommandError(error.message, returncode=3) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(f"{done.parties} parties, {done.verdicts} verdicts, {done.answers} answers were added.")
