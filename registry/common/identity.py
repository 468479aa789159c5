"""Identity documents of Peru and their own checks: DNI, foreigner's card (CE), RUC with check digit.

The check of the RUC: weights 5,4,3,2,7,6,5,4,3,2; 11 - (sum mod 11); 10 becomes 0 and 11 becomes 1.
A RUC that begins with 10 is a natural person's and holds the DNI (2 zeros of a prefix, 8 digits, check digit),
so wherever a DNI is hidden such a RUC is hidden too. The form of the CE (9 to 12 letters or digits) is
practice, not a published rule: it is checked loosely.
"""

import re

from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.typed import as_seen

_RUC_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_RUC_PREFIXES = ("10", "15", "16", "17", "20")


def normalize_number(number: str) -> str:
    """Return the number without spaces, dots, dashes and signs that nobody sees, in capitals."""
    return re.sub(r"[\s.\-]", "", as_seen(number)).upper()


def ruc_check_digit(first_ten: str) -> int:
    """Return the check digit (0 to 9) of the first ten digits of a RUC."""
    rest = 11 - sum(int(d) * w for d, w in zip(first_ten, _RUC_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 1}.get(rest, rest)


def dni_of_ruc(ruc: str) -> str | None:
    """Return the DNI inside a RUC that begins with 10; None for every other prefix, where it is unknown."""
    return ruc[2:10] if ruc.startswith("10") and len(ruc) == 11 else None


def check_dni(number: str) -> str:
    """Return the normalized DNI. Raises: DomainError where it is not 8 digits."""
    number = normalize_number(number)
    if not re.fullmatch(r"[0-9]{8}", number):
        raise DomainError(
            _("A DNI has 8 digits; this has another form. Copy it from the front of the card."),
            field="document_number",
            code="dni_form",
        )
    return number


def check_ce(number: str) -> str:
    """Return the normalized foreigner's card number. Raises: DomainError where it is not 9 to 12 characters."""
    number = normalize_number(number)
    if not re.fullmatch(r"[A-Z0-9]{9,12}", number):
        raise DomainError(
            _("A foreigner's card (CE) has 9 to 12 letters or digits; this has another form. Copy it from the card."),
            field="document_number",
            code="ce_form",
        )
    return number


def check_ruc(number: str) -> str:
    """Return the normalized RUC. Raises: DomainError for a wrong form, prefix or check digit."""
    number = normalize_number(number)
    if not re.fullmatch(r"[0-9]{11}", number) or not number.startswith(_RUC_PREFIXES):
        raise DomainError(
            _("A RUC has 11 digits and begins with 10, 15, 16, 17 or 20; this has another form."),
            field="ruc",
            code="ruc_form",
        )
    if int(number[10]) != ruc_check_digit(number[:10]):
        raise DomainError(
            _(
                "The last digit of this RUC does not fit the others."
                " One digit is mistyped; compare it with the RUC sheet."
            ),
            field="ruc",
            code="ruc_check_digit",
        )
    return number


def mask_number(number: str) -> str:
    """Return the number with all but the last three characters hidden, as shown to anonymous readers."""
    return "*" * max(len(number) - 3, 0) + number[-3:] if number else ""
