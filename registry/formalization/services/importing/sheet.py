"""A regional office's sheet of declarations: what the published list has, and what the miner declared.

Read as people fill sheets in: numbers as 1,234.5 or 1234,5, yes and no in both languages, kinds in words or codes, a
DNI where there is no RUC, corners in UTM with zone and datum. What cannot be read is left unknown and told in the
report; it never becomes a no or a zero.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.identity import check_dni
from registry.common.importing.cleaning import is_nothing, number_of, text_of
from registry.common.importing.columns import folded
from registry.common.numbers import read_decimal
from registry.common.spatial.srids import PSAD56_SOUTH, UTM_SOUTH
from registry.formalization.choices import DepositClass, MercuryUse
from registry.formalization.services.importing.rows import RegistrationRow

SHEET = "sheet"
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "dni": ("DNI", "DOCUMENTO", "NUMERO DE DNI"),
    "deposit_class": ("TIPO DE YACIMIENTO", "YACIMIENTO", "SUSTANCIA", "DEPOSIT"),
    "capacity_t_per_day": ("CAPACIDAD T/DIA", "CAPACIDAD TM/DIA", "T/DIA", "TMD", "T PER DAY"),
    "capacity_m3_per_day": ("CAPACIDAD M3/DIA", "M3/DIA", "M3 PER DAY"),
    "mercury_use": ("USA MERCURIO", "MERCURIO", "MERCURY"),
    "uses_explosives": ("USA EXPLOSIVOS", "EXPLOSIVOS", "EXPLOSIVES"),
    "is_habitual": ("HABITUAL", "ACTIVIDAD HABITUAL"),
    "is_means_of_livelihood": ("MEDIO DE SUSTENTO", "SUSTENTO", "LIVELIHOOD"),
    "is_manual_or_basic": ("METODOS MANUALES", "EQUIPOS BASICOS", "MANUAL"),
    "workers_women": ("MUJERES", "TRABAJADORAS", "WOMEN"),
    "workers_men": ("HOMBRES", "TRABAJADORES", "MEN"),
    "methods": ("METODO", "METODOS", "METHODS"),
    "east": ("ESTE", "COORDENADA ESTE", "EAST", "X"),
    "north": ("NORTE", "COORDENADA NORTE", "NORTH", "Y"),
    "zone": ("ZONA", "ZONA UTM", "HUSO", "ZONE"),
    "datum": ("DATUM",),
}
PERSONAL = frozenset({"dni", "east", "north"})
YES = frozenset({"si", "s", "x", "1", "yes", "y", "verdadero", "true"})
NO = frozenset({"no", "n", "0", "falso", "false"})
DEPOSITS = {
    "metalico": DepositClass.METALLIC,
    "metalica": DepositClass.METALLIC,
    "veta": DepositClass.METALLIC,
    "filon": DepositClass.METALLIC,
    "placer": DepositClass.PLACER_METALLIC,
    "metalico placer": DepositClass.PLACER_METALLIC,
    "aluvial": DepositClass.PLACER_METALLIC,
    "no metalico": DepositClass.NON_METALLIC,
    "no metalica": DepositClass.NON_METALLIC,
    "material de construccion": DepositClass.CONSTRUCTION_MATERIAL,
    "materiales de construccion": DepositClass.CONSTRUCTION_MATERIAL,
    "mixto": DepositClass.MIXED,
} | {code.value: code for code in DepositClass}
MERCURY = {True: MercuryUse.USED, False: MercuryUse.NONE}


def declared_read(row: RegistrationRow, raw: Mapping[str, Any], columns: Mapping[str, str]) -> None:
    """Read what was declared into a row that the list's own reading accepted."""
    cells = {name: text_of(raw[columns[name]]) for name in SPELLINGS if name in columns}
    said = {name: text for name, text in cells.items() if not is_nothing(text)}
    for name, read in READERS.items():
        if name in said:
            value = read(said[name])
            if value is None:
                row.note.repair(
                    _("%(column)s: “%(text)s” is not understood; it stays unknown.")
                    % {"column": columns[name], "text": said[name][:40]}
                )
            else:
                row.values[name] = value
    _read_dni(row, said)
    _read_corner(row, said)


def _yes_or_no(text: str) -> bool | None:
    plain = folded(text)
    return True if plain in YES else False if plain in NO else None


def _amount(text: str) -> Decimal | None:
    try:
        amount = read_decimal(re.sub(r"(?i)\s{0,5}(t/d[ií]a|tmd|m3/d[ií]a|m³/d[ií]a|t|m3|m³)\s{0,5}$", "", text))
    except DomainError:
        return None
    return amount if amount >= 0 else None


def _count(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) <= 5 else None


def _deposit(text: str) -> str | None:
    found = DEPOSITS.get(folded(text))
    return found.value if found else None


def _mercury(text: str) -> str | None:
    used = _yes_or_no(text)
    return None if used is None else MERCURY[used].value


READERS: Mapping[str, Callable[[str], Any]] = {
    "deposit_class": _deposit,
    "capacity_t_per_day": _amount,
    "capacity_m3_per_day": _amount,
    "mercury_use": _mercury,
    "uses_explosives": _yes_or_no,
    "is_habitual": _yes_or_no,
    "is_means_of_livelihood": _yes_or_no,
    "is_manual_or_basic": _yes_or_no,
    "workers_women": _count,
    "workers_men": _count,
    "methods": lambda text: text[:300],
}
WRITTEN = tuple(READERS)


def _read_dni(row: RegistrationRow, said: Mapping[str, str]) -> None:
    """A DNI finds the registrant where the sheet gives no RUC."""
    if row.ruc or "dni" not in said:
        return
    try:
        row.dni = check_dni(said["dni"].zfill(8) if said["dni"].isdigit() else said["dni"])
    except DomainError as error:
        row.note.repair(error.message)


def _read_corner(row: RegistrationRow, said: Mapping[str, str]) -> None:
    if row.degrees is not None or not said.get("east") or not said.get("north"):
        return
    east, north = number_of(said["east"]), number_of(said["north"])
    zone = re.sub(r"\D", "", said.get("zone", ""))
    systems = PSAD56_SOUTH if "56" in said.get("datum", "") else UTM_SOUTH
    if east is None or north is None or int(zone or 0) not in systems:
        row.note.repair(_("The UTM corner needs east, north and its zone (17, 18 or 19); the place stays unknown."))
        return
    row.metric = (float(east), float(north), systems[int(zone)])
