"""The words of a pack in each of its languages: rules, flags, evidence. Pack data, so that a lawyer edits them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.errors import LawError
from registry.rules.engine.exemptions import RULE
from registry.rules.engine.findings import Outcome
from registry.rules.engine.forms import check_once

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("es", "en")
BRINGERS = ("miner", "officer", "authority", "layer")


class RuleText(NamedTuple):
    """A rule in one language: its title, what it asks, the sentence of each answer, and where it stands in the law."""

    rule_id: str
    title: str
    asks: str
    met: str
    not_met: str
    unknown: str
    instrument: str
    article: str
    link: str

    def answer(self, outcome: Outcome) -> str:
        """The sentence for an outcome; empty where the rule does not apply."""
        return {Outcome.MET: self.met, Outcome.NOT_MET: self.not_met, Outcome.UNKNOWN: self.unknown}.get(outcome, "")


class CodeText(NamedTuple):
    """A flag or a piece of evidence: its words by language and, for evidence, who can bring it."""

    code: str
    text: Mapping[str, str]
    brought_by: str | None = None


class Codes(NamedTuple):
    """Every code that an answer of the pack may carry, and those in which an exception is written down."""

    flags: Mapping[str, CodeText]
    evidence: Mapping[str, CodeText]
    authorities: Mapping[str, CodeText]
    reasons: Mapping[str, CodeText]


# Not in the law files: it is no rule of a country's law, and a version enacted earlier must still be readable.
EXEMPTION_TEXTS = {
    "es": RuleText(
        rule_id=RULE,
        title="Excepción otorgada por una autoridad",
        asks="¿Rige ese día una excepción otorgada por una autoridad?",
        met="Rige: la regla exceptuada no impide la respuesta y su resultado se muestra sin cambios.",
        not_met="No rige ese día.",
        unknown="Rige, pero una prohibición no se levanta sola: la autoridad competente debe resolver.",
        instrument="Acto de la autoridad",
        article="",
        link="",
    ),
    "en": RuleText(
        rule_id=RULE,
        title="Exception granted by an authority",
        asks="Is an exception granted by an authority in force on that day?",
        met="It is in force: the excepted rule does not stand in the way, and its finding is shown unchanged.",
        not_met="It is not in force on that day.",
        unknown="It is in force, but a prohibition is not lifted by itself: the competent authority must settle it.",
        instrument="Act of the authority",
        article="",
        link="",
    ),
}


def read_rule_texts(file: str, tables: object) -> dict[str, dict[str, RuleText]]:
    """Rule id, then language, to the rule's words.

    Raises:
        LawError: a rule lacks an article, a language or a sentence, or stands twice.
    """
    texts: dict[str, dict[str, RuleText]] = {}
    for table in _tables(file, "rule", tables):
        rule_id = _word(f"{file}, a rule", table, "id")
        place = f"{file}, rule {rule_id}"
        if rule_id in texts:
            raise LawError(place, "it stands twice", "Keep one; a rule id is never used again.")
        law = [_word(place, table, key) for key in ("instrument", "article", "link")]
        texts[rule_id] = {language: _rule_text(place, rule_id, table.get(language), law) for language in LANGUAGES}
    return texts


def _rule_text(place: str, rule_id: str, words: object, law: list[str]) -> RuleText:
    if not isinstance(words, dict):
        raise LawError(place, "a language is absent", f"Give the words in {' and '.join(LANGUAGES)}.")
    sentences = [_word(place, words, key) for key in ("title", "asks", "met", "not_met", "unknown")]
    return RuleText(rule_id, *sentences, *law)


def read_codes(file: str, content: Mapping[str, object]) -> Codes:
    """The flags and the evidence of a pack, and the words for exceptions.

    Raises:
        LawError: a code stands twice, lacks a language or does not say who brings it.
    """
    flags = _codes(file, "flag", content.get("flag"))
    evidence = _codes(file, "evidence", content.get("evidence"))
    for code, text in evidence.items():
        if text.brought_by not in BRINGERS:
            place = f"{file}, {code}"
            raise LawError(place, "nobody is named who brings it", f"Use one of {', '.join(BRINGERS)}.")
    # A country, or a version enacted earlier, may know no exceptions.
    authorities, reasons = (_codes(file, kind, content.get(kind, [])) for kind in ("authority", "reason"))
    return Codes(flags, evidence, authorities, reasons)


def _codes(file: str, kind: str, tables: object) -> dict[str, CodeText]:
    codes = [_code(file, table) for table in _tables(file, kind, tables)]
    check_once(file, kind, [code.code for code in codes])
    return {code.code: code for code in codes}


def _code(file: str, table: dict[str, str]) -> CodeText:
    place = f"{file}, {_word(f'{file}, a code', table, 'code')}"
    text = {language: _word(place, table, language) for language in LANGUAGES}
    return CodeText(table["code"], text, table.get("brought_by"))


def _tables(file: str, kind: str, tables: object) -> list[dict[str, str]]:
    if not isinstance(tables, list):
        raise LawError(file, f"no [[{kind}]] table", f"Begin each one with [[{kind}]].")
    return tables


def _word(place: str, table: Mapping[str, object], key: str) -> str:
    word = table.get(key)
    if not isinstance(word, str) or not word.strip():
        raise LawError(place, f"no {key}", f'Write {key} = "…".')
    return word
