"""Columns of a file under the names we know: each field may be spelled in several ways."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from registry.common.errors import DomainError

Spellings = Mapping[str, Sequence[str]]


def folded(text: str) -> str:
    """Return a text in small letters without accents, with single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def plain(name: str) -> str:
    """Return the name of a column as letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", folded(name))


def columns_of(columns: Mapping[str, Any], spellings: Spellings) -> dict[str, str]:
    """Return for each field the file's column that spells it; fields the file does not have are left out.

    The first spelling wins where a file has several.
    """
    by_plain = {plain(name): name for name in reversed(list(columns))}
    found = {}
    for field, names in spellings.items():
        column = next((by_plain[plain(name)] for name in names if plain(name) in by_plain), None)
        if column is not None:
            found[field] = column
    return found


def column_named(columns: Mapping[str, Any], name: str, option: str) -> str:
    """Return the file's column that an option names. Raises: DomainError listing the columns where there is none."""
    if name in columns:
        return name
    match = [column for column in columns if plain(column) == plain(name)]
    if len(match) == 1:
        return match[0]
    raise missing_column(columns, f"{option} {name}")


def missing_column(columns: Mapping[str, Any], wanted: str) -> DomainError:
    """Return the error that names a column which the file does not have, and those that it has."""
    return DomainError(
        _("The file has no column for %(wanted)s. Its columns are: %(columns)s.")
        % {"wanted": wanted, "columns": ", ".join(columns)},
        code="column_missing",
    )
