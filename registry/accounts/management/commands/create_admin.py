"""`create_admin`: the first account of a register, who gives the others theirs."""

import getpass
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.accounts.services import AppointmentData, UserData, user_create
from registry.audit.services import Actor
from registry.common.errors import DomainError

WRONG_INPUT = 2


class Command(BaseCommand):
    """Add an administrator. The password is asked for or read from a file; it never stands on a command line."""

    help = "Adds an administrator; asks for a password, or reads the first line of --password-file (- for stdin)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the login name and where the password comes from."""
        parser.add_argument("username", metavar="USERNAME", help="login name")
        parser.add_argument(
            "--password-file", metavar="FILE", help="file whose first line is the password; - reads stdin"
        )
        parser.add_argument("--name", default="", help="name shown with the acts of this account")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add the account; end with 2 where name or password are refused, and nothing is written."""
        at = timezone.now()
        try:
            user = user_create(
                data=UserData(username=options["username"], display_name=options["name"]),
                password=_password(options["password_file"]),
                appointments=[AppointmentData(role="administrator", from_on=timezone.localdate(at))],
                by=Actor.system("create_admin"),
                at=at,
            )
        except DomainError as error:
            raise CommandError(error.message, returncode=WRONG_INPUT) from error
        except OSError as error:
            message = f"The password file cannot be read: {error}. Name a file that exists, or leave the option out."
            raise CommandError(message, returncode=WRONG_INPUT) from error
        answer = {"id": user.pk, "username": user.get_username(), "role": "administrator"}
        self.stdout.write(json.dumps(answer) if options["json"] else f"{user.get_username()} is an administrator now.")


def _password(file: str | None) -> str:
    if file == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if file:
        with Path(file).open(encoding="utf-8") as lines:
            return lines.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        message = (
            "No password was given and there is nobody to ask: use --password-file FILE, or - to read it from stdin."
        )
        raise CommandError(message, returncode=WRONG_INPUT)
    first = getpass.getpass("Password (at least 12 characters): ")
    if first != getpass.getpass("The same once more: "):
        raise CommandError("The two passwords differ. Nothing was written; begin again.", returncode=WRONG_INPUT)
    return first
