"""Tables without a map format: CSV and XLSX, with their shapes if they hold any.

A shape is read from a column of well-known text, or from a pair of columns with coordinates.
Degrees are taken for EPSG:4326 only when the columns are *named* longitude and latitude; east and
north in metres name no system, and none is guessed. Values stay as the file gives them (text for
CSV, Excel's own types for XLSX): reading dates and numbers is the importer's work.
"""

import csv
import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import shapely
from django.utils.translation import gettext as _

from registry.common.spatial.archives import SourceError, check_archive
from registry.common.spatial.srids import WGS84, Shapes

WKT_NAMES = ("wkt", "geom", "geometry", "the_geom", "geometria", "shape_wkt")
DEGREE_NAMES = (
    ("lon", "lat"),
    ("long", "lat"),
    ("lng", "lat"),
    ("longitude", "latitude"),
    ("longitud", "latitud"),
)
METRE_NAMES = (("este", "norte"), ("utm_este", "utm_norte"), ("easting", "northing"), ("x", "y"))
SAMPLE = 64 * 1024
HEXADECIMAL = re.compile(r"0[01][0-9A-Fa-f]{8,}")

Column = np.ndarray[tuple[int], np.dtype[np.object_]]
Columns = dict[str, Column]


def read_csv(path: Path) -> Columns:
    """Columns of a CSV file as text; separator and encoding (UTF-8, else Windows) are detected.

    Raises:
        SourceError: it has no heading row, or a row is longer than the heading.
    """
    text = path.read_bytes()
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = text.decode("cp1252", errors="replace")
    heading = decoded[:SAMPLE].split("\n", 1)[0]
    separator = max(",;\t|", key=heading.count)
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=separator)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise SourceError(
            _("%(name)s is not a readable CSV file: %(error)s.") % {"name": path.name, "error": error}
        ) from error
    return _columns(path, rows, missing="")


def sheets_of(path: Path) -> list[str]:
    """Names of the sheets of an XLSX file, in their order."""
    return list(_workbook(path).sheetnames)


def read_xlsx(path: Path, sheet: str | None) -> Columns:
    """Columns of one sheet (the first where none is named) with the values Excel last computed.

    Raises:
        SourceError: it is no XLSX file, has no such sheet, or the sheet has no heading.
    """
    book = _workbook(path)
    if sheet is not None and sheet not in book.sheetnames:
        raise SourceError(
            _("%(name)s has no sheet %(sheet)s; it has: %(sheets)s.")
            % {"name": path.name, "sheet": sheet, "sheets": ", ".join(book.sheetnames)}
        )
    page = book[sheet or book.sheetnames[0]]
    try:
        rows = [row for row in page.iter_rows(values_only=True) if any(v is not None for v in row)]
    except Exception as error:  # a page is only read now, and may be broken or hostile where the list of pages is not
        raise SourceError(_("%(name)s is not a readable XLSX file.") % {"name": path.name}) from error
    return _columns(path, rows, missing=None)


def _workbook(path: Path) -> Any:
    check_archive(path)  # an XLSX file is a zip archive, and can be a bomb like any other
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets errors of zip, xml and its own through
        raise SourceError(_("%(name)s is not a readable XLSX file.") % {"name": path.name}) from error


def _columns(path: Path, rows: Sequence[Sequence[Any]], missing: Any) -> Columns:
    if not rows or not any(rows[0]):
        raise SourceError(_("%(name)s has no heading row.") % {"name": path.name})
    names = [str(cell if cell is not None else "").strip() for cell in rows[0]]
    while names and not names[-1]:
        names.pop()
    if len(set(names)) < len(names):
        raise SourceError(_("%(name)s names a column twice or not at all.") % {"name": path.name})
    columns: Columns = {name: np.full(len(rows) - 1, missing, dtype=object) for name in names}
    for number, row in enumerate(rows[1:]):
        if any(cell not in {None, ""} for cell in row[len(names) :]):
            raise SourceError(
                _("Row %(row)s of %(name)s has more cells than the heading has names.")
                % {"row": number + 2, "name": path.name}
            )
        for name, cell in zip(names, row, strict=False):
            columns[name][number] = cell
    return columns


def shapes_in(columns: Columns) -> tuple[Shapes, int | None]:
    """Shapes that a table holds and their system, `None` where it names none; all missing if none.

    A cell that is neither well-known text nor the hexadecimal form that PostGIS writes is an empty shape, which
    `repair` refuses with its row.

    Raises:
        SourceError: the cells name several systems.
    """
    named = {name.casefold(): name for name in columns}
    size = len(next(iter(columns.values()), ()))
    for wkt in WKT_NAMES:
        if wkt in named:
            return _from_text(columns[named[wkt]])
    for x, y in DEGREE_NAMES + METRE_NAMES:
        if x in named and y in named:
            shapes = _points(columns[named[x]], columns[named[y]])
            return shapes, WGS84 if (x, y) in DEGREE_NAMES else None
    return np.full(size, None, dtype=object), None


def _from_text(cells: Column) -> tuple[Shapes, int | None]:
    shapes: Shapes = np.full(len(cells), None, dtype=object)
    systems = set()
    for number, cell in enumerate(cells):
        if not cell:
            continue
        try:
            shapes[number], srid = _shape_of(str(cell).strip())
            systems.add(srid)
        except (shapely.errors.ShapelyError, NotImplementedError, ValueError):  # the second: a curve
            shapes[number] = shapely.Polygon()  # one damaged cell refuses its row (see `repair`), not the file
    if len(systems) > 1:
        raise SourceError(_("The shapes of the table are of several reference systems; hand in one file for each."))
    return shapes, next(iter(systems), None)


def _shape_of(text: str) -> tuple[Any, int | None]:
    """The shape of a cell, and the system that it names: `SRID=32717;POLYGON(…)`, or PostGIS's hexadecimal form."""
    if HEXADECIMAL.fullmatch(text):
        shape = shapely.from_wkb(text)
        return shape, int(shapely.get_srid(shape)) or None
    head, _semicolon, rest = text.rpartition(";")
    srid = int(head.upper().removeprefix("SRID=")) if head else None
    return shapely.from_wkt(rest), srid or None


def _points(xs: Column, ys: Column) -> Shapes:
    shapes: Shapes = np.full(len(xs), None, dtype=object)
    for number, (x, y) in enumerate(zip(xs, ys, strict=True)):
        try:
            shapes[number] = shapely.Point(_coordinate(x), _coordinate(y))
        except (TypeError, ValueError):
            continue  # a missing shape, which repair reports with its row
    return shapes


def _coordinate(cell: Any) -> float:
    """The number of a cell; one comma without a point is a decimal comma, for no coordinate counts thousands so."""
    text = str(cell).strip()
    number = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
