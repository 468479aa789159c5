"""What the ledger knows of a footprint among the other footprints.

"Meets nothing" is said only of a footprint that was measured against all others and around which no other waits for its
own measuring; else the answer is "not checked". Whose footprint the other one is, is asked on a higher floor.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from registry.common.per_request import kept
from registry.territory.choices import Answer, OwnerKind, Relation, Why
from registry.territory.models import Finding, NeighbourCheck


@dataclass(frozen=True, slots=True)
class Met:
    """Another footprint that this one meets: hectares and shares are `None` for a point."""

    finding_id: int
    footprint_id: int
    owner_kind: str
    relation: str
    shared_m2: float | None
    share: float | None
    share_of_other: float | None
    edge_noise: bool
    measured_on: date


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is known of one footprint among others of a kind: the answer, why, and those it meets, largest first."""

    answer: str
    why: str
    met: tuple[Met, ...]
    checked_on: date | None


def met_by(footprint_ids: Iterable[int], *, owner_kind: str = OwnerKind.RIGHT) -> dict[int, Neighbours]:
    """What each footprint meets among the standing footprints of a kind, in three queries.

    Edge noise and what is undecided are listed and do not make the answer "overlaps".
    """
    ids = sorted(set(footprint_ids))
    checks = neighbour_checks(ids)
    waiting = waiting_among(ids, owner_kind=owner_kind)
    found = _findings(ids, owner_kind)
    return {number: _answer(found.get(number, ()), checks.get(number), is_waiting=number in waiting) for number in ids}


def _findings(ids: Sequence[int], owner_kind: str) -> Mapping[int, list[Met]]:
    found: dict[int, list[Met]] = defaultdict(list)
    for mine, other, shares in (
        ("footprint", "other", ("share_of_footprint", "share_of_area")),
        ("other", "footprint", ("share_of_area", "share_of_footprint")),
    ):
        rows = Finding.objects.filter(
            **{f"{mine}__in": ids, f"{other}__owner_kind": owner_kind}, superseded_at=None, other__isnull=False
        )
        values = rows.values_list(
            f"{mine}_id", "id", f"{other}_id", f"{other}__owner_kind", "relation", "shared_m2", *shares, "edge_noise",
            "measured_on",
        )  # fmt: skip
        for number, *said in values:
            found[number].append(Met(*said))
    for met in found.values():
        met.sort(key=lambda one: (one.edge_noise, -(one.shared_m2 or 0), one.finding_id))
    return found


def _answer(met: Sequence[Met], check: NeighbourCheck | None, *, is_waiting: bool) -> Neighbours:
    checked_on = check.checked_on if check else None
    if any(not one.edge_noise and one.relation != Relation.UNDECIDED for one in met):
        return Neighbours(Answer.OVERLAPS, Why.MEASURED, tuple(met), checked_on)
    if check is None or is_waiting:
        return Neighbours(Answer.NOT_CHECKED, Why.WAITING, tuple(met), checked_on)
    if check.why != Why.MEASURED:
        return Neighbours(Answer.NOT_CHECKED, check.why, tuple(met), checked_on)
    if any(one.relation == Relation.UNDECIDED for one in met):
        return Neighbours(Answer.NOT_CHECKED, Why.UNDECIDED, tuple(met), checked_on)
    return Neighbours(Answer.CLEAR, Why.MEASURED, tuple(met), checked_on)


def waiting_among(footprint_ids: Sequence[int], *, owner_kind: str = OwnerKind.RIGHT) -> set[int]:
    """Footprints whose frame meets that of a standing footprint of a kind which was not measured yet."""
    ids = tuple(footprint_ids)
    found = kept(("territory.waiting", ids), lambda: _waiting(ids))
    return {number for number, kind in found if kind == owner_kind}


def _waiting(ids: tuple[int, ...]) -> set[tuple[int, str]]:
    """Footprints and the kinds of those around them that wait, in one query for all kinds."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT mine.id, other.owner_kind
            FROM territory_footprint other
            JOIN territory_footprint mine ON mine.geom && other.geom AND mine.id <> other.id
            WHERE mine.id = ANY(%s) AND other.superseded_at IS NULL
              AND NOT EXISTS (SELECT FROM territory_neighbourcheck c
                              WHERE c.footprint_id = other.id AND c.superseded_at IS NULL)
            """,
            [list(ids)],
        )
        return set(cursor.fetchall())


def neighbour_checks(footprint_ids: Sequence[int]) -> dict[int, NeighbourCheck]:
    """Return the standing check among neighbours of each footprint that has one; read once for a page."""
    ids = tuple(footprint_ids)
    return kept(
        ("territory.neighbours", ids),
        lambda: {row.footprint_id: row for row in NeighbourCheck.objects.filter(footprint__in=ids, superseded_at=None)},
    )


@dataclass(frozen=True, slots=True)
class Placing:
    """How a place lies to one right.

    `share_inside` (0 to 1; `None` for a point), `distance_m` to it (0 where they touch), `reaches_out_m`: how far its
    farthest vertex lies outside. `is_inside` is `None` while undecided, or where only a part lies inside.
    """

    share_inside: float | None
    distance_m: float
    reaches_out_m: float
    is_inside: bool | None


PLACINGS = """
    SELECT asked.place, asked.ground, q.is_point, q.within_m,
           CASE WHEN q.is_point THEN NULL ELSE ST_Area(ST_Intersection(q.shape, q.ground)) END, ST_Area(q.shape),
           ST_Distance(q.shape, q.ground),
           (SELECT max(ST_Distance(v.geom, q.ground)) FROM ST_DumpPoints(q.shape) v),
           CASE WHEN q.is_point THEN ST_Covers(q.ground, q.shape) END,
           CASE WHEN q.is_point THEN ST_Distance(q.shape, ST_Boundary(q.ground)) END
    FROM unnest(%s::bigint[], %s::bigint[]) AS asked(place, ground)
    JOIN LATERAL (
        SELECT p.is_point, greatest(p.accuracy_m, 0.01) AS within_m, g.shape AS ground,
               CASE WHEN p.grid_srid = g.grid_srid THEN p.shape ELSE ST_Transform(p.geom, g.grid_srid) END AS shape
        FROM territory_footprint p, territory_footprint g WHERE p.id = asked.place AND g.id = asked.ground
    ) q ON true
"""


def placings(pairs: Iterable[tuple[int, int]], *, noise_m2: float) -> dict[tuple[int, int], Placing]:
    """How each place lies to a right, by (footprint of the place, footprint of the right), in the right's grid system.

    Args:
        pairs: footprints of a place and of a right.
        noise_m2: ground under this area outside (or inside) is edge noise: `noise_tolerances().area_m2`.
    """
    asked = sorted(set(pairs))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PLACINGS, [[place for place, _ in asked], [ground for _, ground in asked]])
        return {(row[0], row[1]): _placing(row[2:], noise_m2) for row in cursor.fetchall()}


def _placing(row: Sequence[float | bool | None], noise_m2: float) -> Placing:
    is_point, within_m, shared, whole, distance, reach, covers, rim = row
    if is_point:
        sure = float(rim or 0) > float(within_m or 0)
        return Placing(None, float(distance or 0), float(reach or 0), bool(covers) if sure else None)
    inside, size = float(shared or 0), float(whole or 0)
    is_inside = True if size - inside <= noise_m2 else (False if inside <= noise_m2 else None)
    return Placing(min(1.0, inside / size) if size else 0.0, float(distance or 0), float(reach or 0), is_inside)
