"""Devices (DL 1100 article 5; peru.md 2.4, A11, R8, R9). A word that stands in no group of the pack is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry.rules.engine.findings import Finding, Outcome

if TYPE_CHECKING:
    from registry.rules.packs.pe.case import Case

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Outcome

NOTE = ("inspection_note_on_equipment",)
ON_LAND = ("distance_to_water", "hydrology_note", "photo_of_device")
PLANT = ("registration_for_beneficiation", "rcbf")


def _first(case: Case, group: str) -> str | None:
    words = case.lists[group]
    return next((item for item in case.facts.equipment or () if item in words), None)


def _all_named(case: Case) -> bool:
    known = ("art_5_1", "art_5_2", "art_5_3", "no_device")
    equipment = case.facts.equipment
    return equipment is not None and all(any(item in case.lists[group] for group in known) for item in equipment)


def no_suction_in_water(case: Case) -> Finding:
    """No dredge or suction device works in a water body; on dry land the article is arguable."""
    rule = "PE-DL1100-5.1"
    device = _first(case, "art_5_1")
    if device is None:
        return Finding(rule, MET) if _all_named(case) else Finding(rule, UNKNOWN, None, None, NOTE)
    water = case.zone("water_body")
    if water:
        return Finding(rule, NOT_MET, device)
    gap = () if water is False else case.zone_gap(("water_body",))
    return Finding(rule, UNKNOWN, device, None, (*ON_LAND, *gap))


def no_plant_device(case: Case) -> Finding:
    """No quimbalete, mill or cyanide pond works without registration for beneficiation."""
    rule, facts = "PE-DL1100-5.3", case.facts
    device = _first(case, "art_5_3_review")
    if facts.reinfo.activity == "beneficiation":
        if device is not None and facts.rcbf_current is False:
            return Finding(rule, NOT_MET, device, None, PLANT[1:])
        return Finding(rule, MET if facts.equipment else NOT_APPLICABLE, _first(case, "art_5_3"))
    asked = PLANT[:1] if facts.rcbf_current else PLANT
    if facts.activity == "beneficiation":
        return Finding(rule, UNKNOWN, None, None, asked)
    if device is not None:
        return Finding(rule, NOT_MET, device, None, asked)
    return Finding(rule, MET) if _all_named(case) else Finding(rule, UNKNOWN, None, None, NOTE)


def heavy_equipment_allowed(case: Case) -> Finding:
    """Loaders, excavators and the like are used by a registered miner, who may use them."""
    device = _first(case, "art_5_2")
    if device is None:
        return Finding("PE-DL1100-5.4", NOT_APPLICABLE)
    registered = case.in_register()
    if registered is None:
        return Finding("PE-DL1100-5.4", UNKNOWN, device)
    return Finding("PE-DL1100-5.4", MET if registered else NOT_MET, device)


def plant_device(case: Case) -> str | None:
    """The first device of article 5.3 on the site."""
    return _first(case, "art_5_3")


RULES = (
    ("PE-DL1100-5.1", no_suction_in_water),
    ("PE-DL1100-5.3", no_plant_device),
    ("PE-DL1100-5.4", heavy_equipment_allowed),
)
