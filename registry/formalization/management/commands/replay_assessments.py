"""`replay_assessments`: prove that stored facts give stored findings."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.formalization.selectors.replay import assessments_replay


class Command(BaseCommand):
    """Print `{checked, broken, unproven}`; exit 1 where something is broken."""

    help = "Judges every stored answer again under the law it was given under: {checked, broken:[...], unproven}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the answer on stdout."""
        done = assessments_replay()
        self.stdout.write(json.dumps(done.to_json()))
        if done.broken:
            raise SystemExit(1)
