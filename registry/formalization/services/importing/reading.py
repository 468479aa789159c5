"""Rows of the published lists of the REINFO, in both spellings: that of the map service and that of the web list.

The DNI is read from a RUC that begins with 10; one that begins with 20 is a legal person's, whose kind the list
does not give; any other prefix leaves the registrant unknown, and the report says so. A RUC whose check
digit does not fit could be somebody else's: the row is refused. Names and numbers of persons are not kept with
the staged row, only in the register.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.identity import check_ruc
from registry.common.importing.cleaning import has_unreadable, is_nothing, mended, number_of, text_of
from registry.common.importing.columns import columns_of, folded, missing_column
from registry.common.importing.outcome import RowNote
from registry.common.spatial.files import Table
from registry.formalization.choices import Activity, RegistrationState
from registry.formalization.services.importing import sheet
from registry.formalization.services.importing.rows import RegistrationRow
from registry.places.selectors import DistrictKey, ubigeo_of

REINFO = "reinfo"
PROFILES = (REINFO, sheet.SHEET)
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("COD_REINFO", "CODIGO REINFO", "CODIGO DE INSCRIPCION", "ID"),
    "ruc": ("M_RUC", "RUC"),
    "name": ("NOMBRE_MIN", "MINERO EN VIAS DE FORMALIZACION", "NOMBRE / RAZON SOCIAL", "RAZON SOCIAL", "DECLARANTE"),
    "person_type": ("TIPO DE PERSONA", "TIPO_PERSONA"),
    "right_code": ("ID_UNIDAD", "CODIGO UNICO", "CODIGO UNICO DEL DERECHO MINERO"),
    "right_name": ("NOMBRE_DM", "NOMBRE DEL DERECHO MINERO", "NOMBRE DERECHO MINERO", "DERECHO MINERO", "CONCESION"),
    "department": ("DEPARTAMENTO",),
    "province": ("PROVINCIA",),
    "district": ("DISTRITO",),
    "district_code": ("ID_DIST", "UBIGEO"),
    "province_code": ("ID_PROV",),
    "department_code": ("ID_DEPA",),
    "activity": ("TIPO_ACT", "TIPO DE ACTIVIDAD", "ACTIVIDAD"),
    "state": ("ESTADO", "ESTADO REINFO"),
    "year": ("A_INSCRIPCION", "ANIO DE INSCRIPCION", "AÑO DE INSCRIPCION"),
    "latitude": ("LATITUD_G84", "LATITUD"),
    "longitude": ("LONGITUD_G84", "LONGITUD"),
    "updated": ("FECHA_ACTUALIZACION",),
}
PERSONAL = frozenset({"ruc", "name", "latitude", "longitude"})
STATES = {
    "vigente": RegistrationState.IN_FORCE,
    "suspendido": RegistrationState.SUSPENDED,
    "excluido": RegistrationState.EXCLUDED,
    "revocado": RegistrationState.REVOKED,
    "formalizado": RegistrationState.FORMALISED,
}
ACTIVITIES = {"explotacion": Activity.EXPLOITATION, "beneficio": Activity.BENEFICIATION}
FIRST_YEAR = 1900  # a slip of the pen lies before it; no rule of the law is meant


def columns_find(table: Table, profile: str) -> dict[str, str]:
    """Return the file's columns by field. Raises: DomainError for another profile or without a code."""
    if profile not in PROFILES:
        raise DomainError(
            _("There is no profile %(profile)s for registrations; there are: reinfo, sheet.")
            % {"profile": profile or "-"},
            field="profile",
            code="profile_unknown",
        )
    spellings = {**SPELLINGS, **sheet.SPELLINGS} if profile == sheet.SHEET else SPELLINGS
    columns = columns_of(table.columns, spellings)
    if "code" not in columns:
        raise missing_column(table.columns, _("the registration's code (COD_REINFO)"))
    return columns


def rows_of(table: Table, columns: dict[str, str], codes: dict[DistrictKey, str], *, on: date) -> list[RegistrationRow]:
    """Return a row for each row of the table; `on` is the day of the list, after which no year may lie."""
    rows = [_row(number, raw, columns, codes, on) for number, raw in enumerate(table.rows(), 1)]
    _refuse_repeated(rows)
    return rows


def _row(
    number: int, raw: dict[str, Any], columns: dict[str, str], codes: dict[DistrictKey, str], on: date
) -> RegistrationRow:
    personal = {columns[name] for name in PERSONAL | sheet.PERSONAL if name in columns}
    note = RowNote(number, raw={name: text_of(cell) for name, cell in raw.items() if name not in personal})
    row = RegistrationRow(note)
    cells = {name: _clean(note, raw[column], name, column) for name, column in columns.items() if name in SPELLINGS}
    row.code = cells["code"].upper()[:40]
    note.key = row.code
    if not row.code:
        note.refuse(_("The row has no registration code, so it cannot be told from others."))
        return row
    _read_registrant(row, cells)
    row.values = _values(note, cells, codes, on)
    row.degrees = _degrees(note, cells)
    if any(name in columns for name in sheet.SPELLINGS):
        sheet.declared_read(row, raw, columns)
    if not cells.get("ruc"):
        _tell_registrant(row)
    return row


