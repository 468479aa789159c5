"""`name_words`: compare the words that a search mends slips with, and the names."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.common.vocabulary import words_compare, words_tidy


class Command(BaseCommand):
    """Print `{words, missing, unused}`; with --check nothing is written, and 1 is answered where words are missing."""

    help = (
        "Brings the vocabulary of names up to date (as each night does): {words, missing, unused}, as it stood before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check and --json."""
        parser.add_argument("--check", action="store_true", help="only compare; exit 1 where words are missing")
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare or tidy, then say what was found."""
        found = words_compare() if options["check"] else words_tidy()
        self.stdout.write(json.dumps(found._asdict()))
        if options["check"] and found.missing:
            raise SystemExit(1)
