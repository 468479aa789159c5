"""What the overlap ledger answers for a place, in the zone kinds of the law: on it, not on it, or no usable answer.

Only standing checks count. An answer is usable while the layer is fresh on the day, the point is not undecided and the
area existed on the day; edge noise is not lying on it. A zone kind is clear only where every kind of layer that stands
for it says so, and no layer of it waits, failed, is undecided or covers the place in part; a current layer that was
never measured against the place has no check, and waits. Everything else is "no usable answer", never a no.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q

from registry.territory.choices import UNSURE, LayerState
from registry.territory.models import LayerKind


class Ground(NamedTuple):
    """One footprint: the zone kinds it touches, lies wholly in, is clear of; when touched zones were created.

    `created` holds a day or None (unknown) for each touched kind: the earliest of its areas, None where one is unknown.
    """

    some: frozenset[str]
    whole: frozenset[str]
    clear: frozenset[str]
    created: Mapping[str, date | None]


_SQL = """
WITH kinds AS MATERIALIZED (
    SELECT id, zone_flag, fresh_days FROM territory_layerkind WHERE zone_flag <> '' AND is_measured
), asked AS MATERIALIZED (
    SELECT f.id, f.is_point, ST_Area(f.shape) AS m2 FROM territory_footprint f WHERE f.id = ANY(%(footprints)s)
), checked AS (
    SELECT c.footprint_id, c.kind_id, l.state = 'current' AS counts, c.answer = 'clear' AS says_clear,
        c.why <> 'old_data' AND coalesce(l.fresh_until, l.published_on + k.fresh_days, %(on)s) >= %(on)s AS fresh,
        c.why = ANY(%(unsure)s) OR coalesce(f.undecided > 0, false) AS undecided,
        c.answer = 'overlaps' AND (f.known = 0 OR f.lies > 0) AS lies,
        c.answer = 'overlaps' AND f.known > 0 AND f.lies = 0 AS only_noise,
        c.answer = 'overlaps' AND coalesce(f.inside, false) AS inside,
        f.created, coalesce(f.known = 0 OR f.undated, true) AS undated
    FROM territory_check c
    JOIN asked ON asked.id = c.footprint_id
    JOIN kinds k ON k.id = c.kind_id
    LEFT JOIN territory_landlayer l ON l.id = c.layer_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS known,
            count(*) FILTER (WHERE n.relation = 'undecided') AS undecided,
            count(*) FILTER (WHERE n.counts) AS lies,
            bool_or(n.counts AND (asked.is_point OR (1 - n.share_of_footprint) * asked.m2 <= n.noise_area_m2))
                AS inside,
            min(n.valid_from) FILTER (WHERE n.counts) AS created,
            bool_or(n.valid_from IS NULL) FILTER (WHERE n.counts) AS undated
        FROM (
            SELECT g.relation, g.share_of_footprint, a.valid_from, r.noise_area_m2,
                NOT g.edge_noise AND g.relation <> 'undecided'
                    AND coalesce(a.valid_from <= %(on)s, true) AND coalesce(a.valid_until >= %(on)s, true) AS counts
            FROM territory_finding g
            JOIN territory_overlaprun r ON r.id = g.run_id
            LEFT JOIN territory_landarea a ON a.id = g.area_id
            WHERE c.answer = 'overlaps' AND g.check_row_id = c.id AND g.superseded_at IS NULL
        ) n
    ) f ON c.answer = 'overlaps'
    WHERE c.superseded_at IS NULL
)
SELECT footprint_id,
    array_agg(kind_id) FILTER (WHERE fresh AND (says_clear OR only_noise))::text,
    array_agg(kind_id) FILTER (WHERE lies OR (undecided AND NOT coalesce(says_clear, false)))::text,
    array_agg(kind_id) FILTER (WHERE fresh AND inside)::text,
    array_agg(kind_id) FILTER (WHERE fresh AND lies)::text,
    array_agg(CASE WHEN NOT undated THEN to_char(created, 'YYYY-MM-DD') END) FILTER (WHERE fresh AND lies)::text,
    array_agg(kind_id) FILTER (WHERE counts)::text