def _clean(note: RowNote, cell: Any, name: str, column: str) -> str:
    text = text_of(cell)
    if is_nothing(text):
        return ""
    sound = mended(text)
    if sound != text:
        shown = "" if name in PERSONAL else f" ({sound[:80]})"
        note.repair(_("%(column)s: broken accents mended%(shown)s.") % {"column": column, "shown": shown})
    if has_unreadable(sound):
        note.repair(_("%(column)s holds a character that cannot be read; it was kept.") % {"column": column})
    return sound


def _read_registrant(row: RegistrationRow, cells: dict[str, str]) -> None:
    ruc, name = cells.get("ruc", ""), cells.get("name", "")[:200]
    row.name = name
    if not ruc:
        return
    try:
        ruc = check_ruc(ruc)
    except DomainError as error:
        row.note.refuse(error.message)
        return
    if not name:
        row.note.repair(_("The row has no name: the registrant stays unknown."))
    elif ruc[:2] not in {"10", "20"}:
        row.note.repair(
            _(
                "The RUC begins with neither 10 nor 20: whether it is a person or a group is not said, "
                "and the registrant stays unknown."
            )
        )
    else:
        row.ruc = ruc


def _tell_registrant(row: RegistrationRow) -> None:
    """Say where nobody can be told from a row without a RUC; a DNI names a person only together with the name."""
    if not row.dni:
        row.note.repair(_("The row has no RUC: the registrant stays unknown."))
    elif not row.name:
        row.note.repair(_("The row has no name: the registrant stays unknown."))


def _values(note: RowNote, cells: dict[str, str], codes: dict[DistrictKey, str], on: date) -> dict[str, Any]:
    state = STATES.get(folded(cells.get("state", "")), RegistrationState.UNKNOWN)
    if cells.get("state") and state == RegistrationState.UNKNOWN:
        note.repair(_("The state %(text)s is not known here; it stays unknown.") % {"text": cells["state"][:40]})
    activity = ACTIVITIES.get(folded(cells.get("activity", "")), "")
    if cells.get("activity") and not activity:
        note.repair(_("The activity %(text)s is not known here; it stays unknown.") % {"text": cells["activity"][:40]})
    values = {
        "state": state,
        "activity": activity,
        "right_code_declared": re.sub(r"\s", "", cells.get("right_code", "")).upper()[:20],
        "right_name_declared": cells.get("right_name", "")[:200],
        "ubigeo": _ubigeo(cells, codes),
        "enrolled_year": _year(note, cells.get("year", ""), on),
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _year(note: RowNote, text: str, on: date) -> int | None:
    if not text:
        return None
    if text.isdigit() and FIRST_YEAR <= int(text) <= on.year:
        return int(text)
    note.repair(_("The year of enrolment %(text)s cannot be; it stays unknown.") % {"text": text[:20]})
    return None


def _ubigeo(cells: dict[str, str], codes: dict[DistrictKey, str]) -> str:
    """The code as published (a lost leading zero given back), the smallest level first, else by the names."""
    for name, size in (("district_code", 6), ("province_code", 4), ("department_code", 2)):
        code = cells.get(name, "")
        if code.isdigit() and len(code) in {size, size - 1}:
            return code.zfill(size)
    return ubigeo_of(codes, cells.get("department", ""), cells.get("province", ""), cells.get("district", ""))


def _degrees(note: RowNote, cells: dict[str, str]) -> tuple[float, float] | None:
    said = cells.get("longitude", ""), cells.get("latitude", "")
    if not any(said):
        return None
    longitude, latitude = number_of(said[0]), number_of(said[1])
    if longitude is None or latitude is None or not (-82 < longitude < -68 and -19 < latitude < 1):
        note.repair(_("The coordinates lie nowhere in Peru; the place stays unknown."))
        return None
    return float(longitude), float(latitude)


def _refuse_repeated(rows: list[RegistrationRow]) -> None:
    same = defaultdict(list)
    for row in rows:
        if not row.note.is_refused:
            same[row.code].append(row)
    for code, found in same.items():
        if len(found) > 1:
            numbers = ", ".join(str(row.note.number) for row in found)
            for row in found:
                row.note.refuse(
                    _("The code %(code)s stands in rows %(rows)s; nobody can say which is right.")
                    % {"code": code, "rows": numbers}
                )
