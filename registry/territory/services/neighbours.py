"""Footprint against footprint: right against right, and a registration's place against every right it lies on.

A pair stands once. Of two rights the older comes first (moment of filing, then code; one without a date after those
with one), and they are measured in its grid system, whichever was asked first; a place comes before a right and is
measured in the right's. A point is inside, or undecided within its accuracy, and shares no hectares.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from registry.common.spatial.edges import Floats, Ints
from registry.common.spatial.measuring import Side, prepare, shared_between
from registry.common.spatial.noise import Tolerances, edge_noise
from registry.common.spatial.srids import Shapes, reproject, without
from registry.territory.choices import OwnerKind, Relation
from registry.territory.models import Finding, Footprint, OverlapRun
from registry.territory.services.answers import TOUCH_M2
from registry.territory.services.copying import copy_rows
from registry.territory.services.reading import LEAST_ACCURACY_M, Batch, shapes_of

PAIRS_LOCK = 7_402
LAST = datetime.max.replace(tzinfo=UTC)
COLUMNS = (
    "footprint_id", "other_id", "run_id", "relation", "grid_srid", "shared_m2", "share_of_footprint", "share_of_area",
    "edge_noise", "inscribed_radius_m", "measured_on",
)  # fmt: skip
STANDING = """
    SELECT footprint_id, other_id, concat_ws(' ', relation, edge_noise, round(shared_m2::numeric, 0)), run_id
    FROM territory_finding
    WHERE superseded_at IS NULL AND other_id IS NOT NULL AND (footprint_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s))
"""


@dataclass(frozen=True, slots=True)
class Around:
    """Standing footprints whose frames meet a batch's (the batch among them), with what decides who comes first."""

    ids: list[int]
    srid: Ints
    shapes: Shapes
    accuracy_m: Floats
    is_right: NDArray[np.bool_]
    age: list[tuple[Any, ...]]

    def first_of(self, one: int, two: int) -> tuple[int, int]:
        """The rows of a pair in the order in which it stands."""
        return (one, two) if self.age[one] < self.age[two] else (two, one)

    def srid_of(self, first: int, second: int) -> int:
        """Grid system in which a pair is measured."""
        decides = second if self.is_right[second] and not self.is_right[first] else first
        return int(self.srid[decides])


def measure_neighbours(batch: Batch, run: OverlapRun, at: datetime) -> set[int]:
    """Measure and write the pairs of a batch; returns the footprints of which something else is said than before."""
    around = _around(batch)
    rows = _measured(batch, around, run)
    ids = {"ids": batch.ids.tolist()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PAIRS_LOCK])  # two batches may meet in one pair
        cursor.execute(STANDING, ids)
        before = cursor.fetchall()
        done = {(first, other) for first, other, _what, run_id in before if run_id == run.pk}
        cursor.execute(
            "UPDATE territory_finding SET superseded_at = %(at)s WHERE superseded_at IS NULL AND other_id IS NOT NULL "
            "AND run_id <> %(run)s AND (footprint_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s))",
            {**ids, "at": at, "run": run.pk},
        )
        copy_rows(Finding, COLUMNS, (row for row in rows if (row[0], row[1]) not in done))
        cursor.execute(STANDING, ids)
        after = cursor.fetchall()
    differing = {row[:3] for row in before} ^ {row[:3] for row in after}
    return {footprint for first, other, _what in differing for footprint in (first, other)}


@dataclass(frozen=True, slots=True)
class Other:
    """A standing footprint that a place meets: how, and for ground the square metres and the share of the place."""

    footprint_id: int
    relation: str
    shared_m2: float | None
    share: float | None


def others_met(batch: Batch, owner_kind: str) -> list[Other]:
    """Standing footprints of a kind that the one place of a batch meets, in its system; nothing is written."""
    around = _around(batch)
    shapes = _in_system(around, batch.srid)
    wanted = (around.is_right == (owner_kind == OwnerKind.RIGHT)) & (shapely.get_dimensions(shapes) == 2)
    place, reach = batch.shapes[0], float(batch.accuracy_m[0])
    if batch.is_point[0]:
        rim = shapely.distance(shapely.boundary(shapes), place)
        inside = shapely.intersects(shapes, place) & (rim > reach)
        met = np.flatnonzero(wanted & (inside | (rim <= reach)))
        relations = (Relation.INSIDE if inside[row] else Relation.UNDECIDED for row in met)
        return [Other(around.ids[row], relation, None, None) for row, relation in zip(met, relations, strict=True)]
    asked = prepare(batch.shapes)
    pairs = shared_between(asked, prepare(without(shapes, ~wanted)), TOUCH_M2)
    return [
        Other(around.ids[row], Relation.SHARED_AREA, m2, min(1.0, m2 / float(asked.row_m2[0])))
        for row, m2 in zip(pairs.b.tolist(), pairs.m2.tolist(), strict=True)
    ]


