"""Public rows in words: read through the disclosure lists, so that a page can name nothing that the API could not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.disclosure import PLACE, Column, Kind, PublicList
from registry.common.display import Fact
from registry.common.per_request import kept
from registry.common.templatetags.page import share
from registry.places.selectors import place_words
from registry.territory.choices import Publication
from registry.territory.models import LayerKind

TERMS = {
    "code": gettext_lazy("code"),
    "name": gettext_lazy("name"),
    "kind": gettext_lazy("kind"),
    "state": gettext_lazy("state"),
    "state_since": gettext_lazy("in this state since"),
    "activity": gettext_lazy("activity"),
    "substance_class": gettext_lazy("substance"),
    "declared_hectares": gettext_lazy("declared hectares"),
    "measured_hectares": gettext_lazy("measured hectares"),
    "titled_on": gettext_lazy("titled on"),
    "filed_at": gettext_lazy("filed"),
    "extinguished_on": gettext_lazy("extinguished on"),
    "place_published": gettext_lazy("place"),
    "right_code": gettext_lazy("code of the mining right"),
    "right_name": gettext_lazy("name of the mining right"),
    "registrant_kind": gettext_lazy("registrant is"),
    "registrant_name": gettext_lazy("registrant"),
    "enrolled_on": gettext_lazy("registered on"),
    "ubigeo": gettext_lazy("district (UBIGEO)"),
    "ruc": gettext_lazy("RUC"),
    "sunarp_entry": gettext_lazy("entry in SUNARP"),
    "founded_on": gettext_lazy("founded on"),
    "source": gettext_lazy("source"),
    "published_on": gettext_lazy("data of"),
    "layer_kind": gettext_lazy("kind of land"),
    "area_name": gettext_lazy("area"),
    "hectares": gettext_lazy("shared hectares"),
    "share_of_right": gettext_lazy("share of the right"),
    "measured_on": gettext_lazy("measured on"),
    "scale": gettext_lazy("scale"),
    "legal_status": gettext_lazy("legal status"),
    "act": gettext_lazy("act"),
    "decided_on": gettext_lazy("decided on"),
    "from_on": gettext_lazy("from"),
    "article": gettext_lazy("article"),
    "kind_name": gettext_lazy("kind of land"),
    "series": gettext_lazy("layer"),
    "version": gettext_lazy("version"),
    "fresh_until": gettext_lazy("fresh until"),
    "licence": gettext_lazy("licence"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A public row: its values by the names of the columns, and its public shape."""

    public: PublicList
    values: dict[str, Any]
    place: Any = None

    def __getitem__(self, name: str) -> Any:
        """Return a public value."""
        return self.values[name]

    def facts(self, names: Sequence[str]) -> list[Fact]:
        """Return terms and values; what is not known or not published is said by the component."""
        return [Fact(capfirst(str(TERMS[name])), said(self.public.column(name), self.values[name])) for name in names]

    def cell(self, name: str) -> str:
        """Return one value in words; empty where it is not known."""
        return said(self.public.column(name), self.values[name]) or ""


def rows_of(
    public: PublicList, rows: QuerySet[Any], *, limit: int, begin: int = 0, with_place: bool = False
) -> list[Row]:
    """Return up to `limit` public rows of a query on `public.queryset()`, in its order, after `begin` others."""
    aliases = {public.column(name).alias: name for name in public.names}
    asked = [*aliases, PLACE] if with_place and public.is_drawn else list(aliases)
    found = rows.values(*asked)[begin : begin + limit]
    return [
        Row(public, {aliases[key]: value for key, value in row.items() if key in aliases}, row.get(PLACE))
        for row in found
    ]


def kinds_of_land() -> dict[str, str]:
    """Return the names of the kinds of land by their codes, read once a request."""
    return kept("publishing.kinds", lambda: {kind.code: kind.title for kind in LayerKind.objects.all()})


def places_said(codes: Iterable[str]) -> dict[str, str]:
    """Return place codes with their names; what a reading request asked once it does not ask again."""
    known: dict[str, str] = kept("publishing.places", dict)
    if missing := set(codes) - set(known):
        known |= place_words(missing)
    return known


_CODED: dict[str, Callable[[str], str]] = {
    "layer_kind": lambda code: kinds_of_land().get(code, code),
    "ubigeo": lambda code: places_said([code])[code],
}


def said(column: Column, value: Any) -> str | None:  # noqa: PLR0911 (one answer a kind of column)
    """Return a public value in words; None where it is null."""
    if value is None or value == "":
        return None
    if column.name in _CODED:
        return _CODED[column.name](str(value))
    if column.name.startswith("share_"):
        return share(value)
    if column.kind is Kind.CHOICE:
        return str(capfirst(dict(column.choices).get(value, value)))
    if column.kind is Kind.BOOLEAN:
        return _("yes") if value else _("no")
    if isinstance(value, date):
        day = timezone.localtime(value).date() if isinstance(value, datetime) else value
        return date_format(day, "DATE_FORMAT")
    if column.kind is Kind.NUMBER:
        return str(number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True))
    return str(value)


def table(rows: Iterable[Row], names: Sequence[str]) -> list[tuple[Row, list[str]]]:
    """Return rows with the cells of these columns."""
    rows = list(rows)
    if "ubigeo" in names:
        places_said(row["ubigeo"] for row in rows if row["ubigeo"])
    return [(row, [row.cell(name) for name in names]) for row in rows]


def overlap_table(rows: Iterable[Row], names: Sequence[str]) -> list[tuple[Row, list[str]]]:
    """Return overlaps with their cells: another right is named as what it is, and what is withheld is said to be."""
    return [(row, [_of_overlap(row, name) for name in names]) for row in rows]


def _of_overlap(row: Row, name: str) -> str:
    if row["other_right_code"] and name in {"layer_kind", "area_name"}:
        return str(row["other_right_code"] if name == "area_name" else _("Mining right"))
    hidden = row["publication"] == Publication.YES_NO and row[name] is None
    return _("not published") if hidden else row.cell(name)


def heads(names: Sequence[str]) -> list[str]:
    """Return the heads of these columns."""
    return [capfirst(str(TERMS[name])) for name in names]
