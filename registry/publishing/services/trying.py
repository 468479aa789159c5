"""Try before filing, for anybody: what a place would meet, told within the rules of publication, and stored nowhere.

Every layer is answered as its publication says: in full, as yes or no alone, or (internal layers) not at all; a kind of
land of which only internal layers are loaded is said to be untold in public, never clear. What was not checked is told
with the reason. The cost is bounded before anything is measured: corners, hectares, a sound outline, a place in Peru.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from concessions.models import MiningRight
from registry.common.errors import DomainError
from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE
from registry.common.spatial.srids import WGS84, UnknownSystemError, reproject
from registry.territory.choices import Answer, OwnerKind, Publication, Why
from registry.territory.selectors import noise_tolerances
from registry.territory.services.consequences import Meaning, law_on, meaning_of
from registry.territory.services.coordinates import LATITUDE, LONGITUDE
from registry.territory.services.footprints import FootprintDraft
from registry.territory.services.places import Place
from registry.territory.services.trial import Trial, TrialAnswer, place_try

MOST_CORNERS = 5_000
MOST_HECTARES = 100_000
MOST_DEGREES = 1.5
NOT_PUBLIC = "not_public"


@dataclass(frozen=True, slots=True)
class PublicArea:
    """One area of a layer that is given out in full; hectares and share are `None` for a point."""

    name: str
    external_id: str
    relation: str
    hectares: float | None
    share: float | None
    is_edge_noise: bool


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What one layer, or the absence of any that may be told, says of the place."""

    kind: str
    kind_name: str
    answer: str
    why: str
    why_says: str
    layer: str = ""
    version: str = ""
    data_of: date | None = None
    publication: str = ""
    nearest_m: float | None = None
    areas: tuple[PublicArea, ...] = ()
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class PublicRight:
    """A mining right that the place lies on."""

    code: str
    name: str
    state: str
    state_says: str
    relation: str
    hectares: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class PublicTrial:
    """Everything that is told of a tried place; nothing of it is kept."""

    hectares: float | None
    zone: int
    tried_on: date
    noise_area_m2: float
    noise_radius_m: float
    answers: tuple[PublicAnswer, ...] = ()
    rights: tuple[PublicRight, ...] = field(default=())

    @property
    def overlapping(self) -> list[PublicAnswer]:
        """Kinds of land that the place lies on."""
        return [each for each in self.answers if each.answer == Answer.OVERLAPS]

    @property
    def clear(self) -> list[PublicAnswer]:
        """Kinds of land that were measured and are not touched."""
        return [each for each in self.answers if each.answer == Answer.CLEAR]

    @property
    def unchecked(self) -> list[PublicAnswer]:
        """Kinds of land of which nothing is known, or nothing may be told."""
        return [each for each in self.answers if each.answer == Answer.NOT_CHECKED]


def try_publicly(*, place: Place, on: date) -> PublicTrial:
    """Measure a place against everything that is loaded and return what anybody may know of it; nothing is stored.

    Raises:
        DomainError: too many corners, too large, outside of Peru, crossing itself, or far outside of its zone.
    """
    place_check(place)
    draft = FootprintDraft(
        OwnerKind.DECLARED_PLACE, place.shape, place.srid, grid_srid=place.grid_srid, accuracy_m=place.accuracy_m
    )
    trial, noise = place_try(draft=draft, on=on), noise_tolerances()
    return PublicTrial(
        hectares=trial.hectares,
        zone=trial.grid_srid - 32700,
        tried_on=on,
        noise_area_m2=noise.area_m2,
        noise_radius_m=noise.radius_m,
        answers=_answers(trial, on),
        rights=_rights(trial),
    )


def place_check(place: Place) -> None:
    """Refuse what cannot be measured within a second, with a sentence that says what to do. Raises: DomainError."""
    shape = place.shape
    corners = int(shapely.get_num_coordinates(shape))
    if corners > MOST_CORNERS:
        raise _refusal(
            _("The place has {corners} corners; at most {most} are tried here. Simplify the outline.").format(
                corners=corners, most=MOST_CORNERS
            ),
            "too_many_corners",
        )
    if shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        raise _refusal(_("The place has no corners that can be read."), "no_corners")
    _check_in_peru(shape, place.srid)
    if not shape.is_valid:
        raise _refusal(
            _("The outline crosses itself ({why}). Give the corners in order, around the area.").format(
                why=shapely.is_valid_reason(shape)
            ),
            "crosses_itself",
        )


