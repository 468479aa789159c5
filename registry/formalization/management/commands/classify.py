"""`classify`: judge the operations of a JSON file. Needs no database and no settings beyond the defaults."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.rules.case_file import items_of
from registry.rules.classify import classify_items
from registry.rules.engine.errors import RulesError

OK, SOME_BAD, WRONG_INPUT = 0, 1, 2


class Command(BaseCommand):
    """Read `{id, facts}` items, write one answer each as a JSON list on standard output."""

    help = (
        'Judge the operations of a JSON file: a list of {id, facts}, an object {"cases": [...]} with such a list, '
        "one {id, facts}, or one such object a line. A bad item is answered {id, error} and the others are judged. "
        "Exit 0 done, 1 some items bad, 2 wrong input: nothing is judged."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--facts", required=True, metavar="FILE", help="the JSON file; - reads standard input")
        parser.add_argument("--json", action="store_true", help="accepted for symmetry: the answer is always JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Classify and leave with the exit code."""
        file = options["facts"]
        try:
            items = items_of(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
        except OSError as error:
            self.stderr.write(f"{file}: cannot be read: {error.strerror}.")
            sys.exit(WRONG_INPUT)
        except RulesError as error:
            self.stderr.write(f"{file}: cannot be read: {error}")
            sys.exit(WRONG_INPUT)
        answers = classify_items(items)
        self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
        bad = [answer for answer in answers if "error" in answer]
        for answer in bad:
            self.stderr.write(f"{answer['id']}: {answer['error']}")
        for answer in answers:
            unread = answer.get("passed_over")
            if isinstance(unread, list):
                self.stderr.write(f"{answer['id']}: passed over, nobody reads {', '.join(unread)}")
        sys.exit(SOME_BAD if bad else OK)
