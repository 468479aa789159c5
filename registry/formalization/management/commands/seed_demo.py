"""`seed_demo`: fill a demo register, once."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.formalization.services.demo import DemoOrder, demo_seed

EXIT_CODES = {"not_a_demo": 3, "real_data": 2}


class Command(BaseCommand):
    """Write an invented register; does nothing where one is there. Progress goes to stderr."""

    help = "Fills a demo register with invented people, rights, land and registrations (REGISTRY_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the seed and the size."""
        usual = DemoOrder()
        parser.add_argument("--seed", type=int, default=usual.seed, help="the same seed gives the same register")
        parser.add_argument("--registrations", type=int, default=usual.registrations, help="how many registrations")
        parser.add_argument("--rights", type=int, default=usual.rights, help="how many rights, besides the edge cases")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, then say what was written."""
        at, begun = timezone.now(), time.monotonic()
        order = DemoOrder(options["seed"], options["registrations"], options["rights"])
        try:
            answer = demo_seed(
                order=order, by=Actor.system("demo"), on=timezone.localdate(at), at=at, say=self.stderr.write
            )
        except DomainError as error:
            raise CommandError(error.message, returncode=EXIT_CODES.get(error.code, 2)) from error
        answer["seconds"] = round(time.monotonic() - begun, 1)
        self.stdout.write(json.dumps(answer) if options["json"] else _sentence(answer))


def _sentence(answer: dict[str, Any]) -> str:
    if not answer["seeded"]:
        return "A demo is here already; nothing was written."
    rows = ", ".join(f"{count} {name}" for name, count in answer["rows"].items())
    return f"The demo register stands after {answer['seconds']} s: {rows}. A worker now measures every overlap."
