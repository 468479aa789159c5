"""Putting the facts of the law together, for many registrations at once.

For a chunk of registrations this asks nine questions of the database (entries, acts, holders, matches, contracts,
ground, neighbours, zone facts, exceptions), and seldom two more (states of an earlier day, groups among co-holders),
however many the registrations are; a source of another room adds its own.

Opinions, appeals, accreditation, convictions and the consent of the surface come from the rooms above that registered a
source (`facts.sources`). Not kept by the register, so not stated: declared UTM zone, the list of gold selectors. In the
schema their absence is "not asked", shown, and changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from registry.formalization.choices import RegistrationState
from registry.formalization.facts.departments import department_of
from registry.formalization.facts.documented import exemptions_of, with_zone_facts, zone_facts_of
from registry.formalization.facts.entries import State, authorisations_on, day_filed, entries_of, states_on
from registry.formalization.facts.ground import Kinds, Site, ground_of, layer_kinds, site_of
from registry.formalization.facts.holdings import Ledger, complete_source
from registry.formalization.facts.neighbours import among_others, on_authorised, on_concession
from registry.formalization.facts.sources import NOTHING, Outside, outside_of
from registry.formalization.models import Authorisation
from registry.rules.engine.pack import Pack
from registry.rules.packs.pe import facts as law

JURISDICTION = "PE"
OTHERS_CONCESSION, OTHERS_AREA = "third_party_concession", "third_party_authorised_area"
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


def operations_by_both(
    pack: Pack[Any], other: Pack[Any], ids: Sequence[int], on: date
) -> Iterator[tuple[Operation, Operation]]:
    """The facts of these registrations as each of two laws asks for them, read from the register once.

    The two are one and the same object where both laws name the same kinds of land and save older rights on the same.
    """
    entries = entries_of(ids)
    translator = Translator(pack, entries, on)
    another = translator.under(other)
    for row in entries:
        operation = translator.operation(row)
        yield operation, operation if another is translator else another.operation(row)


class Translator:
    """Everything that was read for some entries on a day, ready to be put together one by one."""

    def __init__(self, pack: Pack[Any], entries: Sequence[Any], on: date) -> None:
        self.on = on
        self.layers = layer_kinds()
        self.kinds = tuple(pack.zone_effects)
        self.prior = _prior_kinds(pack, self.layers)
        self.sites: dict[tuple[object, ...], Site] = {}
        self.states = states_on(entries, on)
        ids = [row.id for row in entries]
        self.acts = authorisations_on(ids, on)
        self.zone_facts = zone_facts_of(ids, on)
        self.exemptions = exemptions_of(ids, pack.exemptible)
        self.outside = outside_of(ids, on)
        self.among = among_others(_places(entries), on)
        met = {one.right_id for among in self.among.values() for one in among.rights}
        self.ledger = Ledger(entries, on, complete_source(on), met)
        self.ground = ground_of(_footprints(entries), on, self.layers)

    def under(self, pack: Pack[Any]) -> "Translator":
        """The same reading for another law; itself where that law asks nothing else of the ground."""
        kinds, prior = tuple(pack.zone_effects), _prior_kinds(pack, self.layers)
        if (kinds, prior) == (self.kinds, self.prior):
            return self
        other = copy(self)
        other.kinds, other.prior, other.sites = kinds, prior, {}
        return other

    def operation(self, row: Any) -> Operation:
        """The facts of one entry."""
        state = self.states[row.id]
        held = self.ledger.of(row)
        same_right = row.verified_lies if row.verified_place_id else row.declared_lies
        site = self._site(row)
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

    def _site(self, row: Any) -> Site:
        asked = (
            ("verified_place", row.verified_place_id, row.verified_lies),
            ("declared_place", row.declared_place_id, row.declared_lies),
        )
        lying = [(number, lies) for _basis, number, lies in asked if number]
        concession = on_concession(row, lying, self.among, self.ledger)
        authorised = on_authorised(row, [number for number, _lies in lying], self.among)
        places = [(basis, self.ground[number]) for basis, number, _lies in asked if number]
        right = self.ground.get(row.right__footprint_id) if not places else None
        # Places with one answer share the ground, so that thousands of operations lie on one site.
        likeness = (*((basis, id(ground)) for basis, ground in places), id(right), concession, authorised)
        site = self.sites.get(likeness)
        if site is None:
            site = self.sites[likeness] = self._answered(
                site_of(places, right, self.kinds, self.prior), concession, authorised
            )
        said_by_document = self.zone_facts.get(row.id)
        return with_zone_facts(site, self.kinds, self.prior, said_by_document) if said_by_document else site

    def _answered(self, site: Site, concession: bool | None, authorised: bool | None) -> Site:  # noqa: FBT001 - three-valued
        said = {OTHERS_CONCESSION: concession}
        if authorised is not False and OTHERS_AREA not in (site.flags or ()):
            said[OTHERS_AREA] = authorised  # what no layer tells; that none is known here clears nothing
        return with_answers(site, self.kinds, said)


def with_answers(site: Site, kinds: Sequence[str], said: Mapping[str, bool | None]) -> Site:
    """The site with these kinds answered by the register's own rows: on it, not on it, or None for open."""
    flags = set(site.flags or ()) - said.keys() | {kind for kind, answer in said.items() if answer}
    unchecked = set(kinds if site.flags is None else site.unchecked) - said.keys()
    unchecked |= {kind for kind, answer in said.items() if answer is None}
    if site.flags is None and unchecked >= set(kinds):
        return site
    return site._replace(
        flags=tuple(kind for kind in kinds if kind in flags),
        unchecked=tuple(kind for kind in kinds if kind in unchecked),
    )


def _prior_kinds(pack: Pack[Any], layers: Kinds) -> frozenset[str]:
    """The kinds whose own creation day decides about older rights; a permitted area's day decides nothing."""
    return frozenset(kind for kind, effect in pack.zone_effects.items() if effect.prior_rights) - layers.inverse


def _places(entries: Iterable[Any]) -> Iterable[int]:
    for row in entries:
        yield from (place for place in (row.verified_place_id, row.declared_place_id) if place)


def _footprints(entries: Iterable[Any]) -> Iterable[int]:
    for row in entries:
        is_placed = row.verified_place_id or row.declared_place_id
        yield from _places([row]) if is_placed else filter(None, [row.right__footprint_id])


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
