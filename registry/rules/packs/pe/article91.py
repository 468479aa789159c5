"""Article 91 of the General Mining Law: person, hectares, installed capacity (A2, A3, A12 to A16, R2 to R11).

Every limit is inclusive and comes from the law of the day; the unit follows the deposit and is never converted. Actual
output is never tested. The hectare test is off for non-metallic and construction material since 2008.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from registry.rules.engine.findings import Finding, Outcome
from registry.rules.packs.pe.case import all3

if TYPE_CHECKING:
    from registry.rules.engine.findings import Value
    from registry.rules.engine.parameters import Limit
    from registry.rules.packs.pe.case import Case
    from registry.rules.packs.pe.facts import Facts

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Outcome

MEMBERS = {
    "association": "statute_and_member_roll",
    "sociedad_legal": "sociedad_legal_deed",
    "legal_person": "company_composition",
    "foreign_company": "company_composition",
}
OLD_CENTRAL = ("date_and_statute", "purpose_without_profit")
CO_HOLDER = ("operator_identity", "sociedad_legal_deed")
RULE_OF = {
    "metallic": "TPD",
    "placer_metallic": "PLACER",
    "non_metallic": "NM",
    "construction_material": "NM",
}
CLASS_OPEN: dict[str | None, tuple[str, ...]] = {
    None: ("type_of_deposit",),
    "mixed": ("capacity_per_substance", "class_of_concession_for_each_substance"),
}
HECTARES = {scale: (f"PE-A91-{scale}-HA", f"{scale.lower()}_hectares") for scale in ("PMA", "PPM")}
CAPACITY_KINDS = ("TPD", "NM", "PLACER")
# For each limit on capacity: the finding where it does not apply, and its parameter by substance.
CAPACITY: dict[tuple[str, str], tuple[Finding, dict[str | None, str]]] = {
    (scale, kind): (
        Finding(f"PE-A91-{scale}-{kind}", NOT_APPLICABLE),
        {substance: f"{scale.lower()}_capacity_{substance}" for substance in RULE_OF if RULE_OF[substance] == kind},
    )
    for scale in ("PMA", "PPM")
    for kind in CAPACITY_KINDS
}
WITHOUT_ARTISANAL = "PE-A91-1996"
OTHER_UNIT = {"t/d": "installed_capacity_in_t_per_day", "m3/d": "installed_capacity_in_m3_per_day"}


def right_person(case: Case) -> Finding:
    """The holder is a natural person, a group or company of natural persons or a cooperative, and works habitually."""
    holder, habitual = case.facts.holder, case.facts.artisanal_conditions.habitual
    passes, missing = _composition(case)
    if habitual is not True:
        missing = (*missing, "statement_on_habitual_activity")
    answer = all3((passes, habitual))
    if answer is False and case.law["person_test"].value != "required":
        answer = None
    if answer is True:
        return Finding("PE-A91-PERSON", MET, holder.type)
    outcome = NOT_MET if answer is False else UNKNOWN
    old = case.law.limit("old_centrals_until") if holder.type == "cooperative_central" else None
    if old is not None and holder.founded is not None:
        return Finding("PE-A91-PERSON", outcome, holder.founded, old.day, missing)
    return Finding("PE-A91-PERSON", outcome, holder.type, None, missing)


def _composition(case: Case) -> tuple[bool | None, tuple[str, ...]]:
    holder = case.facts.holder
    if holder.type is None:
        return None, ("operator_identity",)
    if holder.type == "cooperative_central":
        return _central(case)
    evidence = MEMBERS.get(holder.type)
    if evidence is None or holder.members_all_natural_persons:
        return True, ()
    return holder.members_all_natural_persons, (evidence,)


def _central(case: Case) -> tuple[bool | None, tuple[str, ...]]:
    # A central may consist of centrals only where that stood in 2002 and without profit: nobody has shown the latter.
    members = case.facts.holder.members_all_natural_persons
    if members is None:
        return None, ("statute_and_member_roll",)
    return (True, ()) if members else (None, OLD_CENTRAL)


def livelihood_and_basic_equipment(case: Case) -> Finding:
    """The work is a means of livelihood with manual methods or basic equipment (artisanal only)."""
    if case.law.limit("pma_hectares") is None:
        return Finding("PE-A91-PMA-METHOD", NOT_APPLICABLE)
    stated = case.facts.artisanal_conditions
    answer = all3((stated.means_of_livelihood, stated.manual_or_basic_equipment))
    if answer is not None:
        return Finding("PE-A91-PMA-METHOD", MET if answer else NOT_MET)
    missing: tuple[str, ...] = ()
    if stated.means_of_livelihood is None:
        missing = ("sworn_statement_on_livelihood",)
    if stated.manual_or_basic_equipment is None:
        missing = (*missing, "inspection_note_on_equipment")
    return Finding("PE-A91-PMA-METHOD", UNKNOWN, None, None, missing)


def no_hectare_test(case: Case) -> Finding:
    """Hectares are not tested for non-metallic and construction material."""
    return Finding("PE-L27651-21", MET if case.exempt else NOT_APPLICABLE, case.facts.substance_class)


def hectares_artisanal(case: Case) -> Finding:
    """The holder's hectares do not pass the artisanal limit."""
    return Finding("PE-A91-PMA-HA", NOT_APPLICABLE) if case.exempt else hectares_against(case, "PMA")


