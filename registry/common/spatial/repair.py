"""Shapes repaired or refused on the way in, each with its reason.

A shape is *refused* when it holds no ground to measure: missing, empty, coordinates that are no
numbers, or nothing left of its area. It is *repaired* when it is invalid and
its ground can be told (GEOS `make_valid`, the reading of PostGIS): holes and parts survive, and
what collapsed to a line or a point is dropped and said. Everything else is passed on unchanged,
except that heights are left out: all measuring is flat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from registry.common.spatial.srids import Shapes

AREAS = frozenset({3, 6})  # polygon, multipolygon
KNOWN = frozenset(range(8))
COLLECTION = 7


class Flaw(StrEnum):
    """What is wrong with a shape; the first five refuse it, the last two repair it."""

    NULL = "null"
    EMPTY = "empty"
    NOT_FINITE = "not_finite"
    NO_AREA = "no_area"
    BEYOND_REPAIR = "beyond_repair"
    INVALID = "invalid"
    DROPPED_PARTS = "dropped_parts"


REPAIRED = frozenset({Flaw.INVALID, Flaw.DROPPED_PARTS})

REASONS: dict[Flaw, Promise] = {
    Flaw.NULL: _("The row has no shape."),
    Flaw.EMPTY: _("The shape is empty: it has no coordinates."),
    Flaw.NOT_FINITE: _("A coordinate of the shape is not a number."),
    Flaw.NO_AREA: _("The shape encloses no area."),
    Flaw.BEYOND_REPAIR: _("The shape is invalid and could not be repaired."),
    Flaw.INVALID: _("The outline was invalid and has been repaired; compare it with the source."),
    Flaw.DROPPED_PARTS: _("Parts of the shape that enclose no area were dropped."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One flawed row: `row` counts from 0; `detail` is the geometry library's own words, or ''."""

    row: int
    flaw: Flaw
    detail: str

    @property
    def repaired(self) -> bool:
        """Whether the row was kept, repaired, rather than refused."""
        return self.flaw in REPAIRED

    @property
    def reason(self) -> Promise:
        """The sentence for the person who brought the file."""
        return REASONS[self.flaw]


@dataclass(frozen=True, slots=True)
class Repaired:
    """The column after repair (`None` where refused) and the flawed rows in ascending order."""

    shapes: Shapes
    findings: tuple[Finding, ...]

    def count(self, *flaws: Flaw) -> int:
        """Number of rows with one of these flaws."""
        return sum(finding.flaw in flaws for finding in self.findings)

    @property
    def repaired(self) -> int:
        """Number of rows that were repaired and kept."""
        return self.count(*REPAIRED)

    @property
    def refused(self) -> int:
        """Number of rows that were refused."""
        return len(self.findings) - self.repaired


def repair(shapes: Shapes, *, areas_only: bool = True) -> Repaired:
    """Every shape valid and flat, or refused with its reason.

    With `areas_only` (the default) points and lines are refused as enclosing no area; without it
    they pass, for layers that only show nearness.
    """
    flat: Shapes = np.array(shapely.force_2d(np.asarray(shapes, dtype=object)), dtype=object)
    findings = []
    for row in np.flatnonzero(_suspect(flat, areas_only=areas_only)):
        kept, flaw, detail = _treated(flat[row], areas_only=areas_only)
        flat[row] = kept
        if flaw is not None:
            findings.append(Finding(int(row), flaw, detail))
    return Repaired(flat, tuple(findings))


def _suspect(shapes: Shapes, *, areas_only: bool) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    kind = shapely.get_type_id(shapes)
    good_kinds = AREAS if areas_only else KNOWN - {COLLECTION}
    sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes) & np.isin(kind, list(good_kinds))
    flawed: np.ndarray[tuple[int], np.dtype[np.bool_]] = ~sound
    return flawed


def _treated(shape: BaseGeometry | None, *, areas_only: bool) -> tuple[BaseGeometry | None, Flaw | None, str]:
    if shape is None or (refusal := _refusal(shape)) is not None:
        return None, Flaw.NULL if shape is None else refusal, ""
    detail = "" if shape.is_valid else shapely.is_valid_reason(shape)
    if not areas_only and shapely.get_dimensions(shape) < 2:
        return shape, None, ""
    try:
        ground, dropped = _ground(shape if shape.is_valid else shapely.make_valid(shape))
    except ShapelyError as error:
        return None, Flaw.BEYOND_REPAIR, str(error)
    if ground is None:
        return None, Flaw.NO_AREA, detail
    flaw = Flaw.INVALID if detail else (Flaw.DROPPED_PARTS if dropped else None)
    return ground, flaw, detail


def _refusal(shape: BaseGeometry) -> Flaw | None:
    if shape.is_empty:
        return Flaw.EMPTY
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return Flaw.NOT_FINITE
    return None


def _ground(shape: BaseGeometry) -> tuple[BaseGeometry | None, bool]:
    """The polygons of a valid shape as one shape, and whether anything else was among them."""
    if shapely.get_type_id(shape) in AREAS:
        return shape, False
    leaves = list(_leaves(shape))
    polygons = [leaf for leaf in leaves if shapely.get_type_id(leaf) in AREAS and leaf.area > 0]
    if not polygons:
        return None, True
    return shapely.union_all(polygons), len(polygons) < len(leaves)


def _leaves(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    if shapely.get_type_id(shape) != COLLECTION:
        yield shape
        return
    for part in shapely.get_parts(shape):
        yield from _leaves(part)
