"""Lists what overstays its clock."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registry.casework.selectors.overdue import overdue_list


class Command(BaseCommand):
    """`casework_overdue [--json] [--on DAY]`: deadlines, states, duties and hand-overs past their last day."""

    help = "List everything that overstays its clock: deadlines of files, states of entries, duties, hand-overs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the form of the answer and the day."""
        parser.add_argument("--json", action="store_true", help="one JSON document")
        parser.add_argument("--on", type=date.fromisoformat, help="day asked, YYYY-MM-DD; today by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list."""
        on = options["on"] or timezone.localdate()
        rows = overdue_list(on=on)
        if options["json"]:
            self.stdout.write(json.dumps({"on": on.isoformat(), "overdue": [row.to_json() for row in rows]}, indent=1))
            return
        for row in rows:
            named = row.registration_code or row.file_number
            self.stdout.write(f"{row.due_on or '?'}  {row.kind:<10} {row.code:<24} {named}  {row.owner}")
        self.stdout.write(f"{len(rows)}")