def _around(batch: Batch) -> Around:
    west, south, east, north = shapely.total_bounds(batch.degrees)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, grid_srid, accuracy_m, owner_kind, ST_AsBinary(shape) FROM territory_footprint "
            "WHERE superseded_at IS NULL AND geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326) ORDER BY id",
            [west - 0.01, south - 0.01, east + 0.01, north + 0.01],
        )
        rows = cursor.fetchall()
    ids = [row[0] for row in rows]
    is_right = np.array([row[3] == OwnerKind.RIGHT for row in rows])
    filed = {
        number: (filed_at or LAST, code or "")
        for number, filed_at, code in Footprint.objects.filter(pk__in=ids).values_list(
            "pk", "right__filed_at", "right__code"
        )
    }
    return Around(
        ids,
        np.array([row[1] for row in rows], dtype=np.intp),
        shapes_of([bytes(row[4]) for row in rows]),
        np.maximum([row[2] for row in rows], LEAST_ACCURACY_M),
        is_right,
        [(right, *filed[number], number) for number, right in zip(ids, is_right.tolist(), strict=True)],
    )


def _measured(batch: Batch, around: Around, run: OverlapRun) -> list[tuple[Any, ...]]:
    mine = np.flatnonzero(np.isin(around.ids, batch.ids))
    found: list[tuple[Any, ...]] = []
    for srid in sorted({int(srid) for srid in around.srid}):
        shapes = _in_system(around, srid)
        found += _grounds(around, mine, shapes, srid, run)
        found += _points(around, mine, shapes, srid, run)
    return found


def _in_system(around: Around, srid: int) -> Shapes:
    shapes = around.shapes.copy()
    for other in np.unique(around.srid[around.srid != srid]):
        rows = np.flatnonzero(around.srid == other)
        shapes[rows] = reproject(shapes[rows], int(other), srid)
    return shapes


def _grounds(around: Around, mine: Ints, shapes: Shapes, srid: int, run: OverlapRun) -> list[tuple[Any, ...]]:
    ground = without(shapes, shapely.get_dimensions(shapes) < 2)
    side: Side = prepare(ground)
    asked = prepare(ground[mine])
    pairs = shared_between(asked, side, TOUCH_M2)
    noise, radius = edge_noise(ground[mine], side.pieces, pairs, Tolerances(run.noise_area_m2, run.noise_radius_m))
    rows = {}
    for k, (row, two, m2) in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), pairs.m2.tolist(), strict=True)):
        one = int(mine[row])
        first, second = around.first_of(one, two)
        if one == two or around.srid_of(first, second) != srid:
            continue
        share = [min(1.0, m2 / float(side.row_m2[each])) for each in (first, second)]
        rows[first, second] = (
            around.ids[first], around.ids[second], run.pk, str(Relation.SHARED_AREA), srid, m2, *share,
            bool(noise[k]), None if np.isnan(radius[k]) else float(radius[k]), run.on_day,
        )  # fmt: skip
    return list(rows.values())


def _points(around: Around, mine: Ints, shapes: Shapes, srid: int, run: OverlapRun) -> list[tuple[Any, ...]]:
    """Points on the ground of rights: of the batch, or of others when the batch holds the right."""
    flat = shapely.get_dimensions(shapes) < 2
    points, grounds = np.flatnonzero(flat & ~around.is_right), np.flatnonzero(~flat & around.is_right)
    if not len(points) or not len(grounds):
        return []
    near, hit = shapely.STRtree(shapes[grounds]).query(
        shapes[points], predicate="dwithin", distance=around.accuracy_m[points]
    )
    in_batch = np.isin(np.arange(len(shapes)), mine)
    found = []
    for point, right in zip(points[near].tolist(), grounds[hit].tolist(), strict=True):
        if not (in_batch[point] or in_batch[right]) or around.srid[right] != srid:
            continue
        rim = shapely.distance(shapely.boundary(shapes[right]), shapes[point])
        sure = rim > around.accuracy_m[point] and shapely.intersects(shapes[right], shapes[point])
        relation = Relation.INSIDE if sure else Relation.UNDECIDED
        pair = (around.ids[point], around.ids[right])
        found.append((*pair, run.pk, str(relation), srid, None, None, None, False, None, run.on_day))
    return found
