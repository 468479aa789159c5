"""Figures of the casework: overdue by office, the funnel by step with medians, the campaign of real locations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.casework.models import CaseFile, LocationDeclaration
from registry.casework.selectors.law import calendar_of, procedure_in_force
from registry.formalization.models import Registration

CAMPAIGN = "location_declaration"
BUCKETS_M = (0, 100, 500, 1_000, 5_000)


def overdue_by_office(*, viewer: Powers, on: date) -> list[dict[str, Any]]:
    """Return, by office (empty: the ministry), open files, overdue ones and the oldest last day, most overdue first."""
    rows = CaseFile.objects.filter(
        within_reach(viewer, Power.REGISTER_READ, column="registration__ubigeo"), state="open"
    )
    late = Q(next_due_on__lt=on)
    counted: Any = (
        rows.values("office_region")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=late),
            unassigned=Count("pk", filter=Q(assignee_key="")),
            review=Count("pk", filter=~Q(review_why=[])),
        )
        .order_by("-overdue", "office_region")
    )
    return list(counted)


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step: files that ended it well or badly or stand at it now, and median days from opening and of waiting."""

    step: str
    letter: str
    done: int
    failed: int
    standing: int
    median_days: float | None
    median_waiting_days: float | None


_FUNNEL = """
WITH asked AS (
    SELECT f.id, f.opened_on, f.step, f.state, f.holder_since FROM casework_casefile f
    JOIN formalization_registration r ON r.id = f.registration_id
    WHERE f.kind = 'formalisation' AND (%(all)s OR left(r.ubigeo, 2) = ANY(%(regions)s))
), ended AS (
    SELECT s.step, s.outcome, s.happened_on - a.opened_on AS days
    FROM casework_steprecord s JOIN asked a ON a.id = s.file_id WHERE s.superseded_at IS NULL
)
SELECT e.step, e.outcome, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY e.days), 0 AS at
FROM ended e GROUP BY 1, 2
UNION ALL
SELECT step, '', count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY %(on)s::date - holder_since), 1
FROM asked WHERE state = 'open' AND step <> '' GROUP BY 1
"""


def funnel(*, viewer: Powers, on: date) -> list[FunnelStep]:
    """Return the steps in the order of the law with counts and medians, in one query."""
    regions = viewer.where(Power.REGISTER_READ)
    values: dict[str, Any] = {"all": regions is None, "regions": sorted(regions or ()), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_FUNNEL, values)
        rows = cursor.fetchall()
    steps = [step for step in procedure_in_force(on=on).steps if step.stated.period.holds(on)]
    return [_funnel_step(step, rows) for step in steps]


def _funnel_step(step: Any, rows: Sequence[tuple[Any, ...]]) -> FunnelStep:
    done = [row for row in rows if row[0] == step.id and row[4] == 0 and row[1] in step.good]
    failed = [row for row in rows if row[0] == step.id and row[4] == 0 and row[1] in step.bad]
    standing = [row for row in rows if row[0] == step.id and row[4] == 1]
    most = max(done, key=lambda row: row[2], default=None)
    return FunnelStep(
        step=step.id, letter=step.letter, done=sum(row[2] for row in done), failed=sum(row[2] for row in failed),
        standing=sum(row[2] for row in standing), median_days=float(most[3]) if most else None,
        median_waiting_days=float(standing[0][3]) if standing else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Campaign:
    """The declaration of real locations: everyone is in exactly one of the four states."""

    last_day: date | None
    asked: int
    not_declared: int
    declared: int
    verified: int
    late: int
    matches: int
    differs: int
    no_works: int
    by_distance: dict[str, int]


def campaign(*, viewer: Powers, on: date) -> Campaign:
    """Return the counts of the campaign among entries in force or suspended, within reach, in two queries."""
    asked = Registration.objects.filter(
        within_reach(viewer, Power.REGISTER_READ), state__in=["in_force", "suspended"]
    ).count()
    rows = LocationDeclaration.objects.filter(
        within_reach(viewer, Power.REGISTER_READ, column="registration__ubigeo"),
        superseded_at=None, registration__state__in=["in_force", "suspended"],
    )  # fmt: skip
    found = rows.aggregate(
        total=Count("pk"),
        verified=Count("pk", filter=~Q(result="")),
        late=Count("pk", filter=Q(is_in_time=False)),
        matches=Count("pk", filter=Q(result="matches")),
        differs=Count("pk", filter=Q(result="differs")),
        no_works=Count("pk", filter=Q(result="no_works")),
        unknown=Count("pk", filter=Q(result__in=["matches", "differs"], distance_m=None)),
        **{f"d{low}": Count("pk", filter=_bucket(low, high)) for low, high in _edges()},
    )
    law = procedure_in_force(on=on)
    return Campaign(
        last_day=law.deadline(CAMPAIGN, None, on, calendar_of(region="", on=on)).last,
        asked=asked, not_declared=asked - found["total"], declared=found["total"] - found["verified"],
        verified=found["verified"], late=found["late"], matches=found["matches"], differs=found["differs"],
        no_works=found["no_works"],
        by_distance={f"{low}": found[f"d{low}"] for low, _high in _edges()} | {"unknown": found["unknown"]},
    )  # fmt: skip


def _edges() -> list[tuple[int, int | None]]:
    return [*pairwise(BUCKETS_M), (BUCKETS_M[-1], None)]


def _bucket(low: int, high: int | None) -> Q:
    inside = Q(distance_m__gte=low)
    return inside if high is None else inside & Q(distance_m__lt=high)
