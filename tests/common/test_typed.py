"""Text as a reader sees it: pasted from a PDF, a telephone, a web page."""

import pytest
from django.http import QueryDict

from registry.common.errors import DomainError
from registry.common.identity import check_dni, check_ruc
from registry.common.numbers import read_decimal
from registry.common.typed import as_seen, form_as_seen

ZERO_WIDTH, BYTE_ORDER, TURNED, SOFT_HYPHEN = "\u200b", "\ufeff", "\u202e", "\u00ad"


@pytest.mark.parametrize("unseen", [ZERO_WIDTH, BYTE_ORDER, TURNED, SOFT_HYPHEN, "\x00", "\x1b", "\x85"])
def test_a_sign_that_nobody_sees_is_none(unseen: str) -> None:
    assert as_seen(f"Ros{unseen}a") == "Rosa"
    assert check_dni(f"9100{unseen}0001") == "91000001"
    assert read_decimal(f"1,234.5{unseen}") == read_decimal("1234.5")


def test_two_ways_to_write_an_accent_are_one_name() -> None:
    assert as_seen("Pen\u0303a") == "Peña"


def test_what_is_seen_stays() -> None:
    text = "Ñaupa's\tplace\nline two – 50 %"
    assert as_seen(text) == text


@pytest.mark.parametrize("number", ["９１００００１２", "٩١٠٠٠٠١٢"])
def test_digits_of_another_script_are_no_document(number: str) -> None:
    with pytest.raises(DomainError) as dni:
        check_dni(number)
    assert dni.value.code == "dni_form"
    with pytest.raises(DomainError) as ruc:
        check_ruc(f"10{number}1")
    assert ruc.value.code == "ruc_form"


def test_every_value_of_a_form_and_the_request_itself_stays() -> None:
    sent = QueryDict(mutable=True)
    sent.setlist("items", [f"a{ZERO_WIDTH}", "b"])
    assert form_as_seen(sent).getlist("items") == ["a", "b"]
    assert sent.getlist("items") == [f"a{ZERO_WIDTH}", "b"]
