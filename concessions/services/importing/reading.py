"""Rows of a cadastre's file as rights: cleaned, each with what was mended, or refused with its reason."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from concessions.models import MiningRight
from concessions.services.importing.profile import INGEMMET, SPELLINGS, state_and_kind, substance
from registry.common.errors import DomainError
from registry.common.importing.cleaning import has_unreadable, is_nothing, mended, moment_of, number_of, text_of
from registry.common.importing.columns import columns_of, missing_column
from registry.common.importing.outcome import RowNote
from registry.common.spatial.files import Table
from registry.common.spatial.srids import UTM_SOUTH
from registry.places.selectors import DistrictKey, ubigeo_of

CODE_FORMS = {INGEMMET: re.compile(r"[A-Z0-9]{8,12}"), "": re.compile(r"[A-Z0-9][A-Z0-9./\-]{0,15}")}
LONGEST = {
    "name": MiningRight._meta.get_field("name").max_length,  # noqa: SLF001 - Django's public name
    "holder": 250,
}


@dataclass(slots=True)
class RightRow:
    """One row: its note, the values it gives (only those it gives), and its place once that is known."""

    note: RowNote
    code: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    holder: str = ""
    zone: int | None = None
    grid_srid: int | None = None
    shape: BaseGeometry | None = None
    degrees: BaseGeometry | None = None
    shape_checksum: str = ""


def rows_of(table: Table, profile: str, codes: Mapping[DistrictKey, str]) -> list[RightRow]:
    """Return a row for each row of the table, in its order.

    Raises:
        DomainError: the profile is unknown, or the file has no column for the code.
    """
    if profile not in SPELLINGS:
        raise DomainError(
            _("There is no profile %(profile)s for rights; there is: %(profiles)s.")
            % {"profile": profile, "profiles": ", ".join(name for name in SPELLINGS if name)},
            field="profile",
            code="profile_unknown",
        )
    columns = columns_of(table.columns, SPELLINGS[profile])
    if "code" not in columns:
        raise missing_column(table.columns, f"code ({', '.join(SPELLINGS[profile]['code'])})")
    rows = [_row(number, cells, columns, profile, dict(codes)) for number, cells in enumerate(table.rows(), 1)]
    _refuse_repeated(rows)
    return rows


def _row(
    number: int, raw: dict[str, Any], columns: dict[str, str], profile: str, codes: dict[DistrictKey, str]
) -> RightRow:
    note = RowNote(number, raw={name: text_of(cell) for name, cell in raw.items()})
    row = RightRow(note)
    cells = {name: _clean(note, raw[column], column) for name, column in columns.items()}
    row.code = re.sub(r"\s", "", cells["code"]).upper()
    note.key = row.code
    if not CODE_FORMS[profile].fullmatch(row.code):
        note.refuse(
            _("The row has no code, so it cannot be told from others.")
            if not row.code
            else _("The code %(code)s does not have the form of a right's code.") % {"code": row.code[:40]}
        )
        return row
    row.holder = cells.get("holder", "")[: LONGEST["holder"]]
    zone = re.sub(r"\D", "", cells.get("zone", ""))
    row.zone = int(zone) if zone and int(zone) in UTM_SOUTH else None
    row.values = _values(note, cells, raw, columns, profile)
    row.values |= _place(cells, codes)
    return row


def _clean(note: RowNote, cell: Any, column: str) -> str:
    text = text_of(cell)
    if text.isascii():
        return "" if is_nothing(text) else text
    sound = mended(text)
    if sound != text:
        note.repair(_("%(column)s: broken accents mended (%(text)s).") % {"column": column, "text": sound})
    if has_unreadable(sound):
        note.repair(_("%(column)s holds a character that cannot be read; it was kept.") % {"column": column})
    return sound


def _values(
    note: RowNote, cells: dict[str, str], raw: dict[str, Any], columns: dict[str, str], profile: str
) -> dict[str, Any]:
    state, kind = state_and_kind(profile, cells)
    values: dict[str, Any] = {
        "name": cells.get("name", "")[: LONGEST["name"]],
        "kind": "" if kind == "unknown" else kind,
        "state_published": cells.get("state_published", cells.get("state", ""))[:80],
        "substance_class": substance(cells.get("substance_class", "")),
    }
    if values["substance_class"] == "unknown":
        del values["substance_class"]
    if cells.get("filed_at"):
        if moment := moment_of(raw[columns["filed_at"]]):
            values |= {"filed_at": moment, "filed_hour_known": bool(moment.hour or moment.minute or moment.second)}
        else:
            note.repair(_("The day %(text)s cannot be read; it stays unknown.") % {"text": cells["filed_at"][:60]})
    if cells.get("declared_hectares"):
        hectares = number_of(raw[columns["declared_hectares"]])
        if hectares is not None and 0 < hectares < 10**9:
            values["declared_hectares"] = round(hectares, 4)
        else:
            note.repair(
                _("%(text)s is no number of hectares above 0; they stay unknown.")
                % {"text": cells["declared_hectares"][:60]}
            )
    return {name: value for name, value in values.items() if value not in (None, "")} | {"state": state}


def _place(cells: dict[str, str], codes: dict[DistrictKey, str]) -> dict[str, str]:
    names = [cells.get(level, "") for level in ("department", "province", "district")]
    published = ", ".join(name for name in reversed(names) if name)[:200]
    ubigeo = cells.get("ubigeo", "") or ubigeo_of(codes, *names)
    found = {"place_published": published, "ubigeo": ubigeo[:6]}
    return {name: value for name, value in found.items() if value}


def _refuse_repeated(rows: list[RightRow]) -> None:
    """A code that comes twice says two things of one right: neither is taken."""
    places = defaultdict(list)
    for row in rows:
        if not row.note.is_refused:
            places[row.code].append(row)
    for code, same in places.items():
        if len(same) > 1:
            numbers = ", ".join(str(row.note.number) for row in same)
            for row in same:
                row.note.refuse(
                    _("The code %(code)s stands in rows %(rows)s; nobody can say which is right.")
                    % {"code": code, "rows": numbers}
                )


def has_shapes(table: Table) -> bool:
    """Say whether any row of the table has a shape at all."""
    return bool((~shapely.is_missing(table.shapes)).any())
