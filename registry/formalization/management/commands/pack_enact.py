"""`pack_enact HASH --document … --in-force-on DATE --by KEY`: put a rehearsed draft in force."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.formalization.models import PackVersion
from registry.formalization.services.law_versions import Norm, law_version_enact


class Command(BaseCommand):
    """Print `{draft, version, hash, in_force_on, enacted_by, cases, document_sha256}`."""

    help = "Enacts a rehearsed draft, named by its hash or its first characters; another person than the drafter."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the draft, the norm, the day and the second person."""
        parser.add_argument("hash", help="hash of the draft, or its first eight characters")
        parser.add_argument("--document", required=True, help="the norm: number, date, where it was published")
        parser.add_argument("--file", type=Path, required=True, help="the norm as it was published (PDF or picture)")
        parser.add_argument(
            "--in-force-on", type=date.fromisoformat, required=True, help="first day on which it judges"
        )
        parser.add_argument("--by", required=True, help="key of the second person, e.g. user:13")
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Enact, print."""
        found = list(PackVersion.objects.filter(content_hash__startswith=options["hash"])[:2])
        if len(options["hash"]) < 8 or len(found) != 1:
            msg = "No single draft has this hash. Take it from the answer of pack_rehearse."
            raise CommandError(msg, returncode=2)
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        try:
            row = law_version_enact(
                draft=found[0], norm=Norm(options["document"], options["file"].name, content),
                in_force_on=options["in_force_on"], by=Actor(options["by"]), at=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from error
        self.stdout.write(json.dumps({
            "draft": row.pk, "version": row.version, "hash": row.content_hash,
            "in_force_on": options["in_force_on"].isoformat(), "enacted_by": row.enacted_by,
            "cases": row.cases_checked["checked"], "document_sha256": row.document_sha256,
        }))  # fmt: skip
