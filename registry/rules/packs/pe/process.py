"""The formalisation process and its registry REINFO (peru.md 3, A1, A4 to A11, R12, R13, R16, R18).

A finding of `met` here says that nothing stands against the entry under that rule.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from registry.rules.engine.findings import Finding, Outcome
from registry.rules.engine.periods import add_months
from registry.rules.packs.pe.case import RESTRICTED, any3

if TYPE_CHECKING:
    from registry.rules.packs.pe.case import Case

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Outcome

LENT = "lent"
UNFAVOURABLE = "unfavourable"
SUSPENSION = ("suspension_act_and_cause", "suspension_date", "lifting_request")
MOVE = ("location_declaration", "request_to_change_the_right", "consent_of_the_holder")
AUTHORISED_AREA = ("authorisation_resolution_and_polygon", "effective_or_influence_area")
PLANT = ("registration_for_beneficiation", "rcbf")


def process_open(case: Case) -> Finding:
    """The process of formalisation is in force on the day."""
    limit = case.law.limit("process_end")
    if limit is None:
        return Finding("PE-L32537-6", UNKNOWN, case.facts.as_of, None, ("reinfo_entry",))
    last, on = limit.day, case.facts.as_of
    if limit.reaches(on, last):
        return Finding("PE-L32537-6", MET, on, last)
    return Finding("PE-L32537-6", NOT_MET, on, last, ("extension_law_or_mape_law",))


def access_conditions(case: Case) -> Finding:
    """No condition of access is broken: conviction, disqualification."""
    if case.in_register() is False:
        return Finding("PE-DS001-2", NOT_APPLICABLE)
    facts = case.facts
    convicted = facts.conviction not in (None, "none")
    missing: tuple[str, ...] = ("dgfm_act",) if convicted else ()
    if facts.holder.disqualified:
        missing = ("public_post_and_dates", *missing)
    if not missing:
        return Finding("PE-DS001-2", MET)
    return Finding("PE-DS001-2", NOT_MET, facts.conviction if convicted else "disqualified", None, missing)


def selectors_register(case: Case) -> Finding:
    """The operation belongs to the register of manual gold selectors (`met`), or is barred by being in it."""
    rule, facts = "PE-PADRON", case.facts
    if facts.activity == "manual_selection":
        return Finding(rule, MET, facts.gold_selectors_register)
    if facts.gold_selectors_register and case.in_register() is not False:
        return Finding(rule, NOT_MET, None, None, ("dgfm_act",))
    return Finding(rule, NOT_APPLICABLE)


def outside_restricted_areas(case: Case) -> Finding:
    """The site lies on no restricted area."""
    if case.in_register() is False:
        return Finding("PE-DS001-3", NOT_APPLICABLE)
    inside = [kind for kind in RESTRICTED if case.zone(kind)]
    if inside:
        missing = AUTHORISED_AREA if RESTRICTED[0] in inside else ()
        missing = (*missing, "pam_id_and_polygon") if RESTRICTED[1] in inside else missing
        return Finding("PE-DS001-3", NOT_MET, inside[0], None, missing)
    if any3(map(case.zone, RESTRICTED)) is None:
        return Finding("PE-DS001-3", UNKNOWN, None, None, case.zone_gap(RESTRICTED))
    return Finding("PE-DS001-3", MET)


def no_opposition(case: Case) -> Finding:
    """The holder of the authorised area may oppose the entry; shown, decides nothing by itself."""
    if case.in_register() is False or not case.zone(RESTRICTED[0]):
        return Finding("PE-DS001-6", NOT_APPLICABLE)
    return Finding("PE-DS001-6", UNKNOWN, None, None, AUTHORISED_AREA)


def permanence(case: Case) -> Finding:
    """The entry is in force for this very activity."""
    rule, entry = "PE-DS001-7", case.facts.reinfo
    if case.in_register() is False:
        return Finding(rule, NOT_APPLICABLE)
    if entry.status is None:
        return Finding(rule, UNKNOWN, None, None, ("reinfo_entry",))
    missing: tuple[str, ...] = SUSPENSION if entry.status == "suspended" else ()
    if entry.activity is None:
        missing = (*missing, "reinfo_entry")
    elif entry.activity != case.facts.activity:
        missing = (*missing, *(PLANT if case.facts.activity == "beneficiation" else ("dgfm_act",)))
    if not missing:
        return Finding(rule, MET)
    return Finding(rule, UNKNOWN if missing == ("reinfo_entry",) else NOT_MET, entry.status, None, missing)


def no_exclusion(case: Case) -> Finding:
    """The entry is not excluded or revoked, not lent, and no unfavourable opinion stands in a buffer zone."""
    rule, entry = "PE-DS001-8", case.facts.reinfo
    if entry.status in ("excluded", "revoked"):
        missing = ("any_decision_suspending_the_act",) if entry.appeal == "pending" else ()
        return Finding(rule, NOT_MET, entry.status, None, missing)
    if entry.status == "none":
        return Finding(rule, NOT_APPLICABLE)
    if not entry.operator_is_registrant and not entry.registrant_deceased:
        return Finding(rule, NOT_MET, LENT)
    return _opinion(case, rule)


def buffer_opinion(case: Case) -> Finding:
    """In a buffer zone SERNANP, in a forest concession SERFOR, has given a favourable opinion."""
    rule = "PE-DS038-12"
    found = _opinion(case, rule)
    forest = case.zone("forest_concession")
    if found.outcome is not MET or not (forest or case.zone("buffer_zone")):
        return found if found.outcome is not MET else Finding(rule, NOT_APPLICABLE)
    sernanp = case.facts.opinion("SERNANP") if case.zone("buffer_zone") else "favourable"
    serfor = case.facts.opinion("SERFOR") if forest else "favourable"
    if serfor == UNFAVOURABLE:
        return Finding(rule, NOT_MET, "forest_concession")
    return Finding(rule, MET if sernanp and serfor else UNKNOWN)


def _opinion(case: Case, rule: str) -> Finding:
    near = case.zone("buffer_zone")
    if case.facts.opinion("SERNANP") != UNFAVOURABLE or near is False:
        return Finding(rule, MET)
    if near is None:
        return Finding(rule, UNKNOWN, None, None, case.zone_gap(("buffer_zone",)))
    return Finding(rule, NOT_MET, UNFAVOURABLE, None, ("exclusion_act",))


def same_right(case: Case) -> Finding:
    """The work is inside the declared right."""
    if case.in_register() is False:
        return Finding("PE-DS018-13", NOT_APPLICABLE)
    same = case.facts.reinfo.same_right
    if same is None:
        # Where the entry itself is unknown, it is the entry that names the right.
        missing = "reinfo_entry" if case.in_register() is None else "location_declaration"
        return Finding("PE-DS018-13", UNKNOWN, None, None, (missing,))
    return Finding("PE-DS018-13", MET) if same else Finding("PE-DS018-13", NOT_MET, None, None, MOVE)


def change_of_right(case: Case) -> Finding:
    """Another right is worked with a requested change and its holder's consent."""
    if case.in_register() is False or case.facts.reinfo.same_right is not False:
        return Finding("PE-DS009-25-DCF5", NOT_APPLICABLE)
    return Finding("PE-DS009-25-DCF5", UNKNOWN, None, None, MOVE[1:])


