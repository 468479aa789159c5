"""Where mining is prohibited, and which older rights are saved there (peru.md 2.3, A7, A8, R5, R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry.rules.engine.findings import Finding, Outcome
from registry.rules.packs.pe.case import MADRE_DE_DIOS, NO_MINING, PROTECTED, Case, all3, any3

if TYPE_CHECKING:
    from registry.rules.engine.findings import Value

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Outcome

OLDER_RIGHT = ("date_of_right_and_of_anp", "master_plan", "sernanp_opinion")
CORRIDOR_FILE = ("approved_iga", "minem_opinion", "forest_and_sernanp_opinions", "surface_right")


def outside_prohibited_areas(case: Case) -> Finding:
    """The site lies in no protected area, archaeological zone or indigenous reserve."""
    return _outside(case, "PE-DL1336-4", NO_MINING)


def inside_corridor(case: Case) -> Finding:
    """The site does not lie in Madre de Dios outside Annex 1."""
    return _outside(case, "PE-DL1100-DCF3", (MADRE_DE_DIOS,))


def _outside(case: Case, rule: str, kinds: tuple[str, ...]) -> Finding:
    if case.nothing_open and not case.flags:
        return Finding(rule, MET)
    for kind in kinds:
        if case.zone(kind):
            return Finding(rule, NOT_MET, kind)
    if any(case.zone(kind) is None for kind in kinds):
        return Finding(rule, UNKNOWN, None, None, case.zone_gap(kinds))
    return Finding(rule, MET)


def acquired_right(case: Case) -> Finding:
    """An authorised right older than the protected area; registration alone is none."""
    if not any3(map(case.zone, PROTECTED)):
        return Finding("PE-DS038AG-115", NOT_APPLICABLE)
    facts = case.facts
    shown = all3((case.authorised(), _older_than_area(case)))
    value: Value = facts.right_date or (facts.authorisation.date if facts.authorisation else None)
    if shown is False:
        return Finding("PE-DS038AG-115", NOT_MET, value, facts.zone_created)
    return Finding("PE-DS038AG-115", MET if shown else UNKNOWN, value, facts.zone_created, OLDER_RIGHT)


def _older_than_area(case: Case) -> bool | None:
    facts = case.facts
    created, filed = facts.zone_created, facts.right_date
    if created is None:
        return None
    authorised = facts.authorisation.date if facts.authorisation else None
    if (filed is not None and filed < created) or (authorised is not None and authorised < created):
        return True
    # An authorisation follows its right: without the right's own day it may still be older.
    return None if filed is None else False


def prior_corridor_right(case: Case) -> Finding:
    """A right in Madre de Dios that was filed before DU 012-2010."""
    rule = "PE-DL1100-DCF4"
    limit = case.law.limit("madre_de_dios_prior_right_before")
    if not case.zone(MADRE_DE_DIOS) or limit is None:
        return Finding(rule, NOT_APPLICABLE)
    filed = case.facts.right_date
    if filed is not None and not limit.reaches(filed, limit.day):
        return Finding(rule, NOT_MET, filed, limit.day, (), None, limit.unverified_parameter)
    if _refused(case):
        # The older right saves only with an approved instrument and a favourable opinion.
        return Finding(rule, NOT_MET, filed, limit.day, (), None, limit.unverified_parameter)
    if filed is not None:
        return Finding(rule, MET, filed, limit.day, _corridor_file(case), None, limit.unverified_parameter)
    rights = case.facts.rights_held
    if rights is not None and all(right.state == "extinguished" for right in rights):
        return Finding(rule, NOT_MET, None, limit.day)
    return Finding(rule, UNKNOWN, None, limit.day, _corridor_file(case), None, limit.unverified_parameter)


def _refused(case: Case) -> bool:
    return case.facts.approved_iga is False or case.facts.opinion("MINEM") == "unfavourable"


def _corridor_file(case: Case) -> tuple[str, ...]:
    held = {"approved_iga"} if case.facts.approved_iga else set()
    held |= {"minem_opinion"} if case.facts.opinion("MINEM") == "favourable" else set()
    return tuple(code for code in CORRIDOR_FILE if code not in held)


def may_have_prior_right(case: Case) -> bool:
    """Whether the site may lie outside the corridor with an older right, so that even the unregistered may be saved."""
    limit = case.law.limit("madre_de_dios_prior_right_before")
    if case.zone(MADRE_DE_DIOS) is not None or limit is None or _refused(case):
        return False
    filed = case.facts.right_date
    if filed is not None:
        return limit.reaches(filed, limit.day)
    # Without any day, only a right in that department opens the question: an illegal answer waits for no layer (R17).
    rights = case.facts.rights_held
    held = rights is None or any(right.state != "extinguished" for right in rights)
    return held and (case.facts.department or "").casefold() == "madre de dios"


def no_entry_in_protected_area(case: Case) -> Finding:
    """No registration lies in a protected area, where it is revoked ex officio."""
    inside = any3(map(case.zone, PROTECTED))
    if case.in_register() is False or inside is False:
        return Finding("PE-DS001-5", NOT_APPLICABLE)
    if inside is None or case.in_register() is None:
        return Finding("PE-DS001-5", UNKNOWN)
    return Finding("PE-DS001-5", NOT_MET)


def border_permission(case: Case) -> Finding:
    """No foreign holder works within 50 km of the border without permission."""
    near = case.zone("border_50km")
    foreign = _foreign(case)
    if near is False or foreign is False:
        return Finding("PE-DS020-27F", NOT_APPLICABLE)
    if near is None or foreign is None:
        return Finding("PE-DS020-27F", UNKNOWN)
    return Finding("PE-DS020-27F", NOT_MET)


def _foreign(case: Case) -> bool | None:
    holder = case.facts.holder
    if holder.type == "foreign_company":
        return True
    return None if holder.nationality is None else holder.nationality != "PE"


def located_where_declared(case: Case) -> Finding:
    """The place is that of the entry; a location declaration may be pending (Ley 32537)."""
    rule = "PE-L32537-DCF2"
    if not case.place_sure:
        return Finding(rule, UNKNOWN, None, None, case.zone_gap(()))
    same = case.facts.reinfo.same_right
    if case.in_register() is False or same is True:
        return Finding(rule, NOT_APPLICABLE if same is None else MET)
    return Finding(rule, UNKNOWN, None, None, ("location_declaration",))


RULES = (
    ("PE-DL1336-4", outside_prohibited_areas),
    ("PE-DL1100-DCF3", inside_corridor),
    ("PE-DL1100-DCF4", prior_corridor_right),
    ("PE-DS038AG-115", acquired_right),
    ("PE-DS001-5", no_entry_in_protected_area),
    ("PE-DS020-27F", border_permission),
    ("PE-L32537-DCF2", located_where_declared),
)
