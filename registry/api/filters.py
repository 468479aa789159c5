"""Filters made from a public list: each works on the public expression of a column, never on a field behind it."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.contrib.gis.geos import Polygon
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField

from registry.api.areas import GROUND, read_area
from registry.common.among import Among
from registry.common.disclosure import CELL, PLACE, Ask, Column, Kind, Narrow, PublicList, narrowed
from registry.common.models import Fold

MOST_VALUES = 200
SHORTEST_SEARCH = 3
LONGEST_SEARCH = 200
LARGEST_AMOUNT = 10**15
FEW = 2_000


class AskedField(forms.CharField):
    """A parameter as text; one that was not sent is None."""

    def clean(self, value: Any) -> Any:
        """Return what the text means. Raises: ValidationError with a sentence that helps."""
        text = str(super().clean(value) or "").strip()
        return self.read(text) if text else None

    def read(self, text: str) -> Any:
        """Return what a text that is not empty means."""
        return text


class CodesField(AskedField):
    """One or more values, separated by commas; where there is a list of codes, only those."""

    def __init__(self, *, known: Iterable[str] = (), **kwargs: Any) -> None:
        """Keep the known codes."""
        super().__init__(**kwargs)
        self.known = tuple(known)

    def read(self, text: str) -> list[Any]:
        """Return the values. Raises: ValidationError naming what may be asked."""
        parts = [part.strip() for part in text.split(",")]
        if len(parts) > MOST_VALUES:
            raise forms.ValidationError(_("At most %(most)d values fit in one request.") % {"most": MOST_VALUES})
        if not all(parts):
            raise forms.ValidationError(_("This parameter is empty; leave it out or give it a value."))
        if self.known and set(parts) - set(self.known):
            raise forms.ValidationError(_("Use one or more of: %(codes)s.") % {"codes": ", ".join(self.known)})
        return parts


class NumbersField(CodesField):
    """One or more whole numbers, separated by commas."""

    def read(self, text: str) -> list[Any]:
        """Return the numbers. Raises: ValidationError for anything else."""
        parts = super().read(text)
        if not all(re.fullmatch(r"[0-9]{1,18}", part) for part in parts):
            raise forms.ValidationError(_("Give whole numbers, separated by commas."))
        return [int(part) for part in parts]


class YesNoField(AskedField):
    """true or false."""

    def read(self, text: str) -> bool:
        """Return the answer. Raises: ValidationError for anything else."""
        if text.lower() not in {"true", "false"}:
            raise forms.ValidationError(_("Use true or false."))
        return text.lower() == "true"


class SearchField(AskedField):
    """Part of a name; accents and capitals do not matter."""

    def read(self, text: str) -> str:
        """Return the text. Raises: ValidationError where it is too short to find anything."""
        if len(text) < SHORTEST_SEARCH:
            raise forms.ValidationError(_("Search for %(count)d letters or more.") % {"count": SHORTEST_SEARCH})
        return text


class AmountField(AskedField):
    """A number, with a point before its decimals."""

    def read(self, text: str) -> Decimal:
        """Return the number. Raises: ValidationError for another form, and for more than any ground measures."""
        if not re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", text):
            raise forms.ValidationError(_("Give a number, with a point before its decimals: 1000.5."))
        amount = Decimal(text)
        if abs(amount) > LARGEST_AMOUNT:
            raise forms.ValidationError(_("This number is too large to mean anything here."))
        return amount


class UbigeoField(AskedField):
    """The beginning of a UBIGEO: a department, a province or a district."""

    def read(self, text: str) -> str:
        """Return the digits. Raises: ValidationError for another form."""
        if not re.fullmatch(r"(?:[0-9]{2}){1,3}", text):
            raise forms.ValidationError(_("A UBIGEO has 2, 4 or 6 digits: 17, 1701, 170103."))
        return text


class BoundsField(AskedField):
    """west,south,east,north in degrees."""

    def read(self, text: str) -> Polygon:
        """Return the box as a polygon. Raises: ValidationError saying what is wrong with it."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as error:
            raise forms.ValidationError(
                _("A box has four numbers in degrees, west,south,east,north: bbox=-70.5,-13,-70,-12.5.")
            ) from error
        problem = _problem_of_box(west, south, east, north)
        if problem:
            raise forms.ValidationError(problem)
        box = Polygon.from_bbox((west, south, east, north))
        box.srid = 4326
        return box


