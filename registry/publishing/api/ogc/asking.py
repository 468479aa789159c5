"""What a request for features asks: filters, box, time, page. Everything else is refused."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import Filter
from rest_framework.request import Request

from registry.api import pagination
from registry.api.errors import wrong_parameters
from registry.api.filters import PlaceFilter, YesNoFilter, filters_of
from registry.api.views import chosen_rows
from registry.common.disclosure import Kind
from registry.publishing.api.ogc.collections import Collection
from registry.publishing.api.ogc.systems import System, box_of, system_of

OWN = ("bbox", "bbox-crs", "crs", "limit", "datetime", "cursor", "f")
LIMIT = 100


def attributes_of(collection: Collection) -> frozenset[str]:
    """Return the attribute filters of a collection: those of its public list, save the ones for places."""
    offered = filters_of(collection.public)
    return frozenset(name for name, one in offered.items() if not isinstance(one, PlaceFilter))


def parameters_of(collection: Collection) -> frozenset[str]:
    """Return every parameter that the items of a collection take."""
    return attributes_of(collection) | set(OWN)


@dataclass(frozen=True)
class Asked:
    """One page of features."""

    rows: QuerySet[Any]
    system: System
    limit: int
    order: pagination.Order

    @classmethod
    def read(cls, collection: Collection, request: Request) -> "Asked":
        """Read a request. Raises: ValidationError naming what cannot be used."""
        params = request.query_params
        offered = {name: filters_of(collection.public)[name] for name in attributes_of(collection)}
        filters = {name: _said(offered[name], str(value)) for name, value in params.items() if name in offered}
        rows = chosen_rows(collection.public, filters, request, among=collection.rows())
        if "bbox" in params:
            box = box_of(params["bbox"], system_of("bbox-crs", params.get("bbox-crs")))
            near = PlaceFilter(near=collection.public.near)
            rows = near.filter(rows, box)
        if "datetime" in params:
            rows = rows.filter(_during(collection, params["datetime"]))
        order = pagination.Order.read(collection.public, "")
        return cls(rows, system_of("crs", params.get("crs")), _limit(params.get("limit"), collection.most), order)

    def page(self, cursor: str | None) -> QuerySet[Any]:
        """Return the rows in their order, from the cursor on."""
        rows = self.order.sort(self.rows)
        return pagination.continued(rows, self.order, cursor) if cursor else rows


def _said(asked: Filter, text: str) -> str:
    """Return the text of a filter; GDAL, which hands its own filters on to the server, says 0 and 1 for no and yes."""
    return {"0": "false", "1": "true"}.get(text, text) if isinstance(asked, YesNoFilter) else text


def _limit(text: str | None, most: int) -> int:
    if text is None:
        return min(LIMIT, most)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise wrong_parameters({"limit": _("Give the number of features, 1 or more.")})
    return min(int(text), most)


def _during(collection: Collection, text: str) -> Q:
    """Return the question which rows lie in an instant or interval; those without a day always do."""
    column = collection.public.column(collection.day)
    first, _slash, last = text.partition("/")
    begin, end = _moment(first), _moment(last if "/" in text else first)
    if begin is not None and end is not None and begin > end:
        raise wrong_parameters({"datetime": _("An interval begins before it ends.")})
    whole_days = column.kind is Kind.DATE
    asked = Q()
    if begin is not None:
        asked &= Q(**{f"{column.alias}__gte": begin.date() if whole_days else begin})
    if end is not None:
        asked &= Q(**{f"{column.alias}__lte": end.date() if whole_days else end})
    return asked | Q(**{f"{column.alias}__isnull": True})


def _moment(text: str) -> datetime | None:
    if text in {"", ".."}:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        message = _("Write a moment or an interval in ISO 8601: 2026-11-20T00:00:00Z or 2026-01-01/.. .")
        raise wrong_parameters({"datetime": message}) from error
