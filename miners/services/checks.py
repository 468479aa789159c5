"""The checks of identity that every door shares: form, import and API refuse the same with the same words."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from miners.choices import DocumentType
from registry.common.errors import DomainError
from registry.common.identity import check_ce, check_dni, check_ruc, dni_of_ruc
from registry.common.typed import as_seen

OLDEST = 125  # years; nobody on record lived longer


def clean_common(values: dict[str, Any], *, name_field: str) -> dict[str, Any]:
    """Return the values with name, RUC, place and country in their stored form. Raises: DomainError."""
    name = " ".join(as_seen(str(values[name_field])).split())
    if not name:
        raise DomainError(
            _("A name is needed: write it as it stands in the document."), field=name_field, code="name_missing"
        )
    cleaned = values | {
        name_field: name,
        "nationality": values["nationality"].upper(),
        "ubigeo": clean_ubigeo(values["ubigeo"]),
    }
    if values["ruc"]:
        cleaned["ruc"] = check_ruc(values["ruc"])
    return cleaned


def clean_ubigeo(text: str) -> str:
    """Return the place code: 2, 4 or 6 digits, or nothing. A code that no list knows is kept."""
    code = as_seen(text).strip()
    if code and not re.fullmatch(r"[0-9]{2}([0-9]{2}){0,2}", code):
        raise DomainError(
            _("A place code (UBIGEO) has 6 digits, for example 170102; 4 name a province and 2 a department."),
            field="ubigeo",
            code="ubigeo_form",
        )
    return code


def clean_document(document_type: str, number: str) -> str:
    """Return the number in its stored form. Raises: DomainError where type and number disagree."""
    if document_type == DocumentType.DNI:
        return check_dni(number)
    if document_type == DocumentType.CE:
        return check_ce(number)
    if number:
        raise DomainError(
            _("A document number without its kind cannot be checked: choose DNI or foreigner's card (CE)."),
            field="document_type",
            code="document_type_missing",
        )
    return ""


def check_same_person(document_type: str, number: str, ruc: str) -> None:
    """Refuse a RUC whose inner DNI is another person's. Raises: DomainError."""
    inner = dni_of_ruc(ruc) if ruc else None
    if inner and document_type == DocumentType.DNI and inner != number:
        raise DomainError(
            _("This RUC belongs to another DNI: where a RUC begins with 10, digits 3 to 10 are the DNI. Compare both."),
            field="ruc",
            code="ruc_other_person",
        )


def check_birth(birth: date | None, *, on: date) -> None:
    """Refuse a birth after the day `on`, or longer before it than anybody lives. Raises: DomainError."""
    if birth and birth.year < on.year - OLDEST:
        raise DomainError(
            _("The date of birth lies more than 125 years back. Check the year."),
            field="birth_date",
            code="birth_long_ago",
        )
    if birth and birth > on:
        raise DomainError(
            _("The date of birth lies in the future. Check the year."),
            field="birth_date",
            code="birth_in_future",
        )
