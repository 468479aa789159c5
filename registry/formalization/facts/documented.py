"""What officers established by document: zone facts, laid over what the ledger answers, and exceptions granted.

A zone fact holds for days not before its document. It settles its kind of land, whatever was measured; the page shows
both. Where the place of the operation changes the services withdraw it, since it was said of another place.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from registry.common.among import Among
from registry.formalization.facts.ground import Site
from registry.formalization.models import Exemption, ZoneFact
from registry.rules.engine.exemptions import Exemption as GrantedException


class Said(NamedTuple):
    """One kind of land: whether the operation lies on it, and since when the area exists (None: not known)."""

    kind: str
    lies: bool
    created: date | None


def zone_facts_of(ids: Sequence[int], on: date) -> dict[int, list[Said]]:
    """The standing zone facts whose document is not later than the day, by registration, in one query."""
    found: dict[int, list[Said]] = {}
    rows = ZoneFact.objects.filter(Among("registration_id", ids), withdrawn_at=None, document_on__lte=on).order_by(
        "kind"
    )
    for number, kind, lies, created in rows.values_list("registration_id", "kind", "lies", "created_on"):
        found.setdefault(number, []).append(Said(kind, lies, created))
    return found


def exemptions_of(ids: Sequence[int], rules: Collection[str]) -> dict[int, tuple[GrantedException, ...]]:
    """The exceptions that were not withdrawn, by registration, in one query; the law looks at their days itself.

    An exception from a rule that the law judging does not let anybody be exempted from is left out.
    """
    found: dict[int, list[GrantedException]] = {}
    rows = Exemption.objects.filter(Among("registration_id", ids), withdrawn_at=None, rule_id__in=rules)
    columns = ("rule_id", "authority", "reason_code", "document", "from_on", "until_on")
    for number, *said in rows.exclude(reason_code="").values_list("registration_id", *columns):
        found.setdefault(number, []).append(GrantedException(*said))
    return {number: tuple(sorted(each, key=lambda e: (e.from_on, e.document))) for number, each in found.items()}


def with_zone_facts(site: Site, kinds: Sequence[str], prior: frozenset[str], said: Iterable[Said]) -> Site:
    """The site with what documents say of some kinds of land; unchanged where they say nothing.

    `created` is the earliest day of the older-right zones touched, None where one of them is not known.
    """
    settled = {fact.kind: fact for fact in said if fact.kind in kinds}
    if not settled:
        return site
    flags = {kind for kind in site.flags or () if kind not in settled}
    flags |= {kind for kind, fact in settled.items() if fact.lies}
    unchecked = set(kinds if site.flags is None else site.unchecked) - set(settled)
    days = {**site.days, **{kind: fact.created for kind, fact in settled.items() if fact.lies}}
    return site._replace(
        flags=tuple(kind for kind in kinds if kind in flags),
        unchecked=tuple(kind for kind in kinds if kind in unchecked),
        created=created_of(flags, prior, days),
        days=days,
    )


def created_of(flags: Iterable[str], prior: frozenset[str], days: Mapping[str, date | None]) -> date | None:
    """The earliest creation day of the touched zones in which older rights are saved; None where one is unknown."""
    asked = [days.get(kind) for kind in flags if kind in prior]
    known = [day for day in asked if day is not None]
    return min(known) if asked and len(known) == len(asked) else None
