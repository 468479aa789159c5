"""Exceptions that an authority grants, in Peru: which rules, by whom, for what reason, and what they do to the class.

No text of the pack says what an exception does, so this is a reading: where it is in force, the excepted rule stands in
nobody's way, as if it did not speak, and its own finding is shown unchanged. A prohibition (place, device) is the
exception to that: no authority is known that may lift one, so the answer waits for the act that settles it.
An exception from an exclusion or a revocation means that the act does not run: the entry is judged as one in force.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from registry.rules.engine.exemptions import RULE, Exemption, exemption_reader
from registry.rules.engine.findings import Finding, Outcome

if TYPE_CHECKING:
    from registry.rules.packs.pe.facts import Facts

PROHIBITIONS = ("PE-DL1336-4", "PE-DL1100-DCF3", "PE-DL1100-5.1")
EXCLUSION = "PE-DS001-8"
EXEMPTIBLE = (
    *PROHIBITIONS,
    "PE-DL1100-5.3",
    *("PE-A91-PERSON", "PE-A91-PMA-METHOD", "PE-A91-PMA-HA", "PE-A91-PPM-HA", "PE-A91-PMA-TPD", "PE-A91-PPM-TPD"),
    *("PE-A91-PMA-NM", "PE-A91-PPM-NM", "PE-A91-PMA-PLACER", "PE-A91-PPM-PLACER", "PE-DS020-25"),
    *("PE-L32537-6", "PE-PADRON", "PE-DS001-2", "PE-DS001-3", "PE-DS001-7", EXCLUSION, "PE-DS018-13"),
    *("PE-DS009-25-SUCC", "PE-DS012-25", "PE-DS009-25-DCT3", "PE-DS038-12"),
)
AUTHORITIES = (
    *("MINEM", "DGFM", "DGAAM", "DGM", "GORE", "INGEMMET", "SERNANP", "SERFOR", "ANA", "MINCUL", "SUCAMEC"),
    *("mining_council", "court", "other_authority"),
)
REASONS = (
    *("act_suspended", "condition_waived", "term_extended", "court_order", "error_of_the_registry", "other_reason"),
)
SETTLED_BY = ("dgfm_act",)

read_exemption = exemption_reader(EXEMPTIBLE, AUTHORITIES, REASONS)


def in_force(facts: Facts) -> frozenset[str]:
    """The rules from which an exception is in force on the day judged."""
    return frozenset(exemption.rule_id for exemption in facts.exemptions if exemption.holds(facts.as_of))


def revived(facts: Facts, excepted: frozenset[str]) -> Facts:
    """The facts as they are judged: an exclusion or revocation that does not run leaves the entry in force."""
    if EXCLUSION in excepted and facts.reinfo.status in ("excluded", "revoked"):
        return replace(facts, reinfo=replace(facts.reinfo, status="in_force"))
    return facts


def lifted(found: dict[str, Finding], excepted: frozenset[str]) -> dict[str, Finding]:
    """The findings as the summing-up reads them, without those that are excepted; prohibitions are open instead."""
    read = dict(found)
    for rule in excepted:
        if rule not in PROHIBITIONS:
            read[rule] = Finding(rule, Outcome.NOT_APPLICABLE)
        elif found[rule].outcome is Outcome.NOT_MET:
            read[rule] = found[rule]._replace(outcome=Outcome.UNKNOWN, missing=SETTLED_BY)
    return read


def findings(facts: Facts) -> tuple[Finding, ...]:
    """The finding of each exception, in the order in which they are stated."""
    return tuple(_finding(exemption, facts) for exemption in facts.exemptions)


def _finding(exemption: Exemption, facts: Facts) -> Finding:
    rule = exemption.rule_id
    if not exemption.holds(facts.as_of):
        return Finding(RULE, Outcome.NOT_MET, rule, exemption=exemption)
    if rule in PROHIBITIONS:
        return Finding(RULE, Outcome.UNKNOWN, rule, missing=SETTLED_BY, exemption=exemption)
    return Finding(RULE, Outcome.MET, rule, exemption=exemption)
