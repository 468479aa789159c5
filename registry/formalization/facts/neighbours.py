"""On whose ground a place lies, as the ledger measured it: rights of others, and places authorised to others.

A place lies on a right where it lies in it wholly, but for edge noise. A part of it, a point too near a boundary, a
holder or a state that is not known, and a place or a right around it that waits for its measuring, leave the answer
open. That a place lies on nobody's right is a fact only where the cadastre is complete, or where it lies wholly on a
right of the registrant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from registry.formalization.facts.entries import day_filed
from registry.formalization.facts.holdings import Ledger


class OnRight(NamedTuple):
    """A right that a place meets; `wholly` is None where only a part of it lies there, or where it is undecided."""

    right_id: int
    wholly: bool | None
    filed_at: Any
    hour_known: bool


class OnPlace(NamedTuple):
    """An authorised place of another entry that a place meets; `is_sure` where the act is known to cover it."""

    person_id: int | None
    group_id: int | None
    is_sure: bool


class Among(NamedTuple):
    """What a place lies on; `is_measured` is False while it or a right around it waits."""

    is_measured: bool = False
    rights: tuple[OnRight, ...] = ()
    authorised: tuple[OnPlace, ...] = ()


UNKNOWN = Among()
_SQL = """
WITH asked AS MATERIALIZED (
    SELECT id, geom, is_point, ST_Area(shape) AS m2 FROM territory_footprint WHERE id = ANY(%(footprints)s)
), met AS MATERIALIZED (
    SELECT a.id AS mine, p.*, CASE
            WHEN p.relation = 'undecided' THEN NULL
            WHEN a.is_point THEN true
            WHEN (1 - p.share) * a.m2 <= r.noise_area_m2 THEN true END AS wholly
    FROM asked a JOIN LATERAL (
        SELECT other_id AS other, relation, share_of_footprint AS share, run_id FROM territory_finding
        WHERE footprint_id = a.id AND other_id IS NOT NULL AND superseded_at IS NULL AND NOT edge_noise
        UNION ALL
        SELECT footprint_id, relation, share_of_area, run_id FROM territory_finding
        WHERE other_id = a.id AND superseded_at IS NULL AND NOT edge_noise
    ) p ON true JOIN territory_overlaprun r ON r.id = p.run_id
), met_entries AS MATERIALIZED (
    SELECT m.mine, m.relation, e.id AS entry, e.person_id, e.group_id FROM met m JOIN LATERAL (
        SELECT id, person_id, group_id FROM formalization_registration WHERE verified_place_id = m.other
        UNION ALL
        SELECT id, person_id, group_id FROM formalization_registration WHERE declared_place_id = m.other
    ) e ON true
), checked AS MATERIALIZED (
    SELECT a.id, a.geom FROM asked a JOIN territory_neighbourcheck c ON c.footprint_id = a.id
    WHERE c.superseded_at IS NULL AND c.why = 'measured'
), unmeasured AS (
    SELECT geom FROM territory_footprint f WHERE superseded_at IS NULL AND owner_kind = 'right' AND NOT EXISTS (
        SELECT FROM territory_neighbourcheck c WHERE c.footprint_id = f.id AND c.superseded_at IS NULL)
)
SELECT a.id, 'measured', NULL::bigint, NULL::bigint, true, NULL::timestamptz, false
FROM checked a
WHERE NOT (SELECT EXISTS (SELECT FROM unmeasured)) OR NOT EXISTS (
    SELECT FROM territory_footprint f WHERE f.geom && a.geom AND f.superseded_at IS NULL AND f.owner_kind = 'right'
      AND NOT EXISTS (SELECT FROM territory_neighbourcheck n WHERE n.footprint_id = f.id AND n.superseded_at IS NULL))
UNION ALL
SELECT m.mine, 'right', right_.id, NULL, m.wholly, right_.filed_at, right_.filed_hour_known
FROM met m JOIN concessions_miningright right_ ON right_.footprint_id = m.other
UNION ALL
SELECT m.mine, 'authorised', m.person_id, m.group_id,
       act.covers_place IS TRUE AND m.relation <> 'undecided' AND (m.relation = 'inside') = mine.is_point, NULL, false