def registrant_lives(case: Case) -> Finding:
    """The registrant lives, or the heirs are registered."""
    if case.in_register() is False:
        return Finding("PE-DS009-25-SUCC", NOT_APPLICABLE)
    if case.facts.reinfo.registrant_deceased:
        return Finding("PE-DS009-25-SUCC", NOT_MET, None, None, ("change_request", "registered_succession"))
    return Finding("PE-DS009-25-SUCC", MET)


def stayed_after_cut(case: Case) -> Finding:
    """The entry was in force, or suspended for no more than a year, at the cut of June 2025."""
    rule, entry = "PE-DS012-25", case.facts.reinfo
    cut, months = case.law.limit("suspension_cut_day"), case.law.limit("suspension_cut_months")
    if cut is None or months is None or entry.status in (None, "none"):
        return Finding(rule, NOT_APPLICABLE)
    if entry.status == "suspended" and entry.date is not None and entry.date <= cut.day:
        ends = add_months(entry.date, months.whole)
        stays = months.reaches(cut.day, ends)
        outcome, missing = (MET, ()) if stays else (NOT_MET, ("exclusion_act",))
        return Finding(rule, outcome, entry.date, cut.day, missing)
    if entry.status == "excluded" and entry.date is not None and 0 <= (entry.date - cut.day).days <= 1:
        return Finding(rule, NOT_MET, entry.date, cut.day)
    return Finding(rule, NOT_APPLICABLE)


