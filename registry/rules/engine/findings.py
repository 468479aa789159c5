"""A finding: what one rule says about one operation.

Four outcomes. `met` and `not_met` answer the rule's statement, `unknown` names what is missing, and `not_applicable`
says that the rule does not speak about this operation on this day. `unknown` travels upward: only the summing-up of a
pack turns findings into a class.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from registry.rules.engine.exemptions import Exemption, exemption_from_json


class Outcome(StrEnum):
    """What a rule answers."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


Value = Decimal | int | str | date | tuple[Decimal, Decimal | None] | None
"""A compared value: a number, a word, a day, or a lower and an upper bound (None: no upper bound is known)."""


class Finding(NamedTuple):
    """The answer of one rule, with the value and the limit that were compared and the evidence that is missing.

    `unit` belongs to value and limit. `missing` holds evidence codes of the pack. `unverified_parameter` names the
    parameter whose figure nobody has yet compared with its source. `exemption` is the exception that the finding is
    about, where it is about one.
    """

    rule_id: str
    outcome: Outcome
    value: Value = None
    limit: Value = None
    missing: tuple[str, ...] = ()
    unit: str | None = None
    unverified_parameter: str | None = None
    exemption: Exemption | None = None

    def to_json(self) -> dict[str, object]:
        """The finding in plain JSON types; whatever is empty is left out."""
        plain: dict[str, object] = {"rule": self.rule_id, "outcome": str(self.outcome)}
        if self.value is not None:
            plain["value"] = to_plain(self.value)
        if self.limit is not None:
            plain["limit"] = to_plain(self.limit)
        if self.missing:
            plain["missing"] = list(self.missing)
        if self.unit is not None:
            plain["unit"] = self.unit
        if self.unverified_parameter is not None:
            plain["unverified_parameter"] = self.unverified_parameter
        if self.exemption is not None:
            plain["exemption"] = self.exemption.to_json()
        return plain


def to_plain(value: Value) -> object:
    """A compared value in JSON types: whole decimals as integers, days as ISO text, bounds as a list of two."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(value[0]), to_plain(value[1])]
    return value


def from_plain(plain: object) -> Value:
    """The compared value again; a day comes back as its ISO text, which reads and stores the same."""
    if isinstance(plain, float):
        return Decimal(repr(plain))
    if isinstance(plain, list):
        low, high = plain
        return (Decimal(repr(low)), None if high is None else Decimal(repr(high)))
    if plain is None or isinstance(plain, int | str | Decimal | date):
        return plain
    message = f"not a compared value: {plain!r}"
    raise TypeError(message)


def finding_from_json(plain: dict[str, object]) -> Finding:
    """The stored finding again."""
    missing = plain.get("missing", ())
    unit, unverified = plain.get("unit"), plain.get("unverified_parameter")
    return Finding(
        rule_id=str(plain["rule"]),
        outcome=Outcome(str(plain["outcome"])),
        value=from_plain(plain.get("value")),
        limit=from_plain(plain.get("limit")),
        missing=tuple(str(code) for code in missing) if isinstance(missing, list | tuple) else (),
        unit=None if unit is None else str(unit),
        unverified_parameter=None if unverified is None else str(unverified),
        exemption=exemption_from_json(plain.get("exemption")),
    )
