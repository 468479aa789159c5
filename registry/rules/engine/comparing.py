"""Two laws beside each other: what of a judgement can differ between them at all.

A rule is a pure function of the facts and of what it reads of the law. So a rule that read nothing on which two laws
differ answers the same under both, and need not be asked twice. What it read is watched, not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView

    from registry.rules.engine.parameters import Limit

V = TypeVar("V")
W = TypeVar("W")


class Watch:
    """Whether anything was read on which the laws differ; whoever asks sets it back."""

    __slots__ = ("seen",)

    def __init__(self) -> None:
        self.seen = False


class Watched(dict[str, V]):
    """A part of the law that tells its watch when an entry is read on which the laws differ, or it is read whole."""

    __slots__ = ("_differing", "_watch")

    def __init__(self, plain: Mapping[str, V], differing: frozenset[str], watch: Watch) -> None:
        super().__init__(plain)
        self._differing = differing
        self._watch = watch

    def get(self, key: str, default: W | None = None) -> V | W | None:  # type: ignore[override] # one form of three
        """The entry, or the default where there is none."""
        if key in self._differing:
            self._watch.seen = True
        return super().get(key, default)

    def __getitem__(self, key: str) -> V:
        if key in self._differing:
            self._watch.seen = True
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        if key in self._differing:
            self._watch.seen = True
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._watch.seen = True
        return super().__iter__()

    def keys(self) -> KeysView[str]:  # type: ignore[override] # dict names a private type
        """All of them: read whole."""
        self._watch.seen = True
        return super().keys()

    def values(self) -> ValuesView[V]:  # type: ignore[override] # dict names a private type
        """All of them: read whole."""
        self._watch.seen = True
        return super().values()

    def items(self) -> ItemsView[str, V]:  # type: ignore[override] # dict names a private type
        """All of them: read whole."""
        self._watch.seen = True
        return super().items()


def differing_limits(one: Mapping[str, Limit], other: Mapping[str, Limit]) -> frozenset[str]:
    """The figures of a day on which two laws differ, also where only the kind of number is another (25 and 25.0)."""
    return frozenset(
        name
        for name in one.keys() | other.keys()
        if one.get(name) != other.get(name) or type(one[name].value) is not type(other[name].value)
    )


def differing_lists(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The named groups of words on which two laws differ."""
    return frozenset(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
