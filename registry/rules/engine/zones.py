"""What lying in a kind of area means: the effects of the zone kinds of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.errors import LawError
from registry.rules.engine.forms import LABEL, TEXT, TRUTH, check_form, check_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from registry.rules.engine.forms import Kind

EFFECTS = ("block", "restricted", "condition", "note")
FORM: tuple[dict[str, Kind], dict[str, Kind]] = (
    {"kind": TEXT, "effect": EFFECTS, "rule": TEXT, "label": LABEL},
    {"opinion_of": TEXT, "prior_rights": TRUTH, "deciding": TRUTH},
)


class ZoneEffect(NamedTuple):
    """One kind of area: what it does to an operation on it, whose opinion is asked, which rule says so.

    `block`: prohibited. `restricted`: nobody can be formalised there. `condition`: allowed under a condition. `note`:
    shown only. `prior_rights`: older rights may be saved. `deciding`: not knowing it can change the class.
    """

    kind: str
    effect: str
    deciding: bool
    prior_rights: bool
    opinion_of: str | None
    rule_id: str
    label: Mapping[str, str]


def read_zone_effects(file: str, tables: object) -> dict[str, ZoneEffect]:
    """Zone kind to effect.

    Raises:
        LawError: a kind stands twice, has no known effect, no rule or no label, or a key that nobody reads.
    """
    effects: dict[str, ZoneEffect] = {}
    for table in tables if isinstance(tables, list) else []:
        place = f"{file}, zone {table.get('kind')}"
        if table.get("effect") not in EFFECTS:
            raise LawError(place, f"effect is {table.get('effect')!r}", f"Use one of {', '.join(EFFECTS)}.")
        if not table.get("rule") or not table.get("label", {}).get("es") or not table.get("label", {}).get("en"):
            raise LawError(place, "no rule or no label", "Name the rule and give the label in es and en.")
        check_form(place, table, *FORM)
        check_once(file, "zone", [*effects, table["kind"]])
        effects[table["kind"]] = ZoneEffect(
            kind=table["kind"],
            effect=table["effect"],
            deciding=table.get("deciding", table["effect"] in ("block", "restricted")),
            prior_rights=table.get("prior_rights", False),
            opinion_of=table.get("opinion_of"),
            rule_id=table["rule"],
            label=table["label"],
        )
    return effects
