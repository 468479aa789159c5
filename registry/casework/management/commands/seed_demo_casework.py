"""`seed_demo_casework`: the files of a demo register, once."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.casework.services.demo import casework_demo_seed
from registry.common.errors import DomainError

EXIT_CODES = {"not_a_demo": 3, "demo_missing": 2}


class Command(BaseCommand):
    """Write invented files into a demo register; does nothing where files are there. Progress goes to stderr."""

    help = "Fills a demo register with invented files: a case in every state, some overdue (REGISTRY_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write them, then say how many."""
        at = timezone.now()
        try:
            answer = casework_demo_seed(
                by=Actor.system("demo"), on=timezone.localdate(at), at=at, say=self.stderr.write
            )
        except DomainError as error:
            raise CommandError(error.message, returncode=EXIT_CODES.get(error.code, 2)) from error
        said = "written" if answer["seeded"] else "here already"
        self.stdout.write(json.dumps(answer) if options["json"] else f"{answer['files']} files of the demo: {said}.")
