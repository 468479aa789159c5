"""OGC API - Features, Part 1 (core, GeoJSON) and Part 2 (reference systems), over the public lists."""

from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import pagination
from registry.api.errors import wrong_parameters
from registry.api.reading import Form, joined, read_rows
from registry.api.renderers import OneForm
from registry.api.views import PublicView
from registry.publishing.api.ogc.asking import Asked, parameters_of
from registry.publishing.api.ogc.collections import Collection, collection_named, collections
from registry.publishing.api.ogc.systems import CRS84, SYSTEMS, System, system_of

GEOJSON = "application/geo+json"
OAS30 = "application/vnd.oai.openapi+json;version=3.0"
CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)


class OgcView(PublicView):
    """A door of the OGC API: `f=json` and no other form."""

    schema = None  # type: ignore[assignment] # described by /ogc/ itself, not by the OpenAPI of /api/v1/
    content_negotiation_class = OneForm  # type: ignore[assignment] # one form only

    def check(self, known: frozenset[str] = frozenset()) -> None:
        """Refuse parameters that this address does not have."""
        self.check_parameters(known | {"f"})
        if self.request.query_params.get("f", "json") not in {"json", "geojson"}:
            raise wrong_parameters({"f": _("These addresses answer as f=json only.")})

    def link(self, rel: str, name: str, *args: str, kind: str = "application/json", title: str = "") -> dict[str, str]:
        """Return a link to one of our addresses."""
        href = self.request.build_absolute_uri(reverse(f"public:{name}", args=args))
        return {"href": href, "rel": rel, "type": kind, **({"title": title} if title else {})}

    def found(self, name: str) -> Collection:
        """Return the collection of the address. Raises: Http404 where none of that name is given out."""
        collection = collection_named(name)
        if collection is None:
            raise Http404
        return collection


class LandingView(OgcView):
    """Where a client begins."""

    def get(self, _request: Request) -> Response:
        """Name the ways in."""
        self.check()
        links = [
            self.link("self", "ogc", title="This page"),
            self.link("conformance", "ogc-conformance"),
            self.link("data", "ogc-collections"),
            self.link("service-desc", "ogc-api", kind=OAS30),
            self.link("service-doc", "ogc-doc", kind="text/html"),
        ]
        title = _("Register of small-scale and artisanal mining")
        return Response({"title": title, "links": links, "is_demo": settings.REGISTRY_DEMO})


class ConformanceView(OgcView):
    """Which parts of the standard hold here."""

    def get(self, _request: Request) -> Response:
        """Name them."""
        self.check()
        return Response({"conformsTo": CONFORMS_TO})


class CollectionsView(OgcView):
    """Every collection."""

    def get(self, _request: Request) -> Response:
        """Describe each."""
        self.check()
        described = [describe(self, collection) for collection in collections()]
        links = [self.link("self", "ogc-collections")]
        return Response({"links": links, "crs": list(SYSTEMS), "collections": described})


class CollectionView(OgcView):
    """One collection."""

    def get(self, _request: Request, name: str) -> Response:
        """Describe it."""
        self.check()
        return Response(describe(self, self.found(name)))


def describe(view: OgcView, collection: Collection) -> dict[str, Any]:
    """Return what a collection says of itself."""
    extent = collection.extent()
    return {
        "id": collection.name,
        "title": str(collection.title),
        "description": str(collection.says),
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84.address,
        **({"extent": {"spatial": {"bbox": [extent], "crs": CRS84.address}}} if extent else {}),
        "links": [
            view.link("self", "ogc-collection", collection.name),
            view.link("items", "ogc-items", collection.name, kind=GEOJSON, title=str(collection.title)),
        ],
    }


class FeaturesView(OgcView):
    """What items and an item share."""

    def form(self, collection: Collection, system: System) -> Form:
        """Return how features are written in a system."""
        return Form(
            collection.public.names,
            is_feature=True,
            srid=system.srid,
            is_latitude_first=system.is_latitude_first,
        )

    def body(self, text: bytes, system: System) -> HttpResponse:
        """Return features with the system they are in."""
        response = HttpResponse(text, content_type=GEOJSON)
        response["Content-Crs"] = f"<{system.address}>"
        return response


class ItemsView(FeaturesView):
    """Features of a collection, page by page."""

    def get(self, request: Request, name: str) -> HttpResponse:
        """Answer one page."""
        collection = self.found(name)
        self.check(parameters_of(collection))
        asked = Asked.read(collection, request)
        aliases = (asked.order.column.alias, asked.order.key.alias)
        page = asked.page(request.query_params.get("cursor"))
        found = read_rows(
            page, collection.public, self.form(collection, asked.system), limit=asked.limit + 1, order=aliases
        )
        links = self._links(collection, asked, found, aliases)
        about = {
            "type": "FeatureCollection",
            "numberMatched": asked.rows.count(),
            "numberReturned": min(len(found), asked.limit),
            "links": links,
        }
        text = orjson.dumps(about)[:-1] + b',"features":[' + joined(found[: asked.limit]) + b"]}"
        return self.body(text, asked.system)

    def _links(
        self, collection: Collection, asked: Asked, found: list[tuple[Any, ...]], aliases: tuple[str, str]
    ) -> list[dict[str, str]]:
        links = [
            {"href": self.request.build_absolute_uri(), "rel": "self", "type": GEOJSON},
            self.link("collection", "ogc-collection", collection.name),
        ]
        if len(found) > asked.limit:
            last = dict(zip(aliases, found[asked.limit - 1][1:], strict=True))
            params = {**self.request.query_params.dict(), "cursor": pagination.cursor_of(asked.order, last)}
            href = self.request.build_absolute_uri(f"{self.request.path}?{urlencode(params)}")
            links.append({"href": href, "rel": "next", "type": GEOJSON})
        return links


class ItemView(FeaturesView):
    """One feature."""

    def get(self, request: Request, name: str, key: str) -> HttpResponse:
        """Answer the feature."""
        collection = self.found(name)
        self.check(frozenset({"crs"}))
        system = system_of("crs", request.query_params.get("crs"))
        column = collection.public.column(collection.public.key)
        if "\0" in key or (column.name == "id" and not (key.isascii() and key.isdigit() and len(key) < 19)):
            raise Http404
        rows = collection.rows().filter(**{column.alias: key})
        found = read_rows(rows, collection.public, self.form(collection, system), limit=1)
        if not found:
            raise Http404
        links = [
            self.link("self", "ogc-item", name, key, kind=GEOJSON),
            self.link("collection", "ogc-collection", name),
        ]
        return self.body(joined(found)[:-1] + b',"links":' + orjson.dumps(links) + b"}", system)
