"""How many hectares a holder has: every petition, claim and concession anywhere, extinguished ones not.

The law leaves two questions open (peru.md A2, A3): whether shares are prorated and whether the contracted area counts.
So the count is a lower and an upper bound, and each open question keeps its own part of the difference.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from registry.rules.packs.pe.facts import HeldRight

ZERO = Decimal(0)
HUNDRED = Decimal(100)
ENDLESS = Decimal("Infinity")

SHARES = ("sunarp_shares", "legal_opinion_on_proration")
CONTRACT = ("contracted_area", "own_rights_in_sunarp")
ASSIGNMENT = ("deed_of_cesion_and_area",)
REPORT = ("sidemcat_report_of_titles_and_extension",)


class Hectares(NamedTuple):
    """The count by question: what is certain, and how much each open question may add.

    `shares` and `report` belong to own rights; `assigned` and `contracted` may count in whole or not at all.
    `contract` and `assignment` say whether such a title is in force (None: unknown).
    """

    certain: Decimal
    shares: Decimal
    report: Decimal
    assigned: Decimal
    contracted: Decimal
    contract: bool | None
    assignment: bool | None

    def is_open(self) -> bool:
        """Whether any question is open at all."""
        return any((self.shares, self.report, self.assigned, self.contracted))

    def bounds(self, *, with_contracts: bool) -> tuple[Decimal, Decimal | None]:
        """The lower and upper count; None where no upper bound is known."""
        if not self.is_open():
            return self.certain, self.certain
        high = self.certain + self.shares + self.report + self.assigned
        if with_contracts:
            high += self.contracted
        return self.certain, (high if high.is_finite() else None)

    def gap(self, *, with_contracts: bool) -> tuple[str, ...]:
        """The evidence that would settle the questions that are open."""
        parts = [(self.shares, SHARES), (self.report, REPORT), (self.assigned, ASSIGNMENT)]
        if with_contracts:
            parts.append((self.contracted, CONTRACT))
        return tuple(code for part, evidence in parts if part for code in evidence)


def count_hectares(rights: tuple[HeldRight, ...] | None) -> Hectares:
    """The count over all rights; where the list itself is unknown, everything is open."""
    if rights is None:
        return Hectares(ZERO, ZERO, ENDLESS, ZERO, ZERO, None, None)
    certain = shares = report = assigned = contracted = ZERO
    live = [right for right in rights if right.state != "extinguished"]
    for right in live:
        held = None if right.state is None or right.basis is None else True
        area = ENDLESS if right.hectares is None else right.hectares
        if right.basis == "assignment":
            assigned += area
        elif right.basis == "exploitation_contract":
            contracted += area
        elif held is None or right.hectares is None:
            report += area
        elif right.share_pct == HUNDRED:
            certain += area
        else:
            own = ZERO if right.share_pct is None else area * right.share_pct / HUNDRED
            certain += own
            shares += area - own
    contract, assignment = _title(live, "exploitation_contract"), _title(live, "assignment")
    return Hectares(certain, shares, report, assigned, contracted, contract, assignment)


def _title(live: list[HeldRight], basis: str) -> bool | None:
    """Whether one of these rights rests on that title."""
    candidates = [right for right in live if right.basis in (basis, None)]
    if any(right.state is not None and right.basis is not None for right in candidates):
        return True
    return None if candidates else False
