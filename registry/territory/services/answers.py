"""From shapes to answers: what a batch of footprints and one layer version say to each other. No writing here.

Three answers. *Overlaps*: ground is shared beyond the edge noise, or a point lies inside by more than its accuracy.
*Clear*: measured, nothing shared, and the layer is complete here. *Not checked*: everything else, with the reason.
An inverse layer (a permitted corridor) answers for its coverage alone, its department: what lies inside the
department and outside the corridor is the finding.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import shapely

from registry.common.spatial.measuring import TOUCH_M2, prepare, shared_between
from registry.common.spatial.noise import Tolerances, edge_noise
from registry.common.spatial.repair import repair
from registry.common.spatial.sharing import shared_shapes
from registry.common.spatial.srids import WGS84, reproject, without
from registry.territory.choices import Answer, Relation, Why
from registry.territory.models import LandArea
from registry.territory.services.reading import NEAR_M, Batch, Ground, whole_areas

Judged = tuple[str, str, tuple[str, float | None, float | None, shapely.Geometry | None] | None]
"""Answer, why, and the finding (relation, square metres, share, shape) if there is one."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of row `row` of the batch: the numbers and shape of `territory.Finding`; `target` is an area."""

    row: int
    target: int
    relation: str
    shared_m2: float | None = None
    share: float | None = None
    share_of_target: float | None = None
    edge_noise: bool = False
    radius_m: float | None = None
    shape: shapely.Geometry | None = None


@dataclass(slots=True)
class Said:
    """Answers of one layer version for a batch, row by row, and the findings under them."""

    answer: list[str]
    why: list[str]
    nearest_m: list[float | None]
    findings: list[Found] = field(default_factory=list)

    def take(self, alone: "Said", row: int) -> None:
        """Append the answer of a batch of one as that of row `row`."""
        self.answer += alone.answer
        self.why += alone.why
        self.nearest_m += alone.nearest_m
        self.findings += [replace(found, row=row) for found in alone.findings]


def answers(batch: Batch, ground: Ground, tolerances: Tolerances, on: date) -> Said:
    """What one layer version says of each footprint of a batch on a day."""
    covered = _covered(batch, ground)
    if ground.layer.kind.is_inverse:
        return _inverse(batch, ground, tolerances, on)
    findings = areas_shared(batch, ground, tolerances) + _points(batch, ground) if ground.has_boundaries else []
    nearest = nearest_areas(batch, ground)
    said = Said([], [], nearest, findings)
    hit = {found.row for found in findings if not found.edge_noise and found.relation != Relation.UNDECIDED}
    open_ = {found.row for found in findings if found.relation == Relation.UNDECIDED}
    measured = Why.MEASURED if ground.on_fresh_data(on) else Why.OLD_DATA
    for row in range(len(batch)):
        if row in hit:
            answer, why = Answer.OVERLAPS, measured
        elif not ground.has_boundaries:
            answer, why = Answer.NOT_CHECKED, Why.NO_BOUNDARIES
        elif row in open_:
            answer, why = Answer.NOT_CHECKED, Why.UNDECIDED
        elif (gap := covered[row]) is not None:
            answer, why = Answer.NOT_CHECKED, Why(gap)
        else:
            answer, why = Answer.CLEAR, measured
        said.answer.append(answer)
        said.why.append(why)
    return said


def _covered(batch: Batch, ground: Ground) -> list[str | None]:
    """Per row `None` where the layer is complete, else why it is not known to be."""
    coverage = _coverage(ground)
    if coverage is None:
        return [Why.OUTSIDE_COVERAGE] * len(batch)
    shapely.prepare(coverage)
    inside, some = shapely.covers(coverage, batch.degrees), shapely.intersects(coverage, batch.degrees)
    reach = batch.is_point
    if reach.any():  # a point near the rim may lie beyond it
        grid = reproject(np.array([coverage], dtype=object), WGS84, batch.srid)[0]
        inside &= ~reach | (shapely.distance(shapely.boundary(grid), batch.shapes) > batch.accuracy_m)
    return [
        None if whole else (Why.PARTLY_OUTSIDE_COVERAGE if part else Why.OUTSIDE_COVERAGE)
        for whole, part in zip(inside.tolist(), some.tolist(), strict=True)
    ]


def _coverage(ground: Ground) -> shapely.Geometry | None:
    coverage = ground.layer.coverage
    return None if coverage is None else shapely.from_wkb(bytes(coverage.wkb))


def areas_shared(batch: Batch, ground: Ground, tolerances: Tolerances) -> list[Found]:
    """Findings of the footprints that have hectares."""
    side = prepare(without(batch.shapes, batch.is_point))
    pairs = shared_between(side, ground.side, TOUCH_M2)
    shapes = shared_shapes(batch.shapes, ground.side, pairs)
    noise, radius = edge_noise(pairs.m2, shapes, tolerances)
    return [
        Found(
            row, int(ground.area_ids[area]), Relation.SHARED_AREA, m2, min(1.0, m2 / side.row_m2[row]),
            min(1.0, m2 / ground.whole_m2[area]), bool(is_noise), None if np.isnan(r) else float(r), shape,
        )
        for row, area, m2, is_noise, r, shape in zip(
            pairs.a.tolist(), pairs.b.tolist(), pairs.m2.tolist(), noise, radius, shapes, strict=True
        )
    ]  # fmt: skip


