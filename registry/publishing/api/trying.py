"""`POST /api/v1/try/`: a place as GeoJSON in, what it would meet out; nothing is stored.

Twenty places a minute from one address; an API key has a count of its own, ten times as high.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from registry.api.bodies import body_within
from registry.api.errors import TooLarge, wrong_parameters
from registry.api.limits import wait_s
from registry.api.schema import AREAS, ERROR_REF, POSITION, PublicSchema, Schema, geometry
from registry.api.views import PublicView
from registry.common.errors import DomainError
from registry.publishing.services.trying import (
    MOST_CORNERS,
    MOST_HECTARES,
    PublicAnswer,
    PublicRight,
    PublicTrial,
    try_publicly,
)
from registry.territory.services.coordinates import Written, read_place

MOST_BYTES = 1_000_000
MOST_ACCURACY_M = 1_000
_TEXT = {"type": "string"}
_NUMBER = {"type": ["number", "null"]}
_PLACE: list[Schema] = [geometry("Point", POSITION), *AREAS]
_FEATURE: Schema = {
    "type": "object",
    "required": ["type", "geometry"],
    "properties": {"type": {"type": "string", "enum": ["Feature"]}, "geometry": {"oneOf": _PLACE}},
}
_COLLECTION: Schema = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "minItems": 1, "maxItems": 1, "items": _FEATURE},
    },
}


class TrySchema(PublicSchema):
    """What is posted and what comes back."""

    def get_operation_id(self) -> str:
        """Tell the two methods apart."""
        return "tryPlace" if self.method == "POST" else "aboutTrying"

    def get_tags(self) -> list[str]:
        """A group of its own."""
        return ["Try a place"]

    def get_description(self) -> str:  # type: ignore[override]
        """Say what it does."""
        if self.method != "POST":
            return "How a place is tried, and within which bounds."
        return (
            "Measures a point or an area against every land layer and every mining right, as when a registration is "
            "filed, and stores nothing. `not_checked` says what is not known and why; it never means clear."
        )

    def get_override_parameters(self) -> list[Any]:
        """The accuracy of a point."""
        if self.method != "POST":
            return []
        schema = {"type": "number", "minimum": 0, "maximum": MOST_ACCURACY_M}
        return [OpenApiParameter("accuracy_m", schema, description="Accuracy of a point in metres.")]

    def get_request_serializer(self) -> Any:
        """One GeoJSON geometry, a feature, or a collection of one."""
        if self.method != "POST":
            return None
        place: Schema = {
            "description": "GeoJSON in degrees, longitude first: Point, Polygon or MultiPolygon, a Feature of "
            f"one, or a FeatureCollection of one. At most {MOST_CORNERS} corners and {MOST_HECTARES} hectares.",
            "oneOf": [*_PLACE, _FEATURE, _COLLECTION],
        }
        return {"application/json": self._component("PlaceToTry", place)}

    def _answers(self) -> dict[Any, Any]:
        answers: dict[Any, Any] = {
            (200, "application/json"): OpenApiResponse(
                self._component(*_schema_of(self.method == "POST")), description="The answer; nothing is kept."
            )
        }
        if self.method == "POST":
            says = f"More than {MOST_BYTES} bytes."
            answers[413, "application/json"] = OpenApiResponse(ERROR_REF, description=says)
        return answers


def _schema_of(is_trial: bool) -> tuple[str, dict[str, Any]]:  # noqa: FBT001 - which of the two components
    if not is_trial:
        return "AboutTrying", {"type": "object", "additionalProperties": True}
    lists = {name: {"type": "array", "items": {"type": "object"}} for name in ("answers", "rights")}
    lists["not_checked"] = {"type": "array", "items": _TEXT}
    return "Trial", {
        "type": "object",
        "required": ["hectares", "utm_zone", "answers", "not_checked", "rights"],
        "properties": {
            "hectares": _NUMBER, "utm_zone": {"type": "integer"}, "tried_on": {**_TEXT, "format": "date"},
            "edge_noise": {"type": "object"}, "is_stored": {"type": "boolean"}, **lists,
        },
    }  # fmt: skip


class TryView(PublicView):
    """Try a place by program."""

    schema = TrySchema()
    http_method_names = ["get", "head", "post", "options"]

    def get(self, _request: Request) -> Response:
        """Say how a place is tried."""
        self.check_parameters(frozenset())
        return Response(
            {
                "how": "POST one GeoJSON geometry, feature, or collection of one feature, in degrees, longitude first.",
                "most_corners": MOST_CORNERS, "most_hectares": MOST_HECTARES, "most_bytes": MOST_BYTES,
                "is_stored": False,
            }
        )  # fmt: skip

    def post(self, request: Request) -> Response:
        """Answer a place, or say with 400 or 413 why it cannot be tried."""
        self.check_parameters(frozenset({"accuracy_m"}))
        says = _("The place is described by more than {most} bytes. Simplify the outline.").format(most=MOST_BYTES)
        text = body_within(request, MOST_BYTES, TooLarge(says)).decode("utf-8", errors="replace")
        try:
            place = read_place(written=Written.GEOJSON, text=text, accuracy_m=_accuracy(request))
            if place is None:
                raise wrong_parameters({"body": _("Post one GeoJSON geometry.")})
            _count(request)
            trial = try_publicly(place=place, on=timezone.localdate())
        except DomainError as error:
            raise wrong_parameters({error.field or "body": error.message}) from error
        except RecursionError as error:
            raise exceptions.ParseError(_("This is not GeoJSON with one shape.")) from error
        return Response(as_json(trial))


def _count(request: Request) -> None:
    """Count a place that will be measured: by key, else by address. Raises: Throttled over the rate of trying."""
    key = getattr(request.auth, "pk", None)
    who = f"key:{key}" if key else BaseThrottle().get_ident(request) or ""
    if wait := wait_s(scope="try", who=who, with_key=bool(key)):
        raise exceptions.Throttled(wait=wait)


def _accuracy(request: Request) -> float:
    try:
        accuracy = float(request.query_params.get("accuracy_m", "0"))
    except ValueError:
        accuracy = -1
    if not 0 <= accuracy <= MOST_ACCURACY_M:
        says = _("Give metres between 0 and {most}.").format(most=MOST_ACCURACY_M)
        raise wrong_parameters({"accuracy_m": says})
    return accuracy


def as_json(trial: PublicTrial) -> dict[str, Any]:
    """Return a trial as the answer carries it."""
    return {
        "hectares": trial.hectares,
        "utm_zone": trial.zone,
        "tried_on": trial.tried_on.isoformat(),
        "is_stored": False,
        "edge_noise": {"area_m2": trial.noise_area_m2, "radius_m": trial.noise_radius_m, "is_law": False},
        "answers": [_answer(each) for each in trial.answers],
        "not_checked": sorted({each.kind for each in trial.unchecked}),
        "rights": [_right(each) for each in trial.rights],
    }


def _answer(each: PublicAnswer) -> dict[str, Any]:
    said: dict[str, Any] = {
        "layer_kind": each.kind, "kind_name": each.kind_name, "answer": each.answer, "why": each.why,
        "why_says": each.why_says, "layer": each.layer or None, "layer_version": each.version or None,
        "data_of": each.data_of.isoformat() if each.data_of else None, "publication": each.publication or None,
        "nearest_m": each.nearest_m, "consequence": None,
        "areas": [
            {
                "name": area.name or None, "id": area.external_id or None, "relation": area.relation,
                "hectares": area.hectares, "share": area.share, "edge_noise": area.is_edge_noise,
            }
            for area in each.areas
        ],
    }  # fmt: skip
    if each.meaning is not None:
        said["consequence"] = {
            "effect": each.meaning.effect or None, "opinion_of": each.meaning.opinion_of or None,
            "law": each.meaning.law or None, "evidence": list(each.meaning.evidence),
        }  # fmt: skip
    return said


def _right(each: PublicRight) -> dict[str, Any]:
    return {
        "code": each.code, "name": each.name or None, "state": each.state, "relation": each.relation,
        "hectares": each.hectares, "share": each.share,
    }  # fmt: skip
