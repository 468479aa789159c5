"""How plain values are read, and how one that cannot be read is shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from registry.rules.engine.errors import FactsError, shown
from registry.rules.engine.reading import count, whole


@pytest.mark.parametrize(
    ("plain", "read"), [(0, 0), (-3, -3), (18.0, 18), (Decimal("18.0"), 18), (10**18 - 1, 10**18 - 1)]
)
def test_a_whole_number_may_be_written_with_a_point(plain: object, read: int) -> None:
    assert whole(plain) == read
    assert type(whole(plain)) is int


@pytest.mark.parametrize(
    "plain", [1.5, Decimal("0.1"), 10**18, -(10**18), True, "3", None, float("nan"), float("inf"), Decimal("1e999999")]
)
def test_nothing_else_is_a_whole_number(plain: object) -> None:
    with pytest.raises(FactsError, match="is not a whole number"):
        whole(plain)


def test_a_count_begins_at_one() -> None:
    assert count(1) == 1
    for plain in (0, -1):
        with pytest.raises(FactsError, match=f"{plain} is no count"):
            count(plain)


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (20261120, "20261120"),
        (10**17 + 1, "100000000000000001"),
        (Decimal("18.50"), "18.50"),
        (Decimal("1e5000"), "1e+5000"),
        ("vigente", "'vigente'"),
        ("x" * 78, "'" + "x" * 78 + "'"),
        ({"a": 1, "b": 2, "c": 3}, "{'a': 1, 'b': 2, 'c': 3}"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "{'a': 1, 'b': 2, 'c': 3, ...}"),
        ([1, 2, 3, 4], "[1, 2, 3, ...]"),
        ([[[0]]], "[[[...]]]"),
    ],
)
def test_a_value_is_shown_as_it_was_written(plain: object, said: str) -> None:
    assert shown(plain) == said


def test_a_number_of_thousands_of_digits_is_shown_too() -> None:
    assert shown(10**5000) == "1.00000000000000000e+5000"


@pytest.mark.parametrize("plain", ["x" * 79, b"x" * 90])
def test_a_long_value_is_cut_to_one_line(plain: object) -> None:
    assert len(shown(plain)) == 80
    assert "..." in shown(plain)
