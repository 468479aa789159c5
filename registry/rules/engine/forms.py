"""The form of a row of a law file: which keys it must have, which it may have, and of which kind each is.

A misspelt key would else be passed over in silence, and the row would say another thing than its author meant: without
an end, without a term, without what saves older rights.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from registry.rules.engine.errors import LawError

TEXT, WORDS, TRUTH, DAY, WHOLE, LABEL, ROWS = "text", "words", "truth", "day", "whole", "label", "rows"
LANGUAGES = ("es", "en")

Kind = str | tuple[str, ...]
"""One of the kinds above, or the words of which a text must be one."""

Row = Mapping[str, object]
FITS: dict[str, Callable[[object], bool]] = {
    TEXT: lambda value: isinstance(value, str),
    WORDS: lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    TRUTH: lambda value: isinstance(value, bool),
    # A TOML date-time is a date in Python too, and true a whole number.
    DAY: lambda value: type(value) is date,
    WHOLE: lambda value: type(value) is int and value >= 0,
    LABEL: lambda value: isinstance(value, dict) and all(_is_told(value.get(language)) for language in LANGUAGES),
    ROWS: lambda value: isinstance(value, list) and all(isinstance(one, dict) for one in value),
}
WRITE = {
    TEXT: "a text in quotes",
    WORDS: 'a list of words, for example ["one", "two"]',
    TRUTH: "true or false",
    DAY: "a day, for example 2026-12-31",
    WHOLE: "a whole number of zero or more",
    LABEL: '{ es = "…", en = "…" }',
    ROWS: "a list of tables in braces",
}


def read_toml(file: str, text: str) -> dict[str, Any]:
    """What a law file says, its figures as exact Decimals; a mark of byte order before it is passed over.

    Raises:
        LawError: it is no TOML, or holds a day that does not exist.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except ValueError as error:  # tomllib also answers an unreal date (2026-02-30) with a ValueError
        advice = "Correct that line; dates must exist in the calendar."
        raise LawError(file, f"not readable: {error}", advice) from error
    except RecursionError:
        raise LawError(file, "not readable: nested too deeply", "Write plain tables and lists.") from None


def check_form(place: str, row: Row, must: Mapping[str, Kind], may: Mapping[str, Kind]) -> None:
    """Refuse a row with an unknown key, without one that it must have, or with a value of another kind.

    Raises:
        LawError: with the place, the key and what to write.
    """
    kinds = {**may, **must}
    for key in sorted(set(row) - set(kinds)):
        raise LawError(place, f"unknown key {key!r}", f"Known here: {', '.join(sorted(kinds))}.")
    for key, kind in kinds.items():
        if key not in row:
            if key in must:
                raise LawError(place, f"no {key}", f"Write {key} as {_written(kind)}.")
        elif not _fits(row[key], kind):
            raise LawError(place, f"{key} is {row[key]!r}", f"Write it as {_written(kind)}.")


def check_tables(file: str, content: Row, known: Iterable[str]) -> None:
    """Refuse a file with a table that nobody reads, or one that is no list of rows.

    Raises:
        LawError: with the file and the name of the table.
    """
    names = tuple(known)
    for name in content:
        if name not in names:
            raise LawError(file, f"unknown table {name!r}", f"Known here: {', '.join(names)}.")
        if not FITS[ROWS](content[name]):
            raise LawError(file, f"{name} is no list of tables", f"Begin each one with [[{name}]].")


def check_once(file: str, kind: str, names: Iterable[object]) -> None:
    """Refuse a name that stands twice.

    Raises:
        LawError: with the file and the name.
    """
    seen: set[object] = set()
    for name in names:
        if name in seen:
            place = f"{file}, {kind} {name}"
            raise LawError(place, "it stands twice", "Keep one.")
        seen.add(name)


def _is_told(text: object) -> bool:
    return isinstance(text, str) and text.strip() != ""


def _fits(value: object, kind: Kind) -> bool:
    return FITS[kind](value) if isinstance(kind, str) else value in kind


def _written(kind: Kind) -> str:
    return WRITE[kind] if isinstance(kind, str) else f"one of {', '.join(kind)}"
