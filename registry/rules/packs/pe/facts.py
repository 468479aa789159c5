"""The facts of one operation in Peru: one activity of one holder on one site, on one day.

The form is that of `facts.schema.json`. None is unknown, except where `STATED_DEFAULTS` says what absence means.
Hectares, t/day and m3/day are exact Decimals. No ids, no names, no document numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from registry.rules.engine.errors import FactsError, shown
from registry.rules.engine.exemptions import Exemption
from registry.rules.engine.findings import to_plain
from registry.rules.engine.reading import Reader, count, day, each, figure, maybe, record, text, truth, whole, word
from registry.rules.packs.pe.exemptions import read_exemption

ZONE_KINDS = (
    "protected_area",
    "protected_area_indirect_use",
    "buffer_zone",
    "archaeological_zone",
    "indigenous_reserve",
    "madre_de_dios_outside_annex_1",
    "water_body",
    "border_50km",
    "community_land",
    "forest_concession",
    "third_party_authorised_area",
    "third_party_concession",
    "mining_liability",
    "approved_igafom_of_another",
)
ACTIVITIES = ("exploitation", "beneficiation", "exploration", "prospecting", "manual_selection", "none")
RIGHT_KINDS = ("concession", "petition", "claim")
RIGHT_STATES = ("in_force", "extinguished")
FULL_SHARE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs the operation."""

    type: str | None = None
    members_all_natural_persons: bool | None = None
    nationality: str | None = None
    founded: date | None = None
    disqualified: bool = False
    members_count: int | None = None


@dataclass(frozen=True, slots=True)
class CoHolder:
    """Another holder of the same right."""

    members_all_natural_persons: bool | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Installed capacity, each in its own unit; never converted."""

    t_per_day: Decimal | None = None
    m3_per_day: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CapacityPerSubstance:
    """Installed capacity of a mixed deposit, each substance in its own unit."""

    metallic: Capacity | None = None
    placer_metallic: Capacity | None = None
    non_metallic: Capacity | None = None
    construction_material: Capacity | None = None


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right that the holder has, anywhere in the country."""

    kind: str | None = None
    hectares: Decimal | None = None
    share_pct: Decimal | None = None
    basis: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class ArtisanalConditions:
    """What article 91 asks of artisanal mining beside the figures."""

    habitual: bool | None = None
    means_of_livelihood: bool | None = None
    manual_or_basic_equipment: bool | None = None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """An authorisation to start or restart, or a beneficiation concession title."""

    type: str | None = None
    covers_activity: bool | None = None
    covers_place: bool | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """The REINFO entry under which the operation works; `date` is that of its present state."""

    status: str | None = None
    activity: str | None = None
    same_right: bool | None = None
    date: date | None = None
    appeal: str | None = None
    operator_is_registrant: bool = True
    registrant_deceased: bool = False


@dataclass(frozen=True, slots=True)
class Igafom:
    """When the two aspects of the environmental instrument were filed; None: not filed."""

    corrective: date | None = None
    preventive: date | None = None


@dataclass(frozen=True, slots=True)
class Surface:
    """The consent of the owner of the surface."""

    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Explosives:
    """Whether explosives are used, the SUCAMEC file (None: no file), and whether non-use was sworn."""

    uses: bool | None = None
    sucamec: str | None = None
    sworn_non_use: bool | None = None


@dataclass(frozen=True, slots=True)
class Coordinates:
    """The UTM zone that was declared and the one in which the place can lie."""

    zone_declared: int | None = None
    zone_plausible: int | None = None


