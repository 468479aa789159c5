"""`seed_demo_rooms`: what each room adds to a demo register, and the codes that whoever starts it may try.

It stands in the highest room, since it calls them all; each adds nothing where it was called before.
"""

import io
import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

ROOMS = (
    "seed_demo_casework",
    "seed_demo_territory",
    "seed_demo_notices",
    "seed_demo_oversight",
    "open_data_snapshot",
)
CODES = ("seed_demo_portal", "demo_key")
MISSING = 3


class Command(BaseCommand):
    """Fill the rooms; answer a verification code and a key of the demo's organization."""

    help = "Fills every room of a demo register and prints a verification code and an API key (REGISTRY_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Call each room's own command; the first that refuses ends it."""
        if not settings.REGISTRY_DEMO:
            raise CommandError("This is not a demo register: nothing invented is put into it.", returncode=MISSING)
        for name in ROOMS:
            self.stderr.write(f"{name.removeprefix('seed_demo_')} …")
            _answer(name)
        codes: dict[str, Any] = {}
        for name in CODES:
            codes |= _answer(name)
        told = {"verification_code": codes["verification_code"], "api_key": codes["api_key"]}
        self.stdout.write(json.dumps(told) if options["json"] else f"verification code {told['verification_code']}")


def _answer(name: str) -> dict[str, Any]:
    """Return what a command answers as JSON."""
    said = io.StringIO()
    call_command(name, "--json", stdout=said)
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer
