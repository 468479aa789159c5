"""Who may do what where: the one question every door asks."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from registry.accounts.models import Appointment, User


@dataclass(frozen=True)
class Powers:
    """What somebody may do on one day: for each permission the regions, None meaning everywhere."""

    regions: dict[str, frozenset[str] | None] = field(default_factory=dict)
    authorities: frozenset[str] = frozenset()
    is_staff: bool = False

    def can(self, power: str, *, ubigeo: str | None = None) -> bool:
        """Say whether `power` is held; with `ubigeo`, whether it is held for that place.

        A place that is not known ("") is only within reach of somebody who holds the power everywhere.
        """
        if power not in self.regions:
            return False
        where = self.regions[power]
        return where is None or ubigeo is None or ubigeo[:2] in where

    def where(self, power: str) -> frozenset[str] | None:
        """Return the regions of `power`: None everywhere, an empty set nowhere."""
        return self.regions.get(power, frozenset())


def powers_of(user: User | AnonymousUser, *, on: date) -> Powers:
    """Return what the user may do on that day, in one query; nothing for somebody not logged in."""
    if not isinstance(user, User) or not user.is_active:
        return Powers()
    appointments = Appointment.objects.filter(user=user, from_on__lte=on).filter(Q(until_on=None) | Q(until_on__gte=on))
    regions: dict[str, frozenset[str] | None] = {}
    authorities: set[str] = set()
    is_staff = False
    for appointment in appointments.select_related("role"):
        is_staff = is_staff or appointment.role.is_staff_role
        if appointment.authority:
            authorities.add(appointment.authority)
        for power in appointment.role.powers:
            regions[power] = _joined(regions.get(power, frozenset()), appointment.regions)
    return Powers(regions, frozenset(authorities), is_staff)


def _joined(have: frozenset[str] | None, more: list[str]) -> frozenset[str] | None:
    return None if have is None or not more else have | frozenset(more)
