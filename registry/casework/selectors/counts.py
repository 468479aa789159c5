"""Counts for the figures of the desk: entries by department, gender and class against their state, and moves by year.

For staff: gender is an attribute that is not public per entry, and these tables are not suppressed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Value, When
from django.db.models.functions import ExtractYear, Left

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.formalization.models import StateChange
from registry.formalization.selectors.registrations import registration_list

GROUP = "group"


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column; an empty row or column key is what is not known."""

    rows: Sequence[str]
    columns: Sequence[str]
    counts: Mapping[tuple[str, str], int]

    def line(self, row: str) -> list[int]:
        """Return the counts of a row in the order of the columns."""
        return [self.counts.get((row, column), 0) for column in self.columns]

    def total(self, row: str) -> int:
        """Return the sum of a row."""
        return sum(self.line(row))


def by_department(*, viewer: Powers) -> Table:
    """Return entries by department and state, in one query."""
    return _table(viewer, Left("ubigeo", 2))


def by_gender(*, viewer: Powers) -> Table:
    """Return entries by gender of the registrant and state; entries of groups stand in a row of their own."""
    return _table(viewer, Case(When(group__isnull=False, then=Value(GROUP)), default=F("person__gender")))


def by_class(*, viewer: Powers) -> Table:
    """Return entries by standing class and state; an empty class was not judged yet."""
    return _table(viewer, F("category"))


def moves_by_year(*, viewer: Powers) -> Table:
    """Return how many entries came into each state in each year; an empty year is a day that nobody knows."""
    moves = StateChange.objects.filter(within_reach(viewer, Power.REGISTER_READ, column="registration__ubigeo"))
    counted: Any = moves.values_list(ExtractYear("from_on"), "state").annotate(Count("pk")).order_by()
    return _of((str(year or ""), state, total) for year, state, total in counted)


def _table(viewer: Powers, row: Any) -> Table:
    entries = registration_list(viewer=viewer).select_related(None).order_by()
    counted: Any = entries.annotate(row_key=Case(When(pk__isnull=False, then=row), output_field=CharField()))
    return _of(counted.values_list("row_key", "state").annotate(Count("pk")).order_by())


def _of(counted: Any) -> Table:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row, column, total in counted:
        counts[row or "", column or ""] += total
    rows = sorted({row for row, _column in counts}, key=lambda one: (one == "", one))
    columns = sorted({column for _row, column in counts})
    return Table(rows, columns, dict(counts))
