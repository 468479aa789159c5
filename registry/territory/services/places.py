"""The place that an owner's entry brings along, stored as its footprint or in place of the one before."""

from dataclasses import dataclass
from datetime import datetime

from shapely.geometry.base import BaseGeometry

from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.territory.models import Footprint
from registry.territory.services.footprints import FootprintDraft, footprint_register, footprint_replace


@dataclass(frozen=True, slots=True)
class Place:
    """A shape as given: its system, how exact it is, the text it was read from, and the declared zone if one is."""

    shape: BaseGeometry
    srid: int
    accuracy_m: float = 0
    source_text: str = ""
    grid_srid: int | None = None


def place_register(*, owner_kind: str, place: Place, at: datetime, replaces: Footprint | None = None) -> Footprint:
    """Store a place; the same place as `replaces` gives that one back.

    Called inside the transaction of the owner's change.

    Raises:
        DomainError: of the field `coordinates`, where the shape cannot be measured or contradicts its zone.
    """
    draft = FootprintDraft(
        owner_kind=owner_kind, shape=place.shape, source_srid=place.srid, grid_srid=place.grid_srid,
        accuracy_m=place.accuracy_m, source_text=place.source_text,
    )  # fmt: skip
    try:
        if replaces is None:
            return footprint_register(draft=draft, on=day_of(at))
        return footprint_replace(footprint=replaces, draft=draft, on=day_of(at), at=at)
    except DomainError as error:
        raise DomainError(error.message, field="coordinates", code=error.code) from error
