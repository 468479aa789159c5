"""Giving accounts and roles."""

from registry.accounts.services.appointments import AppointmentData, appointment_end, appointment_give
from registry.accounts.services.users import UserData, user_create, user_password_set

__all__ = [
    "AppointmentData",
    "UserData",
    "appointment_end",
    "appointment_give",
    "user_create",
    "user_password_set",
]
