"""What a viewer's powers leave of a list."""

from django.db.models import Q

from registry.accounts.permissions import Powers


def within_reach(powers: Powers, power: str, *, column: str = "ubigeo") -> Q:
    """Return the condition that a place code lies in the regions where the power is held.

    A place that is not known is only within reach of somebody who holds the power everywhere.
    """
    regions = powers.where(power)
    if regions is None:
        return Q()
    if not regions:
        return Q(pk__in=[])
    reach = Q()
    for region in sorted(regions):
        reach |= Q(**{f"{column}__startswith": region})
    return reach
