"""Where a version of a layer may clear: its declared coverage, without the ground of rows that were refused."""

from collections.abc import Sequence

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely import Geometry, MultiPolygon
from shapely.geometry.base import BaseGeometry

from registry.common.errors import DomainError
from registry.common.importing.systems import Scope
from registry.common.spatial.srids import WGS84, Shapes, transformer
from registry.territory.models import LandLayer
from registry.territory.services.layer_areas import AreaRow

MARGIN = 0.001
"""Degrees about the frame of a refused row, some 100 m: its corners alone are carried over from another system."""
ALONG = np.linspace(0, 1, 5)


def coverage_check(rows: Sequence[AreaRow], coverage: Scope | None) -> None:
    """Refuse a coverage that none of the areas touches: one of the two is in a wrong system or place.

    Raises:
        DomainError: none does.
    """
    shapes = [row.degrees for row in rows if not row.note.is_refused]
    if coverage is not None and shapes and not shapely.intersects(coverage.area, shapes).any():
        raise DomainError(
            _("No area of the file touches the coverage %(coverage)s.") % {"coverage": coverage.text},
            field="coverage",
            code="coverage_elsewhere",
        )


def ground_unread(rows: Sequence[AreaRow], shapes: Shapes, srid: int) -> tuple[list[BaseGeometry], int]:
    """Return frames, in degrees, of the refused rows, and how many of those rows lie nobody knows where.

    An area stands there that the layer does not hold, so nobody may be cleared of it.
    """
    numbers = [number for number, row in enumerate(rows) if row.note.is_refused]
    frames = [_frame(shapes[number], srid) for number in numbers]
    known = [frame for frame in frames if frame is not None]
    return known, len(frames) - len(known)


def coverage_left(area: Geometry, unread: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the ground of a coverage that the layer can clear, as polygons."""
    left = shapely.difference(area, shapely.union_all(unread)) if unread else area
    parts = [part for part in shapely.get_parts(left) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON]
    return MultiPolygon(parts)


def coverage_still_whole(present: LandLayer, coverage: Scope | None) -> None:
    """Refuse a version that is declared for less ground than the one in use.

    Raises:
        DomainError: it is.
    """
    if present.coverage is None:
        return
    before = shapely.from_wkb(bytes(present.coverage.wkb))
    if coverage is None or not shapely.covers(coverage.area, before):
        raise DomainError(
            _(
                "The version in use covers %(old)s, and this file does not cover all of it. Give the file a "
                "coverage that does, or load it beside the other with a --series of its own."
            )
            % {"old": present.coverage_text or present.series},
            field="coverage",
            code="coverage_smaller",
        )


def _frame(shape: BaseGeometry | None, srid: int) -> BaseGeometry | None:
    """The frame of a shape in degrees, with its margin; `None` where its coordinates say no place."""
    west, south, east, north = shapely.bounds(shape)
    if not np.isfinite([west, south, east, north]).all():
        return None
    x, y = np.meshgrid(west + (east - west) * ALONG, south + (north - south) * ALONG)
    longitude, latitude = transformer(srid, WGS84).transform(x.ravel(), y.ravel())
    if not (np.isfinite(longitude).all() and np.isfinite(latitude).all()):
        return None
    box: BaseGeometry = shapely.box(longitude.min(), latitude.min(), longitude.max(), latitude.max())
    return box.buffer(MARGIN, join_style="mitre")
