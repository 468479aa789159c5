"""What an overlap asks for: by kind of land the effect, whose opinion, on which article, with which documents.

The kinds are those of the layers, finer than the facts of the law (a forest and an ecotourism concession are one zone
of the facts). Where a zone of the pack answers, effect, opinion and article come from there: nothing is said twice.
Left out: the class of an operation, which only the rules sum up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.errors import LawError
from registry.rules.engine.forms import ROWS, TEXT, check_form
from registry.rules.engine.zones import EFFECTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from registry.rules.engine.forms import Kind
    from registry.rules.engine.texts import RuleText
    from registry.rules.engine.zones import ZoneEffect

AREA = "area"
LANGUAGES = ("es", "en")
MAY: dict[str, Kind] = {"older_than": TEXT}
FORM_OF_ZONE: tuple[dict[str, Kind], dict[str, Kind]] = ({"kind": TEXT, "zone": TEXT, "evidence": ROWS}, MAY)
FORM_OF_ITS_OWN: tuple[dict[str, Kind], dict[str, Kind]] = (
    {"kind": TEXT, "effect": EFFECTS, "instrument": TEXT, "article": TEXT, "evidence": ROWS},
    {**MAY, "opinion_of": TEXT},
)


class Consequence(NamedTuple):
    """One kind of land: what lying on it does, whose opinion is asked, where it stands, which documents are asked for.

    `older_than`: against which day the right's filing is held: `area` (its creation), the id of a dated figure of the
    pack, or `None` where age saves nothing. `evidence`: language to words.
    """

    kind: str
    effect: str
    opinion_of: str | None
    rule_id: str | None
    instrument: str
    article: str
    evidence: tuple[Mapping[str, str], ...]
    older_than: str | None


def read_consequences(
    file: str, tables: object, zones: Mapping[str, ZoneEffect], rules: Mapping[str, Mapping[str, RuleText]]
) -> dict[str, Consequence]:
    """Kind of layer to consequence; empty for a pack without the file.

    Raises:
        LawError: a kind stands twice, names an unknown zone, states neither effect nor article, or has a key that
            nobody reads.
    """
    found: dict[str, Consequence] = {}
    for table in tables if isinstance(tables, list) else []:
        kind = table.get("kind")
        place = f"{file}, consequence {kind}"
        if not kind or kind in found:
            raise LawError(place, "no kind, or it stands twice", "Name each kind of layer once.")
        found[kind] = _of_zone(place, table, zones, rules) if "zone" in table else _own(place, table)
        check_form(place, table, *(FORM_OF_ZONE if "zone" in table else FORM_OF_ITS_OWN))
    return found


def _of_zone(
    place: str,
    table: Mapping[str, object],
    zones: Mapping[str, ZoneEffect],
    rules: Mapping[str, Mapping[str, RuleText]],
) -> Consequence:
    zone = zones.get(str(table["zone"]))
    if zone is None:
        raise LawError(place, f"zone is {table['zone']!r}", "Name a kind of zones.toml.")
    text = rules.get(zone.rule_id, {}).get(LANGUAGES[0])
    if text is None:
        raise LawError(place, f"rule {zone.rule_id} has no words", "Name a rule of rules.toml for the zone.")
    return Consequence(
        str(table["kind"]), zone.effect, zone.opinion_of, zone.rule_id, text.instrument, text.article,
        _evidence(place, table), _older_than(place, table),
    )  # fmt: skip


def _own(place: str, table: Mapping[str, object]) -> Consequence:
    effect, instrument, article = (table.get(key) for key in ("effect", "instrument", "article"))
    if effect not in EFFECTS or not instrument or not article:
        raise LawError(place, "no effect, instrument or article", f"Effects are {', '.join(EFFECTS)}; cite the law.")
    opinion = table.get("opinion_of")
    return Consequence(
        str(table["kind"]), str(effect), str(opinion) if opinion else None, None, str(instrument), str(article),
        _evidence(place, table), _older_than(place, table),
    )  # fmt: skip


def _evidence(place: str, table: Mapping[str, object]) -> tuple[Mapping[str, str], ...]:
    asked = table.get("evidence")
    if not isinstance(asked, list) or any(
        not isinstance(one, dict) or not all(map(one.get, LANGUAGES)) for one in asked
    ):
        raise LawError(place, "evidence is no list of texts", f"Give each document in {' and '.join(LANGUAGES)}.")
    return tuple(asked)


def _older_than(place: str, table: Mapping[str, object]) -> str | None:
    said = table.get("older_than")
    if said is not None and not isinstance(said, str):
        raise LawError(place, f"older_than is {said!r}", "Write area, or the id of a dated figure.")
    return said
