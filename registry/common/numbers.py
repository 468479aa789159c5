"""Reading numbers as people in Peru write them: 1,234.5 and 1234.5 and 1234,5 are the same amount.

Nobody sets thousands apart in what begins with a nought, so 0,500 is a half.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.typed import as_seen

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


def read_decimal(text: str) -> Decimal:
    """Return the number a person wrote; a comma before exactly three digits sets thousands apart.

    Raises:
        DomainError: where it is no number; the sentence shows how to write one.
    """
    plain = as_seen(text).strip().replace("\u00a0", "").replace("\u2212", "-").replace("'", "")
    if _GROUPED.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _PLAIN.fullmatch(plain):
        return Decimal(plain)
    if _COMMA.fullmatch(plain):
        return Decimal(plain.replace(",", "."))
    raise DomainError(
        _("“{text}” is not a number. Write it like 1,234.5 or 1234.5.").format(text=text.strip()[:40]),
        code="number_form",
    )
