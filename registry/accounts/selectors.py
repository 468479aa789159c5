"""What a viewer's powers leave of a list."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from registry.accounts.models import Appointment, User
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


def names_of_keys(keys: Iterable[str]) -> dict[str, str]:
    """Return the names behind keys of actors; a key of no user is left out."""
    numbers = [int(key[5:]) for key in keys if key.startswith("user:")]
    return {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=numbers)} if numbers else {}


def holders_of_power(power: str, *, ubigeo: str, on: date) -> list[User]:
    """Return the active users who hold the power for that place on that day, by name.

    A place that is not known ("") is only within reach of somebody who holds the power everywhere.
    """
    appointments = Appointment.objects.filter(
        role__powers__contains=[power], user__is_active=True, from_on__lte=on
    ).filter(Q(until_on=None) | Q(until_on__gte=on))
    found = {
        row.user_id: row.user
        for row in appointments.select_related("user")
        if not row.regions or ubigeo[:2] in row.regions
    }
    return sorted(found.values(), key=str)
