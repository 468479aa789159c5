"""Notices how many requests are refused, so that somebody looks when there are unusually many."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from registry.common.alarms import refusal_count

KINDS = {
    HTTPStatus.UNAUTHORIZED: "unknown_key",
    HTTPStatus.FORBIDDEN: "no_right",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many",
}


class RefusalsMiddleware:
    """Stands first: it sees what every other part refused. A request that is served costs nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the rest of the way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count it where it was refused."""
        response = self.get_response(request)
        if response.status_code in KINDS:
            refusal_count(KINDS[HTTPStatus(response.status_code)])
        return response
