"""`GET /api/v1/anchors/`: the published anchors of the sealed log, for whoever wants to keep them."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.described import Described, DescribedSchema
from registry.api.schema import Schema
from registry.api.views import PublicView
from registry.audit.models import Anchor
from registry.audit.services.anchors import told

AT_MOST = 400  # days in one answer: a year and some
_ANCHOR: Schema = {
    "type": "object",
    "required": ["day", "position", "digest", "made_at"],
    "properties": {
        "day": {"type": "string", "format": "date"},
        "position": {"type": "integer", "description": "Place in the chain that the digest closes."},
        "digest": {"type": "string", "description": "SHA-256 over all sealed events up to that place."},
        "made_at": {"type": "string", "format": "date-time"},
    },
}


class AnchorsView(PublicView):
    """The newest anchors, newest first; nothing in them is personal."""

    schema = DescribedSchema()
    described: ClassVar[Described] = Described(
        "listAnchors", "Changes",
        "The daily anchors of the sealed log, newest first: who keeps them elsewhere can prove that it was rewritten.",
        {"type": "object", "required": ["results"], "properties": {"results": {"type": "array", "items": _ANCHOR}}},
        component="Anchors",
    )  # fmt: skip

    def get(self, _request: Request) -> Response:
        """Answer the newest anchors."""
        self.check_parameters(frozenset())
        return Response({"results": [told(anchor) for anchor in Anchor.objects.order_by("-day")[:AT_MOST]]})
