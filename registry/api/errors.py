"""Every error of the API in one shape: `{"error": {"code", "message", "fields"}}`.

`code` is stable and for programs, `message` a sentence for people, `fields` names the parameters at fault with a
sentence each. A value that was sent is never repeated at length: an error text must not become a mirror.
"""

import logging
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

JSON = "application/json"  # errors are plain JSON, whatever form the answer would have had

logger = logging.getLogger("registry.api")


class TooBusy(exceptions.APIException):
    """Every place of this process is taken: come back in a moment."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "busy"
    wait = 2

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("The register is busy. Ask again in two seconds; larger pages need fewer requests."))


class TooLarge(exceptions.APIException):
    """More than the register reads in one request."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


def wrong_parameters(fields: dict[str, str]) -> exceptions.ValidationError:
    """Return the error for parameters that cannot be used, one sentence each."""
    return exceptions.ValidationError({name: [sentence] for name, sentence in fields.items()})


def error_body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Return the one shape of an error."""
    return {"error": {"code": code, "message": message, "fields": fields or {}}}


def in_one_shape(error: Exception, context: dict[str, Any]) -> Response:
    """Turn any error of an API view into a response; what nobody foresaw is logged and answered with 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(
            _("Nothing public is kept under this address. Check the code; the lists say what there is.")
        )
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation | BadRequest):
        error = _refused_by_django(error)
    if not isinstance(error, exceptions.APIException):
        return _unforeseen(error, context)
    set_rollback()
    headers: dict[str, str] = {}
    if isinstance(error, exceptions.Throttled | TooBusy):
        headers["Retry-After"] = str(_seconds(error))
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        headers["WWW-Authenticate"] = getattr(error, "auth_header", "") or "Api-Key"
    return Response(_body_of(error, context), status=error.status_code, headers=headers, content_type=JSON)


def _refused_by_django(error: Exception) -> exceptions.APIException:
    """Return what Django itself refused while it read the request, with a sentence that helps."""
    if isinstance(error, RequestDataTooBig):
        return TooLarge(
            _("This is more text than the register reads in one request. Shorten it; send photos as files.")
        )
    if isinstance(error, TooManyFieldsSent | TooManyFilesSent):
        return exceptions.ParseError(
            _("The form has more fields or files than any of ours. Send only those described.")
        )
    return exceptions.ParseError(_("The request cannot be read. Check its encoding and its parts."))


def _body_of(error: exceptions.APIException, context: dict[str, Any]) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
        fields = {name: [str(one) for one in said] for name, said in error.detail.items()}
        said_once = dict.fromkeys(one for said in fields.values() for one in said)
        return error_body("invalid_parameters", " ".join(said_once), fields)
    if isinstance(error, exceptions.Throttled):
        return error_body("too_many_requests", _throttled(error))
    if isinstance(error, exceptions.MethodNotAllowed):
        methods = ", ".join(getattr(context.get("view"), "allowed_methods", ()))
        message = _("This address does not answer that method. It answers: %(methods)s.") % {"methods": methods}
        return error_body("method_not_allowed", message)
    if isinstance(error, exceptions.NotAcceptable):
        return error_body(
            "not_acceptable", _("No form of the answer fits the Accept header; ask for application/json.")
        )
    if isinstance(error, exceptions.UnsupportedMediaType):
        return error_body("unsupported_media_type", _media_wanted(context))
    code = error.get_codes()
    return error_body(code if isinstance(code, str) else error.default_code, str(error.detail))


def _media_wanted(context: dict[str, Any]) -> str:
    kinds = ", ".join(parser.media_type for parser in getattr(context.get("view"), "parser_classes", ()))
    return _("The body is of a kind that is not read here. Send it as: %(kinds)s.") % {"kinds": kinds}


def _seconds(error: exceptions.APIException) -> int:
    return int(getattr(error, "wait", None) or 0) + 1


def _throttled(error: exceptions.Throttled) -> str:
    message = _(
        "Too many requests from this address or with this key. Wait %(seconds)d seconds; larger pages need fewer."
    )
    return message % {"seconds": _seconds(error)}


def _unforeseen(error: Exception, context: dict[str, Any]) -> Response:
    request = context.get("request")
    got_request_exception.send(sender=None, request=getattr(request, "_request", request))
    logger.error("unforeseen error in an API view", exc_info=error)
    set_rollback()
    return Response(
        error_body("server_error", _("The register failed to answer. It is logged; try again later.")),
        status=status.HTTP_500_INTERNAL_SERVER_ERROR,
        content_type=JSON,
    )


@csrf_exempt  # it changes nothing, and who posts to a wrong address is to read that it is wrong
def unknown_address(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Answer addresses that programs ask for and that do not exist, in the one shape.

    One that only lacks its last slash is led to it, method and body kept.
    """
    slashed = f"{request.path}/"
    if not request.path.endswith("/") and resolve(slashed).func is not unknown_address:
        moved = HttpResponse(status=status.HTTP_308_PERMANENT_REDIRECT)
        moved["Location"] = request.get_full_path(force_append_slash=True)
        moved["Access-Control-Allow-Origin"] = "*"
        return moved
    message = _("There is no such address in this API. /api/v1/ lists its resources, /api/ describes them.")
    return JsonResponse(error_body("not_found", message), status=status.HTTP_404_NOT_FOUND)
