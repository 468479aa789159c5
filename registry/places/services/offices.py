"""Reading the list of offices from a table, whole or not at all."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.places.models import Office

COLUMNS = ("code", "name", "ubigeo", "is_deciding", "address", "phone", "hours", "checked_on")
NEEDED = frozenset({"code", "name"})
YES = frozenset({"1", "yes", "true", "si", "sí"})


def offices_import(*, path: Path, source: str, by: Actor, at: datetime) -> dict[str, int]:
    """Add and change offices by their code; those that the file does not name stay. Returns rows added and changed.

    Raises:
        DomainError: code `offices_refused`, naming the lines, where any line cannot be read: then nothing is written.
    """
    rows, faults = [], []
    for line, row in _lines(path):
        try:
            rows.append(_read(row))
        except ValueError as error:
            faults.append(_("line %(line)d: %(why)s") % {"line": line, "why": error})
    if faults or not rows:
        raise DomainError(
            _("The list of offices was not taken: %(faults)s") % {"faults": "; ".join(faults) or _("it has no rows")},
            code="offices_refused",
        )
    return offices_write(rows=rows, source=source, by=by, at=at)


def offices_write(*, rows: list[dict[str, Any]], source: str, by: Actor, at: datetime) -> dict[str, int]:
    """Write offices that were read; returns rows added and changed."""
    counts = {"added": 0, "changed": 0}
    with transaction.atomic():
        for row in rows:
            _office, is_new = Office.objects.update_or_create(code=row["code"], defaults=row | {"source": source})
            counts["added" if is_new else "changed"] += 1
        event_record(kind="places.offices.imported", by=by, at=at, facts=counts | {"source": source})
    return counts


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        missing = NEEDED - set(reader.fieldnames or ())
        if missing:
            raise DomainError(
                _("The first line must name the columns %(columns)s.") % {"columns": ", ".join(COLUMNS)},
                code="offices_refused",
            )
        for row in reader:
            yield reader.line_num, {key: (value or "").strip() for key, value in row.items() if key in COLUMNS}


def _read(row: dict[str, str]) -> dict[str, Any]:
    ubigeo = row.get("ubigeo", "")
    if not row["code"] or not row["name"]:
        raise ValueError(_("code and name are needed"))
    if ubigeo and not (ubigeo.isdigit() and len(ubigeo) in {2, 4, 6}):
        raise ValueError(_("a UBIGEO has 2, 4 or 6 digits"))
    checked = row.get("checked_on", "")
    try:
        checked_on = date.fromisoformat(checked) if checked else None
    except ValueError as error:
        raise ValueError(_("a day is written year-month-day")) from error
    texts = {name: row.get(name, "") for name in ("code", "name", "address", "phone", "hours")}
    is_deciding = row.get("is_deciding", "").lower() in YES
    return texts | {"ubigeo": ubigeo, "is_deciding": is_deciding, "checked_on": checked_on}
