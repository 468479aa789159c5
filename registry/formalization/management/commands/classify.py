"""`classify`: judge the operations of a JSON file. Needs no database and no settings beyond the defaults."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.rules.classify import classify_items

OK, SOME_BAD, WRONG_INPUT = 0, 1, 2


class Command(BaseCommand):
    """Read `{id, facts}` items, write one answer each as a JSON list on standard output."""

    help = (
        "Judge the operations of a JSON file: a list of {id, facts}, or one such object a line. "
        "Exit 0 done, 1 some items bad, 2 wrong input."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--facts", required=True, metavar="FILE", help="the JSON file; - reads standard input")
        parser.add_argument("--json", action="store_true", help="accepted for symmetry: the answer is always JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Classify and leave with the exit code."""
        try:
            items = _read(options["facts"])
        except (OSError, ValueError) as error:
            self.stderr.write(f"{options['facts']}: cannot be read as a list of {{id, facts}}: {error}")
            sys.exit(WRONG_INPUT)
        answers = classify_items(items)
        self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
        bad = [answer for answer in answers if "error" in answer]
        for answer in bad:
            self.stderr.write(f"{answer['id']}: {answer['error']}")
        sys.exit(SOME_BAD if bad else OK)


def _read(file: str) -> list[object]:
    """The items of a JSON list, or of a file with one JSON object a line.

    Raises:
        OSError, ValueError: the file is not readable as either, or an object names the same thing twice.
    """
    plain = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    text = plain.decode("utf-8-sig")
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and all(line.lstrip().startswith("{") for line in lines):
        items: object = [_loads(line) for line in lines] if '"facts"' in lines[0] else None
    else:
        items = _loads(text)
    if not isinstance(items, list):
        message = "it is neither a list nor one object a line"
        raise ValueError(message)  # noqa: TRY004 - one kind of error for every unusable file
    return items


def _loads(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except RecursionError:
        message = "it is nested too deeply"
        raise ValueError(message) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object; where a name stands twice nobody can say which was meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"{twice!r} stands twice in one object; keep one of them"
        raise ValueError(message)
    return found
