"""Invented registrations: every state with its dated history, known and unknown facts mixed as in real life."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from miners.models import Group, Person
from registry.common.codes import new_code
from registry.formalization.choices import AuthorisationKind, RegistrationState
from registry.formalization.models import Authorisation, Registration, StateChange
from registry.formalization.services.demo import grid, papers
from registry.formalization.services.demo.plan import SOURCE, Plan
from registry.formalization.services.demo.rights import PlannedRight
from registry.territory.choices import OwnerKind

STATES = {"in_force": 55, "suspended": 15, "excluded": 11, "revoked": 4, "formalised": 12, "unknown": 3}
DEPOSITS = {
    "metallic": 50, "placer_metallic": 28, "non_metallic": 8, "construction_material": 7, "mixed": 2, "unknown": 5,
}  # fmt: skip
# Around these sizes the demo scatters its capacities. What the law makes of one stands in the pack, not here.
SIZES = {
    "metallic": (25, 350), "non_metallic": (100, 1200), "construction_material": (100, 1200),
    "placer_metallic": (200, 3000),
}  # fmt: skip
EQUIPMENT = (
    "motor_pump", "chute", "compressor", "pneumatic_drill", "front_loader", "excavator", "truck", "mill", "quimbalete",
)  # fmt: skip
METHODS = ("", "Carguío y lavado en canaleta", "Socavón, extracción manual", "Molienda y amalgamación")
SUSPENSION = ("permanence_not_met", "DS 001-2020-EM, art. 7")
CAUSES = {
    "suspended": (SUSPENSION, ("inspection_obstructed", "DS 001-2020-EM, art. 8")),
    "excluded": (("access_not_met", "DS 001-2020-EM, art. 8"), ("not_in_force_june_2025", "DS 012-2025-EM")),
    "revoked": (("protected_area", "DS 001-2020-EM, art. 5"), ("no_sucamec_procedure", "DS 009-2025-EM, 3rd DCT")),
    "formalised": (("formalised", "DL 1336, art. 2.1"),),
}
BY = "system:demo"
STATE_CHANGES_BEGIN = date(2021, 6, 1)


@dataclass(frozen=True, slots=True)
class Registrant:
    """Who is registered: a person or a group; both None where the source does not say."""

    person: Person | None = None
    group: Group | None = None


def plan_registrations(
    plan: Plan, rights: list[PlannedRight], people: list[Person], groups: list[Group], count: int
) -> None:
    """Plan `count` registrations over the rights."""
    for number in range(count):
        right = plan.random.choice(rights) if not plan.chance(0.06) else None
        registrant = Registrant(person=plan.random.choice(people))
        if plan.chance(0.14):
            registrant = Registrant(group=plan.random.choice(groups))
        if number % 211 == 17:
            registrant = Registrant()
        _general(plan, right, registrant)


def plan_registration(
    plan: Plan, *, code: str, registrant: Registrant, right: PlannedRight | None, **values: object
) -> Registration:
    """Plan one registration with its status code; the other fields are unknown unless given."""
    row = right.row if right else None
    return plan.add(
        Registration(
            **{
                "code": code,
                "status_code": new_code(plan.random),
                "person": registrant.person,
                "group": registrant.group,
                "right": row,
                "right_code_declared": row.code if row else "",
                "right_name_declared": row.name if row else "",
                "ubigeo": row.ubigeo if row else "",
                "source": SOURCE,
                "published_on": plan.on,
                **values,
            }
        )
    )


def plan_states(plan: Plan, row: Registration, *, cause: str = "") -> None:
    """Plan the history of a registration: its enrolment, then its present state where that is another."""
    _state(plan, row, RegistrationState.IN_FORCE, row.enrolled_on, ("enrolled", "DL 1293"))
    if row.state == RegistrationState.UNKNOWN:
        _state(plan, row, row.state, None, ("source_says_nothing", ""))
        return
    if row.state == RegistrationState.IN_FORCE and plan.chance(0.12) and not cause:
        lifted = row.state_since or date(2024, 3, 1)
        _state(plan, row, RegistrationState.SUSPENDED, lifted - timedelta(days=120), SUSPENSION)
        _state(plan, row, row.state, lifted, ("requirement_met", "DS 009-2021-EM, art. 4"))
        return
    if row.state in CAUSES:
        found, law = plan.random.choice(CAUSES[row.state])
        _state(plan, row, row.state, row.state_since, (cause or found, law))


def plan_place(plan: Plan, row: Registration, shape: BaseGeometry, *, srid: int, accuracy_m: float = 10) -> None:
    """Plan the declared place of a registration."""
    accuracy = accuracy_m if isinstance(shape, Point) else 0
    row.declared_place = plan.footprint(OwnerKind.DECLARED_PLACE, shape, srid, accuracy_m=accuracy)


def plan_authorisation(
    plan: Plan, row: Registration, *, kind: str, covers_activity: bool | None = True, covers_place: bool | None = True,
    issued_on: date | None = None,
) -> Authorisation:  # fmt: skip
    """Plan an act that makes the operation formal, or would if it covered it."""
    day = issued_on or plan.day_between(date(2018, 1, 1), date(2026, 6, 30))
    return plan.add(
        Authorisation(
            registration=row, kind=kind, number=papers.act_number(plan, "GREM", day), issued_on=day,
            covers_activity=covers_activity, covers_place=covers_place,
        )
    )  # fmt: skip


def _general(plan: Plan, right: PlannedRight | None, registrant: Registrant) -> None:
    department = (right.row.ubigeo[:2] if right else "") or "17"
    enrolled = plan.day_between(date(2012, 4, 20), date(2020, 7, 6))
    state = plan.weighted(STATES)
    row = plan_registration(
        plan,
        code=papers.registration_code(plan, department),
        registrant=registrant,
        right=right,
        activity=plan.weighted({"exploitation": 86, "beneficiation": 12, "": 2}),
        enrolled_on=enrolled if plan.chance(0.95) else None,
        enrolled_year=enrolled.year,
        state=state,
        state_since=_since(plan, state, enrolled),
        **_work(plan),
    )
    if right is None:
        row.right_code_declared = f"98{plan.next_number('unknown right'):07d}" if plan.chance(0.7) else ""
        row.ubigeo = "170104"
    _general_place(plan, row, right)
    plan_states(plan, row)
    if state == RegistrationState.FORMALISED or plan.chance(0.02):
        kind = AuthorisationKind.BENEFICIATION if row.activity == "beneficiation" else AuthorisationKind.EXPLOITATION
        covers = plan.random.choices([True, False, None], weights=(88, 5, 7))[0]
        plan_authorisation(plan, row, kind=kind, covers_activity=covers)


def _since(plan: Plan, state: str, enrolled: date) -> date | None:
    if state == RegistrationState.UNKNOWN or plan.chance(0.03):
        return None
    if state == RegistrationState.IN_FORCE:
        return enrolled
    return plan.day_between(STATE_CHANGES_BEGIN, min(date(2026, 10, 30), plan.on))


def _work(plan: Plan) -> dict[str, object]:
    deposit = plan.weighted(DEPOSITS)
    tonnes, cubic = _capacity(plan, deposit)
    corrective = plan.day_between(date(2017, 11, 2), date(2020, 12, 31)) if plan.chance(0.72) else None
    preventive = corrective + timedelta(days=plan.random.randint(10, 200)) if corrective and plan.chance(0.8) else None
    explosives = plan.random.choices([True, False, None], weights=(9, 66, 25))[0]
    return {
        "deposit_class": deposit,
        "capacity_t_per_day": tonnes,
        "capacity_m3_per_day": cubic,
        "is_habitual": _yes(plan, 94, 2),
        "is_means_of_livelihood": _yes(plan, 87, 8),
        "is_manual_or_basic": _yes(plan, 80, 16),
        "methods": plan.random.choice(METHODS),
        "equipment": None if plan.chance(0.08) else plan.random.sample(EQUIPMENT, plan.random.randint(0, 3)),
        "mercury_use": plan.weighted({"none": 40, "used": 30, "unknown": 30}),
        "uses_explosives": explosives,
        "sucamec_file": f"DEMO-SUCAMEC-{plan.next_number('sucamec')}" if explosives and plan.chance(0.6) else "",
        "workers_women": plan.random.randint(0, 6) if plan.chance(0.75) else None,
        "workers_men": plan.random.randint(1, 18) if plan.chance(0.8) else None,
        "operator_is_registrant": None if plan.chance(0.7) else not plan.chance(0.06),
        "igafom_corrective_on": corrective,
        "igafom_preventive_on": preventive,
    }


def _yes(plan: Plan, yes: int, no: int) -> bool | None:
    return plan.random.choices([True, False, None], weights=(yes, no, 100 - yes - no))[0]


def _capacity(plan: Plan, deposit: str) -> tuple[Decimal | None, Decimal | None]:
    if plan.chance(0.07):
        return None, None
    artisanal, small = SIZES.get(deposit, SIZES["metallic"])
    high = plan.random.choices((artisanal, small, small * 2), weights=(70, 25, 5))[0]
    amount = Decimal(plan.random.randint(1, high * 10)) / 10
    cubic = deposit == "placer_metallic"
    if plan.chance(0.03):
        cubic = not cubic
    return (None, amount) if cubic else (amount, None)


def _general_place(plan: Plan, row: Registration, right: PlannedRight | None) -> None:
    if right is None or plan.chance(0.05):
        return
    point = grid.point_in(plan.random, right.shape)
    if plan.chance(0.05):
        point = Point(point.x + 3 * grid.KM, point.y + 3 * grid.KM)
    shape: BaseGeometry = point
    if plan.chance(0.12):
        corners = grid.blob(plan.random, (point.x, point.y), plan.random.uniform(40, 220), vertices=7)
        shape = Polygon([(round(x, 2), round(y, 2)) for x, y in corners.exterior.coords])
    plan_place(plan, row, shape, srid=right.srid, accuracy_m=plan.random.choice((5, 10, 30)))


def _state(plan: Plan, row: Registration, state: str, from_on: date | None, why: tuple[str, str]) -> None:
    cause, article = why
    plan.add(
        StateChange(
            registration=row, state=state, from_on=from_on, reason_code=cause,
            reason=f"Demo: {cause.replace('_', ' ')}.", article=article,
            document=papers.act_number(plan, "DGFM", from_on) if state != RegistrationState.UNKNOWN else "",
            by_key=BY, recorded_at=plan.at,
        )
    )  # fmt: skip