def _problem_of_box(west: float, south: float, east: float, north: float) -> str:
    if _meets_ground(south, west, north, east) and not _meets_ground(west, south, east, north):
        return _("Latitude and longitude are swapped in this box. Longitude comes first: west,south,east,north.")
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
        return _("Longitudes go from -180 to 180 and latitudes from -90 to 90; this box leaves them.")
    if not (west < east and south < north):
        return _("West must be less than east and south less than north in a box west,south,east,north.")
    return ""


def _meets_ground(west: float, south: float, east: float, north: float) -> bool:
    left, bottom, right, top = GROUND
    return west <= right and east >= left and south <= top and north >= bottom


class AreaField(AskedField):
    """A GeoJSON polygon in longitude and latitude."""

    def read(self, text: str) -> Any:
        """Return the polygon. Raises: ValidationError saying what is wrong with it."""
        return read_area(text)


class SearchFilter(filters.Filter):
    """Looks for a folded text in the public names of a list."""

    field_class = SearchField

    def __init__(self, *, columns: list[Column], **kwargs: Any) -> None:
        """Keep the columns that are searched."""
        super().__init__(**kwargs)
        self.columns = columns

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """Keep the rows one of whose public names holds the text."""
        if not value:
            return qs
        found = Q()
        if (keys := self._few(value)) is not None:
            qs = qs.filter(Among("pk", keys))
        for column in self.columns:
            qs = qs.alias(**{f"{column.alias}_folded": Fold(column.expression)})
            found |= Q(**{f"{column.alias}_folded__contains": Fold(Value(value))})
        return qs.filter(found)

    def _few(self, value: str) -> list[Any] | None:
        """Return the keys that indexes give, where they are few; many rows are found as soon in their own order."""
        narrows = [column.narrow(value) if column.narrow else None for column in self.columns]
        keys = [one for one in narrows if isinstance(one, QuerySet)]
        if len(keys) < len(self.columns):  # a column without an index may hold the text in any row
            return None
        found = list(keys[0].union(*keys[1:]).values_list("pk", flat=True)[: FEW + 1])
        return found if len(found) <= FEW else None


class CodesFilter(filters.Filter):
    """Any of some values."""

    field_class = CodesField

    def __init__(self, *, narrow: Narrow | None = None, **kwargs: Any) -> None:
        """Keep what an index answers first."""
        super().__init__(**kwargs)
        self.narrow = narrow

    def filter(self, qs: QuerySet[Any], value: list[Any] | None) -> QuerySet[Any]:
        """Keep the rows with one of the values."""
        if value and self.narrow:
            qs = narrowed(qs, self.narrow(value))
        found: QuerySet[Any] = super().filter(qs, value)
        return found


class NumbersFilter(CodesFilter):
    """Any of some whole numbers."""

    field_class = NumbersField


class YesNoFilter(filters.Filter):
    """true or false."""

    field_class = YesNoField

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - django-filter's signature
        """Keep the rows with that answer; False is an answer too."""
        return qs if value is None else qs.filter(**{self.field_name: value})


class AmountFilter(filters.Filter):
    """Numbers from or up to a value."""

    field_class = AmountField


class UbigeoFilter(filters.Filter):
    """A department, province or district by the beginning of its UBIGEO."""

    field_class = UbigeoField


