"""The numbers of the law, each value with its days and its article."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.described import Described, DescribedSchema
from registry.api.errors import wrong_parameters
from registry.api.schema import Schema
from registry.api.views import PublicView
from registry.formalization.selectors.law import pack_in_force
from registry.rules.catalogue import jurisdictions
from registry.rules.engine.parameters import DatedValue, Parameter

_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_BASIS: Schema = {
    "type": "object",
    "required": ["instrument", "article", "address"],
    "properties": {"instrument": _TEXT, "article": _TEXT, "address": _TEXT},
}
_MARKS = "C confirmed in the text, C2 in a secondary source, M from memory, U uncertain."
_VALUE: Schema = {
    "type": "object",
    "required": ["from", "until", "value", "unit", "mark", "basis"],
    "properties": {
        "from": _DAY, "until": _DAY, "value": {"type": ["number", "string", "boolean"]}, "unit": _TEXT,
        "mark": {"type": "string", "enum": ["C", "C2", "M", "U"], "description": _MARKS},
        "basis": _BASIS, "note": _TEXT,
    },
}  # fmt: skip
_PARAMETER: Schema = {
    "type": "object",
    "required": ["id", "label", "included", "checked", "values"],
    "properties": {
        "id": _TEXT, "label": {"type": "object", "additionalProperties": _TEXT},
        "included": {"type": "boolean", "description": "Whether the limit itself is still inside."},
        "checked": {**_DAY, "description": "Last day on which a person compared it with its source."},
        "note": _TEXT, "values": {"type": "array", "items": _VALUE},
    },
}  # fmt: skip


class LawView(PublicView):
    """The parameters of one jurisdiction through time, or those of one day."""

    schema = DescribedSchema()
    described: ClassVar[Described] = Described(
        "getLaw", "Law", "The numbers that the rules compare with: each value with its days, its article and its mark.",
        {
            "type": "object",
            "required": ["jurisdiction", "version", "hash", "on", "parameters", "is_demo"],
            "properties": {
                "jurisdiction": _TEXT, "version": _TEXT, "hash": _TEXT, "on": _DAY,
                "parameters": {"type": "array", "items": _PARAMETER}, "is_demo": {"type": "boolean"},
            },
        },
        component="Law",
        parameters={
            "jurisdiction": ({"type": "string", "enum": list(jurisdictions()), "default": "PE"}, "Whose law."),
            "on": ({"type": "string", "format": "date"}, "Only what holds on that day; without it every value."),
        },
    )  # fmt: skip

    def get(self, request: Request) -> Response:
        """Answer the parameters."""
        self.check_parameters(frozenset(self.described.parameters))
        jurisdiction = request.query_params.get("jurisdiction", "PE")
        if jurisdiction not in jurisdictions():
            message = _("Use one or more of: %(codes)s.") % {"codes": ", ".join(jurisdictions())}
            raise wrong_parameters({"jurisdiction": message})
        on = _day(request.query_params.get("on"))
        pack = pack_in_force(jurisdiction, on=timezone.localdate())
        said = [_parameter(parameter, on) for parameter in pack.parameters]
        return Response(
            {
                "jurisdiction": jurisdiction,
                "version": pack.version,
                "hash": pack.content_hash,
                "on": on,
                "parameters": [one for one in said if one["values"]],
                "is_demo": settings.REGISTRY_DEMO,
            }
        )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise wrong_parameters({"on": _("Write the day as year-month-day: 2026-11-20.")}) from error


def _parameter(parameter: Parameter, on: date | None) -> dict[str, Any]:
    return {
        "id": parameter.id,
        "label": dict(parameter.label),
        "included": parameter.included,
        "checked": parameter.checked,
        "note": parameter.note,
        "values": [_value(dated) for dated in parameter.values if on is None or dated.period.holds(on)],
    }


def _value(dated: DatedValue) -> dict[str, Any]:
    return {
        "from": dated.period.first,
        "until": dated.period.last,
        "value": dated.value,
        "unit": dated.unit,
        "mark": dated.mark,
        "basis": dated.basis._asdict(),
        "note": dated.note,
    }
