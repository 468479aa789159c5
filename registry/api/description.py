"""`/api/schema/`: the OpenAPI description, made once a process and language: making it costs a third of a second."""

from functools import cache

from django.http import HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from rest_framework.request import Request

from registry.api.errors import wrong_parameters
from registry.api.renderers import OneForm
from registry.api.views import PublicView

FORMS = {"json": OpenApiJsonRenderer, "yaml": OpenApiYamlRenderer}


class DescriptionView(PublicView):
    """The description as JSON or YAML, in the language of the reader."""

    schema = None  # type: ignore[assignment] # it does not describe itself
    content_negotiation_class = OneForm  # type: ignore[assignment] # its own forms are chosen here

    def get(self, request: Request) -> HttpResponse:
        """Answer it: as `format` says, else as JSON where the reader accepts JSON by name, else as YAML."""
        self.check_parameters(frozenset({"format"}))
        form = request.query_params.get("format", "json" if "json" in request.headers.get("Accept", "") else "yaml")
        if form not in FORMS:
            raise wrong_parameters({"format": _("This list is given as: %(formats)s.") % {"formats": ", ".join(FORMS)}})
        text = description(get_language() or "en", form)
        named = {"Content-Disposition": f'inline; filename="openapi.{form}"', "Vary": "Accept"}
        return HttpResponse(text, content_type=f"{FORMS[form].media_type}; charset=utf-8", headers=named)


@cache
def description(language: str, form: str) -> bytes:
    """Return the description in a language as bytes."""
    with override(language):
        said = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # the library's
        text: str | bytes = FORMS[form]().render(said, renderer_context={})
    return text if isinstance(text, bytes) else text.encode()
