"""Keeping a version of a land layer: its areas, and their pieces in the grid system of every zone they touch.

Areas are transformed by their vertices and cut there once, so that each later measuring is local. A version is
loaded whole or not at all. The version that it replaces is superseded with its standing checks and findings; until
the run asked for here has measured the new one, the answer for it is "not checked".
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils.translation import gettext as _
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.common.spatial.cutting import cut
from registry.common.spatial.edges import Ints
from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE, prepared
from registry.common.spatial.repair import repair
from registry.common.spatial.srids import UTM_SOUTH, WGS84, Shapes, grid_srid_of, reproject, zones_touched
from registry.territory.choices import LayerState, Publication, ShapeClass
from registry.territory.models import AreaPiece, Check, Finding, LandArea, LandLayer, LayerKind
from registry.territory.services.copying import copy_rows, next_ids
from registry.territory.services.footprints import ZONE_MARGIN_DEGREES
from registry.territory.services.runs import run_request

AREA_COLUMNS = (
    "id", "layer_id", "external_id", "name", "geom", "attributes", "valid_from", "valid_until", "area_ha", "checksum",
    "party",
)  # fmt: skip
PIECE_COLUMNS = ("area_id", "layer_id", "grid_srid", "shape", "whole_m2", "is_box")
NEVER_COMPLETE = frozenset({"community_land_claimed"})
"""Kinds whose layers clear nowhere, whatever they cover."""

DIMENSION = {ShapeClass.POINT: 0, ShapeClass.LINE: 1, ShapeClass.POLYGON: 2}


@dataclass(frozen=True, slots=True)
class LayerDraft:
    """What a layer version says of itself; `coverage` is a polygon in EPSG:4326, or `None`: it clears nowhere."""

    kind: LayerKind
    series: str
    source: str
    version: str
    published_on: date
    checksum: str
    shape_class: str = ShapeClass.POLYGON
    publisher: str = ""
    coverage: BaseGeometry | None = None
    coverage_text: str = ""
    fresh_until: date | None = None
    licence: str = ""
    publication: str = Publication.YES_NO
    accuracy_m: float = 0.0


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """One area in EPSG:4326, valid (see `repair`), with what the source says of it."""

    shape: BaseGeometry
    external_id: str = ""
    name: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    party: Mapping[str, Any] = field(default_factory=dict)

    def checksum(self) -> str:
        """SHA-256 of shape, id and dates, by which equal areas of two versions are known."""
        said = json.dumps([self.external_id, str(self.valid_from), str(self.valid_until)]).encode()
        return hashlib.sha256(said + shapely.to_wkb(shapely.normalize(self.shape), byte_order=1)).hexdigest()


@transaction.atomic
def layer_load(
    *, draft: LayerDraft, areas: Sequence[AreaDraft], by: Actor, on: date, at: datetime, is_history: bool = False
) -> LandLayer:
    """Store a layer version with its areas and pieces, supersede the last of its series, ask for its measuring.

    With `is_history` the version is older than the one in use: it is kept, supersedes nothing and is not measured.

    Raises:
        DomainError: there is no area, one is not of the layer's kind of shape, or an area cannot be laid out.
    """
    if not areas:
        raise DomainError(_("The layer holds no area: nothing was loaded."), code="empty_layer")
    if draft.kind.code in NEVER_COMPLETE and draft.coverage is not None:
        raise DomainError(
            _(
                "Claims to land are never complete: nobody is cleared of those that are not on file. Load the layer "
                "without a coverage."
            ),
            field="coverage",
            code="coverage_of_claims",
        )
    LayerKind.objects.select_for_update(no_key=True).get(pk=draft.kind.pk)  # one load of a kind at a time
    if is_history:
        standing: dict[str, Any] = {"state": LayerState.SUPERSEDED, "superseded_at": at}
    else:
        _supersede_last(draft, at)
        standing = {"state": LayerState.CURRENT}
    layer = LandLayer.objects.create(**_described(draft), **standing, loaded_at=at)
    shapes: Shapes = np.empty(len(areas), dtype=object)
    shapes[:] = [area.shape for area in areas]
    _check_shapes(shapes, draft)
    ids = next_ids(LandArea, len(areas))
    copy_rows(LandArea, AREA_COLUMNS, _area_rows(layer, ids, areas, shapes))
    copy_rows(AreaPiece, PIECE_COLUMNS, _piece_rows(layer, np.asarray(ids), shapes))
    if not is_history:
        run_request(reason="layer_loaded", on=on, layer_ids=[layer.pk])
    event_record(kind="territory.layer.loaded", by=by, at=at, subject=layer, facts={"areas": len(areas)})
    return layer


@transaction.atomic
def layer_break(*, layer: LandLayer, why: str, by: Actor, at: datetime) -> None:
    """Take a layer version out of use because it is wrong; every answer that rests on it ends."""
    LandLayer.objects.filter(pk=layer.pk).update(state=LayerState.BROKEN, state_message=why[:400], superseded_at=at)
    _supersede_answers(layer, at)
    event_record(kind="territory.layer.broken", by=by, at=at, subject=layer)


def _described(draft: LayerDraft) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(draft, name) for name in draft.__slots__}
    if draft.coverage is not None:
        coverage = MultiPolygon(list(shapely.get_parts(draft.coverage)))
        values["coverage"] = GEOSGeometry(memoryview(coverage.wkb), srid=WGS84)
    if not draft.licence and draft.publication == Publication.FULL:
        values["publication"] = Publication.YES_NO
    return values


def _supersede_last(draft: LayerDraft, at: datetime) -> None:
    last = LandLayer.objects.select_for_update(no_key=True).filter(
        kind=draft.kind, series=draft.series, state=LayerState.CURRENT
    )
    for layer in last:
        _supersede_answers(layer, at)
        layer.state, layer.superseded_at = LayerState.SUPERSEDED, at
        layer.save(update_fields=["state", "superseded_at"])


def _supersede_answers(layer: LandLayer, at: datetime) -> None:
    Finding.objects.filter(check_row__layer=layer, superseded_at=None).update(superseded_at=at)
    Check.objects.filter(layer=layer, superseded_at=None).update(superseded_at=at)


def _check_shapes(shapes: Shapes, draft: LayerDraft) -> None:
    wanted = DIMENSION[ShapeClass(draft.shape_class)]
    wrong = np.flatnonzero((shapely.get_dimensions(shapes) != wanted) | ~shapely.is_valid(shapes))
    if len(wrong):
        raise DomainError(
            _("Row %(row)s of the layer is invalid or is not of the kind of shape that the layer says.")
            % {"row": int(wrong[0]) + 1},
            code="shape_refused",
        )


def _area_rows(
    layer: LandLayer, ids: Sequence[int], areas: Sequence[AreaDraft], shapes: Shapes
) -> Iterator[tuple[Any, ...]]:
    texts = shapely.to_wkb(shapely.set_srid(shapes, WGS84), hex=True, include_srid=True)
    for number, area, text, hectares in zip(ids, areas, texts, _hectares(shapes), strict=True):
        yield (
            number, layer.pk, area.external_id[:80], area.name[:250], text,
            json.dumps(dict(area.attributes), default=str), area.valid_from, area.valid_until, hectares,
            area.checksum(), json.dumps(dict(area.party)),
        )  # fmt: skip


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
            yield owner, layer.pk, grid, text, m2, is_box


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
