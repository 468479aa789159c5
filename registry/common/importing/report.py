"""The report of an import: each refused or repaired row and why, as JSON or CSV by the file's ending."""

import csv
import json
from pathlib import Path

from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.exports import spreadsheet_safe
from registry.common.importing.outcome import Outcome, RowNote
from registry.common.whole_files import whole_file

HEADING = ("row", "key", "outcome", "repaired", "why")
ENDINGS = (".json", ".csv")


def check_report_path(path: Path) -> None:
    """Refuse a report that could not be written, before anything is read. Raises: DomainError."""
    if path.suffix.lower() not in ENDINGS:
        raise DomainError(
            _("The report %(name)s must end in .json or .csv.") % {"name": path.name},
            field="report",
            code="report_form",
        )
    if not path.resolve().parent.is_dir():
        raise DomainError(
            _("The folder for the report %(name)s does not exist.") % {"name": path},
            field="report",
            code="report_folder",
        )


def report_write(outcome: Outcome, path: Path) -> int:
    """Write one entry a refused or repaired row, in the order of the file; returns how many."""
    told = [note for note in outcome.notes if note.is_refused or note.is_repaired]
    if path.suffix.lower() == ".csv":
        with whole_file(path) as sink:
            writer = csv.writer(sink)
            writer.writerow(HEADING)
            # Keys and messages hold what stood in the file: a spreadsheet shall not take it for a formula.
            for note in told:
                cells = (*_cells(note)[:-1], " ".join(note.messages))
                writer.writerow([spreadsheet_safe(cell) for cell in cells])
    else:
        rows = [dict(zip(HEADING, _cells(note), strict=True)) for note in told]
        document = {**outcome.answer(), "rows": rows}
        with whole_file(path) as sink:
            json.dump(document, sink, ensure_ascii=False, indent=1)
    return len(told)


def _cells(note: RowNote) -> tuple[int, str, str, bool, list[str]]:
    return note.number, note.key, str(note.state), note.is_repaired and not note.is_refused, note.messages
