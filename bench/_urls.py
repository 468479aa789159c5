"""The register's addresses, and two empty views behind the same middleware: what any answer costs at least."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request

from registry.api.views import PublicView


class Empty(PublicView):
    """Key check, throttle, parameters, ETag, and no answer."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        """Answer nothing."""
        self.check_parameters(frozenset())
        return HttpResponse(b"{}", content_type="application/json")


@csrf_exempt
def empty_page(_request: HttpRequest) -> HttpResponse:
    """A page without anything, for the status page to be compared with."""
    return HttpResponse(b"")


urlpatterns = [path("empty/api/", Empty.as_view()), path("empty/page/", empty_page), path("", include("registry.urls"))]
