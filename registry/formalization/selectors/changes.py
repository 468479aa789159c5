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


Class = tuple[str, str, str]
"""Category, scale and legal status."""


def batch_moves(batch: ChangeBatch) -> list[tuple[Class, Class, int]]:
    """Return from, to and how many, over the whole country, largest first."""
    axes = (
        "before_category", "before_scale", "before_legal_status", "assessment__category", "assessment__scale",
        "assessment__legal_status",
    )  # fmt: skip
    rows = batch.changes.values_list(*axes).annotate(total=Count("pk")).order_by("-total", *axes)
    return [((row[0], row[1], row[2]), (row[3], row[4], row[5]), row[6]) for row in rows]


def changes_of_batch(batch: ChangeBatch, *, viewer: Powers) -> QuerySet[ClassChange]:
    """Return the changes within the viewer's regions, by code."""
    rows = batch.changes.filter(within_reach(viewer, Power.REGISTER_READ, column="registration__ubigeo"))
    rows = rows.select_related("registration__person", "registration__group", "assessment")
    return rows.defer("assessment__facts", "assessment__findings").order_by("registration__code")
