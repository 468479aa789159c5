"""Who may change a right: the power over rights, held for its place."""

from concessions.models import MiningRight
from registry.accounts.choices import Power
from registry.accounts.permissions import Powers


def can_change(powers: Powers, right: MiningRight) -> bool:
    """Say whether the viewer may change the right. Reading is open to all staff: the cadastre is public."""
    return powers.can(Power.RIGHTS_CHANGE, ubigeo=right.ubigeo)
