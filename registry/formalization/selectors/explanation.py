"""An answer told rule by rule, in one language: pure, from a pack, facts and an assessment; nothing is asked elsewhere.

The rules that did not apply are listed apart. "What would change the class" is what the pack answers without a rule.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registry.formalization.models import Assessment as StoredAssessment
from registry.rules.engine.assessment import Assessment
from registry.rules.engine.findings import Finding, Outcome
from registry.rules.engine.pack import Change, Pack

BRINGERS = ("miner", "officer", "authority", "layer", "")
Words = tuple[str, str]
"""A text, and who can bring it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rule: what was asked, the value found, the limit, the article with its link, the answer.

    `would_be` is the class without this rule, where it differs. `unverified` names a figure that nobody has compared
    with its source.
    """

    rule_id: str
    title: str
    asks: str
    outcome: str
    answer: str
    value: object
    limit: object
    unit: str
    instrument: str
    article: str
    link: str
    decides: bool
    would_be: Change | None
    missing: tuple[Words, ...]
    unverified: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A whole answer in words. `missing` is by who can bring it; `facts` are (path, value) as they were judged."""

    category: str
    scale: str
    legal_status: str
    steps: tuple[Step, ...]
    not_asked: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    facts: tuple[tuple[str, object], ...]


def explain(pack: Pack[Any], plain: Mapping[str, object], answer: Assessment, language: str) -> Explained:
    """The answer in the words of the pack.

    Args:
        pack: the law under which the answer was given.
        plain: the facts as they are stored; without `activity` nothing is said of what would change the class.
        answer: what the pack answered.
        language: `es` or `en`.
    """
    changes: dict[str, Change] = {}
    if "activity" in plain:
        changes = {change.rule_id: change for change in pack.would_change(pack.facts_from_json(dict(plain)))}
    asked = [found for found in answer.findings if found.outcome is not Outcome.NOT_APPLICABLE]
    return Explained(
        category=answer.category,
        scale=answer.scale,
        legal_status=answer.legal_status,
        steps=tuple(_step(pack, found, answer, changes.get(found.rule_id), language) for found in asked),
        not_asked=tuple(
            (found.rule_id, pack.rule_text(found.rule_id, language).title)
            for found in answer.findings
            if found.outcome is Outcome.NOT_APPLICABLE
        ),
        flags=tuple(_text(pack.codes.flags[code].text, language) for code in answer.flags),
        missing=_missing(pack, answer, language),
        facts=tuple(_flat("", plain)),
    )


def explain_stored(pack: Pack[Any], row: StoredAssessment, language: str) -> Explained:
    """A stored answer in words; `pack` is the one with the row's hash."""
    plain = {
        axis: getattr(row, axis)
        for axis in ("category", "scale", "legal_status", "deciding_rules", "flags", "missing_evidence", "findings")
    }
    return explain(pack, row.facts, pack.assessment_from_json(plain), language)


def _step(pack: Pack[Any], found: Finding, answer: Assessment, change: Change | None, language: str) -> Step:
    told = pack.explain(found, language)
    return Step(
        rule_id=told.rule_id,
        title=told.title,
        asks=told.asks,
        outcome=found.outcome.value,
        answer=told.answer,
        value=_worded(pack, told.value, language),
        limit=told.limit,
        unit=told.unit or "",
        instrument=told.instrument,
        article=told.article,
        link=told.link if told.link.startswith("https://") else "",
        decides=told.rule_id in answer.deciding_rules,
        would_be=change,
        missing=tuple((words, bringer) for _code, words, bringer in told.missing),
        unverified=_label(pack, told.unverified_parameter, language),
    )


def _worded(pack: Pack[Any], value: object, language: str) -> object:
    """A zone kind in words; any other value as it is."""
    zone = pack.zone_effects.get(value) if isinstance(value, str) else None
    return _text(zone.label, language) if zone else value


def _label(pack: Pack[Any], parameter_id: str | None, language: str) -> str:
    if parameter_id is None:
        return ""
    labels = {parameter.id: parameter.label for parameter in pack.parameters}
    return _text(labels[parameter_id], language) if parameter_id in labels else parameter_id


def _missing(pack: Pack[Any], answer: Assessment, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    evidence = [pack.codes.evidence[code] for code in answer.missing_evidence]
    grouped = (
        (bringer, tuple(_text(code.text, language) for code in evidence if (code.brought_by or "") == bringer))
        for bringer in BRINGERS
    )
    return tuple((bringer, texts) for bringer, texts in grouped if texts)


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["en"]


def _flat(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            yield from _flat(f"{path} {number}", item)
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else value
