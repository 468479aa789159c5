"""Which packs exist. The only place that knows the countries by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from registry.rules.engine.errors import RulesError
from registry.rules.engine.law import files_in, read_law
from registry.rules.engine.needs import check_needs
from registry.rules.engine.pack import Pack
from registry.rules.engine.procedure_reading import read_procedure
from registry.rules.packs.gh.country import GHANA
from registry.rules.packs.pe.country import PERU

if TYPE_CHECKING:
    from collections.abc import Mapping

    from registry.rules.engine.pack import Country

PACKS_DIR = Path(__file__).parent / "packs"
COUNTRIES: dict[str, Country[Any]] = {country.jurisdiction: country for country in (PERU, GHANA)}


def jurisdictions() -> tuple[str, ...]:
    """The codes of the jurisdictions that have a pack."""
    return tuple(COUNTRIES)


@cache
def get_pack(jurisdiction: str) -> Pack[Any]:
    """The pack of a jurisdiction as it is delivered with the product.

    Raises:
        RulesError: no pack has that code; the message lists those that exist.
    """
    return load_pack(jurisdiction, PACKS_DIR / _country(jurisdiction).jurisdiction.lower() / "law")


def load_pack(jurisdiction: str, law_dir: Path) -> Pack[Any]:
    """A pack whose law files lie in another folder, for example a draft; it holds every file, changed or not.

    Raises:
        RulesError: no pack has that code, or the files are unsound; nothing is half-loaded.
    """
    return pack_from_files(jurisdiction, files_in(law_dir))


def pack_from_files(jurisdiction: str, files: Mapping[str, str]) -> Pack[Any]:
    """A pack from law files held as text (name to content), for example an enacted version kept in a database.

    Raises:
        RulesError: no pack has that code, or the files are unsound; nothing is half-loaded.
    """
    country = _country(jurisdiction)
    read_procedure(files)  # an unsound procedure refuses the whole law, like any other file of it
    law = read_law(files, country.jurisdiction, country.rule_ids)
    if country.needs is not None:
        check_needs(country.needs, law)
    return Pack(country, law)


def _country(jurisdiction: str) -> Country[Any]:
    country = COUNTRIES.get(jurisdiction)
    if country is None:
        known = ", ".join(COUNTRIES)
        raise RulesError("jurisdiction", f"no pack for {jurisdiction!r}", f"Packs exist for {known}.")
    return country
