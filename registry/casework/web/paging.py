"""A page of a list and the length of the whole list, asked in one query."""

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, Model, QuerySet, Subquery, Value

M = TypeVar("M", bound=Model)


def page_of(rows: QuerySet[M], asked: str | None, *, per_page: int) -> tuple[Page[Any], list[M]]:
    """Return the page for navigation (its `paginator.count` is the whole length) and its rows.

    A number that is none, or too large, gives the first or the last page, as Django's own paginator does.
    """
    number = int(asked) if asked and asked.isdigit() and int(asked) > 0 else 1
    start = (number - 1) * per_page
    # Counted apart from the joins of the list: a window over them would read every column of every row.
    length = (
        rows.order_by().select_related(None).annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    )
    counted = rows.annotate(in_all=Subquery(length, output_field=IntegerField()))
    found = list(counted[start : start + per_page])
    total: int = found[0].in_all if found else (rows.count() if start else 0)  # type: ignore[attr-defined]
    page = Paginator(range(total), per_page).get_page(number)
    if not found and total:
        found = list(rows[page.start_index() - 1 : page.end_index()])
    return page, found
