"""Facts that rooms above the register know of an operation: opinions, appeals, consents, convictions, accreditation.

The register may not ask a higher room, so such a room hands in a source once, in its `AppConfig.ready()`:

    sources.register("casework", outside_of)

A source answers for many registrations at once, in a bounded number of queries, as of a day. What it leaves out is not
known to it. Where two sources speak of the same fact the one registered first is heard; opinions are joined.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from registry.rules.packs.pe import facts as law


class Outside(NamedTuple):
    """What a source knows of one registration; None and what is left out: nothing.

    `opinions` is authority to `favourable` or `unfavourable`; `appeal` is `pending` or `none`; `more` holds further
    facts of the law by the name of their field.
    """

    opinions: Mapping[str, str] = {}
    surface_consent: bool | None = None
    appeal: str | None = None
    conviction: str | None = None
    accreditation_class: str | None = None
    accreditation_expired: bool | None = None
    more: Mapping[str, object] = {}


Source = Callable[[Sequence[int], date], Mapping[int, Outside]]
NOTHING = Outside()
_sources: dict[str, Source] = {}
# What the register itself answers, from its own rows, is nobody else's to say.
OWN = frozenset({"as_of", "holder", "activity", "jurisdiction", "rights_held", "zone_flags", "zones_unchecked"})


def register(name: str, source: Source) -> None:
    """Hear a source from now on; the same name again takes the place of the one before."""
    _sources[name] = source


def outside_of(ids: Sequence[int], on: date) -> dict[int, Outside]:
    """What all sources know of these registrations on the day; a registration of which nobody knows is left out.

    Raises:
        ValueError: a source names a fact that the law has not, or one that the register answers itself.
    """
    found: dict[int, Outside] = {}
    for name, source in _sources.items():
        for number, said in source(ids, on).items():
            _check(name, said)
            found[number] = _joined(found[number], said) if number in found else said
    return found


def _check(name: str, said: Outside) -> None:
    known = {field.name for field in fields(law.Facts)}
    for fact in said.more:
        if fact not in known or fact in OWN:
            message = f"The source {name} may not state the fact {fact}."
            raise ValueError(message)


def _joined(first: Outside, second: Outside) -> Outside:
    """The first, and from the second what the first does not know."""
    values: dict[str, Any] = {
        name: mine if mine is not None else other
        for name, mine, other in zip(Outside._fields, first, second, strict=True)
        if name not in {"opinions", "more"}
    }
    return Outside(**values, opinions={**second.opinions, **first.opinions}, more={**second.more, **first.more})
