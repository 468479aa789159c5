"""All that the summing-up reads of an operation beside what the rules found: few words, so that it can be remembered.

Two operations in the same situation, of which every rule found the same, have the same class, whatever their figures
are. A register holds few such patterns and many operations, so what a pattern adds up to is worked out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.findings import Finding
from registry.rules.packs.pe import article91, places
from registry.rules.packs.pe.case import LIVE

if TYPE_CHECKING:
    from registry.rules.packs.pe.case import Case


class Situation(NamedTuple):
    """One operation as the summing-up sees it.

    `figures_of` is the rule that brings the figures of the day where they are not the present ones.
    `illegal_is_defined`: whether the law of the day says what illegal mining is. `authorised`: whether an act of the
    kind `act` covers activity and place. `if_tested` are the findings on hectares that the exemption of non-metallic
    deposits keeps away, without figures.
    """

    activity: str
    status: str | None
    authorised: bool | None
    act: str | None
    figures_of: str | None
    illegal_is_defined: bool
    may_have_prior_right: bool
    if_tested: tuple[Finding, ...]

    def in_register(self) -> bool | None:
        """Whether the entry itself is in force or suspended, whoever works under it."""
        return None if self.status is None else self.status in LIVE


def situation_of(case: Case) -> Situation:
    """The situation of one operation under the law of its day."""
    facts, limit = case.facts, case.law.limit
    act = facts.authorisation
    return Situation(
        facts.activity,
        facts.reinfo.status,
        case.authorised(),
        None if act is None else act.type,
        article91.row_of(case),
        limit("illegal_mining_defined") is not None,
        places.may_have_prior_right(case),
        tuple(map(without_figures, article91.hectares_if_tested(case))) if case.exempt else (),
    )


def without_figures(found: Finding) -> Finding:
    """The finding with its answer and what is missing, and nothing that differs from operation to operation."""
    return Finding(found.rule_id, found.outcome, missing=found.missing)
