"""`verify_documents`: compare the checksum of every stored file with its row, and name what no row knows."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.documents.models import DocumentVersion
from registry.documents.models.files import private_storage
from registry.documents.selectors import file_open


class Command(BaseCommand):
    """Ends with 1 where a file is missing or was changed."""

    help = "Compares every stored document with its checksum; names files that no row knows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read every file once."""
        missing, changed = [], []
        known: set[str] = set()
        for version in DocumentVersion.objects.order_by("id").iterator():
            known.add(str(version.file.name))
            try:
                with file_open(version) as opened:
                    found = hashlib.sha256(opened.read()).hexdigest()
            except FileNotFoundError:
                missing.append(version.pk)
                continue
            if found != version.sha256:
                changed.append(version.pk)
        root = Path(private_storage().location) / "files"
        unknown = sum(
            1 for path in root.rglob("*") if path.is_file() and f"files/{path.relative_to(root)}" not in known
        )
        answer = {"files": len(known), "missing": missing, "changed": changed, "unknown": unknown}
        self.stdout.write(json.dumps(answer) if options["json"] else f"documents: {answer}")
        if missing or changed:
            raise CommandError("Stored documents are missing or changed; restore them from a backup.", returncode=1)
