"""The collections of OGC API - Features and of the tiles: rights, overlaps, and each kind of land given out in full."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import Extent
from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from concessions.disclosure import OVERLAPS, RIGHTS
from registry.common.disclosure import PLACE, PublicList
from registry.territory.choices import LayerState, Publication
from registry.territory.disclosure import AREAS
from registry.territory.models import Footprint, LandArea, LandLayer, LayerKind

LAND = "land-"
EXTENT_S = 600


@dataclass(frozen=True)
class Collection:
    """One collection: which rows of which public list.

    Attributes:
        shape: the stored shape whose index serves maps.
        day: the public column that `datetime` asks; rows without a day always match.
        most: features of a page.
        kept: where the shapes are stored.
        is_masked: whether a stored shape may be more exact than the public place.
    """

    name: str
    title: str | Promise
    says: str | Promise
    public: PublicList
    rows: Callable[[], QuerySet[Any]]
    shape: str
    day: str
    most: int = 5000
    kept: type[Model] = Footprint
    is_masked: bool = False

    def extent(self) -> list[float] | None:
        """Return west, south, east, north in degrees; None while there is nothing."""
        key = f"extent-public:{self.name}"
        known = cache.get(key)
        if known is None:
            # A natural person's place counts as its cell: the edges of all exact places would be coordinates of some.
            shape = PLACE if self.is_masked else self.shape
            found = self.public.queryset().order_by().aggregate(box=Extent(shape))["box"]
            known = list(found) if found else []
            cache.set(key, known, EXTENT_S)
        return known or None


def _of_kind(kind: LayerKind) -> Collection:
    def rows() -> QuerySet[Any]:
        return AREAS.queryset().filter(layer__kind=kind, layer__state=LayerState.CURRENT)

    return Collection(
        f"{LAND}{kind.code}",
        kind.title,
        f"{AREAS.says} {kind.title}.",
        AREAS,
        rows,
        "geom",
        "valid_from",
        1000,
        LandArea,
    )


_FIXED = (
    Collection("rights", RIGHTS.title, RIGHTS.says, RIGHTS, RIGHTS.queryset, "footprint__geom", "filed_at"),
    Collection(
        "overlaps", OVERLAPS.title, OVERLAPS.says, OVERLAPS, OVERLAPS.queryset, "footprint__geom",
        "measured_on", 1000,
    ),
)  # fmt: skip


def _given_out() -> QuerySet[LayerKind]:
    layers = LandLayer.objects.filter(publication=Publication.FULL, state=LayerState.CURRENT)
    return LayerKind.objects.filter(pk__in=layers.values("kind"))


def collections() -> list[Collection]:
    """Return every collection there is today."""
    return [*_FIXED, *(_of_kind(kind) for kind in _given_out())]


def collection_named(name: str) -> Collection | None:
    """Return a collection by its name; None where nothing of that name is given out."""
    for fixed in _FIXED:
        if fixed.name == name:
            return fixed
    if not name.startswith(LAND) or "\0" in name:
        return None
    kind = _given_out().filter(code=name.removeprefix(LAND)).first()
    return _of_kind(kind) if kind is not None else None
