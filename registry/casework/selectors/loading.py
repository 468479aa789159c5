"""Many tables of one case in one query: a case page must not ask more the more a case has gone through.

Each table's rows come as JSON of the database itself and become the model's own objects again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

OF_REGISTRATION = "registration_id = %(registration)s"
_FILES = "SELECT id FROM casework_casefile WHERE registration_id = %(registration)s"
OF_FILE = f"file_id IN ({_FILES})"
OF_CLOCK = f"clock_id IN (SELECT id FROM casework_runningclock WHERE {OF_FILE})"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows of one table: a condition, an order and a most number, all written in this package."""

    model: type[models.Model]
    where: str
    order: str = "id"
    most: int = 2_000


class Loaded:
    """The rows that were asked for, by model."""

    def __init__(self, rows: Mapping[type[models.Model], list[Any]]) -> None:
        self._rows = rows

    def of(self, model: type[M]) -> list[M]:
        """The rows of a model in the order asked for."""
        return self._rows[model]

    def by(self, model: type[M], column: str) -> dict[Any, list[M]]:
        """The rows of a model by the value of one column."""
        found: dict[Any, list[M]] = {}
        for row in self.of(model):
            found.setdefault(getattr(row, column), []).append(row)
        return found


def load(wanted: Sequence[Wanted], values: Mapping[str, Any]) -> Loaded:
    """Return the rows of all these tables, asked in one query."""
    parts = [f"({_select(one)})" for one in wanted]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", dict(values))
        found = cursor.fetchone()
    return Loaded(
        {
            one.model: [_row(one.model, raw) for raw in json.loads(text, parse_float=Decimal)]
            for one, text in zip(wanted, found, strict=True)
        }
    )


def _select(one: Wanted) -> str:
    table = one.model._meta.db_table  # noqa: SLF001 - Django's public name
    return (
        f"SELECT coalesce(json_agg(t), '[]')::text FROM (SELECT * FROM {table} WHERE {one.where} "  # noqa: S608
        f"ORDER BY {one.order} LIMIT {one.most}) t"
    )


def _row(model: type[models.Model], raw: Mapping[str, Any]) -> models.Model:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's public name
    values = [field.to_python(raw[str(field.column)]) for field in fields]
    return model.from_db("default", [field.attname for field in fields], values)
