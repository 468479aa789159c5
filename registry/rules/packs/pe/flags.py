"""The flags of an answer: what to look at beside the class. Their triggers are those of peru.md 8c."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry.rules.engine.findings import Finding, Outcome
from registry.rules.packs.pe.case import NO_MINING, PROTECTED, Case
from registry.rules.packs.pe.equipment import plant_device

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from registry.rules.packs.pe.summing import Answer

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Outcome

EXCLUSION_CAUSES = ("PE-DS018-13", "PE-DS001-2", "PE-DS001-3", "PE-PADRON")


def flags_of(case: Case, found: Mapping[str, Finding], answer: Answer) -> tuple[str, ...]:
    """Every flag that is raised, without repetition."""
    if answer.scale == "not_applicable":
        return ()
    parts = (_scale(case, answer), _status(case, found, answer), _register(case, found, answer), _places(case, found))
    return tuple(dict.fromkeys(flag for part in parts for flag in part))


def _scale(case: Case, answer: Answer) -> Iterator[str]:
    facts = case.facts
    if answer.scale == "general_regime":
        yield "competence_general_regime"
    capacity = facts.installed_capacity.t_per_day if facts.installed_capacity else None
    if facts.substance_class == "metallic" and capacity is not None:
        below, medium = case.law["stratum_medium_above"], case.law["stratum_medium_capacity"]
        if not below.allows(capacity) and medium.allows(capacity):
            yield "stratum_medium"
    if facts.holder.type == "group_natural_persons":
        yield "group_limit_reading"
    if facts.accreditation is not None and facts.accreditation.expired:
        yield "accreditation_expired"


def _status(  # noqa: C901 - a list of independent triggers
    case: Case, found: Mapping[str, Finding], answer: Answer
) -> Iterator[str]:
    act, entry = case.facts.authorisation, case.facts.reinfo
    illegal = found["PE-DL1100-3a"].outcome is MET
    if illegal and act is None and entry.status == "none":
        yield "enrolment_closed"
    if answer.legal_status == "illegal" and found["PE-DL1100-5.1"].outcome is NOT_MET:
        yield "interdiction"
    if answer.legal_status == "formal" and act is not None:
        if act.type == "beneficiation_concession_title":
            yield "check_functioning_permit"
        if act.type == "holders_authorisation_extended":
            yield "joint_liability"
    other_entry = case.in_register() and entry.activity not in (None, case.facts.activity)
    if other_entry or (act is not None and act.covers_activity is False):
        yield "split_by_activity"
    if found["PE-DS038AG-115"].outcome is MET:
        yield "acquired_right"
    if found["PE-DL1100-DCF4"].outcome is MET:
        yield "prior_right"


def _register(  # noqa: C901 - a list of independent triggers
    case: Case, found: Mapping[str, Finding], answer: Answer
) -> Iterator[str]:
    entry = case.facts.reinfo
    if entry.appeal == "pending" and entry.status in ("excluded", "revoked"):
        yield "appeal_pending"
    if entry.status == "suspended":
        yield from ("cannot_trade", "reinfo_suspended")
    if found["PE-L32537-6"].outcome is NOT_MET and "PE-L32537-6" in answer.holding:
        yield "process_expired"
    if not case.in_register():
        return
    if found["PE-DS001-8"].value == "lent":
        yield "registrant_exclusion_cause"
    causes = any(found[rule].outcome is NOT_MET for rule in EXCLUSION_CAUSES)
    if causes or found["PE-DS001-8"].value == "unfavourable" or answer.scale == "general_regime":
        yield "possible_exclusion_cause"
    if found["PE-DS009-25-DCT3"].outcome is NOT_MET:
        yield "revocation_cause"
    if found["PE-DS038-10"].outcome is NOT_MET:
        yield "igafom_abandonment"
    chemicals = case.facts.activity == "beneficiation" and case.facts.rcbf_current is False
    if chemicals or found["PE-DS038-10"].outcome in (NOT_MET, UNKNOWN):
        yield "suspension_risk"
    if plant_device(case) is not None:
        yield "equipment_5_3_review"


def _places(  # noqa: C901 - a list of independent triggers
    case: Case, found: Mapping[str, Finding]
) -> Iterator[str]:
    facts = case.facts
    if case.in_register():
        if any(map(case.zone, PROTECTED)):
            yield "revoke_ex_officio"
        if any(case.zone(kind) for kind in (*NO_MINING, "madre_de_dios_outside_annex_1") if kind not in PROTECTED):
            yield "revoke_candidate"
        if case.zone("community_land"):
            yield from ("overlap_community_land", "criminal_provision_if_status_falls")
    if found["PE-DS020-27F"].outcome is NOT_MET:
        yield "border_permission_missing"
    if case.zone("buffer_zone") and facts.opinion("SERNANP") is None:
        yield "opinion_pending_sernanp"
    if case.zone("forest_concession") and facts.opinion("SERFOR") != "favourable":
        yield "opinion_required_serfor"
    if case.zone("approved_igafom_of_another"):
        yield "field_check_required"
    if facts.surface is not None and facts.surface.consent is False:
        yield "surface_right_missing"
    if facts.minors_on_site:
        yield "minors_on_site"
    held = case.hectares
    if case.zone("third_party_concession") and held.contract is False and held.assignment is False:
        yield "contract_missing"
