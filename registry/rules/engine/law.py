"""A law as files: read whole or refused whole, with a hash that stands for its exact text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from registry.rules.engine.consequences import AREA, Consequence, read_consequences
from registry.rules.engine.errors import LawError
from registry.rules.engine.forms import DAY, TEXT, WORDS, check_form, check_once, check_tables, read_toml
from registry.rules.engine.parameters import Parameter, Parameters, read_parameters
from registry.rules.engine.texts import Codes, RuleText, read_codes, read_rule_texts
from registry.rules.engine.zones import ZoneEffect, read_zone_effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from registry.rules.engine.forms import Kind

PACK_FILE = "pack.toml"
RULES_FILE = "rules.toml"
CODES_FILE = "codes.toml"
ZONES_FILE = "zones.toml"
EQUIPMENT_FILE = "equipment.toml"
CONSEQUENCES_FILE = "consequences.toml"
TABLES = {
    RULES_FILE: ("rule",),
    CODES_FILE: ("flag", "evidence", "authority", "reason"),
    ZONES_FILE: ("zone",),
    EQUIPMENT_FILE: ("group",),
    CONSEQUENCES_FILE: ("consequence",),
}
HEAD: dict[str, Kind] = {"jurisdiction": TEXT, "version": TEXT, "first_day": DAY}
FIXED_FILES = (PACK_FILE, *TABLES)


@dataclass(frozen=True, slots=True)
class Law:
    """Everything that a pack's files say.

    `files` is the text of each file as it was read; `content_hash` is over those texts and nothing else. `lists` holds
    named groups of words, such as the devices of an article.
    """

    jurisdiction: str
    version: str
    first_day: date
    content_hash: str
    files: Mapping[str, str]
    parameters: Parameters
    rules: Mapping[str, Mapping[str, RuleText]]
    codes: Codes
    zones: Mapping[str, ZoneEffect]
    consequences: Mapping[str, Consequence]
    lists: Mapping[str, frozenset[str]]


def files_in(law_dir: Path) -> dict[str, str]:
    """The law files of a folder, name to text.

    Raises:
        LawError: there is no such folder, no TOML file in it, or one that is no text.
    """
    files = {path.name: _text_of(path) for path in sorted(law_dir.glob("*.toml"))}
    if not files:
        raise LawError(
            str(law_dir), "no law files (*.toml) in this folder", "Name the folder of the (changed) law files."
        )
    return files


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LawError(path.name, "it cannot be read as text in UTF-8", "Save it as plain text in UTF-8.") from error


def read_law(files: Mapping[str, str], jurisdiction: str, rule_ids: Iterable[str]) -> Law:
    """The law that these files state.

    Raises:
        LawError: a file is absent or unsound, the pack is another country's, or a rule has no words.
    """
    tables = {name: read_toml(name, text) for name, text in files.items()}
    absent = [name for name in (PACK_FILE, RULES_FILE, CODES_FILE) if name not in tables]
    if absent:
        raise LawError(absent[0], "the file is absent", "A draft holds every file of the pack, changed or not.")
    for name, known in TABLES.items():
        check_tables(name, tables.get(name, {}), known)
    pack = tables[PACK_FILE]
    first_day = _head(pack, jurisdiction)
    rules = read_rule_texts(RULES_FILE, tables[RULES_FILE].get("rule"))
    _same_rules(rules, rule_ids)
    zones = read_zone_effects(ZONES_FILE, tables.get(ZONES_FILE, {}).get("zone"))
    rows = tables.get(CONSEQUENCES_FILE, {}).get("consequence")
    consequences = read_consequences(CONSEQUENCES_FILE, rows, zones, rules)
    parameters = _all_parameters(tables)
    _dated_by(consequences, {parameter.id for parameter in parameters})
    return Law(
        jurisdiction=jurisdiction,
        version=str(pack["version"]),
        first_day=first_day,
        content_hash=hash_of(files),
        files=dict(files),
        parameters=Parameters(parameters, first_day),
        rules=rules,
        codes=read_codes(CODES_FILE, tables[CODES_FILE]),
        zones=zones,
        consequences=consequences,
        lists=_lists(tables.get(EQUIPMENT_FILE, {})),
    )


def hash_of(files: Mapping[str, str]) -> str:
    """A SHA-256 over names and texts, the same on every machine."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{files[name]}\0".encode())
    return digest.hexdigest()


def _head(pack: Mapping[str, object], jurisdiction: str) -> date:
    if pack.get("jurisdiction") != jurisdiction:
        named = pack.get("jurisdiction")
        raise LawError(PACK_FILE, f"it is a pack of {named!r}", f"Expected {jurisdiction!r}.")
    if not pack.get("version"):
        raise LawError(PACK_FILE, "no version", 'Write version = "…".')
    first_day = pack.get("first_day")
    if type(first_day) is not date:
        raise LawError(PACK_FILE, f"first_day is {first_day!r}", "Write it as a day, for example 1996-01-01.")
    check_form(PACK_FILE, pack, HEAD, {})
    return first_day


# Chapters that other readers put together; dated figures may stand in them too.
CHAPTERS = ("procedure", "calendar")


def _all_parameters(tables: Mapping[str, dict[str, object]]) -> list[Parameter]:
    parameters: list[Parameter] = []
    for name in sorted(tables):
        told_elsewhere = name.startswith(CHAPTERS) and "parameter" not in tables[name]
        if name not in FIXED_FILES and not told_elsewhere:
            parameters += read_parameters(name, tables[name].get("parameter"))
    seen: set[str] = set()
    for parameter in parameters:
        if parameter.id in seen:
            place = f"parameter {parameter.id}"
            raise LawError(place, "it stands twice", "Keep one table and add values to it.")
        seen.add(parameter.id)
    return parameters


def _dated_by(consequences: Mapping[str, Consequence], figures: set[str]) -> None:
    for kind, found in consequences.items():
        if found.older_than not in {None, AREA, *figures}:
            place = f"{CONSEQUENCES_FILE}, consequence {kind}"
            raise LawError(place, f"older_than is {found.older_than!r}", "Write area, or the id of a dated figure.")


def _same_rules(texts: Mapping[str, object], rule_ids: Iterable[str]) -> None:
    known = set(rule_ids)
    for rule_id in sorted(set(texts) - known):
        place = f"{RULES_FILE}, rule {rule_id}"
        raise LawError(place, "unknown rule id", "No rule of the pack has it: correct the id.")
    for rule_id in sorted(known - set(texts)):
        place = f"{RULES_FILE}, rule {rule_id}"
        raise LawError(place, "it has no words", "Add a [[rule]] table for it.")


def _lists(content: Mapping[str, object]) -> dict[str, frozenset[str]]:
    groups = content.get("group", [])
    lists: dict[str, frozenset[str]] = {}
    for group in groups if isinstance(groups, list) else []:
        place = f"{EQUIPMENT_FILE}, group {group.get('id')}"
        words = group.get("words")
        if not group.get("id") or not isinstance(words, list) or not words:
            raise LawError(place, "no id or no words", 'Write id = "…" and words = ["…"].')
        check_form(place, group, {"id": TEXT, "words": WORDS}, {})
        check_once(EQUIPMENT_FILE, "group", [*lists, group["id"]])
        lists[group["id"]] = frozenset(words)
    return lists
