"""Proving that stored facts give stored findings, for every answer ever given."""

from dataclasses import dataclass, field
from typing import Any

from registry.formalization.facts.judging import judge_stored
from registry.formalization.models import Assessment
from registry.formalization.selectors.law import pack_of_hash
from registry.rules.engine.errors import RulesError
from registry.rules.engine.pack import Pack

AXES = ("category", "scale", "legal_status", "deciding_rules", "flags", "missing_evidence", "findings")


@dataclass(slots=True)
class Replayed:
    """How many answers were judged again, which of them differ, and how many rest on a law that is not kept.

    `unproven` counts by version and hash of the pack: nothing can be said of those.
    """

    checked: int = 0
    broken: list[dict[str, object]] = field(default_factory=list)
    unproven: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Plain numbers and rows."""
        return {"checked": self.checked, "broken": self.broken, "unproven": self.unproven}


def assessments_replay() -> Replayed:
    """Judge every stored answer again, superseded ones too, under the pack it was given under."""
    done = Replayed()
    packs: dict[tuple[str, str], Pack[Any] | None] = {}
    for row in Assessment.objects.order_by("pk").iterator(chunk_size=2_000):
        key = (row.jurisdiction, row.pack_hash)
        if key not in packs:
            packs[key] = _pack(*key)
        pack = packs[key]
        if pack is None:
            name = f"{row.pack_version} {row.pack_hash[:12]}"
            done.unproven[name] = done.unproven.get(name, 0) + 1
            continue
        done.checked += 1
        why = _difference(pack, row)
        if why:
            done.broken.append({"assessment": row.pk, "registration": row.registration_id, "why": why})
    return done


def _pack(jurisdiction: str, content_hash: str) -> Pack[Any] | None:
    try:
        return pack_of_hash(jurisdiction, content_hash)
    except RulesError:
        return None


def _difference(pack: Pack[Any], row: Assessment) -> str:
    try:
        plain = judge_stored(pack, row.facts).assessment.to_json()
    except RulesError as error:
        return str(error)
    differing = [axis for axis in AXES if plain[axis] != getattr(row, axis)]
    if row.facts.get("as_of") != row.on_day.isoformat():
        differing.append("on_day")
    return f"differs in {', '.join(differing)}" if differing else ""
