"""Documents of identity: form and check digit, with sentences that help."""

import pytest

from registry.common.errors import DomainError
from registry.common.identity import check_ce, check_dni, check_ruc, dni_of_ruc, mask_number, ruc_check_digit


def ruc(first_ten: str) -> str:
    return first_ten + str(ruc_check_digit(first_ten))


@pytest.mark.parametrize("first_ten", ["1000000001", "2000000000", "2099999999", "1500000012"])
def test_a_ruc_with_its_check_digit_stands_and_each_other_digit_falls(first_ten: str) -> None:
    good = ruc(first_ten)
    assert check_ruc(f" {good[:5]} {good[5:]} ") == good
    for digit in set("0123456789") - {good[-1]}:
        with pytest.raises(DomainError) as caught:
            check_ruc(first_ten + digit)
        assert caught.value.code == "ruc_check_digit"


def test_the_number_that_the_tax_office_publishes_as_its_own_stands() -> None:
    assert check_ruc("20131312955") == "20131312955"  # SUNAT itself: not computed by the code that is tried here


@pytest.mark.parametrize("bad", ["", "12345678901", "30000000001", "2000000000", "200000000000", "2O000000001"])
def test_a_ruc_of_another_form_is_refused(bad: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_ruc(bad)
    assert caught.value.code == "ruc_form"
    assert caught.value.field == "ruc"


def test_the_dni_is_inside_a_ruc_that_begins_with_10_only() -> None:
    assert dni_of_ruc(ruc("1000000017")) == "00000017"
    assert dni_of_ruc(ruc("2000000017")) is None


@pytest.mark.parametrize(
    ("number", "good"), [("0000 0017", True), ("1234567", False), ("123456789", False), ("1234567A", False)]
)
def test_a_dni_has_eight_digits(number: str, good: bool) -> None:
    if good:
        assert check_dni(number) == "00000017"
    else:
        with pytest.raises(DomainError):
            check_dni(number)


def test_a_foreigners_card_and_a_masked_number() -> None:
    assert check_ce("abc-123456") == "ABC123456"
    with pytest.raises(DomainError):
        check_ce("12345678")
    assert mask_number("00000017") == "*****017"
    assert mask_number("") == ""
