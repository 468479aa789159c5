"""`demo_accounts`: the logins and codes of a demo register, for whoever starts it."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.formalization.services.demo import demo_logins, demo_status, second_steps_ensure

MISSING = 3


class Command(BaseCommand):
    """Print logins of each role and a status code; refused where this is no demo."""

    help = "Prints the logins of a demo register and a code for the status page."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print them; end with 3 outside of a demo or before it was filled."""
        if not settings.REGISTRY_DEMO:
            raise CommandError("This is not a demo register: its logins are given by create_admin.", returncode=MISSING)
        status = demo_status()
        if status is None:
            raise CommandError("The demo register is still empty: run seed_demo first.", returncode=MISSING)
        secrets = second_steps_ensure(by=Actor.system("demo_accounts"), at=timezone.now())
        logins = [
            {
                "role": login.role,
                "username": login.username,
                "password": login.password,
                "totp_secret": secrets.get(login.username),
            }
            for login in demo_logins()
        ]
        answer = {"demo": True, "logins": logins, "status": status, "verification_code": None, "api_key": None}
        self.stdout.write(json.dumps(answer) if options["json"] else _lines(logins, status))


def _lines(logins: list[dict[str, str | None]], status: dict[str, str]) -> str:
    lines = [
        f"{login['role']:<18} {login['username']:<10} {login['password']}   second step: demo_code {login['username']}"
        for login in logins
    ]
    return "\n".join([*lines, f"status page: code {status['code']}, document {status['document']}"])