class PlaceFilter(filters.Filter):
    """What meets a shape, by the public place; the index of the stored shape narrows the search down first."""

    def __init__(self, *, near: str | Narrow = "", **kwargs: Any) -> None:
        """Keep the path of the stored shape, or what finds it."""
        super().__init__(field_name=PLACE, lookup_expr="intersects", **kwargs)
        self.near = near

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows whose public place meets the shape."""
        if value is None:
            return qs
        if self.near:
            west, south, east, north = value.extent
            around = Polygon.from_bbox((west - CELL, south - CELL, east + CELL, north + CELL))
            around.srid = value.srid
            near = Q(**{f"{self.near}__bboverlaps": around}) if isinstance(self.near, str) else self.near(around)
            qs = narrowed(qs, near)
        return qs.filter(**{f"{PLACE}__intersects": value})


class BoundsFilter(PlaceFilter):
    """What meets a box of longitude and latitude."""

    field_class = BoundsField


class AreaFilter(PlaceFilter):
    """What meets a polygon of longitude and latitude."""

    field_class = AreaField


# A plus that was put into an address unencoded arrives as a space; between time and offset nothing else can stand.
_OFFSET = re.compile(r"([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:?\d\d)$")


class MomentField(IsoDateTimeField):
    """A moment in ISO 8601, turned to UTC: the database knows no offset of sixteen hours."""

    def to_python(self, value: Any) -> Any:
        """Return the moment; one without a zone is of Peru, also in an hour that its clocks once left out."""
        if value in self.empty_values:
            return None
        said = _OFFSET.sub(r"\1+\2", str(value).strip())
        try:
            found = parse_datetime(said)
            if found is None and (day := parse_date(said)) is not None:
                found = datetime.combine(day, time.min)
        except ValueError:
            found = None
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found if timezone.is_aware(found) else timezone.make_aware(found)

    def clean(self, value: Any) -> Any:
        """Return the moment in UTC. Raises: ValidationError for one before all days or after them."""
        moment = super().clean(value)
        try:
            return moment.astimezone(UTC) if moment is not None else None
        except OverflowError as error:
            raise forms.ValidationError(_("This moment lies outside all years that a calendar knows.")) from error


class MomentFilter(filters.Filter):
    """Moments from or up to a value."""

    field_class = MomentField


class SinceFilter(MomentFilter):
    """What changed since a moment."""

    def __init__(self, *, moved: Callable[[datetime], QuerySet[Any]] | None = None, **kwargs: Any) -> None:
        """Keep what finds the rows that show something of others."""
        super().__init__(**kwargs)
        self.moved = moved

    def filter(self, qs: QuerySet[Any], value: datetime | None) -> QuerySet[Any]:
        """Keep the rows of which anything shown changed."""
        if value is not None and self.moved is not None:
            return qs.filter(pk__in=self.moved(value))
        found: QuerySet[Any] = super().filter(qs, value)
        return found


_DAY = {
    "input_formats": ["%Y-%m-%d"],
    "error_messages": {"invalid": gettext_lazy("Write the day as year-month-day: 2026-11-20.")},
}
_MOMENT = {"error_messages": {"invalid": gettext_lazy("Write the moment in ISO 8601: 2026-11-20T15:00:00Z.")}}


def _ranges(column: Column) -> dict[str, filters.Filter]:
    alias = column.asked
    if column.kind is Kind.DATE:
        return {
            f"{column.name}_from": filters.DateFilter(field_name=alias, lookup_expr="gte", **_DAY),
            f"{column.name}_until": filters.DateFilter(field_name=alias, lookup_expr="lte", **_DAY),
        }
    if column.kind is Kind.MOMENT:
        return {
            f"{column.name}_from": MomentFilter(field_name=alias, lookup_expr="gte", **_MOMENT),
            f"{column.name}_until": MomentFilter(field_name=alias, lookup_expr="lte", **_MOMENT),
        }
    return {
        f"{column.name}_min": AmountFilter(field_name=alias, lookup_expr="gte", max_length=60),
        f"{column.name}_max": AmountFilter(field_name=alias, lookup_expr="lte", max_length=60),
    }


def _exact(column: Column) -> filters.Filter:
    if column.kind is Kind.BOOLEAN:
        return YesNoFilter(field_name=column.asked)
    if column.kind is Kind.INTEGER:
        return NumbersFilter(field_name=column.asked, lookup_expr="in")
    return CodesFilter(
        field_name=column.asked, lookup_expr="in", known=[code for code, _word in column.choices], max_length=4000,
        narrow=column.narrow,
    )  # fmt: skip


def _of_column(column: Column) -> Iterator[tuple[str, filters.Filter]]:
    if Ask.EXACT in column.asks:
        yield column.name, _exact(column)
    if Ask.PREFIX in column.asks:
        yield column.name, UbigeoFilter(field_name=column.asked, lookup_expr="startswith", max_length=20)
    if Ask.RANGE in column.asks:
        yield from _ranges(column).items()
    if Ask.SINCE in column.asks:
        yield (
            column.name.replace("_at", "_since"),
            SinceFilter(field_name=column.asked, lookup_expr="gte", moved=column.moved, **_MOMENT),
        )


@cache
def filters_of(public: PublicList) -> dict[str, filters.Filter]:
    """Return the filters that a public list offers, and no other."""
    made: dict[str, Any] = {}
    for column in public.columns:
        made |= dict(_of_column(column))
    searched = [column for column in public.columns if Ask.SEARCH in column.asks]
    if searched:
        made["search"] = SearchFilter(columns=searched, max_length=LONGEST_SEARCH)
    if public.place is not None:
        made["bbox"] = BoundsFilter(near=public.near, max_length=200)
        made["intersects"] = AreaFilter(near=public.near)
    return made


@lru_cache(maxsize=256)
def filterset_of(public: PublicList, asked: frozenset[str]) -> type[filters.FilterSet]:
    """Return the set of those filters that one request asks for; a form of all of them costs more than a page."""
    chosen = {name: one for name, one in filters_of(public).items() if name in asked}
    return type(f"{public.name}Filters", (filters.FilterSet,), chosen)
