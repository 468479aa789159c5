"""Telling what a service changed: the fields of a row before and after, personal ones marked."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from registry.audit.services.events import Change


def changes_of(row: models.Model | None, values: Mapping[str, Any], *, personal: Collection[str] = ()) -> list[Change]:
    """Return the fields of `values` that differ from `row`; all that are not empty where there is no row yet.

    A related row is told by its number, a number or day in its own text.
    """
    found = []
    for field, after in values.items():
        before = getattr(row, field) if row is not None else None
        if before == after or (row is None and after in (None, "")):
            continue
        found.append(Change(field, _plain(before), _plain(after), is_personal=field in personal))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    return value
