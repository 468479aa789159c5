"""Which registrations are within somebody's reach."""

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.formalization.models import Registration


def can_read(powers: Powers, registration: Registration) -> bool:
    """Say whether the viewer may open it: the power to read, held for its place."""
    return powers.can(Power.REGISTER_READ, ubigeo=registration.ubigeo)


def can_change(powers: Powers, registration: Registration) -> bool:
    """Say whether the viewer may change it: the power to change, held for its place."""
    return powers.can(Power.REGISTER_CHANGE, ubigeo=registration.ubigeo)


def can_decide(powers: Powers, registration: Registration) -> bool:
    """Say whether the viewer may change its state: the power to decide, held for its place."""
    return powers.can(Power.CASE_DECIDE, ubigeo=registration.ubigeo)


def can_inspect(powers: Powers, registration: Registration) -> bool:
    """Say whether the viewer may record what an inspection or a document established: the power, for its place."""
    return powers.can(Power.CASE_INSPECT, ubigeo=registration.ubigeo)
