"""`demo_code USER`: the code that the authenticator app of a login of the demo shows now."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.accounts.models import User
from registry.accounts.services.totp import PERIOD_S, demo_secret, totp_code

WRONG_INPUT, MISSING = 2, 3


class Command(BaseCommand):
    """Print the current code; refused where this is no demo."""

    help = "Prints the code of the second login step of a demo login; refused outside a demo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the login name."""
        parser.add_argument("username", metavar="USER", help="login name, for example ministry")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print it; end with 3 outside of a demo, with 2 for a login that does not exist."""
        if not settings.REGISTRY_DEMO:
            raise CommandError(
                "This is not a demo register: its codes are on the phones of its staff.", returncode=MISSING
            )
        username = options["username"]
        if not User.objects.filter(username=username).exists():
            known = ", ".join(User.objects.order_by("username").values_list("username", flat=True)[:30])
            msg = f"There is no login {username}. There are: {known}."
            raise CommandError(msg, returncode=WRONG_INPUT)
        now = timezone.now()
        code, seconds = totp_code(demo_secret(username), at=now), PERIOD_S - int(now.timestamp()) % PERIOD_S
        answer = {"username": username, "code": code, "seconds_left": seconds}
        self.stdout.write(json.dumps(answer) if options["json"] else code)
