"""The published anchors, for whoever wants to keep them."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from registry.audit.models import Anchor
from registry.audit.services.anchors import told

AT_MOST = 400  # days in one answer: a year and some


@require_safe
def anchors(_request: HttpRequest) -> JsonResponse:
    """Answer the newest anchors, newest first; nothing in them is personal."""
    answer = JsonResponse({"results": [told(anchor) for anchor in Anchor.objects.order_by("-day")[:AT_MOST]]})
    answer["Cache-Control"] = "public, max-age=300"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
