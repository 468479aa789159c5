"""Invented land layers of every kind: irregular areas, a corridor, a river, streams as lines, liabilities as points."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from registry.common.spatial.srids import WGS84, reproject
from registry.formalization.services.demo import grid, names
from registry.formalization.services.demo.places import DISTRICTS
from registry.formalization.services.demo.plan import SOURCE, Plan
from registry.territory.choices import Publication, ShapeClass
from registry.territory.models import LayerKind
from registry.territory.services.layer_drafts import AreaDraft, LayerDraft

KM = grid.KM


@dataclass(frozen=True, slots=True)
class Order:
    """How many areas of a kind, how large, how far north, and how the layer may be used."""

    kind: str
    count: int
    radius: tuple[int, int]
    north: tuple[int, int] = (8_553 * KM, 8_604 * KM)
    publication: str = Publication.FULL
    accuracy_m: float = 0
    has_coverage: bool = True
    is_stale: bool = False


ORDERS = (
    Order("native_community", 9, (2_200, 5_500)),
    Order("peasant_community", 4, (2_000, 4_000)),
    # Without coverage it clears nowhere: claims are never all known.
    Order("community_land_claimed", 4, (1_500, 3_500), publication=Publication.YES_NO, has_coverage=False),
    Order("land_title", 140, (120, 650), publication=Publication.YES_NO, accuracy_m=5),
    Order("forest_concession", 7, (3_500, 7_000)),
    Order("ecotourism_concession", 3, (2_000, 4_000)),
    Order("reforestation_concession", 4, (1_500, 3_000)),
    Order("conservation_concession", 2, (4_000, 6_000)),
    Order("archaeological_zone", 6, (300, 900), publication=Publication.YES_NO, accuracy_m=20),
    Order("authorised_area_of_another", 7, (600, 1_900), publication=Publication.INTERNAL),
    # Past its freshness: what it says is said with that.
    Order("urban_area", 4, (900, 2_000), is_stale=True),
)
PROTECTED = (
    ("protected_area_indirect", (312 * KM, 8_597 * KM), 12 * KM, date(1973, 5, 29)),
    ("protected_area_indirect", (505 * KM, 8_592 * KM), 13 * KM, date(2000, 9, 4)),
    ("protected_area_direct", (415 * KM, 8_600 * KM), 8_500, date(2002, 5, 9)),
)


def plan_area(plan: Plan, key: str, shape: BaseGeometry, *, name: str = "", valid_from: date | None = None) -> None:
    """Plan an area, given in zone 19, of the layer with that key."""
    (moved,) = reproject([shape], grid.ZONE_19, WGS84)
    plan.areas[key].append(
        AreaDraft(
            shape=moved,
            external_id=f"DEMO-{plan.next_number('area')}",
            name=name or f"{names.place_name(plan.random)} (demo)",
            attributes={"demo": True},
            valid_from=valid_from,
        )
    )


def plan_layers(plan: Plan, kinds: dict[str, LayerKind], districts: dict[str, Polygon]) -> None:
    """Plan a layer of every kind the register begins with, and one of streams as lines beside the water bodies.

    A kind that was added as a row since has no demo layer, and its answer is "not checked".
    """
    for order in ORDERS:
        _layer(plan, kinds, order)
        for _ in range(order.count):
            _area_of(plan, order)
    _protected(plan, kinds)
    _water(plan, kinds)
    _singles(plan, kinds, districts)


def _layer(
    plan: Plan, kinds: dict[str, LayerKind], order: Order, shapes: str = ShapeClass.POLYGON, *, key: str = ""
) -> None:
    published = plan.on - timedelta(days=900 if order.is_stale else 60)
    key = key or (f"{order.kind}_lines" if shapes == ShapeClass.LINE else order.kind)
    (whole,) = reproject([box(*grid.DEPARTMENT)], grid.ZONE_19, WGS84)
    plan.layers[key] = LayerDraft(
        kind=kinds[order.kind],
        series=f"demo_{key}",
        source=SOURCE,
        publisher="Demo register: invented",
        version=published.isoformat(),
        published_on=published,
        checksum=hashlib.sha256(f"demo:{key}".encode()).hexdigest(),
        shape_class=shapes,
        coverage=whole if order.has_coverage else None,
        coverage_text="The invented department of the demo" if order.has_coverage else "",
        fresh_until=plan.on + timedelta(days=-30 if order.is_stale else 365),
        licence="CC0-1.0",
        publication=order.publication,
        accuracy_m=order.accuracy_m,
    )


def _area_of(plan: Plan, order: Order) -> None:
    west, _, east, _ = grid.DEPARTMENT
    radius = plan.random.uniform(*order.radius)
    centre = (plan.random.uniform(west + 8 * KM, east - 8 * KM), plan.random.uniform(*order.north))
    # Its outline stays north of the strip of the edge cases, which must meet nothing by chance.
    centre = (centre[0], max(centre[1], grid.GENERAL_SOUTH + radius * 1.7))
    shape = grid.blob(plan.random, centre, radius, vertices=plan.random.choice((36, 72, 180)))
    created = plan.day_between(date(1975, 1, 1), date(2022, 12, 31)) if plan.chance(0.85) else None
    plan_area(plan, order.kind, shape, valid_from=created)


def _protected(plan: Plan, kinds: dict[str, LayerKind]) -> None:
    _layer(plan, kinds, Order("buffer_zone", 0, (0, 0)))
    for kind, centre, radius, created in PROTECTED:
        if kind not in plan.layers:
            _layer(plan, kinds, Order(kind, 0, (0, 0)))
        shape = grid.blob(plan.random, centre, radius, vertices=700)
        plan_area(plan, kind, shape, valid_from=created)
        ring = shape.buffer(4 * KM, quad_segs=4).difference(shape)
        plan_area(plan, "buffer_zone", ring, valid_from=date(2001, 4, 12))
    _layer(plan, kinds, Order("indigenous_reserve", 0, (0, 0)))
    reserve = grid.blob(plan.random, (362 * KM, 8_599 * KM), 9 * KM, vertices=400)
    plan_area(plan, "indigenous_reserve", reserve, valid_from=date(2002, 4, 1))


def _water(plan: Plan, kinds: dict[str, LayerKind]) -> None:
    _layer(plan, kinds, Order("water_body", 0, (0, 0), accuracy_m=10))
    for south in (8_564 * KM, 8_581 * KM):
        plan_area(plan, "water_body", grid.river(plan.random, (292 * KM, south), 236 * KM, 140))
    for _ in range(6):
        centre = (plan.random.uniform(310 * KM, 510 * KM), plan.random.uniform(8_558 * KM, 8_600 * KM))
        plan_area(plan, "water_body", grid.blob(plan.random, centre, plan.random.uniform(200, 700), vertices=40))
    _layer(plan, kinds, Order("water_body", 0, (0, 0), accuracy_m=25), ShapeClass.LINE)
    for _ in range(12):
        start = (plan.random.uniform(300 * KM, 480 * KM), plan.random.uniform(8_562 * KM, 8_600 * KM))
        plan_area(plan, "water_body_lines", grid.winding(plan.random, start, 25 * KM))


def _singles(plan: Plan, kinds: dict[str, LayerKind], districts: dict[str, Polygon]) -> None:
    _layer(plan, kinds, Order("mining_liability", 0, (0, 0), accuracy_m=30), ShapeClass.POINT)
    for _ in range(45):
        place = Point(plan.random.uniform(300 * KM, 520 * KM), plan.random.uniform(8_557 * KM, 8_606 * KM))
        plan_area(plan, "mining_liability", place)
    # Points never clear a place: only where the outlines are mapped can an entry be free of liabilities.
    _layer(plan, kinds, Order("mining_liability", 0, (0, 0), accuracy_m=5), key="mining_liability_mapped")
    for number, west in enumerate((330 * KM, 390 * KM, 450 * KM), start=1):
        outline = box(west + 150, 8_590 * KM + 150, west + 420, 8_590 * KM + 380)
        plan_area(plan, "mining_liability_mapped", outline, name=f"Liability {number} (demo)")
    _layer(plan, kinds, Order("border_strip", 0, (0, 0)))
    plan_area(plan, "border_strip", box(480 * KM, 8_520 * KM, 530 * KM, 8_610 * KM), name="Border strip (demo)")
    _layer(plan, kinds, Order("permitted_corridor", 0, (0, 0)))
    plan_area(
        plan, "permitted_corridor", grid.corridor(plan.random), name="Permitted corridor (demo)",
        valid_from=date(2012, 2, 19),
    )  # fmt: skip
    _layer(plan, kinds, Order("administrative_boundary", 0, (0, 0)))
    for code, shape in districts.items():
        plan_area(plan, "administrative_boundary", shape, name=f"{DISTRICTS[code]} {code}")
