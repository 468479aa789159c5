"""What a measuring reads: a batch of footprints, and the ground around it, as columns of shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.db import connection

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
        one = slice(row, row + 1)
        return Batch(self.srid, self.ids[one], self.shapes[one], self.degrees[one], self.accuracy_m[one])

    @property
    def is_point(self) -> np.ndarray:  # type: ignore[type-arg]
        """Whether the row is a point (or a line): it has no hectares."""
        return shapely.get_dimensions(self.shapes) < 2  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Ground:
    """One layer version around a batch: `area_ids[k]` is the area of row k of `side`; `whole_m2` its whole area."""

    layer: LandLayer
    area_ids: Ints
    side: Side
    whole_m2: Floats

    def on_fresh_data(self, on: date) -> bool:
        """Whether the layer is within its freshness on that day."""
        return self.layer.fresh_until is None or on <= self.layer.fresh_until

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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, grid_srid, accuracy_m, ST_AsBinary(shape), ST_AsBinary(geom) FROM territory_footprint "
            "WHERE id = ANY(%s) AND superseded_at IS NULL ORDER BY id FOR NO KEY UPDATE",
            [list(footprint_ids)],
        )
        rows = cursor.fetchall()
    batches = []
    for srid in sorted({row[1] for row in rows}):
        chosen = [row for row in rows if row[1] == srid]
        batches.append(
            Batch(
                srid,
                np.array([row[0] for row in chosen], dtype=np.intp),
                shapes_of([bytes(row[3]) for row in chosen]),
                shapes_of([bytes(row[4]) for row in chosen]),
                np.maximum([row[2] for row in chosen], LEAST_ACCURACY_M),
            )
        )
    return batches


def ground_around(batch: Batch, layer: LandLayer) -> Ground:
    """The pieces of a layer version within `NEAR_M` of the frame of a batch, in its grid system."""
    west, south, east, north = shapely.total_bounds(batch.shapes)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.area_id, ST_AsBinary(p.shape) FROM territory_areapiece p "
            "WHERE p.layer_id = %s AND p.grid_srid = %s AND p.shape && ST_MakeEnvelope(%s, %s, %s, %s, %s) "
            "ORDER BY p.area_id",
            [layer.pk, batch.srid, west - NEAR_M, south - NEAR_M, east + NEAR_M, north + NEAR_M, batch.srid],
        )
        rows = cursor.fetchall()
    area_of_piece = np.array([row[0] for row in rows], dtype=np.intp)
    ids, owner = np.unique(area_of_piece, return_inverse=True)
    side = prepared(Pieces(shapes_of([bytes(row[1]) for row in rows]), owner), len(ids))
    return Ground(layer, ids, side, _whole_areas(ids, batch.srid))


def _whole_areas(area_ids: Ints, srid: int) -> Floats:
    """Area in m2 of each whole area in that grid system, from its pieces (they lie there completely)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT area_id, sum(ST_Area(shape)) FROM territory_areapiece "
            "WHERE area_id = ANY(%s) AND grid_srid = %s GROUP BY area_id ORDER BY area_id",
            [area_ids.tolist(), srid],
        )
        return np.array([m2 for _area, m2 in cursor.fetchall()], dtype=float)


def whole_areas(area_ids: Ints, srid: int) -> Shapes:
    """The uncut areas in a grid system, for the few whose true boundary is asked (points)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsBinary(a.geom) FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked(id, place) "
            "JOIN territory_landarea a USING (id) ORDER BY asked.place",
            [area_ids.tolist()],
        )
        return reproject(shapes_of([bytes(geom) for (geom,) in cursor.fetchall()]), WGS84, srid)
