"""What footprints share with one another: right and right, a place and every right it lies on, place and place.

A pair is told once. Of two rights the older comes first (moment of filing, then code; one without a date after those
with one), and they are measured in its grid system, whichever was asked first; a place comes before a right and is
measured in the right's; of two places the one that was stored first. A point is inside, or undecided within its
accuracy, and shares no hectares. A stored shape that is invalid (the database refuses one, its owner may not) is not
measured, and said so of all whose frames it meets. No writing here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from registry.common.planned import planned
from registry.common.spatial.edges import Floats, Ints
from registry.common.spatial.measuring import TOUCH_M2, Side, prepare, shared_between
from registry.common.spatial.noise import Tolerances, edge_noise
from registry.common.spatial.sharing import shared_shapes
from registry.common.spatial.srids import Shapes, reproject, without
from registry.territory.choices import OwnerKind, Relation
from registry.territory.models import Footprint
from registry.territory.services.reading import LEAST_ACCURACY_M, Batch, shapes_of

LAST = datetime.max.replace(tzinfo=UTC)
FRAME_DEGREES = 0.01


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair in the order in which it stands; ground has square metres, shares and a shape, a point has none."""

    first: int
    other: int
    relation: str
    srid: int
    shared_m2: float | None = None
    share_of_first: float | None = None
    share_of_other: float | None = None
    edge_noise: bool = False
    radius_m: float | None = None
    shape: shapely.Geometry | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """Standing footprints whose frames meet a batch's (the batch among them), with what decides who comes first."""

    ids: list[int]
    srid: Ints
    shapes: Shapes
    accuracy_m: Floats
    is_right: NDArray[np.bool_]
    age: list[tuple[Any, ...]]
    frames: Floats
    broken: NDArray[np.bool_]

    def first_of(self, one: int, two: int) -> tuple[int, int]:
        """The rows of a pair in the order in which it stands."""
        return (one, two) if self.age[one] < self.age[two] else (two, one)

    def srid_of(self, first: int, second: int) -> int:
        """Grid system in which a pair is measured."""
        decides = second if self.is_right[second] and not self.is_right[first] else first
        return int(self.srid[decides])

    def unmeasured(self, ids: Ints) -> set[int]:
        """Footprints among the ids that are broken, or whose frame meets that of a broken one."""
        bad = np.flatnonzero(self.broken)
        mine = np.flatnonzero(np.isin(self.ids, ids))
        if not len(bad):
            return set()
        boxes = np.asarray(shapely.box(*self.frames.T), dtype=object)
        met, _bad = shapely.STRtree(boxes[bad]).query(boxes[mine])
        return {self.ids[row] for row in mine[met]}


def footprints_around(batch: Batch) -> Around:
    """The standing footprints around a batch."""
    west, south, east, north = shapely.total_bounds(batch.degrees)
    reach = FRAME_DEGREES
    rows = planned(
        "SELECT id, grid_srid, accuracy_m, owner_kind, ST_AsBinary(shape), ST_XMin(geom), ST_YMin(geom), "
        "ST_XMax(geom), ST_YMax(geom) FROM territory_footprint "
        "WHERE superseded_at IS NULL AND geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326) ORDER BY id",
        [west - reach, south - reach, east + reach, north + reach],
    )
    ids = [row[0] for row in rows]
    is_right = np.array([row[3] == OwnerKind.RIGHT for row in rows], dtype=bool)
    filed = {
        number: (filed_at or LAST, code or "")
        for number, filed_at, code in Footprint.objects.filter(pk__in=ids).values_list(
            "pk", "right__filed_at", "right__code"
        )
    }
    shapes = shapes_of([row[4] for row in rows])
    broken = ~shapely.is_valid(shapes) if len(rows) else np.zeros(0, dtype=bool)
    return Around(
        ids,
        np.array([row[1] for row in rows], dtype=np.intp),
        without(shapes, broken),
        np.maximum([row[2] for row in rows], LEAST_ACCURACY_M),
        is_right,
        [(right, *filed[number], number) for number, right in zip(ids, is_right.tolist(), strict=True)],
        np.array([row[5:9] for row in rows], dtype=float).reshape(-1, 4),
        broken,
    )


def in_system(around: Around, srid: int) -> Shapes:
    """All shapes in one grid system, moved by their vertices."""
    shapes = around.shapes.copy()
    for other in np.unique(around.srid[around.srid != srid]):
        rows = np.flatnonzero(around.srid == other)
        shapes[rows] = reproject(shapes[rows], int(other), srid)
    return shapes


def pairs_of(batch: Batch, around: Around, tolerances: Tolerances) -> list[Pair]:
    """Every pair with a footprint of the batch on one side, each once."""
    mine = np.flatnonzero(np.isin(around.ids, batch.ids))
    found: list[Pair] = []
    for srid in sorted({int(srid) for srid in around.srid}):
        shapes = in_system(around, srid)
        found += _grounds(around, mine, shapes, srid, tolerances)
        found += _points(around, mine, shapes, srid)
    return found


def _grounds(around: Around, mine: Ints, shapes: Shapes, srid: int, tolerances: Tolerances) -> list[Pair]:
    ground = without(shapes, shapely.get_dimensions(shapes) < 2)
    side: Side = prepare(ground)
    pairs = shared_between(prepare(ground[mine]), side, TOUCH_M2)
    wanted = np.zeros(len(pairs), dtype=bool)
    order: list[tuple[int, int]] = []
    seen: set[tuple[int, int]] = set()
    for k, (row, two) in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)):
        one = int(mine[row])
        first, second = around.first_of(one, two)
        if one != two and around.srid_of(first, second) == srid and (first, second) not in seen:
            seen.add((first, second))
            order.append((first, second))
            wanted[k] = True
    pairs = pairs.only(wanted)
    shared = shared_shapes(ground[mine], side, pairs)
    noise, radius = edge_noise(pairs.m2, shared, tolerances)
    return [
        Pair(
            around.ids[first], around.ids[second], str(Relation.SHARED_AREA), srid, m2,
            min(1.0, m2 / float(side.row_m2[first])), min(1.0, m2 / float(side.row_m2[second])),
            bool(is_noise), None if np.isnan(r) else float(r), shape,
        )
        for (first, second), m2, is_noise, r, shape in zip(
            order, pairs.m2.tolist(), noise, radius, shared, strict=True
        )
    ]  # fmt: skip


def _points(around: Around, mine: Ints, shapes: Shapes, srid: int) -> list[Pair]:
    """Points on the ground of rights: of the batch, or of others when the batch holds the right."""
    flat = shapely.get_dimensions(shapes) < 2
    points = np.flatnonzero(flat & ~around.is_right & ~around.broken)
    grounds = np.flatnonzero(~flat & around.is_right)
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
        found.append(Pair(around.ids[point], around.ids[right], str(relation), srid))
    return found


@dataclass(frozen=True, slots=True)
class Other:
    """A standing footprint that a place meets: how, and for ground the square metres and the share of the place."""

    footprint_id: int
    relation: str
    shared_m2: float | None
    share: float | None


def others_met(batch: Batch, owner_kind: str) -> list[Other]:
    """Standing footprints of a kind that the one place of a batch meets, in its system; nothing is written."""
    around = footprints_around(batch)
    shapes = in_system(around, batch.srid)
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
