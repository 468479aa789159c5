"""The overlaps of rights with land as rows to be handed out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db.models import QuerySet

from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE, TOUCH_M2, Pairs, Side, prepare, shared_between
from registry.common.spatial.noise import CIRCLE_UP_TO, edge_noise
from registry.common.spatial.repair import repair
from registry.common.spatial.sharing import shared_shapes
from registry.common.spatial.srids import WGS84, Shapes, reproject, require_metric
from registry.territory.choices import Answer, LayerState, OwnerKind, Why
from registry.territory.models import Check, Finding, Footprint, LandArea, LandLayer
from registry.territory.selectors.runs import noise_tolerances


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which overlaps of rights with land: one layer, one kind, over a least area (m2, not included)."""

    layer_id: int | None = None
    kind: str | None = None
    min_m2: float = 0.0


EXPORT_COLUMNS = (
    "right_code", "right_state", "layer_id", "layer_kind", "area_id", "area_name", "hectares", "share_of_right",
    "share_of_area", "outcome", "edge_noise", "run_id",
)  # fmt: skip


def overlap_rows(wanted: ExportFilter) -> Iterator[tuple[Any, ...]]:
    """Standing overlaps of rights with land, as `EXPORT_COLUMNS`, sorted by right, layer, area."""
    rows = Finding.objects.filter(superseded_at=None, footprint__owner_kind=OwnerKind.RIGHT, area__isnull=False)
    rows = rows.filter(shared_m2__gt=wanted.min_m2)
    if wanted.layer_id is not None:
        rows = rows.filter(area__layer_id=wanted.layer_id)
    if wanted.kind is not None:
        rows = rows.filter(area__layer__kind__code=wanted.kind)
    fields = (
        "footprint__right__code", "footprint__right__state", "area__layer_id", "area__layer__kind__code", "area_id",
        "area__name", "shared_m2", "share_of_footprint", "share_of_area", "check_row__answer", "edge_noise", "run_id",
    )  # fmt: skip
    ordered = rows.order_by("footprint__right__code", "area__layer_id", "area_id").values_list(*fields)
    for row in ordered.iterator(chunk_size=5000):
        hectares, *shares = row[6] / SQUARE_METRES_PER_HECTARE, row[7], row[8]
        yield (*row[:6], *(round(number or 0.0, 4) for number in (hectares, *shares)), *row[9:])


def overlap_rows_in(srid: int, wanted: ExportFilter) -> Iterator[tuple[Any, ...]]:
    """The same with every pair measured in one system instead of the right's zone; `run_id` is `None`.

    Edge noise is judged in that system by the tolerances that hold.

    Raises:
        UnknownSystemError: the system does not count in metres.
    """
    require_metric(srid)
    rights = list(
        Footprint.objects.filter(owner_kind=OwnerKind.RIGHT, superseded_at=None, is_point=False)
        .order_by("right__code")
        .values_list("right__code", "right__state", "geom")
    )
    shapes = _in_system([geom for _code, _state, geom in rights], srid)
    side = prepare(shapes)
    for layer in _layers(wanted):
        areas = list(LandArea.objects.filter(layer=layer).order_by("id").values_list("id", "name", "geom"))
        land = prepare(_in_system([geom for _id, _name, geom in areas], srid))
        pairs = shared_between(side, land, max(wanted.min_m2, TOUCH_M2))
        noise = _noise(shapes, land, pairs)
        for one, two, m2, is_noise in zip(pairs.a.tolist(), pairs.b.tolist(), pairs.m2.tolist(), noise, strict=True):
            shares = (m2 / float(side.row_m2[one]), m2 / float(land.row_m2[two]))
            numbers = (round(number, 4) for number in (m2 / SQUARE_METRES_PER_HECTARE, *shares))
            code, state, _geom = rights[one]
            yield (code, state, layer.pk, layer.kind.code, *areas[two][:2], *numbers, Answer.OVERLAPS, is_noise, None)


def pairs_waiting(wanted: ExportFilter) -> int:
    """How many pairs of a standing right and a layer have no answer yet: a list may lack their overlaps."""
    layers = LandLayer.objects.filter(state__in=[LayerState.CURRENT, LayerState.BROKEN], kind__is_measured=True)
    if wanted.layer_id is not None:
        layers = layers.filter(pk=wanted.layer_id)
    if wanted.kind is not None:
        layers = layers.filter(kind__code=wanted.kind)
    rights = Footprint.objects.filter(owner_kind=OwnerKind.RIGHT, superseded_at=None)
    answered = Check.objects.filter(
        superseded_at=None,
        layer__in=layers,
        footprint__owner_kind=OwnerKind.RIGHT,
        footprint__superseded_at=None,
    ).exclude(why__in=[Why.WAITING, Why.RUN_FAILED])
    return rights.count() * layers.count() - answered.count()


def _noise(shapes: Shapes, land: Side, pairs: Pairs) -> list[bool]:
    """Whether each pair is edge noise by the tolerances that hold; shapes are put together for the small ones only."""
    tolerances = noise_tolerances()
    is_small = pairs.m2 < CIRCLE_UP_TO * tolerances.area_m2
    small = pairs.only(is_small)
    noise = np.zeros(len(pairs), dtype=bool)
    noise[is_small], _radius = edge_noise(small.m2, shared_shapes(shapes, land, small), tolerances)
    return [bool(each) for each in noise]


def _layers(wanted: ExportFilter) -> QuerySet[LandLayer]:
    layers = LandLayer.objects.filter(state=LayerState.CURRENT, shape_class="polygon").select_related("kind")
    if wanted.layer_id is not None:
        layers = layers.filter(pk=wanted.layer_id)
    return layers.filter(kind__code=wanted.kind) if wanted.kind is not None else layers.order_by("id")


def _in_system(geometries: Sequence[Any], srid: int) -> Any:
    column = np.empty(len(geometries), dtype=np.object_)
    if geometries:
        column[:] = shapely.from_wkb([bytes(geometry.wkb) for geometry in geometries])
    return repair(reproject(column, WGS84, srid)).shapes
