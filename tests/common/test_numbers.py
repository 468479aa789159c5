"""Numbers as people in Peru write them."""

from decimal import Decimal

import pytest

from registry.common.errors import DomainError
from registry.common.numbers import read_decimal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1,234", "1234"),
        ("12,345,678.90", "12345678.90"),
        (" 25 ", "25"),
        ("-70.5", "-70.5"),
        ("0,0001", "0.0001"),
        ("0,500", "0.5"),
    ],
)
def test_the_same_amount_however_it_is_written(text: str, number: str) -> None:
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "1.234,5", "12,34.5", "1e5", "NaN", "ten", "1,2,3", "0,500,000", "١٢"])
def test_what_is_ambiguous_or_no_number_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        read_decimal(text)