def explosives_in_order(case: Case) -> Finding:
    """Whoever uses explosives has begun the SUCAMEC procedure in time."""
    rule, used = "PE-DS009-25-DCT3", case.facts.explosives
    limit = case.law.limit("explosives_procedure_until")
    if case.in_register() is False or used is None or limit is None:
        return Finding(rule, NOT_APPLICABLE)
    # Without a procedure only a sworn statement of non-use answers; where none was asked for, use alone counts.
    if used.uses is False or (used.uses is None and used.sworn_non_use is not False):
        return Finding(rule, MET if used.sworn_non_use else NOT_APPLICABLE)
    on, last = case.facts.as_of, limit.day
    if used.sucamec is not None or limit.reaches(on, last):
        return Finding(rule, MET, on, last)
    return Finding(rule, NOT_MET, on, last, ("sucamec_receipt", "dgfm_act"))


def igafom_in_time(case: Case) -> Finding:
    """The preventive aspect of the IGAFOM follows the corrective within three months."""
    rule, filed = "PE-DS038-10", case.facts.igafom
    limit = case.law.limit("igafom_preventive_months")
    if filed is None or limit is None or case.in_register() is False:
        return Finding(rule, NOT_APPLICABLE)
    if filed.corrective is None:
        return Finding(rule, UNKNOWN)
    last = add_months(filed.corrective, limit.whole)
    reached = min(filed.preventive or date.max, case.facts.as_of)
    return Finding(rule, MET if limit.reaches(reached, last) else NOT_MET, reached, last)


def igafom_evaluated(case: Case) -> Finding:
    """Both aspects of the IGAFOM are filed and can be evaluated."""
    filed = case.facts.igafom
    if filed is None or case.in_register() is False:
        return Finding("PE-DS038-11", NOT_APPLICABLE)
    return Finding("PE-DS038-11", MET if filed.corrective and filed.preventive else NOT_MET)


def may_trade(case: Case) -> Finding:
    """Buyers may accept the mineral: the entry is in force."""
    status = case.facts.reinfo.status
    if status in (None, "none"):
        return Finding("PE-DL1107-11", NOT_APPLICABLE)
    return Finding("PE-DL1107-11", MET if status == "in_force" else NOT_MET, status)


def community_land(case: Case) -> Finding:
    """The site lies on no community land, where the penal provision would be aggravated; an indication only."""
    inside = case.zone("community_land")
    if case.in_register() is False or inside is False:
        return Finding("PE-CP-307", NOT_APPLICABLE)
    return Finding("PE-CP-307", NOT_MET if inside else UNKNOWN)


RULES = (
    ("PE-L32537-6", process_open),
    ("PE-PADRON", selectors_register),
    ("PE-DS001-2", access_conditions),
    ("PE-DS001-3", outside_restricted_areas),
    ("PE-DS001-6", no_opposition),
    ("PE-DS001-7", permanence),
    ("PE-DS001-8", no_exclusion),
    ("PE-DS018-13", same_right),
    ("PE-DS009-25-DCF5", change_of_right),
    ("PE-DS009-25-SUCC", registrant_lives),
    ("PE-DS012-25", stayed_after_cut),
    ("PE-DS009-25-DCT3", explosives_in_order),
    ("PE-DS038-10", igafom_in_time),
    ("PE-DS038-11", igafom_evaluated),
    ("PE-DS038-12", buffer_opinion),
    ("PE-DL1107-11", may_trade),
    ("PE-CP-307", community_land),
)
