"""The scale alone: article 91 without the rest of the law, for whoever asks only whether limits are passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry.rules.packs.pe.article91 import RULES
from registry.rules.packs.pe.case import Case
from registry.rules.packs.pe.facts import Facts, read_article_91
from registry.rules.packs.pe.summing import judge_scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry.rules.engine.pack import Pack


# The accreditation changes no class.
NEEDED = tuple(rule for rule in RULES if rule[0] != "PE-DL1100-9.5")


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
        return judge_scale(case, {rule: ask(case) for rule, ask in NEEDED}).word

    return scale
