"""Questions about reports: who may see which, and how well they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.formalization.facts.departments import DEPARTMENTS
from registry.oversight.choices import OPEN, READ_BY, ReportKind, ReportState
from registry.oversight.models import Report

# Not counted in public and not listed: a count of threats in one department can point at one person.
NEVER_LISTED = (ReportKind.THREAT,)


def reports_for(powers: Powers) -> QuerySet[Report]:
    """Return the reports that somebody with these powers may read."""
    seen = Q(pk__in=[])
    plain = [kind for kind in ReportKind.values if ReportKind(kind) not in READ_BY]
    for kinds, power in ((plain, Power.REPORT_HANDLE), *(([kind], power) for kind, power in READ_BY.items())):
        if power in powers.regions:
            where = powers.where(power)
            seen |= Q(kind__in=kinds) & (Q() if where is None else Q(department__in=where))
    return Report.objects.filter(seen)


@dataclass(frozen=True, slots=True)
class Rate:
    """How one department answers: counts of reports."""

    department: str
    name: str
    received: int
    acknowledged_in_time: int
    answered_in_time: int
    acted: int
    nothing_found: int
    forwarded: int
    refused: int
    reopened: int
    open: int
    late: int

    @property
    def due(self) -> int:
        """How many answers were due: answered, or open and late."""
        return self.received - self.open + self.late

    @property
    def share_in_time(self) -> float | None:
        """Share of the due answers that came in time, 0 to 1; None where none was due."""
        return self.answered_in_time / self.due if self.due else None


def response_rates(*, on: date) -> list[Rate]:
    """Return how each department answers, most reports first; the numbers equal those of the public list."""
    state = {f"n_{value}": Count("id", filter=Q(state=value)) for value in ReportState.values}
    rows = (
        Report.objects.exclude(kind__in=NEVER_LISTED)
        .values("department")
        .annotate(
            received=Count("id"),
            acknowledged_in_time=Count("id", filter=Q(acknowledged_at__date__lte=F("acknowledge_by"))),
            answered_in_time=Count("id", filter=~Q(state__in=OPEN) & Q(answered_at__date__lte=F("answer_by"))),
            reopened=Count("id", filter=Q(times_reopened__gt=0)),
            late=Count("id", filter=Q(state__in=OPEN, answer_by__lt=on)),
            **state,
        )
        .order_by("-received", "department")
    )
    return [_rate(row) for row in rows]


def _rate(row: Mapping[str, Any]) -> Rate:
    counted = {key: int(value) for key, value in row.items() if key != "department"}
    return Rate(
        department=str(row["department"]), name=DEPARTMENTS.get(str(row["department"]), str(row["department"])),
        received=counted["received"], acknowledged_in_time=counted["acknowledged_in_time"],
        answered_in_time=counted["answered_in_time"], acted=counted["n_acted"],
        nothing_found=counted["n_nothing_found"], forwarded=counted["n_forwarded"], refused=counted["n_refused"],
        reopened=counted["reopened"], open=sum(counted[f"n_{value}"] for value in OPEN), late=counted["late"],
    )  # fmt: skip
