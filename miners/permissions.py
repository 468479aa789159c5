"""Which persons and groups are within somebody's reach."""

from miners.models import Group, Person
from registry.accounts.choices import Power
from registry.accounts.permissions import Powers


def can_read(powers: Powers, row: Person | Group) -> bool:
    """Say whether the viewer may open the entry: the power to read, held for its place."""
    return powers.can(Power.REGISTER_READ, ubigeo=row.ubigeo)


def can_change(powers: Powers, row: Person | Group) -> bool:
    """Say whether the viewer may change the entry: the power to change, held for its place."""
    return powers.can(Power.REGISTER_CHANGE, ubigeo=row.ubigeo)
