"""Readers: from plain JSON to frozen facts, in one pass, with the place named where something is wrong.

A reader takes a plain value and returns what the facts hold. Readers are put together once, when a pack is imported;
reading a case then only runs closures. An absent or null fact is None: unknown, unless the pack states a default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from registry.rules.engine.errors import FactsError, shown

T = TypeVar("T")
Reader = Callable[[object], T]
REMEMBERED = 4096
MOST_DIGITS = 18


def word(*allowed: str) -> Reader[str]:
    """One of these words."""
    known = frozenset(allowed)

    def read(plain: object) -> str:
        if isinstance(plain, str) and plain in known:
            return plain
        raise FactsError("", f"{shown(plain)} is not known here", f"Use one of: {', '.join(allowed)}.")

    return read


def text(plain: object) -> str:
    """Any text."""
    if isinstance(plain, str):
        return plain
    raise FactsError("", f"{shown(plain)} is not a text", "Write it in quotes.")


def truth(plain: object) -> bool:
    """True or false."""
    if plain is True or plain is False:
        return plain
    raise FactsError("", f"{shown(plain)} is neither true nor false", "Write true or false.")


def whole(plain: object) -> int:
    """A whole number, below 1e18; 18.0 is 18."""
    if type(plain) in (int, float, Decimal):
        number = Decimal(plain)  # type: ignore[arg-type]
        if number.is_finite() and abs(number) < 10**MOST_DIGITS and number == int(number):
            return int(number)
    raise FactsError(
        "", f"{shown(plain)} is not a whole number", f"Write it without a fraction, below 1e{MOST_DIGITS}."
    )


def count(plain: object) -> int:
    """A whole number from one on."""
    number = whole(plain)
    if number < 1:
        raise FactsError("", f"{number} is no count", "Write 1 or more, or leave it out where it is unknown.")
    return number


def figure(plain: object) -> Decimal:
    """A number that is not negative, exactly as it was written: 1000.01 is 1000.01."""
    kind = type(plain)
    if kind is int or kind is float:
        return _exact(plain)
    if isinstance(plain, Decimal):
        return _quantity(plain)
    raise FactsError("", f"{shown(plain)} is not a number", "Write a number without quotes and without a unit.")


# The same few figures stand in thousands of cases: 100 %, 100 ha, 25 t/d.
@lru_cache(maxsize=REMEMBERED, typed=True)
def _exact(plain: float) -> Decimal:
    return _quantity(Decimal(repr(plain)))


def _quantity(number: Decimal) -> Decimal:
    # A figure of a million digits would be a slip of the pen that takes hours to write out.
    if number.is_finite() and number >= 0 and (not number or abs(number.adjusted()) < MOST_DIGITS):
        return number
    raise FactsError("", f"{number:.6g} is not a quantity", f"Write a number of zero or more, below 1e{MOST_DIGITS}.")


def day(plain: object) -> date:
    """A day written YYYY-MM-DD."""
    if isinstance(plain, str) and len(plain) == len("2026-12-31"):
        read = _day(plain)
        if read is not None:
            return read
    raise FactsError("", f"{shown(plain)} is not a day", "Write it as YYYY-MM-DD; it must exist in the calendar.")


@lru_cache(maxsize=REMEMBERED)
def _day(plain: str) -> date | None:
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None


def maybe(reader: Reader[T]) -> Reader[T | None]:
    """What the reader reads, or None for null."""

    def read(plain: object) -> T | None:
        return None if plain is None else reader(plain)

    return read


def each(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list, read item by item."""

    def read(plain: object) -> tuple[T, ...]:
        if not isinstance(plain, list):
            raise FactsError(
                "", f"{shown(plain)} is not a list", "Write it in square brackets; an empty list means none."
            )
        items = []
        for position, item in enumerate(plain):
            try:
                items.append(reader(item))
            except FactsError as error:
                raise error.under(position) from None
        return tuple(items)

    return read


def record(  # noqa: C901 - one pass over the properties, on the hot path
    make: Callable[..., T],
    fields: Mapping[str, Reader[object]],
    required: tuple[str, ...] = (),
    *,
    closed: bool = False,
) -> Reader[T]:
    """An object, read field by field into the keyword arguments of `make`.

    `closed` refuses properties that are not among the fields; else they are passed over, as the schema allows.
    """
    readers, known = dict(fields), frozenset(fields)

    def read(plain: object) -> T:
        if not isinstance(plain, dict):
            raise FactsError(
                "", f"{shown(plain)} is not an object", "Write it in braces; leave it out where it is unknown."
            )
        if closed and not plain.keys() <= known:
            odd = next(str(name) for name in plain if name not in known)
            raise FactsError(odd, "this fact is not known", f"Known are: {', '.join(fields)}.")
        found: dict[str, object] = {}
        reading = ""
        try:
            for reading, item in plain.items():
                if reading in known:
                    found[reading] = readers[reading](item)
        except FactsError as error:
            raise error.under(reading) from None
        for name in required:
            if name not in found:
                raise FactsError(name, "this fact is absent", "It must always be given.")
        return make(**found)

    return read
