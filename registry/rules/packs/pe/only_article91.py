"""The scale alone: article 91 without the rest of the law, for whoever asks only whether limits are passed.

Most cases are plain: every right held in full, every figure known. Two plain cases of one day and one kind of deposit
that lie between the same limits, with the same holder and conditions, have the same scale; so the rules are asked once
for each such likeness and their answer is remembered. Whatever is not plain goes to the rules.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from registry.rules.engine.findings import Finding, Outcome
from registry.rules.packs.pe.article91 import RULE_OF, RULES, row_of
from registry.rules.packs.pe.case import Case
from registry.rules.packs.pe.facts import ACTIVITIES, RIGHT_KINDS, RIGHT_STATES, Facts, read_article_91
from registry.rules.packs.pe.summing import judge_scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry.rules.engine.pack import Pack
    from registry.rules.engine.parameters import LawOfDay


# The accreditation changes no class.
NEEDED = tuple((rule, ask) for rule, ask in RULES if rule != "PE-DL1100-9.5")
PATTERNS = 4096
REMEMBERED = 65536
PLAIN_HOLDER = frozenset(("type", "members_all_natural_persons", "nationality"))
# Sums of fractions are exact in the rules only; nearer to a limit than this (hectares) they are asked.
NEAR = 1e-6
LARGEST = 1e9
WHOLE = 100


class Edges(NamedTuple):
    """The limits of one day for one kind of deposit, in ascending order; all of them whole and inclusive."""

    unit: str
    capacity: tuple[int, ...]
    hectares: tuple[int, ...]


def scale_reader(pack: Pack[Facts]) -> Callable[[object], str]:
    """A function from plain facts to the scale, under the law of this pack.

    It answers what the whole pack answers as `scale` for an activity that the law covers.

    Raises (when called):
        FactsError: a fact that article 91 asks for breaks the schema.
    """
    on, lists = pack.law.parameters.on, pack.law.lists
    edges: dict[tuple[str, str], Edges | None] = {}
    known: dict[tuple[Any, ...], str] = {}

    def by_rules(plain: object) -> str:
        facts = read_article_91(plain)
        case = Case(facts, on(facts.as_of), lists)
        where = (facts.as_of.isoformat(), facts.substance_class or "")
        if where not in edges:
            edges[where] = edges_of(case.law, facts.substance_class)
        found = [ask(case) for _, ask in NEEDED]
        return _scale_of(row_of(case), tuple([one.outcome for one in found]), tuple([one.missing for one in found]))

    def scale(plain: Any) -> str:
        try:
            where = plain["as_of"], plain["substance_class"]
            likeness = likeness_of(plain, edges[where])
        except (KeyError, TypeError, AttributeError):
            return by_rules(plain)
        if likeness is None:
            return by_rules(plain)
        if (where, likeness) not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[where, likeness] = by_rules(plain)
        return known[where, likeness]

    return scale


def edges_of(law: LawOfDay, substance: str | None) -> Edges | None:
    """The limits of a day for a deposit; None where one is not whole or not inclusive, or the deposit is open."""
    if substance not in RULE_OF:
        return None
    exempt = law["hectare_test"].value == "metallic_only" and substance in ("non_metallic", "construction_material")
    capacity = [law.limit(f"{scale}_capacity_{substance}") for scale in ("pma", "ppm")]
    hectares = [] if exempt else [law.limit(f"{scale}_hectares") for scale in ("pma", "ppm")]
    limits = [limit for limit in (*capacity, *hectares) if limit is not None]
    if any(type(limit.value) is not int or not limit.included for limit in limits):
        return None
    return Edges(
        "t_per_day" if law[f"ppm_capacity_{substance}"].unit == "t/d" else "m3_per_day",
        *(tuple(sorted(limit.whole for limit in part if limit is not None)) for part in (capacity, hectares)),
    )


def likeness_of(plain: dict[str, Any], edges: Edges | None) -> tuple[Any, ...] | None:
    """All that article 91 can tell apart in a plain case; None where the case is not plain, or not surely sound.

    Raises:
        KeyError, TypeError, AttributeError: it is not even of the form of a plain case.
    """
    holder, stated, capacity = plain["holder"], plain["artisanal_conditions"], plain["installed_capacity"]
    if edges is None or "co_holders" in plain or plain["jurisdiction"] != "PE" or plain["activity"] not in ACTIVITIES:
        return None
    kind, members = holder["type"], holder["members_all_natural_persons"]
    if holder.keys() != PLAIN_HOLDER or type(kind) is not str or type(holder["nationality"]) is not str:
        return None
    truths = (stated["habitual"], stated["means_of_livelihood"], stated["manual_or_basic_equipment"], members)
    for truth in truths:
        # To a dictionary 1 and true are the same, to the schema they are not.
        if truth is not True and truth is not False:
            return None
    for unit in capacity:
        if not (capacity[unit] is None or _is_figure(capacity[unit])):
            return None
    measured, hectares = capacity[edges.unit], _hectares(plain["rights_held"])
    if measured is None or hectares is None or _is_near(hectares, edges.hectares):
        return None
    return kind, truths, bisect_left(edges.capacity, measured), bisect_left(edges.hectares, hectares)


def _hectares(rights: list[dict[str, Any]]) -> float | None:
    if type(rights) is not list:
        return None
    total: float = 0
    for right in rights:
        area = right["hectares"]
        if not _is_figure(area) or right["share_pct"] != WHOLE or right["basis"] != "owner":
            return None
        state = right["state"]
        if right["kind"] not in RIGHT_KINDS or state not in RIGHT_STATES:
            return None
        if state == "in_force":
            total += area
    return total


def _is_figure(plain: object) -> bool:
    return (type(plain) is int or type(plain) is float) and 0 <= plain < LARGEST


def _is_near(total: float, edges: tuple[int, ...]) -> bool:
    return type(total) is float and any(-NEAR < total - edge < NEAR for edge in edges)


@lru_cache(maxsize=PATTERNS)
def _scale_of(row: str | None, outcomes: tuple[Outcome, ...], missing: tuple[tuple[str, ...], ...]) -> str:
    asked = zip(NEEDED, outcomes, missing, strict=True)
    return judge_scale(row, {rule: Finding(rule, outcome, missing=gap) for (rule, _), outcome, gap in asked}).word
