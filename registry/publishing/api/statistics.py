"""The published tables. No parameter filters them."""

from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.described import Described, DescribedSchema
from registry.api.schema import Schema
from registry.api.views import PublicView
from registry.publishing.selectors.statistics import (
    BY_NAME,
    STATISTICS,
    Statistic,
    least_shown,
    table_of,
)

_TEXT: Schema = {"type": "string"}
_CELL: Schema = {"type": ["integer", "null"], "description": "null where a small number is hidden"}
_ABOUT: Schema = {
    "name": _TEXT, "title": _TEXT, "says": _TEXT, "is_exact": {"type": "boolean"},
    "hidden_below": {"type": ["integer", "null"]},
}  # fmt: skip
_ROW: Schema = {
    "type": "object",
    "required": ["key", "cells", "total"],
    "properties": {
        "key": {"type": ["string", "null"]},
        "cells": {"type": "array", "items": _CELL},
        "total": {"type": "integer"},
    },
}
_COLUMN: Schema = {"type": "object", "properties": {"code": {"type": ["string", "null"]}, "says": _TEXT}}


def _about(statistic: Statistic) -> dict[str, Any]:
    return {
        "name": statistic.name,
        "title": str(statistic.title),
        "says": str(statistic.says),
        "is_exact": statistic.is_exact,
        "hidden_below": None if statistic.is_exact else least_shown(),
    }


class StatisticsView(PublicView):
    """Which tables there are."""

    schema = DescribedSchema()
    described: ClassVar[Described] = Described(
        "listStatistics", "Statistics", "The fixed set of published tables.",
        {
            "type": "object",
            "required": ["results", "is_demo"],
            "properties": {
                "is_demo": {"type": "boolean"},
                "results": {"type": "array", "items": {"type": "object", "properties": {**_ABOUT, "address": _TEXT}}},
            },
        },
        component="Statistics",
    )  # fmt: skip

    def get(self, request: Request) -> Response:
        """Name each table with its address."""
        self.check_parameters(frozenset())
        tables = [
            {**_about(one), "address": request.build_absolute_uri(reverse("api:statistic", args=[one.name]))}
            for one in STATISTICS
        ]
        return Response({"results": tables, "is_demo": settings.REGISTRY_DEMO})


class StatisticView(PublicView):
    """One table."""

    schema = DescribedSchema()
    described: ClassVar[Described] = Described(
        "getStatistic", "Statistics",
        "One table. Of attributes that are not public per registration it is published once a month, and numbers under"
        " 5 are hidden with their row, as are further rows from which they could be told by subtraction.",
        {
            "type": "object",
            "required": ["name", "title", "on", "columns", "rows", "is_demo"],
            "properties": {
                **_ABOUT, "on": {"type": ["string", "null"], "format": "date"}, "row_says": _TEXT,
                "columns": {"type": "array", "items": _COLUMN}, "rows": {"type": "array", "items": _ROW},
                "is_demo": {"type": "boolean"},
            },
        },
        component="Statistic",
    )  # fmt: skip

    def get(self, request: Request, name: str) -> Response:
        """Answer the table."""
        self.check_parameters(frozenset())
        statistic = BY_NAME.get(name)
        if statistic is None:
            raise Http404
        on, rows = table_of(statistic, today=timezone.localdate())
        return Response(
            {
                **_about(statistic),
                "on": on,
                "row_says": str(statistic.row_says),
                "columns": [{"code": code or None, "says": str(words)} for code, words in statistic.columns],
                "rows": [{"key": row.key or None, "cells": row.cells, "total": row.total} for row in rows],
                "is_demo": settings.REGISTRY_DEMO,
            }
        )
