"""Try before filing: what a place would meet, measured like any other and stored nowhere.

The same zone, the same measuring and the same three answers as for a stored footprint; with each kind of land of which
nothing is loaded said as such. Rights that share ground are told with their share.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from registry.common.spatial.noise import Tolerances
from registry.common.spatial.srids import WGS84, reproject
from registry.territory.choices import Answer, OwnerKind, Why
from registry.territory.models import LandArea, LandLayer, LayerKind
from registry.territory.selectors import noise_tolerances
from registry.territory.services.answers import Found, answers
from registry.territory.services.footprints import FootprintDraft, footprint_draw
from registry.territory.services.pairing import Other, others_met
from registry.territory.services.reading import LEAST_ACCURACY_M, Batch, ground_around


@dataclass(frozen=True, slots=True)
class TrialAnswer:
    """What one layer version, or the absence of any (`layer` is `None`), says; `areas` pairs findings with areas."""

    kind: LayerKind
    layer: LandLayer | None
    answer: str
    why: str
    nearest_m: float | None
    areas: tuple[tuple[LandArea, Found], ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """Hectares (`None` for a point), grid system, an answer for each layer and kind, and the rights met."""

    hectares: float | None
    grid_srid: int
    answers: tuple[TrialAnswer, ...]
    rights: tuple[Other, ...]


def place_try(*, draft: FootprintDraft, on: date) -> Trial:
    """Measure a place against every current layer and every standing right; nothing is stored.

    Raises:
        DomainError: the shape cannot be measured, or lies far outside of its declared zone.
    """
    footprint = footprint_draw(draft)
    column = np.empty(1, dtype=np.object_)
    column[0] = footprint.shape
    batch = Batch(
        footprint.grid_srid,
        np.array([0]),
        column,
        reproject(column, footprint.grid_srid, WGS84),
        np.array([max(draft.accuracy_m, LEAST_ACCURACY_M)]),
    )
    layers = LandLayer.objects.filter(state="current", kind__is_measured=True).select_related("kind")
    noise = noise_tolerances()
    said = [_against(batch, layer, noise, on) for layer in layers]
    absent = LayerKind.objects.filter(is_measured=True).exclude(layers__state="current")
    said += [TrialAnswer(kind, None, Answer.NOT_CHECKED, Why.NO_LAYER, None) for kind in absent]
    said.sort(key=lambda answer: (answer.kind.position, answer.kind.code))
    hectares = None if footprint.measured_area_ha is None else float(footprint.measured_area_ha)
    return Trial(hectares, footprint.grid_srid, tuple(said), tuple(others_met(batch, OwnerKind.RIGHT)))


def _against(batch: Batch, layer: LandLayer, noise: Tolerances, on: date) -> TrialAnswer:
    said = answers(batch, ground_around(batch, layer), noise, on)
    told = LandArea.objects.defer("geom", "attributes", "party")  # an area may have 30,000 corners
    areas = told.in_bulk([found.target for found in said.findings])
    return TrialAnswer(
        layer.kind, layer, said.answer[0], said.why[0], said.nearest_m[0],
        tuple((areas[found.target], found) for found in said.findings),
    )  # fmt: skip
