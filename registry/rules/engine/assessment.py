"""The whole answer about one operation on one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from registry.rules.engine.findings import Finding, Outcome, finding_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Assessment:
    """Class, scale and legal status of one operation, with every finding and what is still missing.

    `category` is the one-word answer, `scale` and `legal_status` are the two axes behind it. `findings` holds one
    finding a rule of the pack, in the order in which the law is asked, then one for each exception that was granted.
    `deciding_rules` holds only rules whose removal would change class or scale. `missing_evidence` and `flags` are
    codes of the pack.
    """

    category: str
    scale: str
    legal_status: str
    findings: tuple[Finding, ...]
    deciding_rules: tuple[str, ...]
    flags: tuple[str, ...]
    missing_evidence: tuple[str, ...]

    def finding(self, rule_id: str) -> Finding:
        """The finding of one rule.

        Raises:
            KeyError: the pack has no such rule.
        """
        for found in self.findings:
            if found.rule_id == rule_id:
                return found
        raise KeyError(rule_id)

    def to_json(self, *, every_rule: bool = False) -> dict[str, object]:
        """Plain JSON types, to store or to send; findings that do not apply are left out unless `every_rule`.

        The pack puts the left-out ones back (`Pack.assessment_from_json`).
        """
        return {
            "category": self.category,
            "scale": self.scale,
            "legal_status": self.legal_status,
            "deciding_rules": list(self.deciding_rules),
            "flags": list(self.flags),
            "missing_evidence": list(self.missing_evidence),
            "findings": [
                found.to_json() for found in self.findings if every_rule or found.outcome is not Outcome.NOT_APPLICABLE
            ],
        }


def assessment_from_json(plain: dict[str, object], rule_ids: Iterable[str]) -> Assessment:
    """The stored answer again, with the rules that did not apply put back in their places.

    Raises:
        KeyError: a part of the stored answer is absent.
    """
    rows = plain["findings"]
    read = [finding_from_json(row) for row in (rows if isinstance(rows, list) else [])]
    stored = {found.rule_id: found for found in read if found.exemption is None}
    added = [found for found in read if found.exemption is not None]
    return Assessment(
        category=str(plain["category"]),
        scale=str(plain["scale"]),
        legal_status=str(plain["legal_status"]),
        findings=(*(stored.get(rule) or Finding(rule, Outcome.NOT_APPLICABLE) for rule in rule_ids), *added),
        deciding_rules=_words(plain["deciding_rules"]),
        flags=_words(plain["flags"]),
        missing_evidence=_words(plain["missing_evidence"]),
    )


def _words(plain: object) -> tuple[str, ...]:
    return tuple(str(word) for word in plain) if isinstance(plain, list | tuple) else ()
