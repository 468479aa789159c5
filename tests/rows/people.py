"""An account with a role, for the addresses of the room of people."""

from datetime import date

from registry.accounts.models import Appointment, Role, User


def more(known: dict[str, int]) -> dict[str, int]:
    """Somebody who is not of the cast."""
    assert known
    user = User.objects.create_user("somebody", display_name="Somebody Invented")
    role = Role.objects.get(code="auditor")
    held = Appointment.objects.create(user=user, role=role, from_on=date(2020, 1, 1))
    return {"user": user.pk, "appointment": held.pk}
