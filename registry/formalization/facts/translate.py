"""Putting the facts of the law together, for many registrations at once.

For a chunk of registrations this asks eight questions of the database (entries, acts, holders, matches, contracts,
ground, zone facts, exceptions), and seldom two more (states of an earlier day, groups among co-holders), however many
the registrations are; a source of another room adds its own.

Opinions, appeals, accreditation, convictions and the consent of the surface come from the rooms above that registered a
source (`facts.sources`). Not kept by the register, so not stated: declared UTM zone, the list of gold selectors. In the
schema their absence is "not asked", shown, and changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from registry.formalization.choices import RegistrationState
from registry.formalization.facts.departments import department_of
from registry.formalization.facts.documented import exemptions_of, with_zone_facts, zone_facts_of
from registry.formalization.facts.entries import State, authorisations_on, day_filed, entries_of, states_on
from registry.formalization.facts.ground import Site, ground_of, site_of
from registry.formalization.facts.holdings import Ledger, complete_source
from registry.formalization.facts.sources import NOTHING, Outside, outside_of
from registry.formalization.models import Authorisation
from registry.rules.engine.pack import Pack
from registry.rules.packs.pe import facts as law
from registry.territory.models import LayerKind

JURISDICTION = "PE"
OTHERS_CONCESSION = "third_party_concession"
HOLDER_TYPES = {
    "association": "association",
    "cooperative": "cooperative",
    "cooperative_central": "cooperative_central",
    "company": "legal_person",
    "foreign_company": "foreign_company",
    "sociedad_legal": "sociedad_legal",
    "group_of_persons": "group_natural_persons",
    "unknown": "legal_person",
}
ENTRY_STATES = frozenset({"in_force", "suspended", "excluded", "revoked"})
_BEST = {True: 2, None: 1, False: 0}


class Operation(NamedTuple):
    """One registration in the words of the law; `basis` says which place answered for the ground."""

    registration_id: int
    facts: law.Facts
    activity_known: bool
    basis: str


def operations(pack: Pack[Any], ids: Sequence[int], on: date) -> list[Operation]:
    """The facts of these registrations on the day, in the order of their numbers."""
    entries = entries_of(ids)
    translator = Translator(pack, entries, on)
    return [translator.operation(row) for row in entries]


class Translator:
    """Everything that was read for some entries on a day, ready to be put together one by one."""

    def __init__(self, pack: Pack[Any], entries: Sequence[Any], on: date) -> None:
        self.on = on
        self.kinds = tuple(pack.zone_effects)
        self.prior = _prior_kinds(pack)
        self.states = states_on(entries, on)
        ids = [row.id for row in entries]
        self.acts = authorisations_on(ids, on)
        self.zone_facts = zone_facts_of(ids, on)
        self.exemptions = exemptions_of(ids, pack.exemptible)
        self.outside = outside_of(ids, on)
        self.ledger = Ledger(entries, on, complete_source(on))
        self.ground = ground_of(_footprints(entries), on)

    def operation(self, row: Any) -> Operation:
        """The facts of one entry."""
        state = self.states[row.id]
        held = self.ledger.of(row)
        same_right = row.verified_lies if row.verified_place_id else row.declared_lies
        site = self._site(row, whose_right=None if same_right is False else held.own_right)
        facts = law.Facts(
            as_of=self.on,
            holder=_holder(row),
            co_holders=held.co_holders,
            substance_class=None if row.deposit_class == "unknown" else row.deposit_class,
            activity=row.activity or "exploitation",
            installed_capacity=_capacity(row),
            rights_held=held.rights,
            artisanal_conditions=law.ArtisanalConditions(
                row.is_habitual, row.is_means_of_livelihood, row.is_manual_or_basic
            ),
            authorisation=_authorisation(self.acts.get(row.id, []), state),
            reinfo=_entry(row, state, same_right=same_right),
            zone_flags=site.flags,
            zones_unchecked=site.unchecked,
            zone_created=site.created,
            right_date=day_filed(row.right__filed_at, hour_known=bool(row.right__filed_hour_known)),
            equipment=None if row.equipment is None else tuple(row.equipment),
            department=department_of(row.ubigeo or row.right__ubigeo or ""),
            igafom=_igafom(row),
            explosives=_explosives(row),
            exemptions=self.exemptions.get(row.id, ()),
        )
        facts = _with_outside(facts, self.outside.get(row.id, NOTHING))
        return Operation(row.id, facts, bool(row.activity), site.basis)

    def _site(self, row: Any, *, whose_right: bool | None) -> Site:
        asked = (("verified_place", row.verified_place_id), ("declared_place", row.declared_place_id))
        places = [(basis, self.ground[number]) for basis, number in asked if number]
        right = self.ground.get(row.right__footprint_id) if not places else None
        site = with_concession(site_of(places, right, self.kinds, self.prior), self.kinds, whose_right=whose_right)
        return with_zone_facts(site, self.kinds, self.prior, self.zone_facts.get(row.id, ()))


def with_concession(site: Site, kinds: Sequence[str], *, whose_right: bool | None) -> Site:
    """The site with another's concession answered by the cadastre's holders; unchanged where that is open.

    The site lies on the declared right unless its place says otherwise. `whose_right` is True for one's own.
    """
    if OTHERS_CONCESSION not in kinds or whose_right is None:
        return site
    flags = set(site.flags or ())
    flags |= set() if whose_right else {OTHERS_CONCESSION}
    unchecked = set(kinds if site.flags is None else site.unchecked) - {OTHERS_CONCESSION}
    return site._replace(
        flags=tuple(kind for kind in kinds if kind in flags),
        unchecked=tuple(kind for kind in kinds if kind in unchecked),
    )


def _prior_kinds(pack: Pack[Any]) -> frozenset[str]:
    """The kinds whose own creation day decides about older rights; a permitted area's day decides nothing."""
    inverse = set(LayerKind.objects.filter(is_inverse=True).values_list("zone_flag", flat=True))
    return frozenset(kind for kind, effect in pack.zone_effects.items() if effect.prior_rights) - inverse


