"""What a demo register will hold, before any of it is written.

Rows are planned unsaved and point to one another; the same seed, day and size give the same plan. Nothing
here asks a clock or the database.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

from django.db.models import Model
from shapely.geometry.base import BaseGeometry

from registry.territory.models import Footprint
from registry.territory.services.layer_drafts import AreaDraft, LayerDraft

SOURCE = "demo"
Row = TypeVar("Row", bound=Model)


@dataclass
class Plan:
    """Planned rows by model, in the order in which they were planned.

    Attributes:
        random: the one source of chance.
        on: the day of the demo; freshness of layers is told from it.
        at: the moment that is written as the moment of recording.
        rows: unsaved rows by model.
        layers: planned layer versions by key: the code of their kind, or with `_lines` behind it.
        areas: their areas, in EPSG:4326.
    """

    random: Random
    on: date
    at: datetime
    rows: dict[type[Model], list[Model]] = field(default_factory=lambda: defaultdict(list))
    layers: dict[str, LayerDraft] = field(default_factory=dict)
    areas: dict[str, list[AreaDraft]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row: Row) -> Row:
        """Plan a row and give it back."""
        self.rows[type(row)].append(row)
        return row

    def of(self, model: type[Row]) -> list[Row]:
        """Return the planned rows of a model."""
        return self.rows[model]  # type: ignore[return-value] # the key says which

    def next_number(self, series: str) -> int:
        """Return 1, 2, 3 … for each series of invented numbers."""
        self._numbers[series] += 1
        return self._numbers[series]

    def day_between(self, first: date, last: date) -> date:
        """Return a day, both ends included."""
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def chance(self, part: float) -> bool:
        """Say yes in that part of the cases."""
        return self.random.random() < part

    def weighted(self, choices: dict[str, int]) -> str:
        """Return one of the keys, as often as its weight says."""
        return self.random.choices(list(choices), weights=list(choices.values()))[0]

    def footprint(self, kind: str, shape: BaseGeometry, srid: int, *, accuracy_m: float = 0) -> Footprint:
        """Plan a footprint; degrees, hectares and checksum are derived where it is stored."""
        row = Footprint(owner_kind=kind, grid_srid=srid, accuracy_m=accuracy_m, source_srid=srid)
        row.shape = shape
        return self.add(row)
