"""From a public query to bytes: the database writes each row as JSON, Python only joins them.

A row is put together by PostgreSQL from the public columns of its list and passes through here unread; shapes are
written by PostGIS. Building a thousand rows as Python objects would cost more than reading them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Func, QuerySet, Value
from django.db.models.expressions import Combinable

from registry.common.disclosure import PLACE, Kind, PublicList

DIGITS = 8  # of a degree: 0.6 mm; six digits would move a vertex by 5.6 cm
DIGITS_OF_METRES = 4
WGS84 = 4326
ROWS_OF_A_PIECE = 400  # some 64 kB
SHAPE = "shape"


@dataclass(frozen=True)
class Form:
    """How rows are written.

    Attributes:
        names: the public columns in their order.
        is_feature: whether each row is a GeoJSON feature with its place.
        srid: system of the shapes.
        is_latitude_first: whether a shape in degrees names latitude first, as EPSG:4326 does.
    """

    names: tuple[str, ...]
    is_feature: bool = False
    srid: int = WGS84
    is_latitude_first: bool = False

    @property
    def digits(self) -> int:
        """Decimals of a coordinate."""
        return DIGITS if self.srid == WGS84 else DIGITS_OF_METRES


def quoted(name: str) -> str:
    """Return a name of ours as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _shaped(form: Form) -> Combinable:
    shape: Combinable = F(PLACE)
    if form.srid != WGS84:
        shape = Func(shape, Value(form.srid), function="ST_Transform", output_field=GeometryField(srid=form.srid))
    if form.is_latitude_first:
        shape = Func(shape, function="ST_FlipCoordinates", output_field=GeometryField(srid=form.srid))
    return shape


def inner_query(rows: QuerySet[Any], public: PublicList, form: Form, *more: str) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of the rows with the columns of a form under their aliases, and its parameters."""
    aliases = {public.column(name).alias for name in form.names} | {public.column(public.key).alias, *more}
    if form.is_feature:
        rows = rows.annotate(**{SHAPE: _shaped(form)})
        aliases.add(SHAPE)
    sql, params = rows.values(*sorted(aliases)).query.sql_with_params()
    return sql, tuple(params)


def row_as_json(public: PublicList, form: Form) -> str:
    """Return the SQL that writes one row `p` of the inner query as JSON text."""
    columns = ", ".join(f"p.{quoted(public.column(name).alias)} AS {quoted(name)}" for name in form.names)
    properties = f"row_to_json((SELECT r FROM (SELECT {columns}) r))::text"  # noqa: S608 - names are ours
    if not form.is_feature:
        return properties
    key = f"to_json(p.{quoted(public.column(public.key).alias)})"
    shape = f"coalesce(ST_AsGeoJSON(p.{SHAPE}, {form.digits}, 0), 'null')"
    parts = ('{"type":"Feature","id":', ',"geometry":', ',"properties":')
    said = " || ".join(f"'{text}' || {sql}" for text, sql in zip(parts, (key, shape, properties), strict=True))
    return f"{said} || '}}'"


def read_rows(
    rows: QuerySet[Any], public: PublicList, form: Form, *, limit: int, order: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Return up to `limit` rows, each its JSON text and then the values of the columns `order` (aliases)."""
    try:
        sql, params = inner_query(rows[:limit], public, form, *order)
    except EmptyResultSet:  # Django knows without asking that no row can be meant
        return []
    ordered = "".join(f", p.{quoted(alias)}" for alias in order)
    with connection.cursor() as cursor:
        # PostgreSQL keeps the order of a limited subquery that is only projected.
        cursor.execute(f"SELECT {row_as_json(public, form)}{ordered} FROM ({sql}) p", params)  # noqa: S608 - names are ours
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def joined(items: Sequence[tuple[Any, ...]]) -> bytes:
    """Return the members of a JSON array."""
    return ",".join([item[0] for item in items]).encode()


def csv_query(rows: QuerySet[Any], public: PublicList, names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of a table for COPY; a text that a spreadsheet would take for a formula is quoted."""
    try:
        sql, params = inner_query(rows, public, Form(names))
    except EmptyResultSet:  # a table without rows still names its columns
        sql, params = inner_query(public.queryset().filter(pk=F("pk") + 1), public, Form(names))
    columns = ", ".join(_safe_column(public, name) for name in names)
    return f"SELECT {columns} FROM ({sql}) p", params  # noqa: S608 - names are ours


def _safe_column(public: PublicList, name: str) -> str:
    column, own = public.column(name), f"p.{quoted(public.column(name).alias)}"
    if column.kind is Kind.ROWS:
        return f"to_json({own}) AS {quoted(name)}"
    if column.kind is Kind.BOOLEAN:  # COPY would write t and f
        return f"{own}::text AS {quoted(name)}"
    if column.kind is not Kind.TEXT:
        return f"{own} AS {quoted(name)}"
    # substr and a list of characters: a regular expression for each cell would double the cost of the table
    # letters, the most, are told by one comparison
    is_formula = f"{own} < 'A' COLLATE \"C\" AND left({own}, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r')"
    return f"CASE WHEN {is_formula} THEN '''' || {own} ELSE {own} END AS {quoted(name)}"


def copy_out(sql: str, params: Sequence[Any], *, how: str = "FORMAT csv, HEADER") -> Iterator[bytes]:
    """Yield what COPY writes of a query, some 64 kB at a time: the memory does not grow with the table."""
    # The cursor inside: Django's own that counts queries knows COPY without parameters only.
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({sql}) TO STDOUT ({how})", params or None) as copy:
        rows = iter(copy)
        while pieces := b"".join(islice(rows, ROWS_OF_A_PIECE)):
            yield pieces
