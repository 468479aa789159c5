"""`pack_rehearse DIR --on DATE`: try changed law files over the whole register; nothing of it changes."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.formalization.models import PackVersion
from registry.formalization.selectors.cases import cases_read, draft_differences
from registry.formalization.selectors.law import files_with
from registry.formalization.services.law_versions import law_version_draft
from registry.formalization.services.rehearsals import rehearsal_run
from registry.rules.catalogue import pack_from_files
from registry.rules.engine.errors import RulesError
from registry.rules.engine.law import files_in


class Command(BaseCommand):
    """Print `{draft, version, hash, on, judged, changed, moves, cases_differing}`; exit 1 where one would change."""

    help = "Tries the law files of a folder (changed ones are enough) over the register as of a day; saves no class."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, the day and who asks."""
        parser.add_argument(
            "folder",
            type=Path,
            metavar="DIR",
            help="folder with the changed *.toml files, and cases*.json with the cases whose answer they change",
        )
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="day as of which it is tried")
        parser.add_argument("--jurisdiction", default="PE", help="pack that the files change")
        parser.add_argument("--note", default="Draft loaded from files.", help="what the draft changes, in plain words")
        parser.add_argument("--by", default="system:pack_rehearse", help="key of who drafts it, e.g. user:12")
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Draft (or find the same draft), rehearse, print."""
        by, at = Actor(options["by"]), timezone.now()
        try:
            draft = self._draft(options, by)
            rehearsal = rehearsal_run(draft=draft, on=options["on"], by=by, at=at, progress=self._progress)
        except (DomainError, RulesError) as error:
            raise CommandError(str(error), returncode=2) from error
        answer = {
            "draft": draft.pk, "version": draft.version, "hash": draft.content_hash, "on": options["on"].isoformat(),
            "judged": rehearsal.judged, "changed": rehearsal.changed, "moves": rehearsal.moves,
            "cases_differing": [case["id"] for case in draft_differences(draft)],
        }  # fmt: skip
        self.stdout.write(json.dumps(answer))
        if rehearsal.changed:
            sys.exit(1)

    def _draft(self, options: dict[str, Any], by: Actor) -> PackVersion:
        folder: Path = options["folder"]
        files = files_in(folder)
        whole = files_with(options["jurisdiction"], files)
        content_hash = pack_from_files(options["jurisdiction"], whole).content_hash
        kept = PackVersion.objects.filter(jurisdiction=options["jurisdiction"], content_hash=content_hash).first()
        if kept:
            return kept
        brought = [case for path in sorted(folder.glob("cases*.json")) for case in cases_read(path.read_text("utf-8"))]
        return law_version_draft(
            jurisdiction=options["jurisdiction"], files=files, note=options["note"], by=by, at=timezone.now(),
            cases=brought,
        )  # fmt: skip

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"judged {done:,} of {total:,}")
