"""Large shapes cut into small pieces once, so that measuring against them stays local.

A polygon of 30,000 vertices is halved along the longer side of its frame until no piece has more
than `PIECE_VERTICES` vertices; what lies wholly inside ends as plain rectangles, whose part of
any pair is arithmetic. Cutting by rectangle adds vertices on the cuts only, and so the pieces add
up to the whole; each whole is checked for that, and one that does not add up, or one of whose
pieces touches itself on a cut, is cut again with the slower, constructing overlay. Units are those
of the coordinates; ids are row numbers.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from registry.common.spatial.edges import Ints
from registry.common.spatial.srids import Shapes

PIECE_VERTICES = 128
MAX_HALVINGS = 48
RELATIVE_LOSS = 1e-9
POLYGON, MULTIPOLYGON, COLLECTION = 3, 6, 7


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of a column of shapes; `owner[k]` is the row that piece k was cut from, ascending."""

    shapes: Shapes
    owner: Ints


def cut(shapes: Shapes, max_vertices: int = PIECE_VERTICES) -> Pieces:
    """Every shape as pieces of at most `max_vertices` vertices; small ones are their own piece.

    Missing and empty shapes have no piece. Lines and points are never cut.
    """
    counts = shapely.get_num_coordinates(shapes)
    kinds = shapely.get_type_id(shapes)
    cuttable = (counts > max_vertices) & ((kinds == POLYGON) | (kinds == MULTIPOLYGON))
    whole = np.flatnonzero((counts > 0) & ~cuttable)
    found: list[BaseGeometry] = []
    owners: list[int] = []
    for row in np.flatnonzero(cuttable):
        pieces = pieces_of(shapes[row], max_vertices)
        found.extend(pieces)
        owners.extend([int(row)] * len(pieces))
    cut_pieces = np.empty(len(found), dtype=object)
    cut_pieces[:] = found
    owner = np.concatenate([whole, np.asarray(owners, dtype=np.intp)])
    order = np.argsort(owner, kind="stable")
    return Pieces(np.concatenate([shapes[whole], cut_pieces])[order], owner[order])


def pieces_of(shape: BaseGeometry, max_vertices: int = PIECE_VERTICES) -> list[BaseGeometry]:
    """Pieces of one polygon or multipolygon, which together have its area."""
    area = shape.area
    pieces = _halved(shape, max_vertices, constructing=False)
    if abs(float(shapely.area(pieces).sum()) - area) > RELATIVE_LOSS * area or not shapely.is_valid(pieces).all():
        pieces = _halved(shape, max_vertices, constructing=True)
    return pieces


def _halved(shape: BaseGeometry, most: int, *, constructing: bool) -> list[BaseGeometry]:
    done: list[BaseGeometry] = []
    todo = [(part, MAX_HALVINGS) for part in shapely.get_parts(shape)]
    while todo:
        part, left = todo.pop()
        if left == 0 or shapely.get_num_coordinates(part) <= most:
            done.append(part)
            continue
        for frame in _halves(*part.bounds):
            todo.extend((piece, left - 1) for piece in _clipped(part, frame, constructing=constructing))
    return done


def _halves(
    west: float, south: float, east: float, north: float
) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    if east - west >= north - south:
        middle = (west + east) / 2
        return (west, south, middle, north), (middle, south, east, north)
    middle = (south + north) / 2
    return (west, south, east, middle), (west, middle, east, north)


def _clipped(part: BaseGeometry, frame: tuple[float, float, float, float], *, constructing: bool) -> list[BaseGeometry]:
    clipped = shapely.intersection(part, shapely.box(*frame)) if constructing else shapely.clip_by_rect(part, *frame)
    if shapely.get_type_id(clipped) == POLYGON:
        return [] if clipped.is_empty else [clipped]
    return [piece for piece in shapely.get_parts(clipped) if shapely.area(piece) > 0]