FROM met_entries m
JOIN asked mine ON mine.id = m.mine
JOIN formalization_authorisation act ON act.registration_id = m.entry
WHERE coalesce(act.issued_on <= %(on)s, true) AND coalesce(act.until_on >= %(on)s, true)
  AND act.covers_place IS DISTINCT FROM false
"""


def among_others(footprints: Iterable[int], on: date) -> dict[int, Among]:
    """What each place lies on among rights and authorised places, in one query; none of it where nothing is known."""
    numbers = sorted(set(footprints))
    if not numbers:
        return {}
    rows: dict[tuple[int, str], list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"footprints": numbers, "on": on})
        for mine, what, *said in cursor.fetchall():
            rows[mine, what].append(said)
    return {
        number: Among(
            bool(rows.get((number, "measured"))),
            tuple(OnRight(row[0], row[2], row[3], row[4]) for row in rows.get((number, "right"), ())),
            tuple(OnPlace(row[0], row[1], bool(row[2])) for row in rows.get((number, "authorised"), ())),
        )
        for number in numbers
    }


def on_concession(
    row: Any, places: Sequence[tuple[int, bool | None]], known: Mapping[int, Among], ledger: Ledger
) -> bool | None:
    """Whether the entry's site lies on a right in force of somebody else; None while that is open.

    Args:
        row: the entry.
        places: verified before declared place, each with whether it lies in the declared right.
        known: what places lie on.
        ledger: whose the rights are.
    """
    if not places:  # the site is on the declared right, as it was declared; what else lies there was not measured
        own = ledger.whose(row, row.right_id)
        return False if own else (_another(ledger.state_of(row.right_id), own=own) or None)
    answers = [_lies(row, known.get(number, UNKNOWN), ledger, in_declared=lies) for number, lies in places]
    first = answers[0]
    return None if any(other is not None and other != first for other in answers[1:]) else first


def on_authorised(row: Any, places: Sequence[int], known: Mapping[int, Among]) -> bool | None:
    """True where the first place lies on one authorised to another, None where it may, False where none is known."""
    if not places:
        return False
    mine = (row.person_id, row.group_id)
    others = [one for one in known.get(places[0], UNKNOWN).authorised if (one.person_id, one.group_id) != mine]
    return True if any(one.is_sure for one in others) else (None if others else False)


def _lies(row: Any, among: Among, ledger: Ledger, *, in_declared: bool | None) -> bool | None:
    """One place: another's right answers first, then what is open, then what is known of its own ground."""
    at_home = in_declared is True and ledger.whose(row, row.right_id) is True
    said = [_declared(row, ledger, in_declared=in_declared)]
    said += [_other(row, one, ledger, at_home=at_home) for one in among.rights if one.right_id != row.right_id]
    if True in said:
        return True
    if None in said or not among.is_measured:
        return None
    is_home = at_home or any(one.wholly and ledger.whose(row, one.right_id) for one in among.rights)
    return False if is_home or ledger.is_complete else None


def _declared(row: Any, ledger: Ledger, *, in_declared: bool | None) -> bool | None:
    if row.right_id is None or in_declared is False:
        return False
    own = ledger.whose(row, row.right_id)
    if in_declared is None and row.right__footprint_id is not None and own is not True:
        return None
    return _another(ledger.state_of(row.right_id), own=own)


def _other(row: Any, one: OnRight, ledger: Ledger, *, at_home: bool) -> bool | None:
    """Another right than the declared; on the registrant's own ground only an older one may take it."""
    answer = _another(ledger.state_of(one.right_id), own=ledger.whose(row, one.right_id))
    if answer is False:
        return False
    may_take = not at_home or _is_older(one, row)
    return answer if one.wholly and may_take else None


def _another(state: str | None, *, own: bool | None) -> bool | None:
    """Whether a right is in force and another's, from whose it is and its state."""
    if own is True or state == "extinguished":
        return False
    return True if own is False and state == "in_force" else None


def _is_older(one: OnRight, row: Any) -> bool:
    """Whether a right was surely filed before the declared one: by the hour where both are known, else by the day."""
    if one.filed_at is None or row.right__filed_at is None:
        return False
    if one.hour_known and row.right__filed_hour_known:
        return bool(one.filed_at < row.right__filed_at)
    theirs = day_filed(one.filed_at, hour_known=one.hour_known)
    ours = day_filed(row.right__filed_at, hour_known=bool(row.right__filed_hour_known))
    return bool(theirs and ours and theirs < ours)
