"""What files know of an operation, stated to the law: opinions, the consent for the surface, a pending challenge."""

from collections.abc import Mapping, Sequence
from datetime import date

from registry.casework.models import Challenge, Opinion, StepRecord
from registry.common.among import Among
from registry.formalization.facts.sources import Outside

SURFACE, COMMUNITY = "surface_land", "community_assembly"
FINAL = ("favourable", "unfavourable")
CONSENT = {"stands": True, "refused": False, "authorised": True}


def outside_of(ids: Sequence[int], on: date) -> Mapping[int, Outside]:
    """Return what the files of these registrations know on the day, in three queries.

    A refusal of the community outweighs any other consent for the surface: a wrong yes takes a community's land.
    """
    opinions: dict[int, dict[str, str]] = {}
    rows = Opinion.objects.filter(Among("registration_id", ids), answer__in=FINAL, answered_on__lte=on)
    rows = rows.order_by("answered_on")
    for number, authority, answer in rows.values_list("registration_id", "authority", "answer"):
        opinions.setdefault(number, {})[authority] = answer
    consents = _consents(ids, on)
    pending = _pending(ids, on)
    return {
        number: Outside(
            opinions=opinions.get(number, {}),
            surface_consent=consents.get(number),
            appeal="pending" if number in pending else None,
        )
        for number in opinions.keys() | consents.keys() | pending
    }


def _consents(ids: Sequence[int], on: date) -> dict[int, bool]:
    found: dict[int, bool] = {}
    rows = StepRecord.objects.filter(
        Among("registration_id", ids), step__in=[SURFACE, COMMUNITY], superseded_at=None, happened_on__lte=on
    )
    for number, outcome in rows.values_list("registration_id", "outcome"):
        if outcome in CONSENT:
            found[number] = found.get(number, True) and CONSENT[outcome]
    return found


def _pending(ids: Sequence[int], on: date) -> set[int]:
    """Registrations whose exclusion or revocation is challenged and not decided on the day."""
    rows = Challenge.objects.filter(
        Among("registration_id", ids), filed_on__lte=on, act__effect_state__in=["excluded", "revoked"], outcome=""
    )
    return set(rows.values_list("registration_id", flat=True))
