"""The shape that two sides share, constructed only for the pairs that somebody keeps.

Areas are measured without constructing anything (`edges`); a finding also shows *where* the ground is shared. The
shape is put together from the pieces of the large side; where one lies inside the other it is the inner one. A pair
whose shape cannot be constructed has none, and its number stands all the same. Units are those of the coordinates.
"""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError

from registry.common.spatial.edges import Ints
from registry.common.spatial.measuring import Pairs, Side
from registry.common.spatial.repair import repair
from registry.common.spatial.srids import Shapes

WHOLE = 1 - 1e-12
"""A share from which on a shape lies inside the other: what is missing is the rounding of a sum."""


def shared_shapes(a: Shapes, b: Side, pairs: Pairs) -> Shapes:
    """What each pair shares, as a valid polygon or multipolygon; `None` where it cannot be constructed.

    Args:
        a: the uncut shapes that `pairs.a` counts.
        b: the prepared side that `pairs.b` counts.
        pairs: pairs that share ground, as measured between the two.
    """
    first, last = np.searchsorted(b.pieces.owner, [pairs.b, pairs.b + 1])
    shapes: Shapes = np.full(len(pairs), None, dtype=object)
    inside = pairs.m2 >= WHOLE * shapely.area(a[pairs.a])
    shapes[inside] = a[pairs.a[inside]]
    around = ~inside & (last - first == 1) & (pairs.m2 >= WHOLE * b.row_m2[pairs.b])
    shapes[around] = b.pieces.shapes[first[around]]
    open_ = np.flatnonzero(~inside & ~around)
    shapes[open_] = _constructed(a[pairs.a[open_]], b, first[open_], last[open_])
    return shapes


def _constructed(a: Shapes, b: Side, first: Ints, last: Ints) -> Shapes:
    counts = last - first
    pair = np.repeat(np.arange(len(a)), counts)
    piece = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    near = _frames_meet(shapely.bounds(a)[pair], b.bounds[piece])
    pair, piece = pair[near], piece[near]
    parts = repair(_intersections(a[pair], b.pieces.shapes[piece])).shapes
    some = ~shapely.is_missing(parts)
    pair, parts = pair[some], parts[some]
    found: Shapes = np.full(len(a), None, dtype=object)
    cuts = np.flatnonzero(np.diff(pair, prepend=-1, append=len(a)))
    for begin, end in pairwise(cuts):
        found[pair[begin]] = parts[begin] if end - begin == 1 else shapely.union_all(parts[begin:end])
    return repair(found).shapes


def _frames_meet(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((one[:, :2] < two[:, 2:]).all(axis=1) & (two[:, :2] < one[:, 2:]).all(axis=1))


def _intersections(a: Shapes, b: Shapes) -> Shapes:
    try:
        return np.asarray(shapely.intersection(a, b), dtype=object)
    except ShapelyError:  # one of many: find out which
        found: Shapes = np.full(len(a), None, dtype=object)
        for k in range(len(a)):
            try:
                found[k] = shapely.intersection(a[k], b[k])
            except ShapelyError:
                continue
        return found