def _check_in_peru(shape: BaseGeometry, srid: int) -> None:
    column = np.empty(1, dtype=np.object_)
    column[0] = shape
    try:
        west, south, east, north = shapely.bounds(reproject(column, srid, WGS84))[0]
    except UnknownSystemError as error:
        raise _refusal(str(error), "system_unknown") from error
    if LATITUDE[0] <= west <= east <= LATITUDE[1] and LONGITUDE[0] <= south <= north <= LONGITUDE[1]:
        raise _refusal(_("Longitude and latitude are exchanged. Write longitude first, then latitude."), "exchanged")
    if not (LONGITUDE[0] <= west <= east <= LONGITUDE[1] and LATITUDE[0] <= south <= north <= LATITUDE[1]):
        raise _refusal(_("The place lies outside Peru. Check zone, datum and the order of the numbers."), "outside")
    if max(east - west, north - south) > MOST_DEGREES:
        raise _refusal(
            _("The place is larger than {most} hectares: no right is. Try one place at a time.").format(
                most=MOST_HECTARES
            ),
            "too_large",
        )


def _refusal(message: str, code: str) -> DomainError:
    return DomainError(message, field="coordinates", code=code)


def _answers(trial: Trial, on: date) -> tuple[PublicAnswer, ...]:
    pack = law_on(on)
    told: list[PublicAnswer] = []
    withheld: dict[str, TrialAnswer] = {}
    for each in trial.answers:
        if each.layer is not None and each.layer.publication == Publication.INTERNAL:
            withheld[each.kind.code] = each
        else:
            told.append(_answer(each, pack, on))
    known = {each.kind for each in told}
    told += [_withheld(each) for code, each in withheld.items() if code not in known]
    return tuple(told)


def _answer(each: TrialAnswer, pack: Any, on: date) -> PublicAnswer:
    in_full = each.layer is not None and each.layer.publication == Publication.FULL
    is_on = each.answer == Answer.OVERLAPS
    return PublicAnswer(
        kind=each.kind.code,
        kind_name=each.kind.title,
        answer=str(each.answer),
        why=str(each.why),
        why_says=str(Why(each.why).label),
        layer=each.layer.series if each.layer else "",
        version=each.layer.version if each.layer else "",
        data_of=each.layer.published_on if each.layer else None,
        publication=each.layer.publication if each.layer else "",
        nearest_m=each.nearest_m if in_full else None,
        areas=_areas(each) if in_full else (),
        meaning=meaning_of(pack, each.kind.code, on=on) if is_on else None,
    )


def _areas(each: TrialAnswer) -> tuple[PublicArea, ...]:
    return tuple(
        PublicArea(
            name=area.name, external_id=area.external_id, relation=str(found.relation),
            hectares=_hectares(found.shared_m2), share=_share(found.share), is_edge_noise=found.edge_noise,
        )
        for area, found in each.areas
    )  # fmt: skip


def _withheld(each: TrialAnswer) -> PublicAnswer:
    says = _("what is known of this kind of land is not given out; ask the office")
    return PublicAnswer(each.kind.code, each.kind.title, Answer.NOT_CHECKED.value, NOT_PUBLIC, says)


def _rights(trial: Trial) -> tuple[PublicRight, ...]:
    met = {other.footprint_id: other for other in trial.rights}
    rows = (
        MiningRight.objects.filter(footprint_id__in=met).only("code", "name", "state", "footprint_id").order_by("code")
    )
    return tuple(
        PublicRight(
            code=row.code, name=row.name, state=row.state, state_says=row.get_state_display(),
            relation=str(met[row.footprint_id].relation), hectares=_hectares(met[row.footprint_id].shared_m2),
            share=_share(met[row.footprint_id].share),
        )
        for row in rows if row.footprint_id is not None
    )  # fmt: skip


def _hectares(m2: float | None) -> float | None:
    return None if m2 is None else round(float(m2) / SQUARE_METRES_PER_HECTARE, 4)


def _share(share: float | None) -> float | None:
    return None if share is None else round(float(share), 6)
