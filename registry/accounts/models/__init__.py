"""Users, roles and appointments."""

from registry.accounts.models.roles import Appointment, Role
from registry.accounts.models.users import User

__all__ = ["Appointment", "Role", "User"]
