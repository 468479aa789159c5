"""The reading views of every public list: one for its rows, one for a single one. Nothing here can write."""

from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.api import pagination
from registry.api.errors import in_one_shape, wrong_parameters
from registry.api.filters import filters_of, filterset_of
from registry.api.renderers import FastJSONRenderer, GeoJSONRenderer, NamedFormatNegotiation
from registry.api.schema import PublicSchema
from registry.api.throttles import PublicReadThrottle
from registry.common.disclosure import PLACE, PublicList

SHAPE = "shape_json"
DIGITS = 8  # of a degree: 0.6 mm; six digits would move a vertex by 5.6 cm
MOST_COMPUTED_SHAPES = 200
MOST_SHAPES = 5000


@method_decorator(conditional_page, name="dispatch")
class PublicView(APIView):
    """Open to anybody, without a session: no cookie is read or set, and any web page may ask.

    Each answer has an ETag and is to be asked again before it is shown again (304 where nothing changed): a
    suspended entry must not live on in somebody's cache as good.
    """

    schema = PublicSchema()
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [PublicReadThrottle]
    content_negotiation_class = NamedFormatNegotiation
    renderer_classes = [FastJSONRenderer]
    http_method_names = ["get", "head", "options"]

    def get_exception_handler(self) -> Any:
        """Give the one shape of errors."""
        return in_one_shape

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let pages of other hosts read what anybody may read."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "no-cache"
        return response


