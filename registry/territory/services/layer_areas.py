"""Rows of a file as areas of a layer: id, name, day of creation, kind, shape in degrees as the source gives it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from registry.common.errors import DomainError
from registry.common.importing.cleaning import day_of, has_unreadable, is_nothing, mended, text_of
from registry.common.importing.columns import column_named, columns_of, folded
from registry.common.importing.outcome import RowNote
from registry.common.spatial.files import Table
from registry.common.spatial.srids import Shapes
from registry.territory.choices import ShapeClass
from registry.territory.models import LayerKind
from registry.territory.services.footprints import place_all
from registry.territory.services.layer_drafts import AreaDraft

PROFILES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sernanp": {
        "id": ("anp_codi",),
        "name": ("anp_nomb", "d_anp_codi"),
        "valid_from": ("anp_felec", "za_felea"),
        "kind": ("anp_cate",),
    },
    "cofopri": {"id": ("CPRE_PR", "UC_PR"), "name": ("NOMB_PR", "Nombre"), "valid_from": ("Fecha",)},
}
INDIRECT, DIRECT = "protected_area_indirect", "protected_area_direct"
# Categories of definitive protected areas by the use they admit; one that is not here is not guessed.
SERNANP_USE = {
    **dict.fromkeys(("parque nacional", "santuario nacional", "santuario historico"), INDIRECT),
    **dict.fromkeys(
        (
            "reserva nacional", "reserva paisajistica", "refugio de vida silvestre", "reserva comunal",
            "bosque de proteccion", "coto de caza", "area de conservacion regional",
        ),
        DIRECT,
    ),
}  # fmt: skip
SHAPE_CLASSES = {0: ShapeClass.POINT, 1: ShapeClass.LINE, 2: ShapeClass.POLYGON}


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the file's columns, as options or a profile give them; '' for none."""

    kind: str = ""
    id: str = ""
    name: str = ""
    valid_from: str = ""


@dataclass(slots=True)
class AreaRow:
    """One row of the file on its way to be an area."""

    note: RowNote
    kind: LayerKind | None = None
    external_id: str = ""
    name: str = ""
    valid_from: date | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    degrees: BaseGeometry | None = None


def columns_resolve(asked: Columns, profile: str, columns: Mapping[str, Any]) -> Columns:
    """Return the columns named by options, else by the profile. Raises: DomainError for one the file does not have."""
    if profile and profile not in PROFILES:
        raise DomainError(
            _("There is no profile %(profile)s for layers; there are: %(profiles)s.")
            % {"profile": profile, "profiles": ", ".join(PROFILES)},
            field="profile",
            code="profile_unknown",
        )
    known = columns_of(columns, PROFILES.get(profile, {}))
    named = {}
    for name, option in (("kind", "--kind-from"), ("id", "--id"), ("name", "--name"), ("valid_from", "--valid-from")):
        wanted = getattr(asked, name)
        named[name] = (
            column_named(columns, wanted, option) if wanted else ("" if name == "kind" else known.get(name, ""))
        )
    return Columns(**named)


def rows_of(table: Table, asked: Columns, profile: str, kinds: Mapping[str, LayerKind], kind: str) -> list[AreaRow]:
    """Return a row for each row of the table. Raises: DomainError for a column or profile that is not there."""
    columns = columns_resolve(asked, profile, table.columns)
    return [_row(number, raw, columns, profile, kinds, kind) for number, raw in enumerate(table.rows(), 1)]


def _row(  # noqa: PLR0917 - what a row is read with
    number: int, raw: dict[str, Any], columns: Columns, profile: str, kinds: Mapping[str, LayerKind], kind: str
) -> AreaRow:
    row = AreaRow(RowNote(number))
    row.attributes = {name: _cell(row.note, name, cell) for name, cell in raw.items()}
    row.note.raw = row.attributes
    row.external_id = text_of(row.attributes.get(columns.id))[:80]
    row.name = text_of(row.attributes.get(columns.name))[:250]
    row.note.key = row.external_id or row.name
    if columns.valid_from and (said := text_of(raw[columns.valid_from])) and not is_nothing(said):
        row.valid_from = day_of(raw[columns.valid_from])
        if row.valid_from is None:
            row.note.repair(_("The day %(text)s cannot be read; it stays unknown.") % {"text": said[:60]})
    if not columns.kind:
        row.kind = kinds[kind]
        return row
    said = text_of(row.attributes[columns.kind])
    row.kind = _kind_of(said, profile, kinds)
    if row.kind is None:
        row.note.refuse(_("Nobody says which kind of land %(text)s is.") % {"text": said or "-"})
    return row


def _kind_of(said: str, profile: str, kinds: Mapping[str, LayerKind]) -> LayerKind | None:
    if profile == "sernanp" and folded(said) in SERNANP_USE:
        return kinds.get(SERNANP_USE[folded(said)])
    same = (kind for kind in kinds.values() if folded(said) in {kind.code, folded(kind.name), folded(kind.name_es)})
    return next(same, None)


def _cell(note: RowNote, column: str, cell: Any) -> Any:
    if isinstance(cell, np.generic):
        cell = cell.item()
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, date | datetime | Decimal):
        return str(cell)
    text = text_of(cell)
    if text.isascii():
        return text
    sound = mended(text)
    if sound != text:
        note.repair(_("%(column)s: broken accents mended (%(text)s).") % {"column": column, "text": sound[:80]})
    if has_unreadable(sound):
        note.repair(_("%(column)s holds a character that cannot be read; it was kept.") % {"column": column})
    return sound


def shape_class_of(shapes: Shapes) -> str:
    """Return what most shapes are, of as many the one with ground; other rows are refused with their reason."""
    found = Counter(int(size) for size in shapely.get_dimensions(shapes) if size >= 0)
    return SHAPE_CLASSES[max(found, key=lambda size: (found[size], size))] if found else ShapeClass.POLYGON


def shapes_place(rows: list[AreaRow], shapes: Shapes, srid: int, shape_class: str) -> None:
    """Give each row its shape in degrees; or refuse it."""
    size, areas_only = len(rows), shape_class == ShapeClass.POLYGON
    placed = place_all(shapes, np.full(size, srid), np.zeros(size, dtype=np.int64), areas_only=areas_only)
    for flaw in placed.flaws:
        note = rows[flaw.row].note
        said = f"{flaw.reason} ({flaw.detail})" if flaw.detail else str(flaw.reason)
        (note.repair if flaw.repaired else note.refuse)(said)
    for k, row in enumerate(rows):
        if row.note.is_refused:
            continue
        if SHAPE_CLASSES[int(shapely.get_dimensions(placed.degrees[k]))] == shape_class:
            row.degrees = placed.degrees[k]
            continue
        said = _("The layer is one of %(kind)s, and the shape of this row is something else.")
        row.note.refuse(said % {"kind": ShapeClass(shape_class).label})


def area_of(row: AreaRow) -> AreaDraft:
    """Return the row as an area to be stored.

    Raises:
        ValueError: the row was refused and has no shape.
    """
    if row.degrees is None:
        msg = "A refused row is no area."
        raise ValueError(msg)
    return AreaDraft(
        shape=row.degrees,
        external_id=row.external_id,
        name=row.name,
        attributes=row.attributes,
        valid_from=row.valid_from,
    )