def _points(batch: Batch, ground: Ground) -> list[Found]:
    """Points inside an area, or within their accuracy of its boundary; a point on the line is undecided."""
    rows = np.flatnonzero(batch.is_point)
    if not len(rows) or not len(ground.area_ids):
        return []
    reach = batch.accuracy_m[rows] + ground.layer.accuracy_m
    near, piece = ground.side.tree.query(batch.shapes[rows], predicate="dwithin", distance=reach)
    pairs = np.unique(np.column_stack([near, ground.side.pieces.owner[piece]]), axis=0)
    areas, place = np.unique(pairs[:, 1], return_inverse=True)
    shapes = whole_areas(ground.area_ids[areas], batch.srid)[place]
    points = batch.shapes[rows][pairs[:, 0]]
    rim = shapely.distance(shapely.boundary(shapes), points)
    inside = shapely.intersects(shapes, points) & (rim > reach[pairs[:, 0]])
    return [
        Found(int(rows[near_row]), int(ground.area_ids[area]), Relation.INSIDE if sure else Relation.UNDECIDED)
        for (near_row, area), sure in zip(pairs.tolist(), inside.tolist(), strict=True)
    ]


def nearest_areas(batch: Batch, ground: Ground) -> list[float | None]:
    """Metres to the nearest area within `NEAR_M`, 0.0 inside; `None` beyond."""
    found: list[float | None] = [None] * len(batch)
    if len(ground.area_ids):
        (rows, _pieces), metres = ground.side.tree.query_nearest(
            batch.shapes, max_distance=NEAR_M, all_matches=False, return_distance=True
        )
        for row, distance in zip(rows.tolist(), metres.tolist(), strict=True):
            found[row] = round(distance, 2)
    return found


def _inverse(batch: Batch, ground: Ground, tolerances: Tolerances, on: date) -> Said:
    """A permitted area: what of a footprint lies in its department and outside of it."""
    coverage = _coverage(ground)
    if coverage is None:
        size = len(batch)
        return Said([Answer.NOT_CHECKED] * size, [Why.OUTSIDE_COVERAGE] * size, [None] * size)
    department = repair(reproject(np.array([coverage], dtype=object), WGS84, batch.srid)).shapes
    allowed = shapely.union_all(ground.side.pieces.shapes)
    measured = Why.MEASURED if ground.on_fresh_data(on) else Why.OLD_DATA
    said = Said([], [], nearest_areas(batch, ground))
    target = _permitted_area(ground)
    for row in range(len(batch)):
        answer, why, found = _against_corridor(batch, row, department[0], allowed, tolerances)
        said.answer.append(answer)
        said.why.append(measured if why == Why.MEASURED else why)
        if found is not None:
            relation, m2, share, shape = found
            said.findings.append(Found(row, target, relation, m2, share, shape=shape))
    return said


def _permitted_area(ground: Ground) -> int:
    """The area that a finding names: the nearest known, else the first of the layer (its department may be wide)."""
    if len(ground.area_ids):
        return int(ground.area_ids[0])
    return LandArea.objects.filter(layer=ground.layer).order_by("id").values_list("pk", flat=True)[0]


def _against_corridor(
    batch: Batch, row: int, department: shapely.Geometry, allowed: shapely.Geometry, tolerances: Tolerances
) -> Judged:
    shape = batch.shapes[row]
    if not shapely.intersects(department, shape):
        return Answer.NOT_CHECKED, Why.OUTSIDE_COVERAGE, None
    if batch.is_point[row]:
        return _point_against_corridor(shape, batch.accuracy_m[row], allowed)
    beyond = shapely.difference(shapely.intersection(shape, department), allowed)
    outside = repair(np.array([beyond], dtype=object)).shapes[0] or shapely.Polygon()
    if outside.area > tolerances.area_m2 or tolerances.is_wide(outside):
        share = outside.area / shape.area
        return Answer.OVERLAPS, Why.MEASURED, (Relation.OUTSIDE_PERMITTED, outside.area, share, outside)
    if not shapely.covers(shapely.buffer(department, tolerances.radius_m), shape):
        return Answer.NOT_CHECKED, Why.PARTLY_OUTSIDE_COVERAGE, None
    return Answer.CLEAR, Why.MEASURED, None


def _point_against_corridor(shape: shapely.Geometry, accuracy_m: float, allowed: shapely.Geometry) -> Judged:
    if shapely.distance(shapely.boundary(allowed), shape) <= accuracy_m:
        return Answer.NOT_CHECKED, Why.UNDECIDED, (Relation.UNDECIDED, None, None, None)
    if shapely.intersects(allowed, shape):
        return Answer.CLEAR, Why.MEASURED, None
    return Answer.OVERLAPS, Why.MEASURED, (Relation.OUTSIDE_PERMITTED, None, None, None)
