"""Half-years of production: which one has just ended, who must declare it, and who need not."""

from datetime import date

from django.db.models import F, Q

from registry.formalization.models import Registration

OWN_CONCESSION = "exploits_own_current_concession"


def half_ended(on: date) -> tuple[int, str]:
    """Return the last half-year that has ended before the day, as (year, H1 or H2)."""
    return (on.year - 1, "H2") if on.month <= 6 else (on.year, "H1")


def declaring_ids(*, on: date) -> list[int]:
    """Return the entries that must declare: those in force on the day."""
    return list(
        Registration.objects.filter(Q(state_since=None) | Q(state_since__lte=on), state="in_force")
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def exempt_ids(*, on: date) -> frozenset[int]:
    """Return the entries that exploit the registrant's own current concession, by document number.

    A holder known by name only exempts nobody: the officer says so in the declaration itself.
    """
    held = Q(right__holders__until_on=None) | Q(right__holders__until_on__gte=on)
    number = F("right__holders__document_number")
    same = Q(person__document_number=number) | Q(person__ruc=number) | Q(group__ruc=number)
    rows = Registration.objects.filter(
        held, same, activity="exploitation", right__state="titled", right__kind="concession",
        right__holders__document_number__gt="",
    )  # fmt: skip
    return frozenset(rows.values_list("pk", flat=True))
