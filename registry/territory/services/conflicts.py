"""Conflicts: standing overlaps that are work for somebody, with what they mean, where they lie and how far they are.

Edge noise and points too near a boundary to tell are no conflicts. A person's place is seen by who reads the register
of its region; mining rights are open to all staff. Everything here is one query with expressions, so that filters,
counts, the list, the map and the exports cannot tell different stories.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf, Substr

from registry.rules.engine.pack import Pack
from registry.territory.choices import OwnerKind, Relation, VerdictKind
from registry.territory.models import AreaParty, Finding, PartyAnswer, Verdict
from registry.territory.services.consequences import effect_expression, kind_expression, law_on
from registry.territory.services.party_outcomes import OPEN, UNCONFIRMED

PLACE_WAYS = ("declared_by", "verified_for")
UBIGEO_WAYS = (
    "footprint__right__ubigeo", *(f"footprint__{way}__right__ubigeo" for way in PLACE_WAYS), "other__right__ubigeo",
)  # fmt: skip


def conflicts(*, on: date, within: Collection[str] | None, pack: Pack[Any] | None = None) -> QuerySet[Finding]:
    """Standing conflicts with `of_kind`, `effect`, `ubigeo`, `region` and `outcome`, not yet ordered.

    Args:
        on: the day whose law explains them and whose parties speak.
        within: departments whose persons' places may be seen; `None` for the whole country.
        pack: the law of that day, where the caller has it already.
    """
    rows = Finding.objects.filter(superseded_at=None, edge_noise=False).exclude(relation=Relation.UNDECIDED)
    rows = without_own_rights(rows)
    rows = rows.annotate(
        of_kind=kind_expression(),
        effect=effect_expression(on, pack=pack or law_on(on)),
        place_ubigeo=_first(*(f"footprint__{way}__ubigeo" for way in PLACE_WAYS)),
    )
    rows = rows.annotate(ubigeo=_first(*UBIGEO_WAYS[:1], "place_ubigeo", *UBIGEO_WAYS[1:]), outcome=_outcome(on))
    rows = rows.annotate(region=Substr("ubigeo", 1, 2))
    return rows if within is None else rows.filter(_seen_from(within))


def without_own_rights(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """The rows without registrations that lie on the right they declare: that is where they belong."""
    ways = (f"footprint__{way}__right__footprint_id" for way in PLACE_WAYS)
    rows = rows.annotate(own_right=Coalesce(*ways, Value(0), output_field=BigIntegerField()))
    return rows.filter(Q(other=None) | ~Q(other_id=F("own_right")))


def _seen_from(within: Collection[str]) -> Q:
    both = Q(footprint__owner_kind=OwnerKind.RIGHT) & (Q(other=None) | Q(other__owner_kind=OwnerKind.RIGHT))
    near = Q(pk__in=[])
    for region in within:
        near |= Q(place_ubigeo__startswith=region)
    return both | near


def _first(*fields: str) -> Combinable:
    """The first of these texts that is there; '' where none is."""
    return Coalesce(*(NullIf(F(field), Value("")) for field in fields), Value(""), output_field=CharField())


def _outcome(on: date) -> Case:
    """Where a pair stands: open, the kind of its verdict, or an agreement that its party has not confirmed."""
    holding = Verdict.objects.filter(
        footprint_checksum=OuterRef("footprint__checksum"),
        other_checksum=Coalesce(OuterRef("area__checksum"), OuterRef("other__checksum")),
        reopened_at=None,
    ).order_by("-id")
    confirmed = PartyAnswer.objects.filter(kind=PartyAnswer.Kind.AGREEMENT, item__verdict=OuterRef("pk"))
    party = AreaParty.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on),
        Q(external_id=OuterRef("area__external_id")) & ~Q(external_id="")
        | Q(external_id="", area_name=OuterRef("area__name")),
        since_on__lte=on, kind=OuterRef("area__layer__kind"), series=OuterRef("area__layer__series"),
    )  # fmt: skip
    unconfirmed = holding.filter(verdict=VerdictKind.AGREEMENT).exclude(Exists(confirmed))
    return Case(
        When(Exists(unconfirmed) & Exists(party), then=Value(UNCONFIRMED)),
        default=Coalesce(Subquery(holding.values("verdict")[:1]), Value(OPEN)),
        output_field=CharField(),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conflicts by department (two digits, '' for not known) and by kind, most first."""

    regions: list[tuple[str, int]]
    kinds: list[tuple[str, int]]


def counts_of(rows: QuerySet[Finding]) -> Counts:
    """Count conflicts by region and kind, in two queries."""
    return Counts(_counted(rows, "region"), _counted(rows, "of_kind"))


def _counted(rows: QuerySet[Finding], name: str) -> list[tuple[str, int]]:
    counted = rows.order_by().values_list(name).annotate(total=Count("pk")).order_by("-total", name)
    return [(str(code or ""), total) for code, total in counted]


def listed(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """The rows with what a line of the list shows, without any shape."""
    return rows.select_related("area__layer__kind", "footprint", "other").defer(
        "shared_geom", "shared_shape", "area__geom", "area__attributes", "area__party", "area__layer__coverage",
        "footprint__shape", "footprint__geom", "other__shape", "other__geom", "footprint__source_text",
        "other__source_text",
    )  # fmt: skip


NAMES = {
    "right_code": "footprint__right__code", "registration": "footprint__declared_by__code",
    "verified_for": "footprint__verified_for__code", "other_right": "other__right__code",
    "other_registration": "other__declared_by__code",
}  # fmt: skip


def named(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """The rows with the codes of the entries whose shapes they are, for lists and exports."""
    return rows.annotate(**{name: F(field) for name, field in NAMES.items()})
