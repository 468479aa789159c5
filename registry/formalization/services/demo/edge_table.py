"""The edge cases of every rule as a table: one row a case, its code says what it is for.

Rights of a case: `squares` in km, one right each, all the registrant's own unless `holding` says otherwise;
`odd_ha` adds a right beside the grid. A `zone` puts an area of that kind over the right. What the law makes of
a case stands in the law pack, not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

ONE = ((1, 1),)
THOUSAND = ((5, 2),)
TWO_THOUSAND = ((5, 2), (5, 2))
NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Edge:
    """One case.

    Attributes:
        code: follows DEMO- in the code of the registration.
        squares: own rights, each so many km across and up.
        odd_ha: hectares of one more right beside the grid.
        holding: own, other (somebody else's right), contract, assignment, shared, shares_unknown, unknown.
        filed_on: filing of the rights.
        right_state: state of the rights.
        group: kind of group that is registered; empty for a person.
        natural: whether all members are natural persons; None while unknown.
        founded_on: founding of the group.
        nationality: of the person.
        zone: kind of land laid over the right; `zone_created` its day.
        where: corridor (inside), outside, across.
        place: point, none, away (outside of the right), near (within the accuracy of the zone's edge).
        authorisation: kind, covers activity, covers place; `authorised_on` its day.
        fields: fields of the registration that differ from an ordinary one.
    """

    code: str
    squares: tuple[tuple[int, int], ...] = ONE
    odd_ha: Decimal | None = None
    holding: str = "own"
    filed_on: date | None = date(2011, 3, 7)
    right_state: str = "titled"
    group: str = ""
    natural: bool | None = True
    founded_on: date | None = None
    nationality: str = "PE"
    zone: str = ""
    zone_created: date | None = date(2015, 1, 1)
    where: str = "corridor"
    place: str = "point"
    authorisation: tuple[str, bool | None, bool | None] | None = None
    authorised_on: date = date(2021, 3, 1)
    fields: Mapping[str, object] = field(default_factory=lambda: NOTHING)


def _capacity(deposit: str, tonnes: str | None, cubic: str | None = None) -> dict[str, object]:
    return {
        "deposit_class": deposit,
        "capacity_t_per_day": None if tonnes is None else Decimal(tonnes),
        "capacity_m3_per_day": None if cubic is None else Decimal(cubic),
    }


HECTARES = (
    Edge("HA-900", ((4, 2), (1, 1))),
    Edge("HA-1000", THOUSAND),
    Edge("HA-1000-01", ((4, 2), (1, 1)), odd_ha=Decimal("100.01")),
    Edge("HA-2000", TWO_THOUSAND),
    Edge("HA-2000-01", ((5, 2), (4, 2), (1, 1)), odd_ha=Decimal("100.01")),
    Edge("HA-EXTINGUISHED-NOT-COUNTED", TWO_THOUSAND, right_state="extinguished"),
    Edge("HA-NON-METALLIC-NOT-TESTED", ((5, 2), (5, 2), (5, 2)), fields=_capacity("non_metallic", "60")),
    Edge("HA-SHARED-HALF", THOUSAND, holding="shared"),
    Edge("HA-SHARES-UNKNOWN", THOUSAND, holding="shares_unknown"),
    Edge("HA-CONTRACT-INSTEAD", THOUSAND, holding="contract"),
    Edge("HA-ASSIGNMENT", THOUSAND, holding="assignment"),
    Edge("HA-NO-CONTRACT", holding="other"),
    Edge("HA-RIGHT-UNKNOWN", holding="unknown"),
)
CAPACITY = (
    Edge("TPD-25", fields=_capacity("metallic", "25")),
    Edge("TPD-25-1", fields=_capacity("metallic", "25.1")),
    Edge("TPD-350", fields=_capacity("metallic", "350")),
    Edge("TPD-350-1", fields=_capacity("metallic", "350.1")),
    Edge("TPD-5000-1", fields=_capacity("metallic", "5000.1")),
    Edge("TPD-NON-METALLIC-100", fields=_capacity("non_metallic", "100")),
    Edge("TPD-NON-METALLIC-100-1", fields=_capacity("non_metallic", "100.1")),
    Edge("TPD-CONSTRUCTION-1200", fields=_capacity("construction_material", "1200")),
    Edge("TPD-CONSTRUCTION-1200-1", fields=_capacity("construction_material", "1200.1")),
    Edge("M3D-200", fields=_capacity("placer_metallic", None, "200")),
    Edge("M3D-200-5", fields=_capacity("placer_metallic", None, "200.5")),
    Edge("M3D-3000", fields=_capacity("placer_metallic", None, "3000")),
    Edge("M3D-3000-5", fields=_capacity("placer_metallic", None, "3000.5")),
    Edge("CAPACITY-UNKNOWN", fields=_capacity("metallic", None)),
    Edge("CAPACITY-ZERO", fields=_capacity("metallic", "0")),
    Edge("UNIT-WRONG-FOR-PLACER", fields=_capacity("placer_metallic", "20")),
    Edge("UNIT-WRONG-FOR-HARD-ROCK", fields=_capacity("metallic", None, "20")),
    Edge("DEPOSIT-UNKNOWN", fields=_capacity("unknown", "20")),
    Edge("DEPOSIT-MIXED", fields=_capacity("mixed", "20", "20")),
)
STATES = (
    Edge("STATE-SUSPENDED", fields={"state": "suspended", "state_since": date(2026, 2, 2)}),
    Edge("STATE-SUSPENDED-NO-DAY", fields={"state": "suspended", "state_since": None}),
    Edge("STATE-SUSPENDED-BEFORE-JULY-2024", fields={"state": "suspended", "state_since": date(2024, 6, 29)}),
    Edge("STATE-SUSPENDED-ONE-YEAR-EXACTLY", fields={"state": "suspended", "state_since": date(2024, 6, 30)}),
    Edge("STATE-EXCLUDED", fields={"state": "excluded", "state_since": date(2025, 7, 1)}),
    Edge("STATE-REVOKED", fields={"state": "revoked", "state_since": date(2025, 9, 9)}),
    Edge("STATE-UNKNOWN", fields={"state": "unknown", "state_since": None}),
    Edge("STATE-LENT-ENTRY", fields={"operator_is_registrant": False}),
    Edge("IGAFOM-NOT-FILED", fields={"igafom_corrective_on": None, "igafom_preventive_on": None}),
    Edge("IGAFOM-PREVENTIVE-LATE", fields={"igafom_preventive_on": date(2019, 12, 20)}),
    Edge("EXPLOSIVES-NO-FILE", fields={"uses_explosives": True}),
    Edge("EXPLOSIVES-WITH-FILE", fields={"uses_explosives": True, "sucamec_file": "DEMO-SUCAMEC-EDGE"}),
    Edge("HABITUAL-NO", fields={"is_habitual": False}),
    Edge("HABITUAL-UNKNOWN", fields={"is_habitual": None}),
    Edge("LIVELIHOOD-NO", fields={"is_means_of_livelihood": False}),
    Edge("METHOD-NOT-BASIC", fields={"is_manual_or_basic": False, "equipment": ["excavator", "front_loader"]}),
    Edge("EQUIPMENT-UNKNOWN", fields={"equipment": None}),
    Edge("ACTIVITY-UNKNOWN", fields={"activity": ""}),
    Edge("ACTIVITY-BENEFICIATION", fields={"activity": "beneficiation", "equipment": ["quimbalete", "mill"]}),
)
FORMAL = (
    Edge("FORMAL-EXPLOITATION", authorisation=("start_restart_exploitation", True, True),
         fields={"state": "formalised"}),
    Edge("FORMAL-PLANT", authorisation=("beneficiation_concession_title", True, True),
         fields={"state": "formalised", "activity": "beneficiation"}),
    Edge("FORMAL-OTHER-ACTIVITY", authorisation=("start_restart_exploitation", False, True)),
    Edge("FORMAL-OTHER-PLACE", authorisation=("start_restart_exploitation", True, False)),
    Edge("FORMAL-COVER-UNKNOWN", authorisation=("start_restart_exploitation", None, None)),
    Edge("FORMAL-EXTENDED-TO-OPERATOR", holding="other", authorisation=("holders_authorisation_extended", True, True)),
)  # fmt: skip
WHO = (
    Edge("GROUP-ASSOCIATION", group="association"),
    Edge("GROUP-ASSOCIATION-COMPANY-INSIDE", group="association", natural=False),
    Edge("GROUP-ROLL-UNKNOWN", group="association", natural=None),
    Edge("GROUP-COOPERATIVE", group="cooperative"),
    Edge("GROUP-CENTRAL-BEFORE-2002", group="cooperative_central", natural=False, founded_on=date(2002, 1, 24)),
    Edge("GROUP-CENTRAL-SINCE-2002", group="cooperative_central", natural=False, founded_on=date(2002, 1, 25)),
    Edge("GROUP-COMPANY", group="company"),
    Edge("GROUP-COMPANY-MIXED", group="company", natural=False),
    Edge("GROUP-FOREIGN-COMPANY", group="foreign_company", natural=False),
    Edge("GROUP-SOCIEDAD-LEGAL", group="sociedad_legal"),
    Edge("GROUP-OF-PERSONS-1000", THOUSAND, group="group_of_persons"),
    Edge("GROUP-OF-PERSONS-2000", TWO_THOUSAND, group="group_of_persons"),
    Edge("FOREIGNER", nationality="BO"),
    Edge("FOREIGNER-AT-THE-BORDER", nationality="BO", zone="border_strip", zone_created=None),
)
ZONES = (
    Edge("ZONE-PROTECTED-INDIRECT", zone="protected_area_indirect"),
    Edge(
        "ZONE-PROTECTED-OLDER-RIGHT",
        zone="protected_area_indirect",
        filed_on=date(1998, 6, 1),
        zone_created=date(2000, 9, 4),
    ),
    Edge("ZONE-PROTECTED-OLDER-AUTHORISATION", zone="protected_area_indirect", filed_on=date(1998, 6, 1),
         zone_created=date(2000, 9, 4), authorisation=("start_restart_exploitation", True, True),
         authorised_on=date(1999, 2, 1)),
    Edge("ZONE-PROTECTED-DAY-UNKNOWN", zone="protected_area_indirect", zone_created=None),
    Edge("ZONE-PROTECTED-DIRECT", zone="protected_area_direct"),
    Edge("ZONE-BUFFER", zone="buffer_zone"),
    Edge("ZONE-RESERVE", zone="indigenous_reserve"),
    Edge("ZONE-NATIVE-COMMUNITY", zone="native_community"),
    Edge("ZONE-PEASANT-COMMUNITY", zone="peasant_community"),
    Edge("ZONE-CLAIMED", zone="community_land_claimed"),
    Edge("ZONE-FOREST", zone="forest_concession"),
    Edge("ZONE-ECOTOURISM", zone="ecotourism_concession"),
    Edge("ZONE-CONSERVATION", zone="conservation_concession"),
    Edge("ZONE-ARCHAEOLOGICAL", zone="archaeological_zone"),
    Edge("ZONE-ARCHAEOLOGICAL-UNDECIDED", zone="archaeological_zone", place="near"),
    Edge("ZONE-AUTHORISED-OF-ANOTHER", zone="authorised_area_of_another"),
    Edge("ZONE-URBAN", zone="urban_area"),
    Edge("ZONE-LIABILITY-NEAR", zone="mining_liability"),
    Edge("ZONE-LIABILITY-MAPPED", zone="mining_liability_mapped"),
    Edge("ZONE-WATER-DREDGE", zone="water_body", fields={"equipment": ["suction_dredge"]}),
    Edge("ZONE-WATER-NO-DEVICE", zone="water_body"),
    Edge("DREDGE-NO-WATER", fields={"equipment": ["suction_dredge"]}),
    Edge("ZONE-TOUCHING-NOT-OVERLAPPING", zone="touching:native_community"),
    Edge("ZONE-SLIVER", zone="sliver:native_community"),
    Edge("ZONE-HOLE", zone="hole:native_community"),
    Edge("CORRIDOR-INSIDE"),
    Edge("CORRIDOR-OUTSIDE", where="outside"),
    Edge("CORRIDOR-OUTSIDE-OLDER-RIGHT", where="outside", filed_on=date(2009, 8, 3)),
    Edge("CORRIDOR-OUTSIDE-DAY-UNKNOWN", where="outside", filed_on=None),
    Edge("CORRIDOR-ACROSS", THOUSAND, where="across"),
    Edge("PLACE-UNKNOWN", place="none"),
    Edge("PLACE-AWAY-FROM-RIGHT", place="away"),
)  # fmt: skip
EXAMPLE = Edge("EXAMPLE", fields={"workers_women": 3, "workers_men": 5, "methods": "Socavón, extracción manual"})
EDGES = (EXAMPLE, *HECTARES, *CAPACITY, *STATES, *FORMAL, *WHO, *ZONES)
