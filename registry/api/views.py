"""The views of every public list: rows, a search by a posted polygon, a single row. Nothing here can write."""

from typing import Any, ClassVar, NoReturn, TypeVar

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.api import gate, pagination
from registry.api.areas import MOST_BYTES
from registry.api.bodies import body_within
from registry.api.compression import compressed
from registry.api.errors import TooBusy, error_body, in_one_shape, wrong_parameters
from registry.api.filters import filters_of, filterset_of
from registry.api.keys import KeyAuthentication
from registry.api.reading import Form, copy_out, csv_query, joined, read_rows
from registry.api.renderers import FastJSONRenderer, GeoJSONRenderer, NamedFormatNegotiation, TableRenderer
from registry.api.schema import PublicSchema
from registry.api.throttles import BulkThrottle, PublicReadThrottle
from registry.common.disclosure import PublicList

MOST_COMPUTED_SHAPES = 200
MOST_SHAPES = 5000
AREA = "intersects"
UNREADABLE = "\ufffd"  # what a byte becomes that is no UTF-8
MAY_SEND = "Authorization, Content-Type, If-None-Match"
MAY_READ = "Content-Crs, Content-Disposition, ETag, Retry-After, X-Features-Left-Out"
Answer = TypeVar("Answer", bound=HttpResponseBase)
PAGING = ("ordering", "page_size", "cursor", "count")


