"""Searching names without accents and with slips of the pen, by the words they hold."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from registry.common.naming import NEVER, meant


def by_name(rows: QuerySet[Any], text: str, *, others: Q = NEVER) -> QuerySet[Any]:
    """Return the rows whose `name_folded` a text may mean, or that fulfil `others`.

    Those that hold the words as they were typed come first, else the order of the rows stays. Where there are none,
    names are looked for more widely (`registry.common.naming`).
    """
    names = meant(text)
    if not rows.order_by().filter(names.names() | others).exists():
        names = meant(text, widely=True)
    exactly = Case(When(names.exactly(), then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.filter(names.names() | others).order_by(exactly, *rows.query.order_by)
