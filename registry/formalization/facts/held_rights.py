"""One row of holder or contract as a right held, in the words of the law, on a day.

Extinguished rights are handed on as such. Plants and quarries of the State are no hectares of article 91. A right that
is missing from a newer file of its scope has an unknown state. Hectares are the declared ones, else the measured.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from registry.formalization.facts.entries import day_filed
from registry.rules.packs.pe.facts import HeldRight

NO_HECTARES = frozenset({"beneficiation", "quarry"})
KINDS = {"concession": "concession", "accumulation": "concession", "petition": "petition", "claim": "claim"}
STATES = {
    "titled": "in_force",
    "in_process": "in_force",
    "withdrawal_notice": "in_force",
    "extinguished": "extinguished",
}
CONTRACTS = {"exploitation": "exploitation_contract", "assignment": "assignment"}
RIGHT_COLUMNS = (
    "right_id", "right__kind", "right__state", "right__declared_hectares", "right__footprint__measured_area_ha",
    "right__filed_at", "right__filed_hour_known", "right__extinguished_on", "right__gone_on",
)  # fmt: skip


def holds(first: date | None, last: date | None, on: date) -> bool:
    return (first is None or first <= on) and (last is None or last >= on)


def state_of(row: Any, on: date) -> str | None:
    """Whether the right of a row is in force or extinguished on the day; None while unknown."""
    if row.right__extinguished_on is not None:
        return "extinguished" if row.right__extinguished_on <= on else "in_force"
    if row.right__gone_on is not None and row.right__gone_on <= on:
        return None
    return STATES.get(row.right__state)


def held_of(row: Any, on: date, basis: str, share: Decimal | None) -> HeldRight | None:
    filed = day_filed(row.right__filed_at, hour_known=row.right__filed_hour_known)
    if row.right__kind in NO_HECTARES or (filed is not None and filed > on):
        return None
    hectares = row.right__declared_hectares
    if hectares is None:
        hectares = row.right__footprint__measured_area_ha
    return HeldRight(KINDS.get(row.right__kind), hectares, share, basis, state_of(row, on))


def contracted(row: Any, on: date) -> HeldRight | None:
    right = held_of(row, on, CONTRACTS[row.kind], None)
    if right is None or row.covers_whole_right:
        return right
    return HeldRight(right.kind, row.area_ha, None, right.basis, right.state)


def opened(right: HeldRight) -> HeldRight:
    """The same right while it is not settled whether the registrant holds it."""
    if right.state == "extinguished":
        return right
    return HeldRight(right.kind, right.hectares, right.share_pct, right.basis, None)
