"""Invented persons, and groups of every kind with their members."""

from datetime import date
from decimal import Decimal
from unicodedata import combining, normalize

from miners.choices import DocumentType, GroupKind, MemberRole
from miners.models import Group, Membership, Person
from registry.formalization.services.demo import names, papers
from registry.formalization.services.demo.places import IN_PIURA, IN_THE_SOUTH
from registry.formalization.services.demo.plan import SOURCE, Plan

KINDS = {
    "association": 34, "cooperative": 14, "cooperative_central": 3, "company": 26, "foreign_company": 3,
    "sociedad_legal": 10, "group_of_persons": 8, "unknown": 6,
}  # fmt: skip
MEMBERS = (3, 9)
LOOK_ALIKE = 160
OFFICES = (MemberRole.PRESIDENT, MemberRole.SECRETARY, MemberRole.TREASURER)


def plan_person(plan: Plan, *, ubigeo: str, nationality: str = "PE", knows_document: bool = True) -> Person:
    """Plan a person; about one in fifty is a foreigner with a card, some have no taxpayer number yet."""
    number = papers.dni(plan) if nationality == "PE" else papers.ce(plan)
    kind = DocumentType.DNI if nationality == "PE" else DocumentType.CE
    has_ruc = kind == DocumentType.DNI and knows_document and not plan.chance(0.06)
    serial = plan.next_number("contact")
    return plan.add(
        Person(
            full_name=names.person_name(plan.random),
            document_type=kind if knows_document else DocumentType.UNKNOWN,
            document_number=number if knows_document else "",
            ruc=papers.ruc_of_dni(number) if has_ruc else "",
            gender=plan.weighted({"man": 62, "woman": 24, "other": 1, "": 13}),
            birth_date=plan.day_between(date(1950, 1, 1), date(2004, 12, 31)) if plan.chance(0.8) else None,
            nationality=nationality if knows_document else "",
            language=plan.weighted({"es": 80, "qu": 14, "": 6}),
            phone=f"000{serial:06d}" if plan.chance(0.7) else "",
            email=f"person{serial}@demo.invalid" if plan.chance(0.3) else "",
            ubigeo=ubigeo,
            source=SOURCE,
        )
    )


def plan_people(plan: Plan, count: int) -> list[Person]:
    """Plan the persons of the register, a twentieth of them of another region; a few look like somebody else."""
    people = [
        plan_person(
            plan,
            ubigeo=plan.random.choice(IN_PIURA if number % 20 == 0 else IN_THE_SOUTH),
            nationality="BO" if number % 50 == 7 else "PE",
            knows_document=number % 97 != 0,
        )
        for number in range(1, count + 1)
    ]
    for person, other in zip(people[10::LOOK_ALIKE], people[11::LOOK_ALIKE], strict=False):
        other.full_name = slipped(person.full_name)
    return people


def slipped(name: str) -> str:
    """Return a name as a hurried hand writes it: without accents, one letter doubled."""
    plain = "".join(sign for sign in normalize("NFD", name) if not combining(sign))
    return plain[:3] + plain[2:]


def look_alikes(plan: Plan) -> list[Person]:
    """Return the planned persons that carry somebody else's name with a slip of the pen."""
    names_planned = {slipped(person.full_name) for person in plan.of(Person)}
    return [person for person in plan.of(Person) if person.full_name in names_planned]


def plan_group(plan: Plan, kind: str, *, all_natural: bool | None, founded_on: date | None = None) -> Group:
    """Plan a group without members."""
    day = founded_on or plan.day_between(date(1995, 1, 1), date(2021, 12, 31))
    return plan.add(
        Group(
            name=f"{names.group_name(plan.random, kind)} ({plan.next_number('group')})",
            kind=kind,
            ruc="" if kind == GroupKind.GROUP_OF_PERSONS else papers.ruc_of_group(plan),
            sunarp_entry="" if kind == GroupKind.GROUP_OF_PERSONS else f"DEMO-P{plan.next_number('sunarp'):06d}",
            founded_on=day,
            nationality="CA" if kind == GroupKind.FOREIGN_COMPANY else "PE",
            members_all_natural_persons=all_natural,
            members_evidence="" if all_natural is None else papers.act_number(plan, "ROLL", day),
            language="es",
            ubigeo=plan.random.choice(IN_THE_SOUTH),
            source=SOURCE,
        )
    )


def plan_groups(plan: Plan, people: list[Person], count: int) -> list[Group]:
    """Plan groups of every kind; of some the composition is not known, some have a company among their members."""
    kinds = list(KINDS)
    groups = []
    for number in range(count):
        kind = kinds[number] if number < len(kinds) else plan.weighted(KINDS)
        natural = None if kind in {"unknown", "foreign_company"} or plan.chance(0.15) else not plan.chance(0.08)
        group = plan_group(plan, kind, all_natural=natural)
        _plan_members(plan, group, plan.random.sample(people, min(plan.random.randint(*MEMBERS), len(people))))
        groups.append(group)
    _plan_members_of_centrals(plan, groups)
    return groups


def _plan_members(plan: Plan, group: Group, members: list[Person]) -> None:
    share = Decimal(100) / len(members)
    for place, person in enumerate(members):
        has_left = place > len(OFFICES) and plan.chance(0.1)
        plan.add(
            Membership(
                group=group,
                person=person,
                role=OFFICES[place] if place < len(OFFICES) else MemberRole.MEMBER,
                share_pct=round(share, 4) if group.kind in {"company", "sociedad_legal"} else None,
                from_on=group.founded_on,
                until_on=plan.day_between(date(2022, 1, 1), date(2025, 12, 31)) if has_left else None,
            )
        )


def _plan_members_of_centrals(plan: Plan, groups: list[Group]) -> None:
    cooperatives = [group for group in groups if group.kind == GroupKind.COOPERATIVE]
    for central in (group for group in groups if group.kind == GroupKind.COOPERATIVE_CENTRAL):
        for member in cooperatives[:3]:
            plan.add(Membership(group=central, member_group=member, from_on=central.founded_on))
