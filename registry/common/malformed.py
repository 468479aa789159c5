"""What no door should ever see is refused in front of all of them.

Bodies that are packed or of a length that nobody names, requests too large to keep, texts with a NUL byte (which
PostgreSQL cannot store), more parameters than any door has, and JSON nested so deeply that reading it fails: each is
refused with a sentence before anything reads it, and every form and filter behind may rest on it.
"""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

MOST_PARAMETERS = 300
DEEPEST = 100  # levels of a JSON body; a polygon has six
# A text without an end reaches to the end: were it tried anew at each quote, reading would be quadratic.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
NUL_SIGNS = (b"\x00", b"%00", b"\\u0000")
READ_WHOLE = ("application/x-www-form-urlencoded", "application/json", "application/geo+json")


class MalformedRequestMiddleware:
    """Stands in front of the doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the rest of the way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse, or go on."""
        if (unread := _packed_or_endless(request)) is not None:
            return unread
        if _length(request) > settings.REGISTRY_MAX_REQUEST_MB * 1024**2:
            text = _("This is larger than %(limit)d MB, which is the most that is taken at once. Send less.")
            text %= {"limit": settings.REGISTRY_MAX_REQUEST_MB}
            return _refusal(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", text)
        if str(request.META.get("QUERY_STRING", "")).count("&") >= MOST_PARAMETERS:
            request.GET = QueryDict()  # the page that says so must not read them either
            text = _("The address has more than %(limit)d parameters. No page here knows so many.")
            return _refusal(request, HTTPStatus.BAD_REQUEST, "malformed", text % {"limit": MOST_PARAMETERS})
        if _is_too_deep(request):
            text = _("The JSON is nested more than %(limit)d levels deep. Nothing here is; check what you send.")
            return _refusal(request, HTTPStatus.BAD_REQUEST, "malformed", text % {"limit": DEEPEST})
        if _has_nul(request):
            text = _("The request holds a NUL byte, which is no letter of any text. Take it out and send it again.")
            return _refusal(request, HTTPStatus.BAD_REQUEST, "malformed", text)
        return self.get_response(request)


def _packed_or_endless(request: HttpRequest) -> HttpResponse | None:
    """Return the refusal of a body that would be unpacked, or that Django takes for empty as no length is named."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        text = _("The body is packed. Nothing that arrives is unpacked here; send it without Content-Encoding.")
        return _refusal(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", text)
    if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
        text = _("The request does not say how long its body is. Send it in one piece, with Content-Length.")
        return _refusal(request, HTTPStatus.LENGTH_REQUIRED, "length_required", text)
    return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _has_nul(request: HttpRequest) -> bool:
    """Look into path, query and small bodies; the fields of a form with files are looked at by the form itself."""
    query = str(request.META.get("QUERY_STRING", ""))
    if "\x00" in request.path or "%00" in query or "\x00" in query:
        return True
    return any(sign in _small_body(request) for sign in NUL_SIGNS)


def _small_body(request: HttpRequest) -> bytes:
    """Return a body that is read whole in any case; nothing of uploads."""
    is_small = 0 < _length(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return request.body if is_small and request.content_type in READ_WHOLE else b""


def _is_too_deep(request: HttpRequest) -> bool:
    if not str(request.content_type).endswith("json"):
        return False
    body, depth = _small_body(request), 0
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    for token in _TOKENS.finditer(body):
        first = token.group()[:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > DEEPEST:
            return True
    return False


def _refusal(request: HttpRequest, status: HTTPStatus, code: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": code, "message": text, "fields": {}}}, status=status)
    page = render_to_string("malformed.html", {"text": text, "number": status.value}, request)
    return HttpResponse(page, status=status)
