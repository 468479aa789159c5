"""`/ogc/api`: the OpenAPI 3.0 definition of the OGC addresses, each collection with its own filters.

The description of `/api/v1/` is OpenAPI 3.1; Part 1 of the standard has a class for 3.0 only, and its clients (QGIS)
look here for the limits of a page.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.filters import filters_of
from registry.api.schema import Schema, filter_schema
from registry.publishing.api.ogc.asking import LIMIT, attributes_of
from registry.publishing.api.ogc.collections import Collection, collections
from registry.publishing.api.ogc.systems import CRS84, SYSTEMS
from registry.publishing.api.ogc.views import GEOJSON, OAS30, OgcView

_TEXT: Schema = {"type": "string"}
_LINKS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {"href": _TEXT, "rel": _TEXT, "type": _TEXT, "title": _TEXT},
    },
}
_FEATURE: Schema = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object"},
        "links": _LINKS,
    },
}
_FEATURES: Schema = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        "links": _LINKS,
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
    },
}
_ERROR: Schema = {"type": "object", "required": ["error"], "properties": {"error": {"type": "object"}}}
_WITH_LINKS: Schema = {"type": "object", "required": ["links"], "properties": {"links": _LINKS}}
_SCHEMAS: dict[str, Schema] = {
    "Error": _ERROR,
    "Feature": _FEATURE,
    "Features": _FEATURES,
    "Landing": _WITH_LINKS,
    "Collection": {**_WITH_LINKS, "required": ["id", "links"]},
    "Collections": {**_WITH_LINKS, "required": ["links", "collections"]},
    "Conformance": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": _TEXT}},
    },
}
_REFUSED = {
    "304": "Nothing changed since the ETag that was sent.",
    "400": "A parameter is unknown or cannot be used; the answer says which and why.",
    "401": "The key that was sent opens nothing.",
    "404": "Nothing public is kept under this address.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
    "503": "The register is busy; Retry-After says how many seconds to wait.",
}


class DefinitionView(OgcView):
    """The definition."""

    def get(self, request: Request) -> Response:
        """Answer it with the collections that are given out today."""
        self.check()
        root = request.build_absolute_uri(request.path).removesuffix("/api")
        info = {"title": _("Register of small-scale and artisanal mining"), "version": "1.0.0"}
        paths: dict[str, Any] = {
            "/": _path("landing", "Landing", [_form()]),
            "/conformance": _path("conformance", "Conformance", [_form()]),
            "/collections": _path("collections", "Collections", [_form()]),
        }
        for collection in collections():
            paths |= _of(collection)
        components = {"schemas": _SCHEMAS}
        said = {"openapi": "3.0.3", "info": info, "servers": [{"url": root}], "paths": paths, "components": components}
        return Response({**said, "x-is-demo": settings.REGISTRY_DEMO}, content_type=OAS30)


def _of(collection: Collection) -> dict[str, Any]:
    name, at = collection.name, f"/collections/{collection.name}"
    key = {"name": "featureId", "in": "path", "required": True, "schema": _TEXT, "description": _("Key of a feature.")}
    return {
        at: _path(f"describe-{name}", "Collection", [_form()], str(collection.says)),
        f"{at}/items": _path(f"items-{name}", "Features", _asked(collection), str(collection.says), GEOJSON),
        f"{at}/items/{{featureId}}": _path(f"item-{name}", "Feature", [key, _system("crs"), _form()], "", GEOJSON),
    }


def _path(
    name: str, component: str, parameters: list[Schema], says: str = "", kind: str = "application/json"
) -> dict[str, Any]:
    answers = {
        code: {"description": why, **({} if code == "304" else {"content": _content("Error")})}
        for code, why in _REFUSED.items()
    }
    answers["200"] = {"description": says or component, "content": _content(component, kind)}
    return {"get": {"operationId": name, "parameters": parameters, "responses": answers}}


def _content(component: str, kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{component}"}}}


def _query(name: str, schema: Schema, says: str = "") -> Schema:
    plain = {"name": name, "in": "query", "required": False, "style": "form", "explode": False, "schema": schema}
    return {**plain, **({"description": says} if says else {})}


def _form() -> Schema:
    return _query("f", {"type": "string", "enum": ["json", "geojson"], "default": "json"})


def _system(name: str) -> Schema:
    schema = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84.address}
    return _query(name, schema, _("A reference system; EPSG:4326 names latitude first."))


def _asked(collection: Collection) -> list[Schema]:
    limit = {"type": "integer", "minimum": 1, "maximum": collection.most, "default": min(LIMIT, collection.most)}
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    own = [
        _query("bbox", box, _("west,south,east,north in the order of the axes of `bbox-crs`.")),
        _system("bbox-crs"),
        _system("crs"),
        _query("limit", limit, _("Features of a page; more than the most are given as the most.")),
        _query("datetime", _TEXT, _("A moment or an interval; what has no day is always given.")),
        _query("cursor", _TEXT, _("Where the page begins; follow the link `next` rather than making one.")),
        _form(),
    ]
    offered = filters_of(collection.public)
    return own + [_query(name, *filter_schema(offered[name])) for name in sorted(attributes_of(collection))]