def _footprints(entries: Iterable[Any]) -> Iterable[int]:
    for row in entries:
        places = [place for place in (row.verified_place_id, row.declared_place_id) if place]
        yield from places or ([row.right__footprint_id] if row.right__footprint_id else [])


def _holder(row: Any) -> law.Holder:
    if row.person_id is not None:
        return law.Holder("natural_person", True, _person_nationality(row))
    if row.group_id is None:
        return law.Holder()
    return law.Holder(
        HOLDER_TYPES.get(row.group__kind),
        row.group__members_all_natural_persons,
        _nationality(row.group__nationality),
        row.group__founded_on,
    )


def _person_nationality(row: Any) -> str | None:
    """A DNI is given to citizens only, a foreigner's card to foreigners only; a stated country comes first."""
    return _nationality(row.person__nationality) or {"dni": "PE", "ce": "foreign"}.get(row.person__document_type)


def _nationality(country: str) -> str | None:
    if not country:
        return None
    return "PE" if country == "PE" else "foreign"


def _capacity(row: Any) -> law.Capacity | None:
    if row.capacity_t_per_day is None and row.capacity_m3_per_day is None:
        return None
    return law.Capacity(row.capacity_t_per_day, row.capacity_m3_per_day)


def _authorisation(acts: list[Authorisation], state: State) -> law.Authorisation | None:
    """The act that covers most; an entry that ended as formalised has one even where no row tells which."""
    if acts:
        best = max(acts, key=lambda a: (_BEST[a.covers_activity], _BEST[a.covers_place], a.issued_on or date.min))
        return law.Authorisation(best.kind, best.covers_activity, best.covers_place, best.issued_on)
    return law.Authorisation() if state.state == RegistrationState.FORMALISED else None


def _entry(row: Any, state: State, *, same_right: bool | None) -> law.RegistryEntry:
    return law.RegistryEntry(
        status=state.state if state.state in ENTRY_STATES else None,
        activity=row.activity or None,
        same_right=same_right,
        date=state.since,
        operator_is_registrant=row.operator_is_registrant is not False,
        registrant_deceased=bool(row.person__is_deceased),
    )


def _igafom(row: Any) -> law.Igafom | None:
    if row.igafom_corrective_on is None and row.igafom_preventive_on is None:
        return None
    return law.Igafom(row.igafom_corrective_on, row.igafom_preventive_on)


def _explosives(row: Any) -> law.Explosives | None:
    if row.uses_explosives is None:
        return None
    return law.Explosives(row.uses_explosives, row.sucamec_file or None)


def _with_outside(facts: law.Facts, said: Outside) -> law.Facts:
    """The facts with what rooms above the register know; unchanged where they know nothing."""
    if said is NOTHING:
        return facts
    more: dict[str, Any] = dict(said.more)
    if said.opinions:
        more["opinions"] = tuple(sorted(said.opinions.items()))
    if said.surface_consent is not None:
        more["surface"] = law.Surface(said.surface_consent)
    if said.appeal is not None:
        more["reinfo"] = replace(facts.reinfo, appeal=said.appeal)
    if said.conviction is not None:
        more["conviction"] = said.conviction
    if said.accreditation_class is not None or said.accreditation_expired is not None:
        more["accreditation"] = law.Accreditation(said.accreditation_class, said.accreditation_expired)
    return replace(facts, **more)