@dataclass(frozen=True, slots=True)
class Accreditation:
    """The biennial accreditation as small-scale or artisanal producer."""

    class_: str | None = None
    expired: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One activity of one holder on one site, on the day `as_of`."""

    as_of: date
    holder: Holder
    activity: str
    jurisdiction: str = "PE"
    co_holders: tuple[CoHolder, ...] = ()
    substance_class: str | None = None
    installed_capacity: Capacity | None = None
    actual_output_t_per_day: Decimal | None = None
    rights_held: tuple[HeldRight, ...] | None = None
    artisanal_conditions: ArtisanalConditions = ArtisanalConditions()
    authorisation: Authorisation | None = None
    reinfo: RegistryEntry = RegistryEntry()
    zone_flags: tuple[str, ...] | None = None
    zone_created: date | None = None
    right_date: date | None = None
    equipment: tuple[str, ...] | None = None
    department: str | None = None
    opinions: tuple[tuple[str, str], ...] = ()
    igafom: Igafom | None = None
    surface: Surface | None = None
    explosives: Explosives | None = None
    coordinates: Coordinates | None = None
    accreditation: Accreditation | None = None
    conviction: str | None = None
    gold_selectors_register: bool = False
    zones_unchecked: tuple[str, ...] = ()
    capacity_per_substance: CapacityPerSubstance | None = None
    rcbf_current: bool | None = None
    approved_iga: bool | None = None
    minors_on_site: bool | None = None
    exemptions: tuple[Exemption, ...] = ()

    def opinion(self, authority: str) -> str | None:
        """`favourable`, `unfavourable`, or None while that authority has not spoken."""
        for name, opinion in self.opinions:
            if name == authority:
                return opinion
        return None


def _opinions(plain: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(plain, dict):
        raise FactsError("", f"{shown(plain)} is not an object", "Write authority and opinion in braces.")
    opinions = []
    for authority, opinion in plain.items():
        try:
            read = _opinion(opinion)
        except FactsError as error:
            raise error.under(authority) from None
        if read is not None:
            opinions.append((authority, read))
    return tuple(sorted(opinions))


def _accreditation(**found: Any) -> Accreditation:
    # `class` is a word of Python, so the field bears another name than the fact.
    return Accreditation(class_=found.get("class"), expired=found.get("expired"))


_opinion = maybe(word("favourable", "unfavourable"))
_zones = each(word(*ZONE_KINDS))
_HOLDER: Reader[Holder] = record(
    Holder,
    {
        "type": word(
            "natural_person",
            "group_natural_persons",
            "association",
            "cooperative",
            "cooperative_central",
            "sociedad_legal",
            "legal_person",
            "foreign_company",
        ),
        "members_all_natural_persons": maybe(truth),
        "nationality": maybe(text),
        "founded": maybe(day),
        "disqualified": truth,
        "members_count": maybe(count),
    },
)
_RIGHT: Reader[HeldRight] = record(
    HeldRight,
    {
        "kind": word(*RIGHT_KINDS),
        "hectares": maybe(figure),
        "share_pct": maybe(figure),
        "basis": word("owner", "exploitation_contract", "assignment"),
        "state": word(*RIGHT_STATES),
    },
)
_CAPACITY: Reader[Capacity] = record(Capacity, {"t_per_day": maybe(figure), "m3_per_day": maybe(figure)})
_AUTHORISATION: Reader[Authorisation] = record(
    Authorisation,
    {
        "type": word(
            "start_restart_exploitation",
            "start_restart_exploration",
            "beneficiation_concession_title",
            "holders_authorisation_extended",
        ),
        "covers_activity": maybe(truth),
        "covers_place": maybe(truth),
        "date": maybe(day),
    },
)
_ENTRY: Reader[RegistryEntry] = record(
    RegistryEntry,
    {
        "status": maybe(word("in_force", "suspended", "excluded", "revoked", "none")),
        "activity": word("exploitation", "beneficiation"),
        "same_right": maybe(truth),
        "date": day,
        "appeal": word("pending", "none"),
        "operator_is_registrant": truth,
        "registrant_deceased": truth,
    },
)
_ARTICLE_91: dict[str, Reader[object]] = {
    "jurisdiction": word("PE"),
    "as_of": day,
    "holder": _HOLDER,
    "co_holders": each(record(CoHolder, {"members_all_natural_persons": maybe(truth)})),
    "substance_class": maybe(word("metallic", "placer_metallic", "non_metallic", "construction_material", "mixed")),
    "activity": word(*ACTIVITIES),
    "installed_capacity": maybe(_CAPACITY),
    "rights_held": maybe(each(_RIGHT)),
    "artisanal_conditions": record(
        ArtisanalConditions,
        {"habitual": maybe(truth), "means_of_livelihood": maybe(truth), "manual_or_basic_equipment": maybe(truth)},
    ),
}
_REQUIRED = ("jurisdiction", "as_of", "holder", "activity")
read_article_91: Reader[Facts] = record(Facts, _ARTICLE_91, required=_REQUIRED)
"""Only what article 91 asks; every other fact is passed over."""
_FACTS: Reader[Facts] = record(
    Facts,
    {
        **_ARTICLE_91,
        "actual_output_t_per_day": maybe(figure),
        "authorisation": maybe(_AUTHORISATION),
        "reinfo": _ENTRY,
        "zone_flags": maybe(_zones),
        "zone_created": maybe(day),
        "right_date": maybe(day),
        "equipment": maybe(each(text)),
        "department": maybe(text),
        "opinions": _opinions,
        "igafom": record(Igafom, {"corrective": maybe(day), "preventive": maybe(day)}),
        "surface": record(Surface, {"consent": maybe(truth)}),
        "explosives": record(Explosives, {"uses": truth, "sucamec": maybe(text), "sworn_non_use": truth}),
        "coordinates": record(Coordinates, {"zone_declared": whole, "zone_plausible": whole}),
        "accreditation": record(_accreditation, {"class": word("artisanal", "small_scale"), "expired": truth}),
        "conviction": maybe(word("illegal_mining_final", "money_laundering_final", "trafficking_final", "none")),
        "gold_selectors_register": truth,
        "zones_unchecked": _zones,
        "capacity_per_substance": record(
            CapacityPerSubstance,
            {
                "metallic": _CAPACITY,
                "placer_metallic": _CAPACITY,
                "non_metallic": _CAPACITY,
                "construction_material": _CAPACITY,
            },
            closed=True,
        ),
        "rcbf_current": truth,
        "approved_iga": maybe(truth),
        "minors_on_site": truth,
        "exemptions": each(read_exemption),
    },
    required=_REQUIRED,
    closed=True,
)


def read_facts(plain: object) -> Facts:
    """The facts of a plain JSON object.

    Raises:
        FactsError: the object breaks the schema, or states something dated after the day that is judged.
    """
    facts = _FACTS(plain)
    authorised = facts.authorisation.date if facts.authorisation else None
    for place, dated in (("authorisation.date", authorised), ("reinfo.date", facts.reinfo.date)):
        if dated is not None and dated > facts.as_of:
            raise FactsError(
                place,
                f"{dated} lies after the day that is judged, {facts.as_of}",
                "Give the state of that day, or judge a later day.",
            )
    for position, right in enumerate(facts.rights_held or ()):
        if right.share_pct is not None and right.share_pct > FULL_SHARE:
            place = f"rights_held[{position}].share_pct"
            raise FactsError(place, f"{right.share_pct} is more than the whole", "Write a share from 0 to 100.")
    return facts


def write_facts(facts: Facts) -> dict[str, object]:
    """The facts in plain JSON types; what is unknown or at its default is left out."""
    plain: dict[str, object] = {"jurisdiction": facts.jurisdiction, "as_of": facts.as_of.isoformat()}
    for name, value in _known(facts).items():
        plain.setdefault(name, value)
    plain["holder"] = _known(facts.holder)
    return plain


def _known(part: Any) -> dict[str, object]:
    known: dict[str, object] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if value is not None and value != field.default:
            known[field.name.rstrip("_")] = dict(value) if field.name == "opinions" else _plain(value)
    return known


def _plain(value: Any) -> object:
    if isinstance(value, Exemption):
        return value.to_json()
    if is_dataclass(value):
        return _known(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_plain(value)
