"""`retention`: what the rules of retention reach, and applying those in force."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registry.audit.services.retention import Done, retention_apply, retention_plan


class Command(BaseCommand):
    """Show with --dry-run, apply without."""

    help = "Empties or removes what the rules of retention in force reach; --dry-run only counts, proposed rules too."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --dry-run and --json."""
        parser.add_argument("--dry-run", action="store_true", help="count and write nothing")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line a rule."""
        now = timezone.now()
        today, is_dry = timezone.localdate(now), options["dry_run"]
        done = retention_plan(on=today) if is_dry else retention_apply(on=today, at=now)
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": is_dry, "rules": [_told(one) for one in done]}))
            return
        for one in done:
            rule = one.rule
            self.stdout.write(f"{rule.id:<22} {rule.state:<9} {rule.action:<7} {one.rows:>9}  {rule.says}")


def _told(done: Done) -> dict[str, object]:
    rule = done.rule
    return {
        "id": rule.id, "state": rule.state, "action": rule.action, "table": rule.table, "fields": list(rule.fields),
        "after_days": rule.after_days, "basis": rule.basis, "checked": rule.checked, "rows": done.rows,
    }  # fmt: skip