def hectares_small_scale(case: Case) -> Finding:
    """The holder's hectares do not pass the small-scale limit."""
    return Finding("PE-A91-PPM-HA", NOT_APPLICABLE) if case.exempt else hectares_against(case, "PPM")


def hectares_against(case: Case, scale: str) -> Finding:
    """The holder's hectares against one limit; a contract counts against the small-scale limit only, as one reading."""
    rule, parameter = HECTARES[scale]
    limit = case.law.limit(parameter)
    if limit is None:
        return Finding(rule, NOT_APPLICABLE)
    contracts = scale == "PPM"
    low, high = case.hectares.bounds(with_contracts=contracts)
    value = low if low == high else (low, high)
    if high is not None and limit.allows(high):
        return Finding(rule, MET, value, limit.number, (), "ha", limit.unverified_parameter)
    if limit.allows(low):
        missing = case.hectares.gap(with_contracts=contracts)
        return Finding(rule, UNKNOWN, value, limit.number, missing, "ha", limit.unverified_parameter)
    open_class = case.facts.substance_class in CLASS_OPEN
    if open_class and case.law["hectare_test"].value == "metallic_only":
        # Were the deposit non-metallic, hectares would not be tested.
        missing = _class_open(case.facts)
        return Finding(rule, UNKNOWN, value, limit.number, missing, "ha", limit.unverified_parameter)
    return _over(case, rule, value, limit, low, outermost=contracts)


def hectares_if_tested(case: Case) -> tuple[Finding, Finding]:
    """The holder's hectares against both limits, also where the test is off."""
    return hectares_against(case, "PMA"), hectares_against(case, "PPM")


def contract_instead(case: Case) -> Finding:
    """An agreement or contract with the title holder stands in place of the hectares (artisanal only)."""
    held, rule = case.hectares, "PE-A91-PMA-CONTRACT"
    if case.exempt or case.law.limit("pma_hectares") is None:
        return Finding(rule, NOT_APPLICABLE)
    if held.contract:
        return Finding(rule, MET)
    if held.assignment:
        # A cesion may be read as a contract or as a title of one's own.
        return Finding(rule, UNKNOWN, None, None, ("deed_of_cesion_and_area",))
    if held.contract is None or held.assignment is None:
        return Finding(rule, UNKNOWN, None, None, ("sidemcat_report_of_titles_and_extension",))
    return Finding(rule, NOT_MET)


def unit_of_deposit(case: Case) -> Finding:
    """The installed capacity is known in the unit of the deposit."""
    rule, facts = "PE-A91-UNIT", case.facts
    if facts.substance_class in CLASS_OPEN:
        return Finding(rule, UNKNOWN, facts.substance_class, None, _class_open(facts))
    unit = case.law[f"ppm_capacity_{facts.substance_class}"].unit
    if _measured(case, unit) is not None:
        return Finding(rule, MET, unit)
    other = _measured(case, "m3/d" if unit == "t/d" else "t/d")
    return Finding(rule, UNKNOWN, unit, None, ("installed_capacity" if other is None else OTHER_UNIT[unit],))


def _class_open(facts: Facts) -> tuple[str, ...]:
    """The evidence of an open deposit class; a capacity by substance is not asked for twice."""
    codes = CLASS_OPEN[facts.substance_class]
    return codes[1:] if facts.substance_class == "mixed" and facts.capacity_per_substance is not None else codes


def capacity_against(case: Case, scale: str, kind: str) -> Finding:
    """The installed capacity against one limit, where the deposit is of that kind."""
    silent, parameters = CAPACITY[scale, kind]
    parameter = parameters.get(case.facts.substance_class)
    limit = None if parameter is None else case.law.limit(parameter)
    if limit is None:
        return silent
    rule = silent.rule_id
    value, number = _measured(case, limit.unit), limit.number
    if value is None:
        missing = unit_of_deposit(case).missing
        return Finding(rule, UNKNOWN, None, number, missing, limit.unit, limit.unverified_parameter)
    if limit.allows(value):
        return Finding(rule, MET, value, number, (), limit.unit, limit.unverified_parameter)
    return _over(case, rule, value, limit, value, outermost=scale == "PPM")


