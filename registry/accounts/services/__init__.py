"""Giving accounts and roles."""

from registry.accounts.services.appointments import AppointmentData, appointment_end, appointment_give
from registry.accounts.services.second_factor import second_factor_give_demo, second_factor_reset
from registry.accounts.services.users import (
    UserChange,
    UserData,
    password_ran_out,
    user_change,
    user_create,
    user_password_give,
    user_password_own,
    user_password_set,
)

__all__ = [
    "AppointmentData",
    "UserChange",
    "UserData",
    "appointment_end",
    "appointment_give",
    "password_ran_out",
    "second_factor_give_demo",
    "second_factor_reset",
    "user_change",
    "user_create",
    "user_password_give",
    "user_password_own",
    "user_password_set",
]
