"""Exceptions that an authority grants: they are facts, they add a finding each, and they edit none.

The finding of the rule that is excepted stays as it is. Beside it stands a finding with the rule id `EXEMPTION`, which
carries the exception: the kind of authority, the code of the reason, the document, the period; never a person's name.
What an exception in force does to the class is for the summing-up of the country.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from registry.rules.engine.errors import FactsError
from registry.rules.engine.reading import Reader, day, maybe, record, text, word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

RULE = "EXEMPTION"


class Exemption(NamedTuple):
    """One exception: the rule it concerns, who granted it and why (codes of the pack), the act, its days.

    `until_on` is the last day, included; None is an open end. `document` holds number and date of the act.
    """

    rule_id: str
    authority: str
    reason: str
    document: str
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is in force on the day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def to_json(self) -> dict[str, object]:
        """The exception in plain JSON types; an open end is left out."""
        plain: dict[str, object] = {
            "rule": self.rule_id,
            "authority": self.authority,
            "reason": self.reason,
            "document": self.document,
            "from_on": self.from_on.isoformat(),
        }
        return plain if self.until_on is None else {**plain, "until_on": self.until_on.isoformat()}


def exemption_reader(rules: Iterable[str], authorities: Iterable[str], reasons: Iterable[str]) -> Reader[Exemption]:
    """A reader of one exception that may name these rules, authorities and reasons.

    Raises (when called):
        FactsError: a word is not known, the document is empty, or the period ends before it begins.
    """
    read_record: Reader[dict[str, Any]] = record(
        dict,
        {
            "rule": word(*rules),
            "authority": word(*authorities),
            "reason": word(*reasons),
            "document": text,
            "from_on": day,
            "until_on": maybe(day),
        },
        required=("rule", "authority", "reason", "document", "from_on"),
        closed=True,
    )

    def read(plain: object) -> Exemption:
        found = read_record(plain)
        exemption = Exemption(found.pop("rule"), **found)
        if not exemption.document.strip():
            raise FactsError("document", "it is empty", "Write number and date of the act.")
        if exemption.until_on is not None and exemption.until_on < exemption.from_on:
            problem = f"{exemption.until_on} lies before its first day, {exemption.from_on}"
            raise FactsError("until_on", problem, "Correct the period; leave the last day out where it is open.")
        return exemption

    return read


def exemption_from_json(plain: object) -> Exemption | None:
    """The exception that a stored finding carries, or None; stored ones were checked when they were read."""
    if not isinstance(plain, dict):
        return None
    last = plain.get("until_on")
    rule, authority, reason, document = (str(plain[key]) for key in ("rule", "authority", "reason", "document"))
    return Exemption(rule, authority, reason, document, day(plain["from_on"]), None if last is None else day(last))
