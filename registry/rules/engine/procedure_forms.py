"""The forms of the rows that state a procedure: the keys of each table, those that it must have first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry.rules.engine.forms import DAY, LABEL, ROWS, TEXT, TRUTH, WHOLE, WORDS

if TYPE_CHECKING:
    from registry.rules.engine.forms import Kind

    Form = tuple[dict[str, Kind], dict[str, Kind]]

SIDES = ("applicant", "agency", "third_party")
LEVELS = ("ministry", "region", "council", "opinion")
STARTS = ("filing", "service", "request", "publication", "act", "state", "fixed")

NAMED: dict[str, Kind] = {"id": TEXT, "label": LABEL}
STATED: dict[str, Kind] = {"from": DAY, "source": TEXT, "article": TEXT, "mark": TEXT}
ALSO: dict[str, Kind] = {"until": DAY, "note": TEXT}

FORMS: dict[str, Form] = {
    "source": ({"id": TEXT, "instrument": TEXT, "address": TEXT}, {}),
    "version": (
        {**NAMED, **STATED, "complete": TRUTH, "running": TEXT},
        {**ALSO, "incomplete_because": LABEL, "transition": LABEL},
    ),
    "state": ({**NAMED, "owner": TEXT, "clock": TEXT, "exit": LABEL}, {"is_end": TRUTH, "moves_established": TRUTH}),
    "move": ({**NAMED, **STATED, "from_states": WORDS, "to": TEXT, "act": TEXT}, ALSO),
    "clock": (
        {**NAMED, **STATED, "kind": TEXT, "whose": SIDES, "starts": STARTS, "on_expiry": TEXT},
        {
            **ALSO, "days": WHOLE, "start_day": DAY, "day": DAY, "parameter": ("process_end",), "of_step": TEXT,
            "begins": WORDS, "ends": WORDS, "is_right": TRUTH, "waits": TRUTH,
        },
    ),
    "act": (
        {**NAMED, "ends_right": TRUTH, "served": TRUTH, "challengeable": TRUTH, "competence": ROWS},
        {"effect": TEXT, "outcome": TEXT},
    ),
    "competence": ({**STATED, "codes": WORDS}, ALSO),
    "authority": ({**NAMED, "level": LEVELS}, {}),
    "step": (
        {
            **NAMED, **STATED, "letter": TEXT, "actor": SIDES, "needs": WORDS, "documents": ROWS, "good": WORDS,
            "bad": WORDS, "other": WORDS, "silence": TEXT,
        },
        {
            **ALSO, "authority": TEXT, "acts": WORDS, "when": TEXT, "together_when": WORDS, "good_needs": WORDS,
            "stands_for": WORDS, "optional": TRUTH, "clock": TEXT,
        },
    ),
    "document": ({"id": TEXT, "es": TEXT, "en": TEXT}, {}),
    "obligation": (
        {**NAMED, **STATED, "due": ROWS, "justified_at_most": WHOLE, "exempt": WORDS, "on_breach": TEXT}, ALSO,
    ),
    "due": ({"period": TEXT, "month": WHOLE, "day": WHOLE, "year_after": WHOLE}, {}),
}  # fmt: skip
TABLES = ("source", "version", "state", "move", "clock", "act", "authority", "step", "obligation")
ROWS_OF = {"act": ("competence", "competence"), "step": ("documents", "document"), "obligation": ("due", "due")}
"""Tables with rows of their own: under which key, and of which form."""
