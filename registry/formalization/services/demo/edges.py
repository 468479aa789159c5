"""Lays the edge cases out: each in its own places of the strip, where nothing else meets it by chance."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from miners.models import Membership
from registry.formalization.services.demo import grid
from registry.formalization.services.demo.edge_table import EDGES, Edge
from registry.formalization.services.demo.layers import plan_area
from registry.formalization.services.demo.people import plan_group, plan_person
from registry.formalization.services.demo.places import district_at
from registry.formalization.services.demo.plan import Plan
from registry.formalization.services.demo.registrations import (
    Registrant,
    plan_authorisation,
    plan_place,
    plan_registration,
    plan_states,
)
from registry.formalization.services.demo.rights import (
    PlannedRight,
    plan_contract,
    plan_holder,
    plan_right,
    set_substance,
)

CODE = "DEMO-{}"
OUTSIDE = ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0))
ACROSS = ((6, 0),)
KM = grid.KM
MARGIN = 150
ORDINARY: dict[str, object] = {
    "activity": "exploitation",
    "deposit_class": "metallic",
    "capacity_t_per_day": Decimal(12),
    "is_habitual": True,
    "is_means_of_livelihood": True,
    "is_manual_or_basic": True,
    "equipment": [],
    "mercury_use": "none",
    "uses_explosives": False,
    "operator_is_registrant": True,
    "igafom_corrective_on": date(2019, 5, 6),
    "igafom_preventive_on": date(2019, 7, 1),
    "state": "in_force",
    "state_since": date(2018, 4, 16),
    "enrolled_on": date(2018, 4, 16),
    "enrolled_year": 2018,
}


def plan_edges(plan: Plan, districts: dict[str, Polygon]) -> None:
    """Plan every edge case with its registrant, rights, land and place."""
    slots = {"corridor": iter(grid.edge_slots()), "outside": iter(OUTSIDE), "across": iter(ACROSS)}
    for edge in EDGES:
        _plan_edge(plan, districts, edge, slots[edge.where])


def _plan_edge(plan: Plan, districts: dict[str, Polygon], edge: Edge, slots: Iterator[grid.Slot]) -> None:
    registrant = _registrant(plan, edge)
    rights = [_right(plan, edge, shape, districts) for shape in _shapes(edge, slots)]
    first = rights[0]
    _hold(plan, edge, registrant, rights)
    values = {**ORDINARY, **edge.fields}
    is_unknown = edge.holding == "unknown"
    row = plan_registration(
        plan, code=CODE.format(edge.code), registrant=registrant, right=None if is_unknown else first, **values
    )
    if is_unknown:
        row.right_code_declared, row.ubigeo = "970000001", first.row.ubigeo
    for right in rights:
        set_substance(right, row.deposit_class)
    zone = _zone(plan, edge, first.shape)
    shape = _place(edge, first.shape, zone)
    if shape is not None:
        plan_place(plan, row, shape, srid=first.srid, accuracy_m=30 if edge.place == "near" else 10)
    plan_states(plan, row, cause="demo_edge_case")
    if edge.authorisation:
        kind, activity, place = edge.authorisation
        plan_authorisation(
            plan, row, kind=kind, covers_activity=activity, covers_place=place, issued_on=edge.authorised_on
        )


def _registrant(plan: Plan, edge: Edge) -> Registrant:
    if not edge.group:
        return Registrant(person=plan_person(plan, ubigeo="170204", nationality=edge.nationality))
    group = plan_group(plan, edge.group, all_natural=edge.natural, founded_on=edge.founded_on)
    for _ in range(3):
        plan.add(Membership(group=group, person=plan_person(plan, ubigeo="170204"), from_on=group.founded_on))
    return Registrant(group=group)


def _shapes(edge: Edge, slots: Iterator[grid.Slot]) -> Iterator[Polygon]:
    for across, up in edge.squares:
        yield grid.squares(grid.edge_corner_of(next(slots)), across, up)
    if edge.odd_ha is not None:
        yield grid.off_the_grid(grid.edge_corner_of(next(slots)), float(edge.odd_ha))


def _right(plan: Plan, edge: Edge, shape: Polygon, districts: dict[str, Polygon]) -> PlannedRight:
    ubigeo = district_at(districts, shape.centroid.x, shape.centroid.y)
    return plan_right(plan, shape, state=edge.right_state, filed_on=edge.filed_on, ubigeo=ubigeo)


def _hold(plan: Plan, edge: Edge, registrant: Registrant, rights: list[PlannedRight]) -> None:
    holder = registrant.person or registrant.group
    assert holder is not None
    for right in rights:
        if edge.holding == "own":
            plan_holder(plan, right.row, holder, Decimal(100), from_on=edge.filed_on)
        elif edge.holding in {"shared", "shares_unknown"}:
            share = Decimal(50) if edge.holding == "shared" else None
            plan_holder(plan, right.row, holder, share, from_on=edge.filed_on)
            plan_holder(plan, right.row, plan_person(plan, ubigeo="170204"), share, from_on=edge.filed_on)
        else:
            plan_holder(plan, right.row, None, Decimal(100), from_on=edge.filed_on)
        if edge.holding in {"contract", "assignment"}:
            kind = "exploitation" if edge.holding == "contract" else "assignment"
            plan_contract(plan, right.row, holder, kind=kind, whole=True)


def _zone(plan: Plan, edge: Edge, right: Polygon) -> Polygon | None:
    if not edge.zone:
        return None
    how, _, kind = edge.zone.rpartition(":")
    west, south, east, north = right.bounds
    shape: BaseGeometry = {
        "": lambda: grid.blob(plan.random, (west + 500, south + 500), 300, vertices=24),
        "touching": lambda: box(east, south, east + KM, north),
        # Five centimetres of a boundary drawn on another map: edge noise in the ledger, never a conflict.
        "sliver": lambda: box(east - 0.05, south, east + KM, north),
        # The right lies in the hole of the area: surrounded, and yet not overlapped.
        "hole": lambda: Polygon(
            box(west - 400, south - 400, east + 400, north + 400).exterior,
            [box(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN).exterior],
        ),
    }[how]()
    if kind == "mining_liability":
        shape = Point(west + 700, south + 500)
    plan_area(plan, kind, shape, name=f"{CODE.format(edge.code)} (demo)", valid_from=edge.zone_created)
    return shape if isinstance(shape, Polygon) else None


def _place(edge: Edge, right: Polygon, zone: Polygon | None) -> Point | None:
    west, south, _, _ = right.bounds
    if edge.place == "none":
        return None
    if edge.place == "away":
        return Point(west + 500, south + 1_600)
    if edge.place == "near" and zone is not None:
        x, y = zone.exterior.coords[0]
        return Point(round(x + 8), round(y))
    return Point(west + 500, south + 500)
