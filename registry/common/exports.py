"""Tables given out as CSV."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvResponse(HttpResponse):
    """A table as a file; it knows its columns and rows, so that the door can write down what was taken away."""

    columns: tuple[str, ...] = ()
    rows = 0


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> CsvResponse:
    """Return a CSV download in UTF-8; a text that a spreadsheet would take for a formula is quoted."""
    response = CsvResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(columns)
    response.columns = tuple(columns)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
        response.rows += 1
    return response


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
