"""The scale alone: article 91 without the rest of the law, for whoever asks only whether limits are passed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from registry.rules.engine.findings import Finding, Outcome
from registry.rules.packs.pe.article91 import RULES, row_of
from registry.rules.packs.pe.case import Case
from registry.rules.packs.pe.facts import Facts, read_article_91
from registry.rules.packs.pe.summing import judge_scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry.rules.engine.pack import Pack


# The accreditation changes no class.
NEEDED = tuple(rule for rule in RULES if rule[0] != "PE-DL1100-9.5")
PATTERNS = 4096


def scale_reader(pack: Pack[Facts]) -> Callable[[object], str]:
    """A function from plain facts to the scale, under the law of this pack.

    It answers what the whole pack answers as `scale` for an activity that the law covers.

    Raises (when called):
        FactsError: a fact that article 91 asks for breaks the schema.
    """
    on, lists = pack.law.parameters.on, pack.law.lists

    def scale(plain: object) -> str:
        facts = read_article_91(plain)
        case = Case(facts, on(facts.as_of), lists)
        found = [ask(case) for _, ask in NEEDED]
        return _scale_of(row_of(case), tuple([one.outcome for one in found]), tuple([one.missing for one in found]))

    return scale


@lru_cache(maxsize=PATTERNS)
def _scale_of(row: str | None, outcomes: tuple[Outcome, ...], missing: tuple[tuple[str, ...], ...]) -> str:
    asked = zip(NEEDED, outcomes, missing, strict=True)
    return judge_scale(row, {rule: Finding(rule, outcome, missing=gap) for (rule, _), outcome, gap in asked}).word
