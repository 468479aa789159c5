"""Who may do which act where and when. Competence is dated per act, so the right to act follows the day."""

from datetime import date

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.formalization.models import Registration
from registry.rules.engine.procedure import REFUSED, Procedure

MINISTRY = frozenset({"DGFM", "DGAAM", "MINEM"})
COUNCIL = frozenset({"CM"})
OPINION = frozenset({"SERNANP", "ANA", "SERFOR"})


def authorities_of(powers: Powers, *, ubigeo: str) -> frozenset[str]:
    """Return the authorities for which somebody may act at that place.

    An appointment that names its directorate acts for that one only; a ministry officer whose appointment names none
    acts for the ministry's. A regional office is whoever inspects in named regions.
    """
    found: set[str] = set()
    if powers.can(Power.CASE_DECIDE, ubigeo=ubigeo):
        named = powers.authorities & (MINISTRY | COUNCIL)
        found |= named or MINISTRY
    if powers.where(Power.CASE_INSPECT) is not None and powers.can(Power.CASE_INSPECT, ubigeo=ubigeo):
        found.add("DREM")
    if powers.can(Power.OPINION_GIVE):
        found |= powers.authorities & OPINION
    return frozenset(found)


def may_do(powers: Powers, procedure: Procedure, act: str, *, ubigeo: str, on: date) -> frozenset[str]:
    """Return the viewer's authorities that are competent for an act on that day; empty: the viewer may not."""
    return frozenset(
        authority
        for authority in authorities_of(powers, ubigeo=ubigeo)
        if procedure.competent(act, authority, on).kind != REFUSED
    )


def can_work(powers: Powers, registration: Registration) -> bool:
    """Say whether the viewer may handle files of the registration: record, ask, note, assign."""
    return powers.can(Power.REGISTER_CHANGE, ubigeo=registration.ubigeo)
