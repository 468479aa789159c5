"""The files of a snapshot, written as they are read: the memory does not grow with the register."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
from django.contrib.gis.db.models.functions import AsWKB
from django.db import connection
from django.db.models import F

from registry.api.reading import Form, copy_out, csv_query, inner_query, row_as_json
from registry.common.disclosure import PLACE, Column, Kind, PublicList

ROWS_AT_ONCE = 5_000
_WKB = "shape_wkb"
# A layer of a GeoPackage that holds shapes of several kinds says so.
_ANY_SHAPE = "Unknown"
_ZEROS: dict[Kind, Any] = {Kind.INTEGER: 0, Kind.NUMBER: 0.0, Kind.BOOLEAN: False}
_TYPES: dict[Kind, Any] = {Kind.INTEGER: np.int64, Kind.NUMBER: np.float64, Kind.BOOLEAN: np.bool_}


def table_write(public: PublicList, path: Path) -> int:
    """Write a list as CSV in the order of its key; return how many rows there are."""
    rows = public.queryset().order_by(public.column(public.key).alias)
    pieces_write(path, copy_out(*csv_query(rows, public, public.names)))
    return int(rows.count())


def pieces_write(path: Path, pieces: Iterator[bytes]) -> None:
    """Write pieces of bytes to a file."""
    with path.open("wb") as sink:
        for piece in pieces:
            sink.write(piece)


def features_write(public: PublicList, path: Path) -> None:
    """Write a drawn list as a GeoJSON feature collection."""
    rows = public.queryset().order_by(public.column(public.key).alias)
    form = Form(public.names, is_feature=True)
    sql, params = inner_query(rows, public, form)
    query = f"SELECT {row_as_json(public, form)} FROM ({sql}) p"  # noqa: S608 - names are ours
    json_write(path, query, params, open_with='{"type":"FeatureCollection","features":[', close_with="]}")


def json_write(path: Path, sql: str, params: tuple[Any, ...], *, open_with: str = "[", close_with: str = "]") -> None:
    """Write the first column of a query, JSON text, as the members of an array."""
    with path.open("w", encoding="utf-8") as sink, connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        sink.write(open_with)
        before = "\n"
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            sink.write(before + ",\n".join(row[0] for row in rows))
            before = ",\n"
        sink.write(f"\n{close_with}\n")


def package_append(public: PublicList, path: Path) -> None:
    """Add a drawn list as a layer to a GeoPackage."""
    columns = [column for column in public.columns if column.kind is not Kind.ROWS]
    key = public.column(public.key).alias
    aliases = [column.alias for column in columns]
    rows = public.queryset().annotate(**{_WKB: AsWKB(F(PLACE))}).order_by(key).values_list(_WKB, *aliases)
    sql, params = rows.query.sql_with_params()
    found = False
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description]
        order = [names.index(name) for name in (_WKB, *aliases)]
        while batch := cursor.fetchmany(ROWS_AT_ONCE):
            _append(path, public, columns, [[row[place] for place in order] for row in batch], is_more=found)
            found = True


def _append(path: Path, public: PublicList, columns: list[Column], rows: list[list[Any]], *, is_more: bool) -> None:
    geometry = np.empty(len(rows), dtype=object)
    geometry[:] = [None if row[0] is None else bytes(row[0]) for row in rows]
    filled = [_array(column, [row[place] for row in rows]) for place, column in enumerate(columns, start=1)]
    pyogrio.raw.write(
        path,
        geometry=geometry,
        field_data=[data for data, _mask in filled],
        field_mask=[mask for _data, mask in filled],
        fields=np.array(["register_id" if column.name == "id" else column.name for column in columns]),
        layer=public.name,
        driver="GPKG",
        geometry_type=_ANY_SHAPE,
        crs="EPSG:4326",
        append=is_more,
    )


def _array(column: Column, values: list[Any]) -> tuple[Any, Any]:
    missing = np.array([value is None for value in values])
    if column.kind in _TYPES:
        zero = _ZEROS[column.kind]
        return np.array([zero if value is None else value for value in values], dtype=_TYPES[column.kind]), missing
    texts = np.empty(len(values), dtype=object)
    texts[:] = [None if value is None else _text(value) for value in values]
    return texts, None


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
