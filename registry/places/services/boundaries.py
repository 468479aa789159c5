"""Departments, provinces and districts from the files of the statistics office, matched by UBIGEO.

A place whose shape is missing keeps its code and name: the boundary stays unknown, and the report says so.
A code that comes twice names two places, and neither is taken. Places that a file does not name are left
as they are: files of one level or one region are usual.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.importing.cleaning import mended, text_of
from registry.common.importing.columns import columns_of
from registry.common.importing.outcome import Outcome, RowNote
from registry.common.importing.staging import Order, Progress, Staged, quiet, staged
from registry.common.importing.systems import Claim, system_of
from registry.common.models import ImportRow
from registry.common.spatial.files import Table, layers_of, read_shapes
from registry.common.spatial.repair import Flaw, repair
from registry.common.spatial.srids import WGS84, Shapes, reproject
from registry.places.models import Place
from registry.places.selectors import department_at

KIND = "boundaries"
LEVELS = {2: Place.Level.DEPARTMENT, 4: Place.Level.PROVINCE, 6: Place.Level.DISTRICT}
# From the smallest level up: a file of districts also names their provinces and departments.
SPELLINGS = (
    (
        6,
        {
            "code": ("IDDIST", "UBIGEO", "CODIGO_DIS", "CODDIST", "ubigeo"),
            "name": ("NOMBDIST", "DISTRITO", "NOMBRE", "name"),
        },
    ),
    (4, {"code": ("FIRST_IDPR", "IDPROV", "CODPROV"), "name": ("NOMBPROV", "PROVINCIA")}),
    (2, {"code": ("FIRST_IDDP", "IDDPTO", "CODDEP"), "name": ("NOMBDEP", "DEPARTAMEN", "DEPARTAMENTO")}),
)
State = ImportRow.State


@dataclass(slots=True)
class PlaceRow:
    """One row of the file on its way to be a place."""

    note: RowNote
    ubigeo: str
    name: str
    boundary: BaseGeometry | None = None


def boundaries_import(
    *, order: Order, srid: int | None, by: Actor, at: datetime, progress: Progress = quiet
) -> Outcome:
    """Add and renew places from a layer of a file, or from each of its layers where none is named.

    Announces `places.place.changed` (ids).

    Raises:
        SourceError: the file cannot be read.
        DomainError: no layer has columns for codes and names, or the system is refused; nothing is written.
    """
    demo = Place.objects.filter(source="demo").exists()
    with staged(order, by_key=by.key, at=at, has_demo_rows=demo) as begun:
        rows: list[PlaceRow] = []
        layers = [order.layer] if order.layer else layers_of(order.path)
        for number, layer in enumerate(layers):
            progress(_("reading"), number, len(layers))
            rows += _rows_of(read_shapes(order.path, layer), srid, len(rows))
        progress(_("reading"), len(layers), len(layers))
        _refuse_repeated(rows)
        with begun.applying():
            _write(begun, rows, by, at)
            if not order.dry_run:
                return begun.finish([row.note for row in rows], at=at)
        return begun.finish([row.note for row in rows], at=at)


def _rows_of(table: Table, srid: int | None, offset: int) -> list[PlaceRow]:
    columns: dict[str, str] = {}
    size = 0
    for size, spellings in SPELLINGS:  # noqa: B007 - the size of the first level found is wanted
        columns = columns_of(table.columns, spellings)
        if len(columns) == len(spellings):
            break
    else:
        raise DomainError(
            _("The layer %(layer)s has no columns for codes (UBIGEO) and names. Its columns are: %(columns)s.")
            % {"layer": table.layer, "columns": ", ".join(table.columns)},
            code="column_missing",
        )
    rows = [_row(offset + k, raw, columns, size) for k, raw in enumerate(table.rows(), 1)]
    _place(rows, table, srid)
    return rows


def _row(number: int, raw: dict[str, Any], columns: dict[str, str], size: int) -> PlaceRow:
    note = RowNote(number, raw={name: text_of(cell) for name, cell in raw.items()})
    code, said = text_of(raw[columns["code"]]), text_of(raw[columns["name"]])
    if code.isdigit() and len(code) == size - 1:
        code = "0" + code
        note.repair(_("The code had lost its leading zero."))
    name = mended(said)[:120]
    if name != said:
        note.repair(_("%(column)s: broken accents mended (%(text)s).") % {"column": columns["name"], "text": name})
    note.key = code
    if not code.isdigit() or len(code) != size:
        note.refuse(
            _("The code %(code)s does not have the %(size)s digits of its level.")
            % {"code": code[:20] or "-", "size": size}
        )
    elif not name:
        note.refuse(_("The place has no name."))
    return PlaceRow(note, code, name)


def _place(rows: list[PlaceRow], table: Table, asked: int | None) -> None:
    if shapely.is_missing(table.shapes).all():
        return
    srid = system_of(Claim(table.shapes, table.srid, asked, is_profiled=False), None, department_at)
    sound = repair(table.shapes)
    degrees: Shapes = np.asarray(reproject(sound.shapes, srid, WGS84), dtype=object)
    for flaw in sound.findings:
        note = rows[flaw.row].note
        if flaw.flaw is Flaw.NULL:
            note.repair(_("The row has no shape: code and name were kept, the boundary is unknown."))
        else:
            (note.repair if flaw.repaired else note.refuse)(str(flaw.reason))
    for row, shape in zip(rows, degrees, strict=True):
        row.boundary = shape


def _refuse_repeated(rows: list[PlaceRow]) -> None:
    same: dict[str, list[PlaceRow]] = defaultdict(list)
    for row in rows:
        if not row.note.is_refused:
            same[row.ubigeo].append(row)
    for code, found in same.items():
        if len(found) > 1:
            names = ", ".join(row.name for row in found)
            for row in found:
                row.note.refuse(
                    _("The code %(code)s names several rows (%(names)s); nobody can say which is right.")
                    % {"code": code, "names": names}
                )


def _write(begun: Staged, rows: list[PlaceRow], by: Actor, at: datetime) -> None:
    accepted = [row for row in rows if not row.note.is_refused]
    known = {
        place.ubigeo: place for place in Place.objects.filter(valid_from=None, ubigeo__in=[r.ubigeo for r in accepted])
    }
    added, changed = [], []
    for row in accepted:
        place = known.get(row.ubigeo)
        boundary = _multi(row.boundary)
        if place is None:
            level = LEVELS[len(row.ubigeo)]
            added.append(
                Place(ubigeo=row.ubigeo, level=level, name=row.name, boundary=boundary, source=begun.order.source)
            )
            row.note.state = State.ADDED
        elif _differs(place, row.name, boundary):
            place.name, place.source = row.name, begun.order.source
            place.boundary = boundary or place.boundary
            changed.append(place)
            row.note.state = State.CHANGED
        else:
            row.note.state = State.UNCHANGED
    Place.objects.bulk_create(added, batch_size=500)
    Place.objects.bulk_update(changed, ["name", "boundary", "source"], batch_size=200)
    counts = Outcome(begun.batch.pk, [row.note for row in rows]).counts()
    event_record(kind="places.boundaries.imported", by=by, at=at, subject=begun.batch, facts=counts)
    announce("places.place.changed", [place.pk for place in (*added, *changed)])


def _differs(place: Place, name: str, boundary: MultiPolygon | None) -> bool:
    """Whether a file says something else; a file without a shape does not say that there is no boundary."""
    if place.name != name:
        return True
    return boundary is not None and (place.boundary is None or not place.boundary.equals_exact(boundary))


def _multi(shape: BaseGeometry | None) -> MultiPolygon | None:
    if shape is None:
        return None
    made = GEOSGeometry(shapely.to_wkb(shapely.multipolygons(shapely.get_parts(shape)), hex=True), srid=WGS84)
    assert isinstance(made, MultiPolygon)
    return made
