"""Invented numbers with a valid form, in ranges that nobody is given: they cannot be anybody's."""

from datetime import date

from registry.common.identity import ruc_check_digit
from registry.formalization.services.demo.plan import Plan


def dni(plan: Plan) -> str:
    """Return an 8-digit number of the range 999, which has not been issued."""
    return f"999{plan.next_number('dni'):05d}"


def ce(plan: Plan) -> str:
    """Return a foreigner's card number that says demo."""
    return f"DEMO{plan.next_number('ce'):05d}"


def ruc_of_dni(number: str) -> str:
    """Return the taxpayer number of a natural person, check digit included."""
    return _checked("10" + number)


def ruc_of_group(plan: Plan) -> str:
    """Return the taxpayer number of a legal person, of the range 209999."""
    return _checked(f"209999{plan.next_number('ruc'):04d}")


def right_code(plan: Plan, kind: str) -> str:
    """Return a code of a right: 9 characters, plants and deposits with their letter, as cadastres write them."""
    letter = {"beneficiation": "P", "tailings": "R"}.get(kind, "")
    return f"{letter}99{plan.next_number('right'):07d}"[:12]


def registration_code(plan: Plan, department: str) -> str:
    """Return a code of a registration, with its department."""
    return f"DEMO{department}-{plan.next_number('registration'):05d}"


def act_number(plan: Plan, office: str, day: date | None) -> str:
    """Return the number of a resolution that does not exist."""
    return f"DEMO {plan.next_number('act'):04d}-{day.year if day else 's/f'}-{office}"


def _checked(first_ten: str) -> str:
    return f"{first_ten}{ruc_check_digit(first_ten)}"
