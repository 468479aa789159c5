"""What a measuring reads: a batch of footprints, and the ground around it, as columns of shapes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from registry.common.planned import planned
from registry.common.spatial.cutting import Pieces
from registry.common.spatial.edges import Floats, Ints
from registry.common.spatial.measuring import Side, prepared
from registry.common.spatial.srids import WGS84, Shapes, reproject
from registry.territory.choices import ShapeClass
from registry.territory.models import LandLayer

NEAR_M = 1000.0
"""How far the nearest area is looked for: a product parameter that never decides."""


LEAST_ACCURACY_M = 0.01
"""No coordinate is better than this: a point on the line is on neither side of it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Footprints of one grid system, row by row: ids, shapes in the grid, shapes in degrees, points and accuracy."""

    srid: int
    ids: Ints
    shapes: Shapes
    degrees: Shapes
    accuracy_m: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, row: int) -> "Batch":
        """A batch of that row alone."""
        return self._of(np.array([row]))

    def without(self, ids: Collection[int]) -> "Batch":
        """The batch without some footprints."""
        return self._of(np.flatnonzero(~np.isin(self.ids, list(ids)))) if ids else self

    def _of(self, rows: Ints) -> "Batch":
        return Batch(self.srid, self.ids[rows], self.shapes[rows], self.degrees[rows], self.accuracy_m[rows])

    @property
    def is_point(self) -> NDArray[np.bool_]:
        """Whether the row is a point (or a line): it has no hectares."""
        return shapely.get_dimensions(self.shapes) < 2


@dataclass(frozen=True, slots=True)
class Ground:
    """One layer version around a batch: `area_ids[k]` is the area of row k of `side`; `whole_m2` its whole area."""

    layer: LandLayer
    area_ids: Ints
    side: Side
    whole_m2: Floats

    def on_fresh_data(self, on: date) -> bool:
        """Whether the layer is within its freshness on that day."""
        return self.layer.is_fresh(on)

    @property
    def has_boundaries(self) -> bool:
        """Whether the layer has areas; points and lines show nearness and never clear."""
        return self.layer.shape_class == ShapeClass.POLYGON


def shapes_of(hexes: Sequence[bytes]) -> Shapes:
    """Column of shapes from WKB."""
    column: Shapes = np.empty(len(hexes), dtype=object)
    if len(hexes):
        column[:] = shapely.from_wkb(np.asarray(hexes, dtype=object))
    return column


def lock_batches(footprint_ids: Sequence[int]) -> list[Batch]:
    """Standing footprints among the ids, locked against another measuring until commit, by grid system.

    Locks are taken in the order of the ids, so that two runs wait for one another and never block each other.
    """
    rows = planned(
        "SELECT id, grid_srid, accuracy_m, ST_AsBinary(shape), ST_AsBinary(geom) FROM territory_footprint "
        "WHERE id = ANY(%s) AND superseded_at IS NULL ORDER BY id FOR NO KEY UPDATE",
        [list(footprint_ids)],
    )
    batches = []
    for srid in sorted({row[1] for row in rows}):
        chosen = [row for row in rows if row[1] == srid]
        batches.append(
            Batch(
                srid,
                np.array([row[0] for row in chosen], dtype=np.intp),
                shapes_of([row[3] for row in chosen]),
                shapes_of([row[4] for row in chosen]),
                np.maximum([row[2] for row in chosen], LEAST_ACCURACY_M),
            )
        )
    return batches


class PoisonedGroundError(ValueError):
    """A stored piece of a layer is invalid: what it shares with anything cannot be measured."""


PIECES = "SELECT area_id, whole_m2, ST_AsBinary(shape) FROM territory_areapiece WHERE layer_id = %s AND grid_srid = %s "


def ground_around(batch: Batch, layer: LandLayer, since: int = 0) -> Ground:
    """The pieces of a layer within `NEAR_M` of the frame of a batch, in its grid system, new since an edition.

    Raises:
        PoisonedGroundError: one of them is invalid, which arithmetic on edges alone would not notice.
    """
    west, south, east, north = shapely.total_bounds(batch.shapes)
    frame = [west - NEAR_M, south - NEAR_M, east + NEAR_M, north + NEAR_M, batch.srid]
    asked = "AND shape && ST_MakeEnvelope(%s, %s, %s, %s, %s) AND since >= %s ORDER BY area_id"
    return _ground(layer, planned(PIECES + asked, [layer.pk, batch.srid, *frame, since]))


def _ground(layer: LandLayer, rows: Sequence[tuple[Any, ...]]) -> Ground:
    ids, first, owner = np.unique(
        np.array([row[0] for row in rows], dtype=np.intp), return_index=True, return_inverse=True
    )
    whole = np.array([row[1] for row in rows], dtype=float)[first]
    shapes = shapes_of([row[2] for row in rows])
    if not (sound := shapely.is_valid(shapes)).all():
        message = f"Area {rows[int(np.argmin(sound))][0]} of layer {layer.pk} has an invalid piece."
        raise PoisonedGroundError(message)
    return Ground(layer, ids, prepared(Pieces(shapes, owner), len(ids)), whole)


def plan_once() -> None:
    """Let the queries of this transaction be planned for any number of footprints, once: it is for a few of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")


def whole_areas(area_ids: Ints, srid: int) -> Shapes:
    """The uncut areas in a grid system, for the few whose true boundary is asked (points)."""
    rows = planned(
        "SELECT ST_AsBinary(a.geom) FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked(id, place) "
        "JOIN territory_landarea a USING (id) ORDER BY asked.place",
        [area_ids.tolist()],
    )
    return reproject(shapes_of([geom for (geom,) in rows]), WGS84, srid)
