"""Invented mining rights: 800 on the grid of zone 19, a few in zone 17, with holders, shares and contracts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from shapely.geometry import Polygon, box

from concessions.choices import ContractKind, HolderDocument, RightKind, RightState, SubstanceClass
from concessions.models import Contract, MiningRight, RightHolder, RightSnapshot
from miners.models import Group, Person
from registry.formalization.services.demo import grid, names, papers
from registry.formalization.services.demo.places import IN_PIURA, district_at
from registry.formalization.services.demo.plan import SOURCE, Plan
from registry.territory.choices import OwnerKind

KINDS = {
    "concession": 62, "petition": 18, "claim": 6, "accumulation": 3, "beneficiation": 4, "tailings": 2, "quarry": 2,
    "unknown": 3,
}  # fmt: skip
STATES = {"titled": 78, "extinguished": 9, "withdrawal_notice": 3, "unknown": 10}
SHARES = ((Decimal(100),), (Decimal(50), Decimal(50)), (Decimal("33.3333"), Decimal("33.3333"), Decimal("33.3334")))
RIGHTS_IN_ZONE_17 = 24
# A third lie before the decree of 2010 that closed the ground outside of the corridor.
FILED, FILED_LATER = (date(1982, 1, 4), date(2010, 2, 17)), (date(2010, 2, 18), date(2024, 12, 20))
Holder = Person | Group


@dataclass(frozen=True, slots=True)
class PlannedRight:
    """A right with its shape, as the planning of registrations needs it."""

    row: MiningRight
    shape: Polygon
    srid: int = grid.ZONE_19


def plan_right(
    plan: Plan,
    shape: Polygon,
    *,
    kind: str = RightKind.CONCESSION,
    state: str = RightState.TITLED,
    filed_on: date | None,
    ubigeo: str,
    srid: int = grid.ZONE_19,
) -> PlannedRight:
    """Plan a right with its footprint; declared hectares are those of its grid shape, to four decimals."""
    titled = filed_on if state == RightState.TITLED and filed_on else None
    row = MiningRight(
        code=papers.right_code(plan, kind),
        name=f"{names.place_name(plan.random).upper()} {plan.next_number('right name')}",
        kind=kind,
        state=state,
        substance_class=plan.weighted({"metallic": 82, "non_metallic": 14, "unknown": 4}),
        declared_hectares=Decimal(str(round(shape.area / 10_000, 4))),
        filed_at=datetime.combine(filed_on, time(plan.random.randint(13, 21), 15), UTC) if filed_on else None,
        filed_hour_known=filed_on is not None,
        titled_on=plan.day_between(titled, date(titled.year + 1, 12, 28)) if titled else None,
        extinguished_on=date(2023, 5, 2) if state == RightState.EXTINGUISHED else None,
        ubigeo=ubigeo,
        place_published="(demo)",
        footprint=plan.footprint(OwnerKind.RIGHT, shape, srid),
        source=SOURCE,
        published_on=plan.on,
    )
    plan.add(row)
    plan.add(
        RightSnapshot(
            right=row, source=SOURCE, published_on=plan.on, footprint=row.footprint,
            values={"name": row.name, "kind": row.kind, "state": row.state, "hectares": str(row.declared_hectares)},
        )
    )  # fmt: skip
    return PlannedRight(row, shape, srid)


def plan_holder(
    plan: Plan, right: MiningRight, holder: Holder | None, share: Decimal | None, *, from_on: date | None = None
) -> RightHolder:
    """Plan a holder as a cadastre names one: a name, perhaps a document; None is somebody outside the register."""
    name = holder_name(holder) if holder else f"Minera {names.place_name(plan.random)} S.A."
    number, kind = _document(plan, holder)
    return plan.add(
        RightHolder(
            right=right, name=name.upper(), document_type=kind, document_number=number, share_pct=share, from_on=from_on
        )
    )


def holder_name(holder: Holder) -> str:
    """Return the name of a person or group."""
    return holder.full_name if isinstance(holder, Person) else holder.name


def plan_contract(
    plan: Plan, right: MiningRight, party: Holder, *, kind: str, whole: bool | None, area_ha: Decimal | None = None,
    registered: bool = True,
) -> Contract:  # fmt: skip
    """Plan a contract over a right."""
    number, document = _document(plan, party)
    signed = plan.day_between(date(2018, 1, 1), date(2025, 6, 30))
    return plan.add(
        Contract(
            right=right,
            kind=kind,
            party_name=holder_name(party).upper(),
            party_document_type=document,
            party_document_number=number,
            covers_whole_right=whole,
            area_ha=area_ha,
            sunarp_entry=f"DEMO-A{plan.next_number('sunarp'):06d}" if registered else "",
            signed_on=signed,
            until_on=date(2030, 12, 31) if plan.chance(0.7) else None,
        )
    )


def plan_rights(
    plan: Plan, people: list[Person], groups: list[Group], ground: dict[str, Polygon], count: int
) -> list[PlannedRight]:
    """Plan `count` rights on the grid, some over their eastern neighbour, some older than the grid."""
    slots = plan.random.sample(grid.general_slots(), min(count, len(grid.general_slots())))
    found: list[PlannedRight] = []
    for number, slot in enumerate(sorted(slots)):
        shape = _general_shape(plan, slot, number)
        if number % 25 == 3:
            # Over its neighbour: a petition that asks for ground already taken.
            shape = grid.squares(_eastern_square(found[-1].shape), 3, 1)
        middle = shape.centroid
        right = _general_right(plan, shape, ubigeo=district_at(ground, middle.x, middle.y))
        _plan_holders(plan, right.row, people, groups)
        found.append(right)
    return found


def plan_rights_in_zone_17(plan: Plan, people: list[Person], groups: list[Group]) -> list[PlannedRight]:
    """Plan a few rights of another region and another zone."""
    west, south = grid.SOUTH_OF_PIURA
    found = []
    for number in range(RIGHTS_IN_ZONE_17):
        corner = (west + number % 6 * 6 * grid.KM, south + number // 6 * 3 * grid.KM)
        shape = grid.squares(corner, plan.random.randint(1, 5), plan.random.randint(1, 2))
        right = _general_right(plan, shape, ubigeo=IN_PIURA[number % len(IN_PIURA)], srid=grid.ZONE_17)
        _plan_holders(plan, right.row, people, groups)
        found.append(right)
    return found


def _general_shape(plan: Plan, slot: grid.Slot, number: int) -> Polygon:
    west, south = grid.corner_of(slot)
    across, up = plan.random.randint(1, 5), plan.random.randint(1, 2)
    shape = grid.squares((west, south), across, up, missing=1 if across > 2 and plan.chance(0.3) else 0)
    if number % 67 == 5:
        return grid.turned(box(west, south, west + 1_700, south + 1_300), plan.random.uniform(5, 40))
    return shape


def _eastern_square(shape: Polygon) -> tuple[float, float]:
    west, south, east, _ = shape.bounds
    return max(west, east - grid.KM) // grid.KM * grid.KM, south // grid.KM * grid.KM


def _general_right(plan: Plan, shape: Polygon, *, ubigeo: str, srid: int = grid.ZONE_19) -> PlannedRight:
    kind = plan.weighted(KINDS)
    state = RightState.IN_PROCESS if kind == RightKind.PETITION else plan.weighted(STATES)
    first, last = FILED if plan.chance(0.35) else FILED_LATER
    filed = plan.day_between(first, last) if not plan.chance(0.03) else None
    return plan_right(plan, shape, kind=kind, state=state, filed_on=filed, ubigeo=ubigeo, srid=srid)


def _plan_holders(plan: Plan, right: MiningRight, people: list[Person], groups: list[Group]) -> None:
    shares = plan.random.choices(SHARES, weights=(78, 14, 8))[0]
    unknown = plan.chance(0.05)
    since = right.filed_at.date() if right.filed_at else None
    for share in shares:
        pool = plan.weighted({"person": 45, "group": 25, "outside": 30})
        holder: Holder | None = None
        if pool != "outside":
            holder = plan.random.choice(people) if pool == "person" else plan.random.choice(groups)
        plan_holder(plan, right, holder, None if unknown else share, from_on=since)
    if plan.chance(0.25):
        party = plan.random.choice(people)
        whole = plan.random.choice([True, False, None])
        area = round((right.declared_hectares or Decimal(0)) / 4, 4) if whole is False else None
        kind = plan.random.choice(list(ContractKind))
        plan_contract(plan, right, party, kind=kind, whole=whole, area_ha=area, registered=plan.chance(0.7))


def _document(plan: Plan, holder: Holder | None) -> tuple[str, str]:
    if holder is None:
        return (papers.ruc_of_group(plan), HolderDocument.RUC) if plan.chance(0.8) else ("", HolderDocument.NONE)
    if holder.ruc:
        return holder.ruc, HolderDocument.RUC
    if isinstance(holder, Person) and holder.document_type == "dni":
        return holder.document_number, HolderDocument.DNI
    return "", HolderDocument.NONE


def set_substance(right: PlannedRight, deposit: str) -> None:
    """Give a right the class of substance that fits a deposit; none where the deposit is not known."""
    if deposit in {"metallic", "placer_metallic"}:
        right.row.substance_class = SubstanceClass.METALLIC
    elif deposit in {"non_metallic", "construction_material"}:
        right.row.substance_class = SubstanceClass.NON_METALLIC
