"""`open_data_snapshot`: writes the open data of today, and this month's tables where they are missing."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.publishing.services.open_data import folder_of, snapshot_make
from registry.publishing.services.tables import tables_publish


class Command(BaseCommand):
    """Writes it and says where."""

    help = "Writes the open data of today (CSV, GeoJSON, GeoPackage, datapackage.json) and prints where it lies."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Publish the tables, write the files, print the answer."""
        at, by = timezone.now(), Actor.system("open_data")
        on = timezone.localdate(at)
        tables = tables_publish(on=on, by=by, at=at)
        snapshot = snapshot_make(on=on, by=by, at=at)
        said = {"folder": str(folder_of(on)), "files": len(snapshot.files), "tables_published": tables}
        self.stdout.write(json.dumps(said) if options["json"] else f"{said['files']} files in {said['folder']}")
