"""The OpenAPI description, made from the same public lists that the views read."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from registry.api import filters
from registry.api.pagination import LONGEST_CURSOR, MOST_ROWS, ROWS_OF_A_PAGE
from registry.common.disclosure import Column, Kind, PublicList

Schema = dict[str, Any]

_TYPES: dict[Kind, Schema] = {
    Kind.TEXT: {"type": "string"},
    Kind.CHOICE: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
}
_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": {"type": "string", "description": "Stable, for programs."},
                "message": {"type": "string", "description": "A sentence for people."},
                "fields": {
                    "type": "object",
                    "description": "The parameters at fault, each with its sentences.",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}
_ABOUT: Schema = {
    "next": {"type": ["string", "null"], "format": "uri", "description": "Address of the next page; null on the last."},
    "order": {"type": "string", "description": "The order of the rows."},
    "is_demo": {"type": "boolean", "description": "True in a demo register: everything in it is invented."},
    "count": {"type": "integer", "description": "Rows in all, where count=true was asked."},
}
POSITION: Schema = {"type": "array", "minItems": 2, "maxItems": 4, "items": {"type": "number"}}
_POSITIONS: Schema = {
    "type": "array", "minItems": 4, "maxItems": 10_000,
    "items": POSITION,
}  # fmt: skip
_RINGS: Schema = {"type": "array", "minItems": 1, "items": _POSITIONS}


def geometry(name: str, coordinates: Schema) -> Schema:
    """Return the schema of a GeoJSON geometry of one type."""
    properties = {"type": {"type": "string", "enum": [name]}, "coordinates": coordinates}
    return {"type": "object", "required": ["type", "coordinates"], "properties": properties}


AREAS: tuple[Schema, Schema] = (
    geometry("Polygon", _RINGS),
    geometry("MultiPolygon", {"type": "array", "minItems": 1, "items": _RINGS}),
)
_SEARCH: Schema = {
    "type": "object",
    "required": ["intersects"],
    "additionalProperties": False,
    "properties": {
        "intersects": {
            "description": "A valid polygon in longitude and latitude, at most 10,000 vertices.",
            "oneOf": list(AREAS),
        }
    },
}
ERROR_REF: Schema = {"$ref": "#/components/schemas/Error"}
_REFUSED = (
    (400, "A parameter cannot be used; the answer says which and why."),
    (401, "The key that was sent opens nothing."),
    (404, "Nothing public is kept under this address."),
    (405, "The address answers another method; the answer says which."),
    (406, "No form of the answer fits the Accept header."),
    (429, "Too many requests; Retry-After says how many seconds to wait."),
    (503, "The register is busy; Retry-After says how many seconds to wait."),
)
_REFUSED_BODY = (
    (411, "The request does not say how long its body is."),
    (413, "More than the register reads in one request."),
    (415, "The body is packed; send it as it is."),
)
_TRUE_FALSE: Schema = {"type": "string", "enum": ["true", "false"]}
_NUMBER_TEXT = r"-?[0-9]{1,3}(\.[0-9]{1,12})?"


def _nullable(schema: Schema, codes: list[str]) -> Schema:
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*codes, None]} if codes else nullable


def _of_column(column: Column) -> Schema:
    if column.kind is Kind.ROWS:
        inner = {name: {**_nullable(_TYPES[kind], []), "description": str(says)} for name, kind, says in column.rows_of}
        kind = ["array", "null"] if column.is_nullable else "array"
        return {"type": kind, "items": {"type": "object", "properties": inner}, "description": str(column.says)}
    codes = [code for code, _word in column.choices]
    words = "".join(f"\n* `{code}`: {word}" for code, word in column.choices)
    schema: Schema = {**_TYPES[column.kind], **({"enum": codes} if codes else {})}
    if column.is_nullable:
        schema = _nullable(_TYPES[column.kind], codes)
    return {**schema, "description": f"{column.says}{words}"}


def row_schema(public: PublicList) -> Schema:
    """Return the schema of one row; with `fields` some of its properties stay away, so none is required."""
    said = "".join(f"\n* `{name}`: {why}" for name, why in public.withheld.items())
    return {
        "type": "object",
        "description": f"{public.says}\n\nWithheld, and why:{said}",
        "properties": {column.name: _of_column(column) for column in public.columns},
    }


def _some_of(items: Schema) -> Schema:
    """Return the schema of values separated by commas."""
    return {"type": "array", "items": items, "minItems": 1, "maxItems": filters.MOST_VALUES}


_FILTERS: tuple[tuple[type, Schema, str], ...] = (
    (
        filters.BoundsFilter,
        {"type": "string", "pattern": f"^{_NUMBER_TEXT}(,{_NUMBER_TEXT}){{3}}$"},
        "west,south,east,north in degrees, longitude first.",
    ),
    (
        filters.AreaFilter,
        {"type": "string", "minLength": 2},
        "A GeoJSON polygon as text, for short ones; post longer ones to the search of the list.",
    ),
    (
        filters.SearchFilter,
        {"type": "string", "pattern": r"^[^\s\x00][^\x00]{1,190}[^\s\x00]$"},
        "Part of a name, three letters or more; accents do not matter.",
    ),
    (filters.UbigeoFilter, {"type": "string", "pattern": "^([0-9]{2}){1,3}$"}, "UBIGEO of 2, 4 or 6 digits."),
    (filters.YesNoFilter, _TRUE_FALSE, ""),
    (
        filters.NumbersFilter,
        _some_of({"type": "integer", "minimum": 0, "maximum": 10**18 - 1}),
        "One or more, separated by commas.",
    ),
)


def filter_schema(field: Any) -> tuple[Schema, str]:  # django-filter's classes are untyped
    """Return the schema of a filter and a sentence about it."""
    for kind, schema, says in _FILTERS:
        if isinstance(field, kind):
            return schema, says
    if isinstance(field, filters.CodesFilter):
        known = list(field.extra.get("known", ()))
        items: Schema = {"enum": known} if known else {"pattern": r"^[^,\x00]*[^,\s\x00][^,\x00]*$"}
        return _some_of({"type": "string", **items}), "One or more, separated by commas."
    return _scalar_schema(field)


def _scalar_schema(field: Any) -> tuple[Schema, str]:  # django-filter's classes are untyped
    side = {"gte": "From this value on.", "lte": "Up to this value."}.get(field.lookup_expr, "")
    if isinstance(field, filters.AmountFilter):
        return {"type": "number", "minimum": -filters.LARGEST_AMOUNT, "maximum": filters.LARGEST_AMOUNT}, side
    form = "date" if type(field).__name__ == "DateFilter" else "date-time"
    return {"type": "string", "format": form}, side


def _own_parameters(public: PublicList, most_shapes: int) -> dict[str, tuple[Schema, str]]:
    orderings = [sign + name for name in public.orderings for sign in ("", "-")]
    return {
        "fields": (_some_of({"type": "string", "enum": list(public.names)}), "Only these columns."),
        "ordering": ({"type": "string", "enum": orderings, "default": public.key}, "A minus turns the order round."),
        "page_size": (
            {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS_OF_A_PAGE},
            f"Rows of a page; with format=geojson at most {most_shapes}.",
        ),
        "cursor": (
            {"type": "string", "pattern": f"^[A-Za-z0-9_-]{{1,{LONGEST_CURSOR}}}$"},
            "Where the page begins; follow `next` rather than making one.",
        ),
        "count": (_TRUE_FALSE, "Whether to count all rows too."),
        "format": (
            {"type": "string", "enum": [*(["json", "geojson"] if public.is_drawn else ["json"]), "csv"]},
            "Form of the answer; csv is the whole list as one table, without pages.",
        ),
    }


def _parameter(name: str, schema: Schema, says: str) -> OpenApiParameter:
    if schema["type"] == "array":
        return OpenApiParameter(name, schema, description=says, style="form", explode=False)
    return OpenApiParameter(name, schema, description=says)


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # the library has no types here
    """How the key of an organization is described where a view names it."""

    target_class = "registry.api.keys.KeyAuthentication"
    name = "organizationKey"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        """A header with a word before the key; reading needs none."""
        says = (
            "`Authorization: Api-Key …`, the word before the key included: raises the quota of an organization and"
            " opens what costs much. Log in and ask for one under /desk/keys/. Reading needs no key."
        )
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": says}


class PublicSchema(AutoSchema):
    """Describes a view of a public list; other views say little of themselves."""

    @property
    def public(self) -> PublicList | None:
        """The list the view reads."""
        return getattr(self.view, "public", None)

    def is_rows(self) -> bool:
        """Whether the view gives rows, not a single one."""
        return "{" not in self.path

    def is_search(self) -> bool:
        """Whether a polygon is posted."""
        return self.method == "POST"

    def get_operation_id(self) -> str:
        """Name the operation after the list."""
        if self.public is None:
            return "root"
        if self.is_search():
            return f"search{self.public.name}s"
        return f"{'list' if self.is_rows() else 'get'}{self.public.name}{'s' if self.is_rows() else ''}"

    def get_tags(self) -> list[str]:
        """Group by list."""
        return [str(self.public.title) if self.public else "API"]

    def get_description(self) -> str:  # type: ignore[override]
        """Say what the list holds."""
        return str(self.public.says) if self.public else "The resources of this API."

    def get_override_parameters(self) -> list[Any]:
        """Every parameter that the view takes; it refuses all others."""
        if self.public is None:
            return []
        own = _own_parameters(self.public, getattr(self.view, "most_shapes", 0))
        described = {name: own[name] for name in getattr(self.view, "own_parameters", ())}
        if not self.is_rows():
            described["format"] = (
                {"type": "string", "enum": described["format"][0]["enum"][:-1]},
                "Form of the answer.",
            )
        else:
            offered = dict(filters.filters_of(self.public))
            if self.is_search():
                del offered["intersects"]
            described |= {name: filter_schema(field) for name, field in offered.items()}
        return [_parameter(name, schema, says) for name, (schema, says) in described.items()]

    def _get_format_parameters(self) -> list[Schema]:
        return []  # `format` stands among the parameters of each list

    def get_request_serializer(self) -> Any:
        """The polygon that is posted; reading takes no body."""
        if self.public is None or not self.is_search():
            return None
        return {"application/json": self._component("PolygonSearch", _SEARCH)}

    def get_response_serializers(self) -> Any:
        """Give the answers, errors included."""
        refused = (*_REFUSED, *_REFUSED_BODY) if self.method in {"POST", "PUT"} else _REFUSED
        errors = {code: OpenApiResponse(self._component("Error", _ERROR), description=says) for code, says in refused}
        # The server itself, before the register, refuses an address of more than some 4,000 characters.
        too_long = OpenApiResponse(_TYPES[Kind.TEXT], description="The address is too long; post a polygon instead.")
        said = {(code, "application/json"): answer for code, answer in errors.items()}
        # A weak or strong ETag of the same answer, sent back as If-None-Match; posted searches have one too.
        unchanged = {304: OpenApiResponse(description="Nothing changed since the ETag sent as If-None-Match.")}
        return {**said, (414, "text/html"): too_long, **(unchanged if self.method == "GET" else {}), **self._answers()}

    def _answers(self) -> dict[Any, Any]:
        if self.public is None:
            anything = {"type": "object", "additionalProperties": {"type": ["string", "boolean"]}}
            return {(200, "application/json"): self._component("Root", anything)}
        name = self.public.name
        row = self._component(name, row_schema(self.public))
        page = self._many(row, f"{name}Page", "results") if self.is_rows() else row
        answers: dict[Any, Any] = {(200, "application/json"): page}
        if self.public.place is not None:
            feature = self._component(f"{name}Feature", self._feature(row))
            page = self._many(feature, f"{name}Features", "features") if self.is_rows() else feature
            answers[(200, "application/geo+json")] = page
        if self.is_rows():
            answers[(200, "text/csv")] = {"type": "string"}
        return answers

    def _many(self, item: Schema, name: str, member: str) -> Schema:
        kind = {"type": {"type": "string", "enum": ["FeatureCollection"]}} if member == "features" else {}
        own = {**kind, **_ABOUT, member: {"type": "array", "items": item}}
        required = [*kind, "next", "order", "is_demo", member]
        return self._component(name, {"type": "object", "required": required, "properties": own})

    def _feature(self, row: Schema) -> Schema:
        assert self.public is not None
        key = self.public.column(self.public.key)
        return {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": _TYPES[key.kind],
                "geometry": {
                    "type": ["object", "null"],
                    "description": str(self.public.place_says),
                    "properties": {"type": {"type": "string"}, "coordinates": {"type": "array", "items": {}}},
                },
                "properties": row,
            },
        }

    def _component(self, name: str, schema: Schema) -> Schema:
        kind = ResolvedComponent.SCHEMA
        component = ResolvedComponent(name=name, type=kind, schema=schema, object=name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return component.ref
