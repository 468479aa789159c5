"""What every `import_*` command shares: options, progress on stderr, one answer on stdout, exit codes.

Exit: 0 done; 1 done, with refused rows; 2 wrong input, nothing written; 3 something is missing.
"""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from registry.common.errors import DomainError
from registry.common.importing.outcome import Outcome
from registry.common.importing.report import check_report_path, report_write
from registry.common.importing.waiting import jobs_wait
from registry.common.spatial.archives import SourceError

REFUSED_ROWS, WRONG_INPUT, MISSING = 1, 2, 3
SOMETHING_MISSING = frozenset({"boundary_missing"})


class Bars:
    """A progress bar a stage, on stderr."""

    def __init__(self) -> None:
        """Begin without a bar."""
        self._bar: tqdm[Any] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is; a new stage begins a new bar."""
        if self._bar is None or self._bar.desc.removesuffix(": ") != stage:
            self.close()
            self._bar = tqdm(total=total, desc=stage, file=sys.stderr, unit="", mininterval=0.5, leave=True)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """End the bar that is shown."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class ImportCommand(BaseCommand):
    """An import of one kind; `perform` does it."""

    requires_system_checks: list[str] = []  # an import needs no page to be sound
    needs_source = True
    needs_published = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options of every import."""
        parser.add_argument(
            "file", metavar="FILE[:LAYER]", help="GeoPackage, Shapefile or GeoJSON (zipped too), CSV, XLSX"
        )
        parser.add_argument("--source", required=self.needs_source, default="", help="who publishes the data")
        parser.add_argument(
            "--published", type=date.fromisoformat, required=self.needs_published, metavar="DATE",
            help="day the publisher gives the data for (YYYY-MM-DD)",
        )  # fmt: skip
        parser.add_argument("--profile", default="", help="named mapping of columns")
        parser.add_argument("--srid", type=int, metavar="N", help="EPSG code, where the file names no system")
        parser.add_argument("--dry-run", action="store_true", help="do everything, write nothing")
        parser.add_argument(
            "--report", type=Path, metavar="OUT", help="write each refused or repaired row (.json or .csv)"
        )
        parser.add_argument("--into-demo", action="store_true", help="load real data into a demo register")
        parser.add_argument("--wait", action="store_true", help="return when everything is measured")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def perform(self, options: dict[str, Any], *, at: datetime, progress: Bars) -> Outcome:
        """Import. Implemented by each command."""
        raise NotImplementedError

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, report and answer."""
        at, bars = timezone.now(), Bars()
        with _errors_told(), _stopped_by_signal():
            if options["report"]:
                check_report_path(options["report"])
            self.stderr.write(_("Everything is written at the end or not at all: a stopped import leaves nothing."))
            try:
                outcome = self.perform(options, at=at, progress=bars)
            finally:
                bars.close()
        failed = _reported(outcome, options["report"]) if options["report"] else []
        failed += self._waited(at, bars) if options["wait"] and not options["dry_run"] else []
        for sentence in (*outcome.says, *failed):
            self.stderr.write(sentence)
        self.stdout.write(json.dumps(outcome.answer()) if options["json"] else _in_words(outcome))
        if outcome.counts()["refused"] or failed:
            raise SystemExit(REFUSED_ROWS)

    def _waited(self, since: datetime, bars: Bars) -> list[str]:
        try:
            return jobs_wait(since=since, clock=timezone.now, progress=bars)
        finally:
            bars.close()


def _reported(outcome: Outcome, path: Path) -> list[str]:
    """Write the report; where it cannot be, the import stands all the same, and the sentence says so."""
    try:
        report_write(outcome, path)
    except OSError as error:
        return [_("The import is done, but its report could not be written: %(error)s") % {"error": error}]
    return []


def _in_words(outcome: Outcome) -> str:
    return ", ".join(f"{name}: {value}" for name, value in outcome.answer().items())


@contextmanager
def _errors_told() -> Iterator[None]:
    """Turn a refusal into its sentence and exit code."""
    try:
        yield
    except DomainError as error:
        code = MISSING if error.code in SOMETHING_MISSING else WRONG_INPUT
        raise CommandError(error.message, returncode=code) from error
    except (SourceError, OSError) as error:
        raise CommandError(str(error), returncode=WRONG_INPUT) from error
    except KeyboardInterrupt as error:
        raise CommandError(
            _("Stopped: nothing was written. Run the same command again."), returncode=WRONG_INPUT
        ) from error
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(
            _("The database is away or was not set up (bin/run does it); nothing was written: %(error)s")
            % {"error": error},
            returncode=MISSING,
        ) from error


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """Let a polite kill end like Ctrl-C: with a sentence."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread: whoever runs us there handles signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
