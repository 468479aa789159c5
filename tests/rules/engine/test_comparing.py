"""What of two laws differs, and that every way of reading it is seen."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from registry.rules.engine.comparing import Watch, Watched, differing_limits, differing_lists
from registry.rules.engine.parameters import Limit

SAME = Limit("same", Decimal(25), "t/d", True, None)


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (SAME, set()), (SAME._replace(value=Decimal(20)), {"same"}), (SAME._replace(included=False), {"same"}),
        (SAME._replace(value=25), {"same"}), (SAME._replace(unit="m3/d"), {"same"}),
    ],
)  # fmt: skip
def test_the_same_figure_does_not_differ_and_another_does(other: Limit, differs: set[str]) -> None:
    assert differing_limits({"same": SAME}, {"same": other}) == differs
    assert differing_limits({"same": SAME}, {}) == {"same"}


def test_the_same_words_do_not_differ_and_others_do() -> None:
    one = {"same": frozenset("ab"), "fewer": frozenset("ab"), "gone": frozenset("a")}
    other = {"same": frozenset("ba"), "fewer": frozenset("a"), "new": frozenset("a")}
    assert differing_lists(one, other) == {"fewer", "gone", "new"}
    assert differing_lists(one, one) == set()


READINGS: dict[str, Callable[[dict[str, int], str], object]] = {
    "get": lambda law, key: law.get(key),
    "item": lambda law, key: law[key],
    "in": lambda law, key: key in law,
}


@pytest.mark.parametrize("way", sorted(READINGS))
def test_reading_an_entry_is_seen_where_the_laws_differ_and_nowhere_else(way: str) -> None:
    watch = Watch()
    law = Watched({"same": 1, "other": 2}, frozenset({"other"}), watch)
    READINGS[way](law, "same")
    assert not watch.seen
    READINGS[way](law, "other")
    assert watch.seen


@pytest.mark.parametrize("whole", [list, dict.keys, dict.values, dict.items], ids=lambda way: way.__name__)
def test_reading_it_whole_is_seen(whole: Callable[[dict[str, int]], object]) -> None:
    watch = Watch()
    law = Watched({"same": 1}, frozenset(), watch)
    getattr(law, whole.__name__)() if whole is not list else whole(law)
    assert watch.seen