def _over(case: Case, rule: str, value: Value, limit: Limit, least: Decimal, *, outermost: bool) -> Finding:
    # Whether the limits of a set of persons hold for each or for all is open; above the outermost one it matters,
    # unless even an equal part of the least count passes it.
    holder = case.facts.holder
    group = outermost and holder.type == "group_natural_persons"
    if group and holder.members_count:
        group = limit.allows(least / holder.members_count)
    outcome = UNKNOWN if group else NOT_MET
    missing = ("statute_and_member_roll",) if group else ("competent_supervisor",) if outermost else ()
    return Finding(rule, outcome, value, limit.number, missing, limit.unit, limit.unverified_parameter)


def _measured(case: Case, unit: str) -> Decimal | None:
    capacity = case.facts.installed_capacity
    if capacity is None:
        return None
    return capacity.t_per_day if unit == "t/d" else capacity.m3_per_day


def each_co_holder(case: Case) -> Finding:
    """Every co-holder is within article 91, and the holder's own count is settled."""
    rule = "PE-DS020-25"
    if any(not other.members_all_natural_persons for other in case.facts.co_holders):
        return Finding(rule, UNKNOWN, None, None, CO_HOLDER)
    if case.exempt:
        return Finding(rule, NOT_APPLICABLE)
    if not case.hectares.is_open():
        return Finding(rule, MET)
    for scale in ("PMA", "PPM"):
        count = hectares_against(case, scale)
        if count.outcome is UNKNOWN:
            return Finding(rule, UNKNOWN, count.value, None, count.missing, "ha")
    return Finding(rule, MET)


def version_2002(case: Case) -> Finding:
    """The operation is judged under the figures of Ley 27651 (2002 to 2008)."""
    return Finding("PE-A91-2002", MET if row_of(case) == "PE-A91-2002" else NOT_APPLICABLE)


def version_1996(case: Case) -> Finding:
    """The operation is judged under the figures of 1996, which know no artisanal class."""
    return Finding("PE-A91-1996", MET if row_of(case) == "PE-A91-1996" else NOT_APPLICABLE)


def row_of(case: Case) -> str | None:
    """The rule that brings the figures of the day, where they are not the present ones."""
    if case.law.limit("pma_hectares") is None:
        return WITHOUT_ARTISANAL
    return "PE-A91-2002" if case.law["hectare_test"].value == "every_substance" else None


def accreditation(case: Case) -> Finding:
    """The biennial accreditation runs; it changes no class."""
    paper = case.facts.accreditation
    if paper is None or paper.expired is None:
        return Finding("PE-DL1100-9.5", NOT_APPLICABLE)
    return Finding("PE-DL1100-9.5", NOT_MET if paper.expired else MET, paper.class_)


RULES = (
    ("PE-A91-1996", version_1996),
    ("PE-A91-2002", version_2002),
    ("PE-A91-PERSON", right_person),
    ("PE-A91-PMA-METHOD", livelihood_and_basic_equipment),
    ("PE-L27651-21", no_hectare_test),
    ("PE-A91-PMA-HA", hectares_artisanal),
    ("PE-A91-PMA-CONTRACT", contract_instead),
    ("PE-A91-PPM-HA", hectares_small_scale),
    ("PE-A91-UNIT", unit_of_deposit),
    ("PE-A91-PMA-TPD", lambda case: capacity_against(case, "PMA", "TPD")),
    ("PE-A91-PPM-TPD", lambda case: capacity_against(case, "PPM", "TPD")),
    ("PE-A91-PMA-NM", lambda case: capacity_against(case, "PMA", "NM")),
    ("PE-A91-PPM-NM", lambda case: capacity_against(case, "PPM", "NM")),
    ("PE-A91-PMA-PLACER", lambda case: capacity_against(case, "PMA", "PLACER")),
    ("PE-A91-PPM-PLACER", lambda case: capacity_against(case, "PPM", "PLACER")),
    ("PE-DS020-25", each_co_holder),
    ("PE-DL1100-9.5", accreditation),
)

_HECTARES = frozenset(("pma_hectares", "ppm_hectares", "hectare_test"))
_ROW = frozenset(("pma_hectares", "hectare_test"))
_UNITS = {
    kind: frozenset(f"ppm_capacity_{each}" for each in RULE_OF if RULE_OF[each] == kind) for kind in CAPACITY_KINDS
}
READS: dict[str, frozenset[str]] = {
    "PE-A91-1996": _ROW,
    "PE-A91-2002": _ROW,
    "PE-A91-PERSON": frozenset(("person_test", "old_centrals_until")),
    "PE-A91-PMA-METHOD": _ROW,
    "PE-A91-PMA-CONTRACT": _ROW,
    "PE-A91-PMA-HA": _HECTARES,
    "PE-A91-PPM-HA": _HECTARES,
    "PE-DS020-25": _HECTARES,
    "PE-A91-UNIT": frozenset().union(*_UNITS.values()),
    **{
        f"PE-A91-{scale}-{kind}": frozenset(parameters.values()) | _UNITS[kind]
        for (scale, kind), (_, parameters) in CAPACITY.items()
    },
}
"""The figures of the law that each rule may read, at most; a rule that is not named reads none."""
