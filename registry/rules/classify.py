"""Many cases at once: from a list of `{id, facts}` to a list of answers, bad items named instead of dropped."""

from __future__ import annotations

from registry.rules.catalogue import get_pack
from registry.rules.engine.errors import FactsError, RulesError


def classify_items(items: list[object]) -> list[dict[str, object]]:
    """One answer an item, in the same order: `{id, category, scale, …, findings}`, or `{id, error}` for a bad one.

    Other keys of an item are passed over, so that a case file can be fed. Nothing is read or written.
    """
    return [_classify(item) for item in items]


def _classify(item: object) -> dict[str, object]:
    if not isinstance(item, dict):
        return {"id": None, "error": "the item is not an object with id and facts"}
    identifier = item.get("id")
    try:
        return {"id": identifier, **_judge(item.get("facts"))}
    except RulesError as error:
        return {"id": identifier, "error": str(error)}


def _judge(facts: object) -> dict[str, object]:
    if not isinstance(facts, dict):
        raise FactsError("facts", "they are absent or not an object", 'Write "facts": {…}.')
    jurisdiction = facts.get("jurisdiction")
    if not isinstance(jurisdiction, str):
        raise FactsError("jurisdiction", "this fact is absent", "It chooses the law that applies, for example PE.")
    pack = get_pack(jurisdiction)
    assessment = pack.assess(pack.facts_from_json(facts))
    return assessment.to_json(every_rule=True)
