"""Areas of a layer as rows, and their pieces in the grid system of every zone they touch.

Areas are transformed by their vertices and cut there once, so that each later measuring is local.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.spatial.cutting import cut
from registry.common.spatial.edges import Ints
from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE, prepared
from registry.common.spatial.repair import repair
from registry.common.spatial.srids import UTM_SOUTH, WGS84, Shapes, grid_srid_of, reproject, zones_touched
from registry.territory.choices import ShapeClass
from registry.territory.models import AreaPiece, LandArea, LandLayer
from registry.territory.services.copying import copy_rows, next_ids
from registry.territory.services.footprints import ZONE_MARGIN_DEGREES
from registry.territory.services.layer_drafts import SAID, AreaDraft

AREA_COLUMNS = ("id", "layer_id", "since", "geom", "area_ha", "checksum", *SAID)
PIECE_COLUMNS = ("area_id", "layer_id", "since", "grid_srid", "shape", "whole_m2", "is_box")
DIMENSION = {ShapeClass.POINT: 0, ShapeClass.LINE: 1, ShapeClass.POLYGON: 2}


def shapes_check(areas: Sequence[AreaDraft], shape_class: str) -> None:
    """Refuse invalid shapes, and such as are not of the layer's kind. Raises: DomainError for the first of them."""
    shapes = _column(areas)
    wrong = np.flatnonzero(
        (shapely.get_dimensions(shapes) != DIMENSION[ShapeClass(shape_class)]) | ~shapely.is_valid(shapes)
    )
    if len(wrong):
        raise DomainError(
            _("Row %(row)s of the layer is invalid or is not of the kind of shape that the layer says.")
            % {"row": int(wrong[0]) + 1},
            code="shape_refused",
        )


def areas_store(layer: LandLayer, areas: Sequence[AreaDraft], checksums: Sequence[str]) -> None:
    """Store areas that came with the present version of a layer. Raises: DomainError for one that cannot be placed."""
    shapes = _column(areas)
    ids = next_ids(LandArea, len(areas))
    copy_rows(LandArea, AREA_COLUMNS, _area_rows(layer, ids, areas, checksums))
    copy_rows(AreaPiece, PIECE_COLUMNS, _piece_rows(layer, np.asarray(ids, dtype=np.intp), shapes))


def _column(areas: Sequence[AreaDraft]) -> Shapes:
    shapes: Shapes = np.empty(len(areas), dtype=object)
    shapes[:] = [area.shape for area in areas]
    return shapes


def _area_rows(
    layer: LandLayer, ids: Sequence[int], areas: Sequence[AreaDraft], checksums: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    shapes = _column(areas)
    texts = shapely.to_wkb(shapely.set_srid(shapes, WGS84), hex=True, include_srid=True)
    rows = zip(ids, areas, texts, _hectares(shapes), checksums, strict=True)
    for number, area, text, hectares, checksum in rows:
        yield number, layer.pk, layer.edition, text, hectares, checksum, *said_row(area)


def said_row(area: AreaDraft) -> list[Any]:
    """What the source says of an area, as values of the columns `SAID`."""
    said = area.said()
    return [json.dumps(value) if isinstance(value := said[name], dict) else value for name in SAID]


def _hectares(shapes: Shapes) -> list[float | None]:
    """Grid hectares of each area in the system of its middle; `None` for points and lines."""
    bounds = shapely.bounds(shapes)
    grids = np.array([grid_srid_of((w + e) / 2, (s + n) / 2) for w, s, e, n in bounds])
    found: list[float | None] = [None] * len(shapes)
    for grid in np.unique(grids):
        rows = np.flatnonzero(grids == grid)
        for row, m2 in zip(rows, shapely.area(reproject(shapes[rows], WGS84, int(grid))), strict=True):
            found[row] = float(m2) / SQUARE_METRES_PER_HECTARE if m2 else None
    return found


def _piece_rows(layer: LandLayer, ids: Ints, shapes: Shapes) -> Iterator[tuple[Any, ...]]:
    for grid, rows in _zones(shapes).items():
        done = repair(reproject(shapes[rows], WGS84, grid), areas_only=False)
        if done.refused:
            first = next(finding for finding in done.findings if not finding.repaired)
            raise DomainError(
                _("Row %(row)s of the layer cannot be laid out in EPSG:%(srid)s: %(reason)s")
                % {"row": int(rows[first.row]) + 1, "srid": grid, "reason": first.reason},
                code="shape_refused",
            )
        pieces = cut(done.shapes)
        side = prepared(pieces, len(rows))
        whole = side.row_m2[pieces.owner].tolist()
        texts = shapely.to_wkb(shapely.set_srid(pieces.shapes, grid), hex=True, include_srid=True)
        owners = ids[rows][pieces.owner].tolist()
        for owner, text, m2, is_box in zip(owners, texts, whole, side.is_box.tolist(), strict=True):
            yield owner, layer.pk, layer.edition, grid, text, m2, is_box


def _zones(shapes: Shapes) -> dict[int, Ints]:
    """Grid systems in which areas are laid out, with their rows.

    One degree beyond a zone's edge still counts to it, for a right keeps the system it was granted in. Where a country
    has declared zones they are used; elsewhere the system of the area's hemisphere.
    """
    found: dict[int, list[int]] = {}
    for row, (west, south, east, north) in enumerate(shapely.bounds(shapes)):
        for zone in zones_touched(west - ZONE_MARGIN_DEGREES, east + ZONE_MARGIN_DEGREES):
            middle = (south + north) / 2
            grid = UTM_SOUTH.get(zone) or (32700 if middle < 0 else 32600) + zone
            found.setdefault(grid, []).append(row)
    return {grid: np.asarray(rows) for grid, rows in found.items()}
