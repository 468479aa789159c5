"""`demo_key`: a fresh key of the demo organization, for those who try the API by program."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.accounts.models import User
from registry.api.models import KeyRequest, OrganizationKey
from registry.api.services import key_create, key_request_ask, key_request_decide, key_revoke
from registry.audit.services import Actor

ORGANIZATION = "ngo"
NAME = "demo"


class Command(BaseCommand):
    """Prints the key; an earlier one of this command is ended."""

    help = "Prints a fresh API key of the demo's organization (REGISTRY_DEMO=1); an earlier one is ended."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask, approve, make, print."""
        if not settings.REGISTRY_DEMO:
            raise CommandError("Only a demo register (REGISTRY_DEMO=1) gives keys without being asked.", returncode=2)
        user = User.objects.filter(username=ORGANIZATION).first()
        if user is None:
            raise CommandError("The demo's logins are not there yet: run demo_accounts first.", returncode=2)
        by, at = Actor.system("demo"), timezone.now()
        request = KeyRequest.objects.filter(user=user, state=KeyRequest.State.APPROVED).first()
        if request is None:
            asked = key_request_ask(user=user, organization="Demo", purpose="Trying the API.", by=by, at=at)
            request = key_request_decide(request=asked, state=KeyRequest.State.APPROVED, reason="", by=by, at=at)
        for earlier in OrganizationKey.objects.filter(request=request, name=NAME, revoked=False):
            key_revoke(key=earlier, by=by, at=at)
        made = key_create(request=request, name=NAME, by=by, at=at)
        self.stdout.write(json.dumps({"api_key": made.text}) if options["json"] else made.text)
