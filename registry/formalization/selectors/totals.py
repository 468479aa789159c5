"""What each holder has in all: hectares, capacities, entries; and who is near or over a limit of the law.

Hectares, capacities and limits are those that the standing answers compared, so that the page and the answers agree. A
holder is near a limit from nine tenths of it. Hectares with an open question are a lower and an upper bound; the upper
one is unknown (None) where further rights are not ruled out. Entries without a registrant belong to nobody and are left
out. Sums are of the whole country, for holders with at least one entry within the viewer's reach.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers

NEAR = Decimal("0.9")
MANY = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """A total against one limit: the largest of the holder's answers; `high` None: no upper bound is known."""

    rule_id: str
    low: Decimal
    high: Decimal | None
    limit: Decimal
    unit: str

    @property
    def state(self) -> str:
        """`over`, `perhaps_over` or `near`: what stays under nine tenths even at its upper bound is not kept."""
        if self.low > self.limit:
            return "over"
        if self.high is None or self.high > self.limit:
            return "perhaps_over"
        return "near"


@dataclass(slots=True)
class Totals:
    """One holder: entries, capacities summed over its entries (None: none is known), and totals against limits."""

    person_id: int | None
    group_id: int | None
    name: str
    entries: int
    t_per_day: Decimal | None
    m3_per_day: Decimal | None
    capacities_unknown: int
    compared: list[Compared] = field(default_factory=list)

    def states(self) -> set[str]:
        """The states of all its comparisons, and `many` for many entries."""
        return {each.state for each in self.compared} | ({"many"} if self.entries >= MANY else set())


_REACH = """
WITH standing AS (
    SELECT r.person_id, r.group_id, a.findings FROM formalization_registration r
    JOIN formalization_assessment a ON a.registration_id = r.id AND a.superseded_at IS NULL
    WHERE r.person_id IS NOT NULL OR r.group_id IS NOT NULL
), compared AS (
    SELECT s.person_id, s.group_id, f ->> 'rule' AS rule, (f ->> 'limit')::numeric AS limit_value,
        coalesce(f ->> 'unit', '') AS unit,
        max(coalesce(f -> 'value' ->> 0, f ->> 'value')::numeric) AS low,
        bool_or(jsonb_typeof(f -> 'value') = 'array' AND f -> 'value' -> 1 = 'null') AS is_open,
        max(CASE WHEN jsonb_typeof(f -> 'value') = 'array' THEN f -> 'value' ->> 1 ELSE f ->> 'value' END::numeric)
            AS high
    FROM standing s, jsonb_path_query(s.findings,
        '$[*] ? (@.rule starts with "PE-A91-" && @.limit.type() == "number"
            && (@.value.type() == "number" || @.value.type() == "array"))') f
    GROUP BY 1, 2, 3, 4, 5
)
"""
_HOLDERS = """
SELECT r.person_id, r.group_id, coalesce(p.full_name, g.name), count(*), sum(r.capacity_t_per_day),
    sum(r.capacity_m3_per_day),
    count(*) FILTER (WHERE r.capacity_t_per_day IS NULL AND r.capacity_m3_per_day IS NULL)
FROM formalization_registration r
LEFT JOIN miners_person p ON p.id = r.person_id
LEFT JOIN miners_group g ON g.id = r.group_id
WHERE (r.person_id = ANY(%(persons)s) OR r.group_id = ANY(%(groups)s))
GROUP BY 1, 2, 3
"""
_COMPARED = (
    _REACH
    + """
SELECT person_id, group_id, rule, low, CASE WHEN NOT is_open THEN high END, limit_value, unit FROM compared
WHERE is_open OR high >= limit_value * %(near)s OR low >= limit_value * %(near)s
"""
)
_MANY = """
SELECT person_id, group_id FROM formalization_registration
WHERE person_id IS NOT NULL OR group_id IS NOT NULL
GROUP BY 1, 2 HAVING count(*) >= %(many)s
"""
_WITHIN_REACH = """
SELECT DISTINCT person_id, group_id FROM formalization_registration
WHERE (person_id IS NOT NULL OR group_id IS NOT NULL) AND left(ubigeo, 2) = ANY(%(regions)s)
"""

Key = tuple[int | None, int | None]


def holder_totals(*, viewer: Powers) -> list[Totals]:
    """Holders near or over a limit, perhaps over one, or with many entries; those over first, then by entries."""
    reach = _reach(viewer)
    compared: dict[Key, list[Compared]] = {}
    for person, group, *numbers in _rows(_COMPARED, {"near": NEAR}):
        compared.setdefault((person, group), []).append(Compared(*numbers))
    keys = set(compared) | set(_rows(_MANY, {"many": MANY}))
    keys = {key for key in keys if reach is None or key in reach}
    holders = [Totals(*row) for row in _rows(_HOLDERS, _ids(keys))]
    for holder in holders:
        found = compared.get((holder.person_id, holder.group_id), [])
        holder.compared = sorted(found, key=lambda each: (each.rule_id, each.limit))
    return sorted(holders, key=lambda each: (_rank(each), -each.entries, each.name))


def _rank(holder: Totals) -> int:
    states = holder.states()
    return min((rank for rank, state in enumerate(("over", "near", "perhaps_over")) if state in states), default=3)


def _reach(viewer: Powers) -> set[Key] | None:
    regions = viewer.where(Power.REGISTER_READ)
    if regions is None:
        return None
    return set(_rows(_WITHIN_REACH, {"regions": sorted(regions)}))


def _ids(keys: Iterable[Key]) -> dict[str, list[int]]:
    pairs = list(keys)
    return {
        "persons": [person for person, _ in pairs if person is not None],
        "groups": [group for _, group in pairs if group is not None],
    }


def _rows(sql: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
