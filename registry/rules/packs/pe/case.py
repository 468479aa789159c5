"""What the rules ask of one operation: its facts, the law of its day, and what follows from both at once.

Three-valued answers: True, False, and None for unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry.rules.packs.pe.hectares import Hectares, count_hectares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from registry.rules.engine.parameters import LawOfDay
    from registry.rules.packs.pe.facts import Facts

MADRE_DE_DIOS = "madre_de_dios_outside_annex_1"
PROTECTED = ("protected_area", "protected_area_indirect_use")
# Those that no older right saves come first, so that they are the ones that a finding names.
NO_MINING = ("archaeological_zone", "indigenous_reserve", *PROTECTED)
RESTRICTED = ("third_party_authorised_area", "mining_liability")
LIVE = ("in_force", "suspended")


def all3(answers: Iterable[bool | None]) -> bool | None:
    """False where one is false, else unknown where one is unknown, else true."""
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown = unknown or answer is None
    return None if unknown else True


def any3(answers: Iterable[bool | None]) -> bool | None:
    """True where one is true, else unknown where one is unknown, else false."""
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


class Case:
    """One operation under the law of its day."""

    __slots__ = ("exempt", "facts", "flags", "hectares", "law", "lists", "nothing_open", "place_sure")

    def __init__(self, facts: Facts, law: LawOfDay, lists: Mapping[str, frozenset[str]]) -> None:
        self.facts = facts
        self.law = law
        self.lists = lists
        where = facts.coordinates
        self.place_sure = (
            where is None
            or where.zone_declared is None
            or where.zone_plausible is None
            or where.zone_declared == where.zone_plausible
        )
        substance = facts.substance_class
        self.exempt = law["hectare_test"].value == "metallic_only" and (
            substance in ("non_metallic", "construction_material")
        )
        self.flags = facts.zone_flags or ()
        self.nothing_open = self.place_sure and facts.zone_flags is not None and not facts.zones_unchecked
        self.hectares: Hectares = count_hectares(facts.rights_held)

    def zone(self, kind: str) -> bool | None:
        """Whether the site lies on this kind of area."""
        if kind in self.flags:
            return True
        if self.nothing_open:
            return False
        facts = self.facts
        if not self.place_sure:
            return None
        if facts.zone_flags is not None and kind not in facts.zones_unchecked:
            return False
        # An unchecked corridor matters only in its own department.
        if kind == MADRE_DE_DIOS and facts.department in self.lists["departments_outside_madre_de_dios"]:
            return False
        return None

    def zone_gap(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """The evidence that would tell whether the site lies on one of these kinds."""
        facts = self.facts
        gap: tuple[str, ...] = () if self.place_sure else ("corrected_utm_zone",)
        if facts.zone_flags is None or any(kind in facts.zones_unchecked for kind in kinds):
            gap = (*gap, "zone_layer_not_checked")
        return gap

    def authorised(self) -> bool | None:
        """Whether an authorisation covers this activity on this place."""
        act = self.facts.authorisation
        return False if act is None else all3((act.covers_activity, act.covers_place))

    def in_register(self) -> bool | None:
        """Whether the entry itself is in force or suspended, whoever works under it."""
        status = self.facts.reinfo.status
        return None if status is None else status in LIVE