class PublicListPart(PublicView):
    """What rows and single rows of a public list share."""

    public: PublicList
    own_parameters: ClassVar[tuple[str, ...]] = ("fields", "format")

    def get_renderers(self) -> list[Any]:
        """JSON, and GeoJSON where the list has a place."""
        kinds = [FastJSONRenderer] if self.public.place is None else [FastJSONRenderer, GeoJSONRenderer]
        return [kind() for kind in kinds]

    def is_geojson(self) -> bool:
        """Whether features were asked for."""
        return isinstance(self.request.accepted_renderer, GeoJSONRenderer)

    def check_parameters(self, known: frozenset[str]) -> None:
        """Refuse what would otherwise be ignored in silence: unknown, repeated and empty parameters."""
        asked = self.request.query_params
        unknown = _("There is no such parameter here. Use: %(known)s.") % {"known": ", ".join(sorted(known))}
        wrong = {name[:60]: unknown for name in asked if name not in known}
        wrong |= {
            name: _("This parameter was given more than once; separate values by commas.")
            for name, values in asked.lists()
            if name in known and len(values) > 1
        }
        empty = _("This parameter is empty; leave it out or give it a value.")
        wrong |= {name: empty for name, value in asked.items() if name in known and not str(value).strip()}
        if wrong:
            raise wrong_parameters(wrong)

    def names(self) -> tuple[str, ...]:
        """Return the columns asked for. Raises: ValidationError naming those there are."""
        asked = self.request.query_params.get("fields")
        if asked is None:
            return self.public.names
        names = tuple(name.strip() for name in asked.split(","))
        if set(names) - set(self.public.names):
            raise wrong_parameters({"fields": _("Choose among: %(names)s.") % {"names": ", ".join(self.public.names)}})
        return tuple(name for name in self.public.names if name in names)

    def values(self, rows: QuerySet[Any], names: tuple[str, ...], *extra: str) -> QuerySet[Any]:
        """Return rows as dictionaries by alias, with their shape as text where features were asked for."""
        aliases = {self.public.column(name).alias for name in names} | set(extra)
        if self.is_geojson():
            rows = rows.annotate(**{SHAPE: AsGeoJSON(F(PLACE), precision=DIGITS)})
            aliases.add(SHAPE)
        return rows.values(*sorted(aliases))

    def item(self, row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        """Return one row as the answer carries it."""
        properties = {name: row[self.public.column(name).alias] for name in names}
        if not self.is_geojson():
            return properties
        shape = row[SHAPE]
        key = row[self.public.column(self.public.key).alias]
        geometry = None if shape is None else orjson.Fragment(shape)
        return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


class PublicListView(PublicListPart):
    """Rows of a public list: filtered, in a stated order, page by page."""

    public: PublicList = None  # type: ignore[assignment] # given by as_view
    most_shapes = MOST_SHAPES
    own_parameters = ("fields", "format", "ordering", "page_size", "cursor", "count")

    def get(self, request: Request) -> Response:
        """Answer one page."""
        self.check_parameters(frozenset(filters_of(self.public)) | set(self.own_parameters))
        names, order, size = self.names(), self._order(), self._size()
        chosen = self._chosen()
        rows = order.sort(chosen)
        if cursor := request.query_params.get("cursor"):
            rows = pagination.continued(rows, order, cursor)
        found = list(self.values(rows, names, order.column.alias, order.key.alias)[: size + 1])
        following = self._next(pagination.cursor_of(order, found[size - 1])) if len(found) > size else None
        items = [self.item(row, names) for row in found[:size]]
        return Response(self._page(items, order, following, chosen))

    def _chosen(self) -> QuerySet[Any]:
        """Return the rows that the filters let through. Raises: ValidationError for one that cannot be read."""
        params, rows = self.request.query_params, self.public.queryset()
        asked = frozenset(filters_of(self.public)) & set(params)
        if not asked:
            return rows
        filterset = filterset_of(self.public, asked)(params, queryset=rows, request=self.request)
        if not filterset.is_valid():
            raise wrong_parameters({name: " ".join(map(str, said)) for name, said in filterset.errors.items()})
        found: QuerySet[Any] = filterset.qs
        return found

    def _page(
        self, items: list[dict[str, Any]], order: pagination.Order, following: str | None, rows: QuerySet[Any]
    ) -> dict[str, Any]:
        about: dict[str, Any] = {"next": following, "order": order.said, "is_demo": settings.REGISTRY_DEMO}
        if self._is_counted():
            about["count"] = rows.count()
        if self.is_geojson():
            return {"type": "FeatureCollection", **about, "features": items}
        return {**about, "results": items}

    def _is_counted(self) -> bool:
        asked = self.request.query_params.get("count", "false")
        if asked not in {"true", "false"}:
            raise wrong_parameters({"count": _("Use true or false.")})
        return asked == "true"

    def _order(self) -> pagination.Order:
        return pagination.Order.read(self.public, self.request.query_params.get("ordering", ""))

    def _size(self) -> int:
        most = self.most_shapes if self.is_geojson() else pagination.MOST_ROWS
        return pagination.page_size(self.request.query_params.get("page_size"), most=most)

    def _next(self, cursor: str) -> str:
        asked = self.request.query_params.copy()
        asked["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{asked.urlencode()}")


class PublicDetailView(PublicListPart):
    """One row of a public list by its key."""

    public: PublicList = None  # type: ignore[assignment] # given by as_view

    def get(self, request: Request, key: str | int) -> Response:
        """Answer the row."""
        self.check_parameters(frozenset(self.own_parameters))
        names, column = self.names(), self.public.column(self.public.key)
        if "\0" in str(key):
            raise Http404
        row = self.values(self.public.queryset().filter(**{column.alias: key}), names, column.alias).first()
        if row is None:
            raise Http404
        return Response(self.item(row, names))


class RootView(PublicView):
    """What this API offers."""

    resources: ClassVar[tuple[str, ...]] = ("rights", "overlaps", "checks", "layers", "associations", "registrations")

    def get(self, request: Request) -> Response:
        """Name every resource with its address, and the pages that describe them."""
        return Response(
            {
                **{name: request.build_absolute_uri(reverse(f"api:{name}")) for name in self.resources},
                "documentation": request.build_absolute_uri(reverse("api-docs")),
                "openapi": request.build_absolute_uri(reverse("api-schema")),
                "is_demo": settings.REGISTRY_DEMO,
            }
        )
