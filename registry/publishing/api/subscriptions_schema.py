"""What is sent to and answered by the doors of subscriptions, for the OpenAPI description."""

from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from registry.api.schema import AREAS, ERROR_REF, PublicSchema, Schema
from registry.notices.choices import Channel, Frequency, SubscriptionState
from registry.publishing.disclosure import KINDS

CODES = sorted({code for code, _words in KINDS.values()})
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST = {"name": 120, "to": 500}
DEFAULTS: dict[str, Any] = {
    "name": "", "to": "", "channel": "webhook", "kinds": [], "area": None, "frequency": "at_once", "language": "es",
}  # fmt: skip
_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_AREA: Schema = {
    "description": "A valid polygon in degrees, longitude first, at most 10,000 vertices; null for the whole country.",
    "oneOf": [*AREAS, {"type": "null"}],
}
_SENT: Schema = {
    "name": {**_TEXT, "minLength": 1, "maxLength": LONGEST["name"], "description": "Your own word for it."},
    "to": {
        **_TEXT,
        "maxLength": LONGEST["to"],
        "description": "https address that takes the webhook; with mail, your own.",
    },
    "channel": {**_TEXT, "enum": [Channel.WEBHOOK.value, Channel.MAIL.value], "default": "webhook"},
    "kinds": {
        "type": "array",
        "items": {**_TEXT, "enum": CODES},
        "default": [],
        "description": "Kinds of change; none means all.",
    },
    "frequency": {**_TEXT, "enum": Frequency.values, "default": "at_once"},
    "language": {**_TEXT, "enum": LANGUAGES, "default": "es", "description": "Of digests by mail."},
}
_ROW: Schema = {
    "type": "object",
    "required": ["id", "name", "channel", "to", "kinds", "frequency", "state", "has_area"],
    "properties": {
        "id": {**_TEXT, "format": "uuid"}, **_SENT, "has_area": {"type": "boolean"},
        "state": {**_TEXT, "enum": SubscriptionState.values},
        "problem": {"type": ["string", "null"], "description": "Why it was switched off."},
        "created_at": _MOMENT, "changed_at": _MOMENT, "last_sent_at": {**_MOMENT, "type": ["string", "null"]},
    },
}  # fmt: skip
_SECRET: Schema = {**_TEXT, "description": "Signs each webhook (standardwebhooks.com). Told here only."}
_SAYS = {
    "followChanges": "Follows public changes by kind and area, told to an https address at once or as a digest.",
    "listSubscriptions": "The subscriptions of your organization, without their areas.",
    "getSubscription": "One subscription of your organization.",
    "replaceSubscription": "Replaces what is followed and where it is told; the secret stays.",
    "endSubscription": "Ends it for good; what waits for it is dropped.",
    "enableSubscription": "Serves it again after its address kept failing.",
    "renewSubscriptionSecret": "Replaces the signing secret at once.",
}


class SubscriptionSchema(PublicSchema):
    """Seven operations on one kind of row."""

    def get_operation_id(self) -> str:
        """Name the operation by address and method."""
        if self.path.endswith("/enable/"):
            return "enableSubscription"
        if self.path.endswith("/secret/"):
            return "renewSubscriptionSecret"
        if "{" not in self.path:
            return "followChanges" if self.method == "POST" else "listSubscriptions"
        return {"GET": "getSubscription", "PUT": "replaceSubscription"}.get(self.method, "endSubscription")

    def get_tags(self) -> list[str]:
        """A group of their own."""
        return ["Following"]

    def get_description(self) -> str:  # type: ignore[override]
        """Say what it does."""
        return f"{_SAYS[self.get_operation_id()]} Needs an organization's key."

    def get_auth(self) -> list[Schema]:
        """A key, in every case."""
        return AutoSchema.get_auth(self)

    def get_override_parameters(self) -> list[Any]:
        """The number in the address."""
        if "{" not in self.path:
            return []
        schema = {**_TEXT, "format": "uuid"}
        return [OpenApiParameter("reference", schema, OpenApiParameter.PATH, description="`id` of the subscription.")]

    def get_request_serializer(self) -> Any:
        """What is followed and where it is told."""
        if self.get_operation_id() not in {"followChanges", "replaceSubscription"}:
            return None
        body = {
            "type": "object", "required": ["name", "to"], "additionalProperties": False,
            "properties": {**_SENT, "area": _AREA},
        }  # fmt: skip
        return {"application/json": self._component("SubscriptionToMake", body)}

    def _answers(self) -> dict[Any, Any]:
        name = self.get_operation_id()
        if name == "endSubscription":
            return {204: OpenApiResponse(description="It is ended.")}
        said: dict[Any, Any] = {}
        if name in {"followChanges", "replaceSubscription"}:
            said[413, "application/json"] = OpenApiResponse(ERROR_REF, description="More than 1 MB.")
        return {(201 if name == "followChanges" else 200, "application/json"): self._answer(name), **said}

    def _answer(self, name: str) -> Any:
        row = self._component("Subscription", _ROW)
        if name == "listSubscriptions":
            rows = {"results": {"type": "array", "items": row}, "is_demo": {"type": "boolean"}}
            return self._component("Subscriptions", {"type": "object", "required": [*rows], "properties": rows})
        if name == "renewSubscriptionSecret":
            told = {"id": {**_TEXT, "format": "uuid"}, "secret": _SECRET}
            return self._component("SubscriptionSecret", {"type": "object", "required": [*told], "properties": told})
        whole = {**_ROW, "properties": {**_ROW["properties"], "area": _AREA}}
        if name == "followChanges":
            made = {**whole, "properties": {**whole["properties"], "secret": _SECRET}}
            return self._component("SubscriptionMade", made)
        return self._component("SubscriptionWhole", whole)
