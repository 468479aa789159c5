"""What the rules of a country read of its law, so that a law that they could not read is refused at once.

Without this a misspelt id would make a limit vanish in silence, a kind of land that was left out would count as clear,
and a word or unit that no rule knows would be read as the other one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.errors import LawError
from registry.rules.engine.law import EQUIPMENT_FILE, ZONES_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from registry.rules.engine.law import Law
    from registry.rules.engine.parameters import DatedValue, Parameter

NUMBER, WHOLE, DAY, WORD = "number", "whole number", "day", "word"
KINDS: dict[str, tuple[type, ...]] = {NUMBER: (int, Decimal), WHOLE: (int,), DAY: (date,), WORD: (str,)}


class Need(NamedTuple):
    """One figure: the kind of its values, the units or words that the rules tell apart (none named: any), its days.

    `always`: it must hold on every day from the first of the pack on.
    """

    kind: str
    allowed: tuple[str, ...] = ()
    always: bool = False


class Needs(NamedTuple):
    """The figures, the groups of words and the kinds of land that the rules read, all by their id."""

    figures: Mapping[str, Need] = MappingProxyType({})
    groups: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


def check_needs(needs: Needs, law: Law) -> None:
    """Refuse a law in which something is absent, of another kind, or silent on a day when it must speak.

    Further figures and groups of words are nobody's concern. A further kind of land is refused: no rule would read it.

    Raises:
        LawError: with the place and what to do.
    """
    found = {parameter.id: parameter for parameter in law.parameters.all}
    for name, need in needs.figures.items():
        if name not in found:
            place = f"parameter {name}"
            raise LawError(place, "it is absent", "Rules read it: keep its table, and its id.")
        _check(found[name], need, law.parameters.first_day)
    for group in needs.groups:
        if group not in law.lists:
            place = f"{EQUIPMENT_FILE}, group {group}"
            raise LawError(place, "it is absent", "Rules read it: keep its table.")
    for kind in sorted(set(needs.zones) ^ set(law.zones)):
        place, problem = f"{ZONES_FILE}, zone {kind}", "no rule reads this kind"
        problem = "it is absent" if kind in needs.zones else problem
        raise LawError(place, problem, f"The kinds are: {', '.join(needs.zones)}.")


def _check(parameter: Parameter, need: Need, first_day: date) -> None:
    place = f"parameter {parameter.id}"
    for position, value in enumerate(parameter.values, start=1):
        _check_value(f"{place}, value {position}", value, need)
    first, last = parameter.values[0].period.first, parameter.values[-1].period.last
    if need.always and first > first_day:
        raise LawError(place, f"nothing holds before {first}", f"Give a value from {first_day} on.")
    if need.always and last is not None:
        raise LawError(place, f"nothing holds after {last}", "Leave the last value without an end, or add the next.")


def _check_value(place: str, value: DatedValue, need: Need) -> None:
    if type(value.value) not in KINDS[need.kind]:
        raise LawError(place, f"{value.value!r} is no {need.kind}", f"Give a {need.kind}.")
    told = value.value if need.kind == WORD else value.unit
    if need.allowed and told not in need.allowed:
        raise LawError(place, f"{told!r} is not known to the rules", f"Use one of {', '.join(need.allowed)}.")
