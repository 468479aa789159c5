"""The smallest valid rows of a register, built by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry

from concessions.models import Contract, MiningRight, RightHolder
from miners.models import Group, Person
from registry.common.identity import ruc_check_digit
from registry.common.models import ImportBatch
from registry.common.spatial.srids import WGS84, reproject
from registry.formalization.models import Registration
from registry.territory.models import Check, Finding, Footprint, LandArea, LandLayer, LayerKind, OverlapRun

GRID = 32719
MOMENT = datetime(2026, 11, 1, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 1)


def square(east: float = 350_000, north: float = 8_570_000, side: float = 1_000) -> shapely.Geometry:
    """A square of the grid of zone 19."""
    return shapely.box(east, north, east + side, north + side)


@dataclass
class Builder:
    """Rows with numbers of their own; what a test does not name has the smallest valid value."""

    numbers: Any = field(default_factory=lambda: count(1))

    def person(self, **values: Any) -> Person:
        dni = f"{90_000_000 + next(self.numbers)}"
        return Person.objects.create(
            **{"full_name": f"Invented Person {dni}", "document_type": "dni", "document_number": dni, **values}
        )

    def group(self, **values: Any) -> Group:
        body = f"209{next(self.numbers):07d}"
        return Group.objects.create(
            **{"name": f"Invented Group {body}", "kind": "association", "ruc": f"{body}{ruc_check_digit(body)}"}
            | values
        )

    def footprint(self, shape: shapely.Geometry | None = None, **values: Any) -> Footprint:
        shape = shape or square()
        (degrees,) = reproject([shape], GRID, WGS84)
        is_point = shape.geom_type == "Point"
        return Footprint.objects.create(
            **{
                "owner_kind": "right",
                "grid_srid": GRID,
                "shape": shapely.set_srid(shape, GRID),
                "geom": GEOSGeometry(degrees.wkb_hex, srid=4326),
                "is_point": is_point,
                "measured_area_ha": None if is_point else Decimal(str(round(shape.area / 10_000, 4))),
                "checksum": f"{next(self.numbers):064d}",
            }
            | values
        )

    def right(self, **values: Any) -> MiningRight:
        return MiningRight.objects.create(
            **{"code": f"01{next(self.numbers):06d}", "kind": "concession", "state": "titled", "declared_hectares": 100}
            | values
        )

    def holder(self, right: MiningRight, who: Person | Group | None = None, **values: Any) -> RightHolder:
        document = {"document_type": "", "document_number": ""}
        if isinstance(who, Person):
            document = {"document_type": "dni", "document_number": who.document_number}
        elif isinstance(who, Group):
            document = {"document_type": "ruc", "document_number": who.ruc}
        return RightHolder.objects.create(
            **{"right": right, "name": str(who or "Somebody Invented"), "share_pct": 100, **document, **values}
        )

    def contract(self, right: MiningRight, who: Person, **values: Any) -> Contract:
        return Contract.objects.create(
            **{"right": right, "kind": "exploitation", "party_name": "x", "party_document_number": who.document_number}
            | values
        )

    def registration(self, **values: Any) -> Registration:
        number = next(self.numbers)
        return Registration.objects.create(
            **{
                "code": f"REG-{number}",
                "status_code": f"T{number:09d}",
                "activity": "exploitation",
                "deposit_class": "metallic",
                "capacity_t_per_day": Decimal(20),
                "is_habitual": True,
                "is_means_of_livelihood": True,
                "is_manual_or_basic": True,
                "equipment": [],
                "state": "in_force",
                "state_since": date(2017, 8, 2),
                "ubigeo": "170102",
            }
            | values
        )

    def complete_cadastre(self, **values: Any) -> ImportBatch:
        """An import that says of itself that its holders are complete."""
        return ImportBatch.objects.create(
            **{
                "kind": "rights", "file_name": "national.csv", "checksum": "0" * 64, "source": "National cadastre",
                "published_on": DAY, "state": "applied", "options": {"holders_complete": True},
            } | values
        )  # fmt: skip

    def layer(self, kind: str, **values: Any) -> LandLayer:
        return LandLayer.objects.create(
            **{
                "kind": LayerKind.objects.get(code=kind), "series": f"series {next(self.numbers)}", "source": "s",
                "version": "1", "published_on": DAY, "loaded_at": MOMENT, "checksum": "0" * 64, "state": "current",
            } | values
        )  # fmt: skip

    def run(self) -> OverlapRun:
        run, _ = OverlapRun.objects.get_or_create(
            reason="test", defaults={"noise_area_m2": 100, "noise_radius_m": 0.5, "on_day": DAY}
        )
        return run

    def check(self, footprint: Footprint, layer: LandLayer, answer: str, why: str = "measured") -> Check:
        return Check.objects.create(
            footprint=footprint, layer=layer, kind=layer.kind, run=self.run(), answer=answer, why=why, checked_on=DAY
        )

    def finding(self, check: Check, *, valid_from: date | None = None, **values: Any) -> Finding:
        """An area of the layer and what the footprint shares with it, wholly unless said otherwise."""
        area = LandArea.objects.create(
            layer=check.layer, geom=check.footprint.geom, valid_from=valid_from, checksum="0" * 64
        )
        return Finding.objects.create(
            **{
                "check_row": check, "footprint": check.footprint, "area": area, "run": check.run, "grid_srid": GRID,
                "relation": "shared_area", "shared_m2": 1_000_000.0, "share_of_footprint": 1.0, "measured_on": DAY,
            } | values
        )  # fmt: skip

    def all_clear(self, footprint: Footprint, *, but: Sequence[str] = ()) -> None:
        """A check of every measured kind that says clear, except for these kinds."""
        for kind in LayerKind.objects.filter(is_measured=True).exclude(zone_flag="").exclude(code__in=but):
            layer = LandLayer.objects.filter(kind=kind).first() or self.layer(kind.code)
            self.check(footprint, layer, "clear")


@pytest.fixture
def build() -> Builder:
    return Builder()
