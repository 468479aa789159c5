"""What the rules read of a law is asked of it one by one: kind, unit, days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.errors import LawError
from registry.rules.engine.needs import DAY, NUMBER, WHOLE, WORD, Need, Needs, check_needs
from registry.rules.engine.parameters import Basis, DatedValue, Figure, Parameter, Parameters
from registry.rules.engine.periods import Period
from registry.rules.packs.pe.country import PERU

if TYPE_CHECKING:
    from registry.rules.engine.law import Law

FIRST, NEXT, BASIS = date(2000, 1, 1), date(2000, 1, 2), Basis("law", "art. 1", "address")


def law_with(*values: DatedValue) -> Law:
    """Peru's law with one parameter and no other."""
    figure = Parameter("figure", {"es": "a", "en": "b"}, included=True, checked=FIRST, values=values)
    return replace(get_pack("PE").law, parameters=Parameters([figure], FIRST))


def holds(value: Figure, unit: str = "t/d", first: date = FIRST, last: date | None = None) -> DatedValue:
    return DatedValue(Period(first, last), value, unit, "C", BASIS)


def refusal(need: Need, *values: DatedValue) -> str:
    """What is wrong, in words; empty where the law serves."""
    law = law_with(*values)
    try:
        check_needs(Needs({"figure": need}, zones=tuple(law.zones)), law)
    except LawError as error:
        return f"{error.place}: {error.problem}"
    return ""


@pytest.mark.parametrize(
    ("kind", "serve", "do_not"),
    [
        (NUMBER, [25, Decimal("25.5")], [FIRST, "25", True]),
        (WHOLE, [25], [Decimal(25), "25", FIRST, True]),
        (DAY, [FIRST], [25, "2000-01-01"]),
        (WORD, ["required"], [25, FIRST, False]),
    ],
)
def test_each_kind_takes_its_own_values(kind: str, serve: list[Figure], do_not: list[Figure]) -> None:
    for value in serve:
        assert refusal(Need(kind), holds(value)) == ""
    for value in do_not:
        assert refusal(Need(kind), holds(value)) == f"parameter figure, value 1: {value!r} is no {kind}"


def test_a_unit_or_word_must_be_one_that_rules_tell_apart() -> None:
    rate, word = Need(NUMBER, ("t/d", "m3/d")), Need(WORD, ("required", "not_established"))
    assert refusal(rate, holds(1, "m3/d")) == ""
    assert refusal(rate, holds(1, "ha")) == "parameter figure, value 1: 'ha' is not known to the rules"
    assert refusal(Need(NUMBER), holds(1, "anything")) == ""
    # Of a word the word itself is asked, whatever its unit is.
    assert refusal(word, holds("required", "anything")) == ""
    assert refusal(word, holds("perhaps", "required")).endswith("'perhaps' is not known to the rules")


def test_only_what_must_always_hold_is_asked_from_the_first_day_and_without_an_end() -> None:
    always, some_days = Need(NUMBER, always=True), Need(NUMBER)
    assert refusal(always, holds(1)) == ""
    assert refusal(always, holds(1, first=NEXT)) == "parameter figure: nothing holds before 2000-01-02"
    assert refusal(always, holds(1, last=NEXT)) == "parameter figure: nothing holds after 2000-01-02"
    assert refusal(some_days, holds(1, first=NEXT, last=NEXT)) == ""
    # Every value is looked at, and of their days the first and the last.
    later = date(2000, 1, 3)
    assert refusal(always, holds(1, last=NEXT), holds(2, first=later)) == ""
    assert refusal(always, holds(1, last=NEXT), holds("2", first=later)).startswith("parameter figure, value 2")
    assert refusal(always, holds(1, last=NEXT), holds(2, first=later, last=later)).endswith("after 2000-01-03")


@pytest.mark.parametrize("stratum", ["stratum_medium_above", "stratum_medium_capacity"])
def test_a_stratum_is_told_in_tonnes_only(stratum: str) -> None:
    law, needs = get_pack("PE").law, PERU.needs
    assert needs is not None
    found = law.parameters.get(stratum)
    others = [one for one in law.parameters.all if one is not found]
    values = tuple(replace(value, unit="m3/d") for value in found.values)
    changed = replace(law, parameters=Parameters([*others, replace(found, values=values)], law.first_day))
    with pytest.raises(LawError, match=rf"{stratum}, value 1: 'm3/d' is not known"):
        check_needs(needs, changed)
