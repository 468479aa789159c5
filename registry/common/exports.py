"""Tables given out as CSV. In a demo register each says so: in its name, and in a last column of every row.

The stated columns stay first and as they are, so that a program that asks for them by name reads both kinds alike.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse

DEMO_COLUMN, DEMO_WORD = "register", "demo"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvResponse(HttpResponse):
    """A table as a file; it knows its columns and rows, so that the door can write down what was taken away."""

    columns: tuple[str, ...] = ()
    rows = 0


def demo_heading() -> tuple[str, ...]:
    """Return the heading of the column that says demo; nothing outside of a demo register."""
    return (DEMO_COLUMN,) if settings.REGISTRY_DEMO else ()


def demo_cell() -> tuple[str, ...]:
    """Return what stands under that heading in each row; nothing outside of a demo register."""
    return (DEMO_WORD,) if settings.REGISTRY_DEMO else ()


def demo_name(name: str) -> str:
    """Return the name of a file given out, which says demo in a demo register."""
    return f"{DEMO_WORD}-{name}" if settings.REGISTRY_DEMO else name


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> CsvResponse:
    """Return a CSV download in UTF-8; a text that a spreadsheet would take for a formula is quoted."""
    response = CsvResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{demo_name(name)}"'
    writer = csv.writer(response)
    writer.writerow([*columns, *demo_heading()])
    response.columns = tuple(columns)
    for row in rows:
        writer.writerow([*(spreadsheet_safe(cell) for cell in row), *demo_cell()])
        response.rows += 1
    return response


def spreadsheet_safe(cell: Any) -> Any:
    """Return a cell so that no spreadsheet takes a text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