FROM checked GROUP BY footprint_id
"""


class Kinds(NamedTuple):
    """The kinds of layer: zone kind of the law by number of each measured one, and the zone kinds of permitted areas.

    What lies outside a permitted area lies on its zone kind; the day of such an area decides nothing. `layers` says how
    many current layers a kind has: each of them answers for every place once it was measured.
    """

    flag_of: Mapping[str, str]
    inverse: frozenset[str]
    layers: Mapping[str, int]


def layer_kinds() -> Kinds:
    """All of them, in one query."""
    current = Count("layers", filter=Q(layers__state=LayerState.CURRENT))
    found = LayerKind.objects.order_by().annotate(current=current)
    rows = list(found.values_list("id", "zone_flag", "is_measured", "is_inverse", "current"))
    flagged = [(str(number), flag, layers) for number, flag, is_measured, _, layers in rows if flag and is_measured]
    return Kinds(
        {number: flag for number, flag, _ in flagged},
        frozenset(row[1] for row in rows if row[3]),
        {number: layers for number, _, layers in flagged},
    )


def ground_of(footprints: Iterable[int], on: date, kinds: Kinds | None = None) -> dict[int, Ground]:
    """What the ledger answers for each footprint on the day, in one query beside the kinds; all places are answered.

    Thousands of places lie on the same kinds of land: what the rows of one add up to is worked out once, and the places
    share it.
    """
    numbers = sorted(set(footprints))
    if not numbers:
        return {}
    kinds = kinds or layer_kinds()
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"footprints": numbers, "on": on, "unsure": sorted(UNSURE)})
        told = {row[0]: row[1:] for row in cursor.fetchall()}
    known = {said: _read(said, kinds) for said in {(), *told.values()}}
    return {number: known[told.get(number, ())] for number in numbers}


def _read(said: tuple[str | None, ...], kinds: Kinds) -> Ground:
    """The ground that the rows of a place add up to: kinds (of layer) clear, not clear, lain in and on, days, measured.

    A flag is clear where every kind of layer that stands for it is; its day is unknown where one of its areas' is.
    """
    flag_of = kinds.flag_of
    clear, not_clear, inside, touched, days, answered = map(_items, said) if said else [[]] * 6
    measured = Counter(answered)
    sure = {kind for kind in {*clear} - {*not_clear} if measured[kind] >= kinds.layers[kind]}
    created: dict[str, date | None] = {}
    for kind, day in zip(touched, days, strict=True):
        flag, other = flag_of[kind], None if day == "NULL" else date.fromisoformat(day)
        earlier = created.get(flag, other)
        created[flag] = None if other is None or earlier is None else min(earlier, other)
    return Ground(
        frozenset(created),
        frozenset(flag_of[kind] for kind in inside),
        frozenset(flag_of.values()) - {flag for kind, flag in flag_of.items() if kind not in sure},
        created,
    )


def _items(array: str | None) -> list[str]:
    return array[1:-1].split(",") if array else []


class Site(NamedTuple):
    """What an operation lies on: flags, kinds without a usable answer, created day of older-right zones, and basis.

    `flags` is None where nothing at all was checked. `basis`: verified_place, declared_place, right or none. `days` is
    the creation day of each touched kind, None while unknown.
    """

    flags: tuple[str, ...] | None
    unchecked: tuple[str, ...]
    created: date | None
    basis: str
    days: Mapping[str, date | None] = {}


def site_of(
    places: Sequence[tuple[str, Ground]], right: Ground | None, kinds: Sequence[str], prior: frozenset[str]
) -> Site:
    """The answer for one operation.

    Args:
        places: verified before declared place, as (basis, ground); where both answer and differ, it is unknown.
        right: asked only where no place is known: a right wholly inside, or wholly clear, answers.
        kinds: the zone kinds of the pack, in its order.
        prior: the kinds in which older rights are saved.
    """
    if places:
        answers = {kind: _agreed([_lies(ground, kind, ground.some) for _, ground in places]) for kind in kinds}
        basis, first = places[0]
    elif right is not None:
        answers = {kind: _lies(right, kind, right.whole) for kind in kinds}
        basis, first = "right", right
    else:
        return Site(None, (), None, "none")
    flags = tuple(kind for kind in kinds if answers[kind])
    unchecked = tuple(kind for kind in kinds if answers[kind] is None)
    if len(unchecked) == len(kinds):
        return Site(None, (), None, basis)
    days = [first.created.get(kind) for kind in flags if kind in prior]
    known = [day for day in days if day is not None]
    created = min(known) if days and len(known) == len(days) else None
    return Site(flags, unchecked, created, basis, {kind: first.created.get(kind) for kind in flags})


def _lies(ground: Ground, kind: str, inside: frozenset[str]) -> bool | None:
    if kind in inside:
        return True
    return False if kind in ground.clear else None


def _agreed(answers: Sequence[bool | None]) -> bool | None:
    """The first answer, unless another known answer contradicts it."""
    first = answers[0]
    return None if first is None or any(other is not None and other != first for other in answers[1:]) else first
