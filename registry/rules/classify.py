"""Many cases at once: from a list of `{id, facts}` to a list of answers, bad items named instead of dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry.rules.catalogue import get_pack
from registry.rules.engine.errors import FactsError, RulesError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator


def classify_items(items: list[object]) -> list[dict[str, object]]:
    """One answer an item, in the same order: `{id, category, scale, …, findings}`, or `{id, error}` for a bad one.

    Other keys of an item are passed over, so that a case file can be fed. Inside a fact the form allows further
    properties; the answer names them in `passed_over`, so that a slip of the pen is seen. An item that is itself an
    error (a line that could not be read) is told as such. Nothing is read or written.
    """
    return [_classify(item, position) for position, item in enumerate(items, start=1)]


def _classify(item: object, position: int) -> dict[str, object]:
    if isinstance(item, RulesError):
        return {"id": None, "error": str(item)}
    if not isinstance(item, dict):
        return {"id": None, "error": f"item {position}: {shown(item)} is not an object with id and facts."}
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
        problem = f"{shown(jurisdiction)} is not a text" if "jurisdiction" in facts else "this fact is absent"
        raise FactsError("jurisdiction", problem, "It chooses the law that applies, for example PE.")
    pack = get_pack(jurisdiction)
    answer = pack.assess(pack.facts_from_json(facts)).to_json(every_rule=True)
    unread = list(_unread(facts, pack.schema, ""))
    return {**answer, "passed_over": unread} if unread else answer


def _unread(plain: object, schema: object, place: str) -> Iterator[str]:
    """The places of the properties that the schema does not name."""
    if not isinstance(schema, dict):
        return
    if isinstance(plain, list):
        for position, item in enumerate(plain):
            yield from _unread(item, schema.get("items"), f"{place}[{position}]")
    properties = schema.get("properties")
    if isinstance(plain, dict) and isinstance(properties, dict):
        for name, value in plain.items():
            inner = f"{place}.{name}" if place else str(name)
            if name in properties:
                yield from _unread(value, properties[name], inner)
            else:
                yield inner
