"""The class of a registration with its reasons, in the words of the pack that judged it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.common.display import Chip
from registry.formalization.models import Assessment
from registry.formalization.selectors.law import pack_of_hash
from registry.formalization.web.chips import class_chip, outcome_chip
from registry.rules.catalogue import get_pack
from registry.rules.engine.errors import RulesError
from registry.rules.engine.findings import finding_from_json
from registry.rules.engine.pack import Explanation, Pack

BRINGERS = {
    "miner": gettext_lazy("to be brought by the miner"),
    "officer": gettext_lazy("to be established by the officer"),
    "authority": gettext_lazy("to be asked of another authority"),
    "layer": gettext_lazy("a land layer is missing; nothing is asked of the miner"),
}
ORDER = {"not_met": 0, "unknown": 1, "met": 2, "not_applicable": 3}


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule's answer as `components/finding.html` shows it."""

    tone: str
    word: str
    text: str
    compared: str
    missing: list[str]
    basis: str
    url: str
    rule: str
    deciding: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored classification, told."""

    assessment: Assessment
    chip: Chip
    scale: Chip
    legal_status: Chip
    reasons: list[Reason]
    fulfilled: list[Reason]
    flags: list[str]
    missing: list[tuple[str, str]]
    is_other_version: bool


def answer_of(assessment: Assessment | None) -> Answer | None:
    """Return the answer with its reasons, the deciding ones first; None where nothing was judged yet."""
    if assessment is None:
        return None
    language = (get_language() or "en")[:2]
    kept = pack_of_hash(assessment.jurisdiction, assessment.pack_hash)
    pack = kept or get_pack(assessment.jurisdiction)
    deciding = set(assessment.deciding_rules)
    reasons = [_reason(plain, pack, language, deciding) for plain in assessment.findings]
    reasons.sort(key=lambda pair: (not pair[1].deciding, ORDER.get(pair[0], 4)))
    return Answer(
        assessment=assessment,
        chip=class_chip(assessment.category),
        scale=class_chip(assessment.scale),
        legal_status=class_chip(assessment.legal_status),
        reasons=[reason for outcome, reason in reasons if outcome != "met" or reason.deciding],
        fulfilled=[reason for outcome, reason in reasons if outcome == "met" and not reason.deciding],
        flags=[_code_text(pack.codes.flags, code, language)[0] for code in assessment.flags],
        missing=[_code_text(pack.codes.evidence, code, language) for code in assessment.missing_evidence],
        is_other_version=kept is None,
    )


def _code_text(codes: Any, code: str, language: str) -> tuple[str, str]:
    known = codes.get(code)
    if known is None:
        return code, ""
    return known.text.get(language) or known.text["en"], str(BRINGERS.get(known.brought_by or "", ""))


def _reason(plain: dict[str, Any], pack: Pack[Any], language: str, deciding: set[str]) -> tuple[str, Reason]:
    found = finding_from_json(plain)
    chip = outcome_chip(found.outcome.value)
    try:
        told = pack.explain(found, language)
    except (RulesError, KeyError):
        reason = Reason(
            chip.tone,
            chip.word,
            _("The version of the law that judged this is no longer kept."),
            "",
            list(found.missing),
            "",
            "",
            found.rule_id,
            found.rule_id in deciding,
        )
        return found.outcome.value, reason
    reason = Reason(
        tone=chip.tone, word=chip.word, text=told.title,
        compared=" ".join(part for part in (told.answer, _compared(told)) if part),
        missing=[words for _code, words, _bringer in told.missing],
        basis=f"{told.instrument}, {told.article}", url=told.link if told.link.startswith("http") else "",
        rule=told.rule_id, deciding=told.rule_id in deciding,
    )  # fmt: skip
    return found.outcome.value, reason


def _compared(told: Explanation) -> str:
    """Say which value was compared with which limit."""
    unit = f" {told.unit}" if told.unit else ""
    if told.value is not None and told.limit is not None:
        return _("Found {value}{unit}; the limit is {limit}{unit}.").format(
            value=_shown(told.value), limit=_shown(told.limit), unit=unit
        )
    if told.value is not None:
        return _("Found: {value}{unit}.").format(value=_shown(told.value), unit=unit)
    return ""


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        low, high = value
        return _("at least {low}").format(low=low) if high is None else _("{low} to {high}").format(low=low, high=high)
    return str(value)