class PublicDoor(APIView):
    """Open to anybody, without a session: no cookie is read or set, and any web page may ask.

    An organization's key raises the quota. Where every place of the process is taken the answer is 503 at once.
    """

    schema = PublicSchema()
    authentication_classes = [KeyAuthentication]
    permission_classes = [AllowAny]
    throttle_classes = [PublicReadThrottle]
    content_negotiation_class = NamedFormatNegotiation
    renderer_classes = [FastJSONRenderer]
    http_method_names = ["get", "head", "options"]
    cache_control = "no-cache"
    patience_s: ClassVar[float] = 0  # how long a request may wait for a place before it is refused

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take a place, answer, give it back; a stream keeps its place to its end."""
        if not gate.requests.enter(settings.REGISTRY_API_AT_ONCE, patience_s=self.patience_s):
            busy = TooBusy()
            body = error_body(busy.default_code, str(busy.detail))
            return opened(JsonResponse(body, status=busy.status_code, headers={"Retry-After": str(busy.wait)}))
        held: Any = None
        try:
            response = super().dispatch(request, *args, **kwargs)
            held = getattr(response, "held", None)
            if held is not None:
                held.also(gate.requests.leave)
            return response
        finally:
            if held is None:
                gate.requests.leave()

    def get_exception_handler(self) -> Any:
        """Give the one shape of errors."""
        return in_one_shape

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let pages of other hosts read what anybody may read."""
        response = opened(super().finalize_response(request, response, *args, **kwargs))
        response["Cache-Control"] = self.cache_control
        patch_vary_headers(response, ("Authorization",))
        return response

    def options(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:  # type: ignore[override] # as DRF's
        """Tell a browser what a page of another host may send, and nobody what our classes are called."""
        allowed = ", ".join(self.allowed_methods)
        headers = {"Access-Control-Allow-Methods": allowed, "Access-Control-Allow-Headers": MAY_SEND}
        return Response(status=204, headers=headers | {"Access-Control-Max-Age": "86400"})

    def permission_denied(self, _request: Request, message: str | None = None, code: str | None = None) -> NoReturn:
        """Refuse with the sentence of the permission: whoever brings no key has to learn that it takes one."""
        raise exceptions.NotAuthenticated(message, code)

    def check_parameters(self, known: frozenset[str]) -> None:
        """Refuse what would otherwise be ignored in silence: unknown, repeated and empty parameters."""
        asked = self.request.query_params
        unknown = _("There is no such parameter here. Use: %(known)s.") % {"known": ", ".join(sorted(known))}
        unknown = unknown if known else _("This address takes no parameter.")
        wrong = {name[:60]: unknown for name in asked if name not in known}
        wrong |= {
            name: _("This parameter was given more than once; separate values by commas.")
            for name, values in asked.lists()
            if name in known and len(values) > 1
        }
        broken = _("This parameter is not in UTF-8. Send it in that encoding, percent-encoded.")
        wrong |= {name: broken for name, value in asked.items() if name in known and UNREADABLE in str(value)}
        empty = _("This parameter is empty; leave it out or give it a value.")
        wrong |= {name: empty for name, value in asked.items() if name in known and not str(value).strip()}
        if wrong:
            raise wrong_parameters(wrong)


def opened(response: Answer) -> Answer:
    """Return an answer that pages of other hosts may read, with the headers that tell how to go on."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = MAY_READ
    return response


@method_decorator([compressed, conditional_page], name="dispatch")
class PublicView(PublicDoor):
    """A door whose answers have an ETag, and are to be asked again before they are shown again.

    304 where nothing changed: a suspended entry must not live on in somebody's cache as good.
    """


class PublicListPart(PublicView):
    """What rows and single rows of a public list share."""

    public: PublicList
    own_parameters: ClassVar[tuple[str, ...]] = ("fields", "format")

    def get_renderers(self) -> list[Any]:
        """JSON, and GeoJSON where the list has a place."""
        kinds = [FastJSONRenderer, GeoJSONRenderer] if self.public.is_drawn else [FastJSONRenderer]
        return [kind() for kind in kinds]

    def is_geojson(self) -> bool:
        """Whether features were asked for."""
        return isinstance(getattr(self.request, "accepted_renderer", None), GeoJSONRenderer)

    def form(self) -> Form:
        """Return how rows are written. Raises: ValidationError naming the columns there are."""
        return Form(self.names(), is_feature=self.is_geojson())

    def names(self) -> tuple[str, ...]:
        """Return the columns asked for. Raises: ValidationError naming those there are."""
        asked = self.request.query_params.get("fields")
        if asked is None:
            return self.public.names
        names = tuple(name.strip() for name in asked.split(","))
        if set(names) - set(self.public.names):
            raise wrong_parameters({"fields": _("Choose among: %(names)s.") % {"names": ", ".join(self.public.names)}})
        return tuple(name for name in self.public.names if name in names)

    def body(self, text: bytes) -> HttpResponse:
        """Return an answer that is written already."""
        kind = GeoJSONRenderer.media_type if self.is_geojson() else FastJSONRenderer.media_type
        return HttpResponse(text, content_type=kind)


class PublicListView(PublicListPart):
    """Rows of a public list: filtered, in a stated order, page by page; or all of them as one table."""

    public: PublicList = None  # type: ignore[assignment] # given by as_view
    most_shapes = MOST_SHAPES
    own_parameters = ("fields", "format", *PAGING)
    throttle_classes = [PublicReadThrottle, BulkThrottle]

    def get_renderers(self) -> list[Any]:
        """The whole list as a table besides."""
        return [*super().get_renderers(), TableRenderer()]

    def is_bulk(self) -> bool:
        """Whether the whole list was asked for as a table."""
        return isinstance(getattr(self.request, "accepted_renderer", None), TableRenderer)

    def get(self, request: Request) -> HttpResponseBase:
        """Answer one page, or the table."""
        self.check_parameters(frozenset(filters_of(self.public)) | set(self.own_parameters))
        if self.is_bulk():
            return self._table()
        form, order, size = self.form(), self._order(), self._size()
        chosen = self.chosen()
        rows = order.sort(chosen)
        if cursor := request.query_params.get("cursor"):
            rows = pagination.continued(rows, order, cursor)
        aliases = (order.column.alias, order.key.alias)
        found = read_rows(rows, self.public, form, limit=size + 1, order=aliases)
        following = None
        if len(found) > size:
            last = dict(zip(aliases, found[size - 1][1:], strict=True))
            following = self._next(pagination.cursor_of(order, last))
        return self.body(self._page(joined(found[:size]), order, following, chosen))

    def chosen(self) -> QuerySet[Any]:
        """Return the rows that the filters let through. Raises: ValidationError for one that cannot be read."""
        return chosen_rows(self.public, self.asked(), self.request)

    def asked(self) -> dict[str, str]:
        """Return the filters that were asked for, as text."""
        offered = filters_of(self.public)
        return {name: str(value) for name, value in self.request.query_params.items() if name in offered}

    def _table(self) -> HttpResponseBase:
        paging = {"page_size", "cursor", "count"} & set(self.request.query_params)
        if paging:
            message = _("A table holds every row that the filters let through; leave this out.")
            raise wrong_parameters(dict.fromkeys(paging, message))
        sql, params = csv_query(self._order().sort(self.chosen()), self.public, self.names())
        if not gate.tables.enter(gate.most_tables()):
            raise TooBusy
        held = gate.Held(copy_out(sql, params), gate.tables.leave)
        response = StreamingHttpResponse(held, content_type="text/csv; charset=utf-8; header=present")
        response.held = held  # type: ignore[attr-defined]
        response["Content-Disposition"] = f'attachment; filename="{self.public.name.lower()}.csv"'
        return response

    def _page(self, items: bytes, order: pagination.Order, following: str | None, rows: QuerySet[Any]) -> bytes:
        about: dict[str, Any] = {"next": following, "order": order.said, "is_demo": settings.REGISTRY_DEMO}
        if self._is_counted():
            about["count"] = rows.count()
        if self.is_geojson():
            about = {"type": "FeatureCollection", **about}
        member = b',"features":[' if self.is_geojson() else b',"results":['
        return orjson.dumps(about)[:-1] + member + items + b"]}"

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


def chosen_rows(
    public: PublicList, asked: dict[str, str], request: Request, *, among: QuerySet[Any] | None = None
) -> QuerySet[Any]:
    """Return the rows that some filters, as text, let through. Raises: ValidationError naming those at fault."""
    rows = public.queryset() if among is None else among
    if not asked:
        return rows
    filterset = filterset_of(public, frozenset(asked))(asked, queryset=rows, request=request)
    if not filterset.is_valid():
        raise wrong_parameters({name: " ".join(map(str, said)) for name, said in filterset.errors.items()})
    found: QuerySet[Any] = filterset.qs
    return found


class PublicSearchView(PublicListView):
    """The same list, met by a polygon that is posted: `{"intersects": …}`; the filters stay in the address."""

    http_method_names = ["post", "options"]

    def post(self, request: Request) -> HttpResponseBase:
        """Answer one page of what meets the polygon; `next` is posted with the same body."""
        return self.get(request)

    def asked(self) -> dict[str, str]:
        """Return the filters of the address and the polygon of the body."""
        asked = super().asked()
        if AREA in asked:
            raise wrong_parameters({AREA: _("Send the polygon in the body here, not in the address.")})
        return {**asked, AREA: self._polygon()}

    def _polygon(self) -> str:
        too_large = wrong_parameters({AREA: _("A polygon has at most 1 MB of text. Simplify it and send it again.")})
        try:
            said = orjson.loads(body_within(self.request, MOST_BYTES, too_large))
        except orjson.JSONDecodeError as error:
            raise wrong_parameters({AREA: _('Post JSON: {"intersects": a GeoJSON polygon}.')}) from error
        if not isinstance(said, dict) or set(said) != {AREA}:
            raise wrong_parameters({AREA: _('Post JSON with this one member: {"intersects": a GeoJSON polygon}.')})
        return orjson.dumps(said[AREA]).decode()


class PublicDetailView(PublicListPart):
    """One row of a public list by its key."""

    public: PublicList = None  # type: ignore[assignment] # given by as_view

    def get(self, request: Request, key: str | int) -> HttpResponse:
        """Answer the row."""
        self.check_parameters(frozenset(self.own_parameters))
        form, column = self.form(), self.public.column(self.public.key)
        if "\0" in str(key):
            raise Http404
        found = read_rows(self.public.queryset().filter(**{column.alias: key}), self.public, form, limit=1)
        if not found:
            raise Http404
        return self.body(joined(found))


class RootView(PublicView):
    """What this API offers."""

    resources: ClassVar[tuple[str, ...]] = (
        "rights", "contracts", "overlaps", "checks", "layers", "areas", "associations", "registrations", "timeline",
        "steps", "acts", "assessments", "reports", "changes", "law", "consequences", "statistics", "anchors", "try",
        "verifications", "subscriptions",
    )  # fmt: skip

    others: ClassVar[dict[str, str]] = {"ogc": "ogc", "feed": "feed-json", "open_data": "open-data-index"}

    def get(self, request: Request) -> Response:
        """Name every resource with its address, and the pages that describe them."""
        self.check_parameters(frozenset())
        return Response(
            {
                **{name: request.build_absolute_uri(reverse(f"api:{name}")) for name in self.resources},
                **{name: request.build_absolute_uri(reverse(f"public:{door}")) for name, door in self.others.items()},
                "documentation": request.build_absolute_uri(reverse("api-docs")),
                "openapi": request.build_absolute_uri(reverse("api-schema")),
                "is_demo": settings.REGISTRY_DEMO,
            }
        )
