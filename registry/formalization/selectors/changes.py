"""Held changes of class: the batches, what moved in each, and the rows within somebody's reach."""

from collections.abc import Sequence

from django.db.models import Case, Count, QuerySet, Value, When

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.formalization.models import ChangeBatch, ClassChange


def batch_list() -> QuerySet[ChangeBatch]:
    """Return all batches, those held back first, then the newest."""
    is_held = Case(When(state=ChangeBatch.State.HELD, then=Value(0)), default=Value(1))
    return ChangeBatch.objects.order_by(is_held, "-id")


def batch_counts(batches: Sequence[int]) -> dict[int, int]:
    """Return how many changes each batch holds."""
    rows = ClassChange.objects.filter(batch__in=batches).values_list("batch").annotate(total=Count("pk")).order_by()
    return {number: total for number, total in rows if number is not None}


def batch_moves(batch: ChangeBatch) -> list[tuple[str, str, int]]:
    """Return from, to and how many, over the whole country, largest first."""
    rows = batch.changes.values_list("before_category", "assessment__category").annotate(total=Count("pk"))
    return list(rows.order_by("-total", "before_category", "assessment__category"))


def changes_of_batch(batch: ChangeBatch, *, viewer: Powers) -> QuerySet[ClassChange]:
    """Return the changes within the viewer's regions, by code."""
    rows = batch.changes.filter(within_reach(viewer, Power.REGISTER_READ, column="registration__ubigeo"))
    rows = rows.select_related("registration__person", "registration__group", "assessment")
    return rows.defer("assessment__facts", "assessment__findings").order_by("registration__code")
