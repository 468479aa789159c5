"""The one place where overlap is measured: numbers only, in one metric reference system.

What an overlap means is not decided here. Two sides are prepared once (`prepare`: cut and
indexed) and then measured against each other as a whole:

1. a tree of frames finds the pairs of pieces whose frames share more than a line;
2. a piece inside a rectangle, or two rectangles, are answered from their frames;
3. everything else goes through `edges.shared_area`;
4. pieces are added up by pair, and a pair is kept when it shares more than `min_m2`.

Touching is no overlap, since it shares no area. Input is valid (`repair`) and in metres; results
are square metres. Missing, empty, line and point shapes take part in no pair. Left out: the shape
that two sides share, which is only constructed for the pairs somebody looks at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from registry.common.spatial.cutting import PIECE_VERTICES, Pieces, cut
from registry.common.spatial.edges import Floats, Ints, edges_of, shared_area
from registry.common.spatial.srids import Shapes

SQUARE_METRES_PER_HECTARE = 10_000
TOUCH_M2 = 1.0
"""Ground under one square metre is the rounding of coordinates (T-junctions), not a finding."""
PAIRS_AT_ONCE = 2_000_000
PIECES_AT_ONCE = 50_000
BOX_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows `a[k]` of one side and `b[k]` of the other share `m2[k]` square metres; by a, then b."""

    a: Ints
    b: Ints
    m2: Floats

    def __len__(self) -> int:
        return len(self.a)

    def only(self, wanted: NDArray[np.bool_]) -> "Pairs":
        """The marked pairs alone."""
        return Pairs(self.a[wanted], self.b[wanted], self.m2[wanted])

    @property
    def hectares(self) -> float:
        """Sum of what all pairs share, in hectares."""
        return float(self.m2.sum()) / SQUARE_METRES_PER_HECTARE


@dataclass(frozen=True)
class Side:
    """One side of a measurement, prepared: `size` rows, their pieces, and what is asked of them."""

    size: int
    pieces: Pieces

    @cached_property
    def bounds(self) -> Floats:
        """West, south, east, north of each piece."""
        return shapely.bounds(self.pieces.shapes)

    @cached_property
    def piece_m2(self) -> Floats:
        """Area of each piece."""
        return shapely.area(self.pieces.shapes)

    @cached_property
    def row_m2(self) -> Floats:
        """Area of each row."""
        return _sums(self.pieces.owner, self.piece_m2, self.size)

    @cached_property
    def is_box(self) -> NDArray[np.bool_]:
        """Whether the piece fills its frame: an upright rectangle."""
        west, south, east, north = self.bounds.T
        frame = (east - west) * (north - south)
        fills: NDArray[np.bool_] = (self.piece_m2 > 0) & (frame - self.piece_m2 <= BOX_ROUNDING * frame)
        return fills

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Tree of the frames of all pieces."""
        return shapely.STRtree(self.pieces.shapes)


def prepare(shapes: Shapes, max_vertices: int = PIECE_VERTICES) -> Side:
    """A side ready to be measured, its large shapes cut; rows keep their numbers."""
    return Side(len(shapes), cut(np.asarray(shapes, dtype=object), max_vertices))


def prepared(pieces: Pieces, size: int) -> Side:
    """A side from pieces that were cut before (at the load of a layer), of `size` rows."""
    return Side(size, pieces)


def shared_between(a: Side, b: Side, min_m2: float = 0.0) -> Pairs:
    """Each pair of rows of `a` and `b` that shares more than `min_m2`, with the area in m2."""
    return _summed(a, b, _met(a, b), min_m2)


def shared_within(side: Side, min_m2: float = 0.0) -> Pairs:
    """Each pair of rows of one side that shares more than `min_m2`, once, the lower row first."""
    owner = side.pieces.owner
    once = ((i[k], j[k]) for i, j in _met(side, side) for k in [owner[i] < owner[j]])
    return _summed(side, side, once, min_m2)


def _met(a: Side, b: Side) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of pieces whose frames meet, in portions that fit in memory."""
    for start in range(0, len(a.pieces.owner), PIECES_AT_ONCE):
        i, j = b.tree.query(a.pieces.shapes[start : start + PIECES_AT_ONCE])
        i += start
        for at in range(0, len(i), PAIRS_AT_ONCE):
            yield i[at : at + PAIRS_AT_ONCE], j[at : at + PAIRS_AT_ONCE]


def _summed(a: Side, b: Side, met: Iterator[tuple[Ints, Ints]], min_m2: float) -> Pairs:
    keys: list[Ints] = [np.empty(0, dtype=np.intp)]
    areas: list[Floats] = [np.empty(0)]
    for i, j in met:
        m2 = piece_areas(a, b, i, j)
        some = m2 > 0
        keys.append(a.pieces.owner[i[some]] * b.size + b.pieces.owner[j[some]])
        areas.append(m2[some])
    pair, place = np.unique(np.concatenate(keys), return_inverse=True)
    total = _sums(place, np.concatenate(areas), len(pair))
    row_a, row_b = np.divmod(pair, max(b.size, 1))
    total = np.minimum(total, np.minimum(a.row_m2[row_a], b.row_m2[row_b]))
    kept = total > min_m2
    return Pairs(row_a[kept], row_b[kept], total[kept])


def _sums(place: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(place, weights=values, minlength=size).astype(np.float64, copy=False)


def piece_areas(a: Side, b: Side, i: Ints, j: Ints) -> Floats:
    """Area in m2 that piece `i[k]` of `a` shares with piece `j[k]` of `b`, for each k."""
    frame_a, frame_b = a.bounds[i], b.bounds[j]
    low = np.maximum(frame_a[:, :2], frame_b[:, :2])
    high = np.minimum(frame_a[:, 2:], frame_b[:, 2:])
    width = np.maximum(high - low, 0.0)
    m2 = width[:, 0] * width[:, 1]
    box_a, box_b = a.is_box[i], b.is_box[j]
    inside_b = box_b & ((low == frame_a[:, :2]) & (high == frame_a[:, 2:])).all(axis=1)
    inside_a = box_a & ((low == frame_b[:, :2]) & (high == frame_b[:, 2:])).all(axis=1)
    m2 = np.where(inside_b, a.piece_m2[i], np.where(inside_a, b.piece_m2[j], m2))
    open_ = np.flatnonzero((m2 > 0) & ~inside_a & ~inside_b & ~(box_a & box_b))
    rows_a, place_a = np.unique(i[open_], return_inverse=True)
    rows_b, place_b = np.unique(j[open_], return_inverse=True)
    edges_a, edges_b = edges_of(a.pieces.shapes[rows_a]), edges_of(b.pieces.shapes[rows_b])
    m2[open_] = shared_area(edges_a, edges_b, place_a, place_b)
    return m2
