"""Fast JSON: rows go from the database to the wire; a shape arrives as text from PostGIS and is put in unread."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(type(value).__name__)


class FastJSONRenderer(BaseRenderer):
    """JSON through orjson; days and moments in ISO 8601, numbers as numbers."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "text"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the bytes of the body; nothing for an empty answer."""
        return b"" if data is None else orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z)


class GeoJSONRenderer(FastJSONRenderer):
    """GeoJSON (RFC 7946): the view gives features where this renderer is asked for."""

    media_type = "application/geo+json"
    format = "geojson"


class TableRenderer(FastJSONRenderer):
    """CSV of the whole list: the view streams it where this renderer is asked for."""

    media_type = "text/csv"
    format = "csv"


class OneForm(BaseContentNegotiation):
    """These addresses have one form each; whatever a client accepts, it gets that."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the only renderer."""
        return renderers[0], renderers[0].media_type


class NamedFormatNegotiation(DefaultContentNegotiation):
    """`?format=` chooses among the formats of the view; another one is told which there are.

    The Accept header counts only without it: that of GDAL names JSON and not GeoJSON.
    """

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the renderer that was named, else the one that fits the header."""
        if name := request.query_params.get("format"):
            (found, *_others) = self.filter_renderers(renderers, name)
            return found, found.media_type
        return super().select_renderer(request, renderers, format_suffix)

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002 - DRF's signature
        """Keep the renderers of that name. Raises: ValidationError where there is none."""
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            known = ", ".join(renderer.format for renderer in renderers)
            raise ValidationError({"format": [_("This list is given as: %(formats)s.") % {"formats": known}]})
        return found
