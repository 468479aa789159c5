"""Shapes as one GeoPackage with a layer a table, and as GeoJSON with 8 digits.

Six digits would move a corner by 5.6 cm, which is an overlap where two rights touch; eight move it by 0.6 mm. The
measuring shapes, in the grid system of their own zone, stand in the CSV as text: they are the truth.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
from django.db import connection, models

from registry.common.exporting.columns import Column

DIGITS = 8
ROWS_AT_ONCE = 20_000
SMALL_TYPES = {"integer", "number", "boolean", "date", "string"}


def shapes_write(model: type[models.Model], shape: str, columns: list[Column], folder: Path) -> dict[str, Any]:
    """Write the shapes of one column with the short columns of their rows; returns `{layer, path, rows}`."""
    table = model._meta.db_table  # noqa: SLF001 - Django's public name
    layer = table if shape == "geom" else f"{table}_{shape}"
    kept = [column for column in columns if column.type in SMALL_TYPES and not column.sql.startswith("ST_")]
    written = 0
    target = folder / "geojson" / f"{layer}.geojson"
    target.parent.mkdir(exist_ok=True)
    with target.open("w", encoding="utf-8") as sink:
        sink.write('{"type": "FeatureCollection", "name": ' + json.dumps(layer) + ', "features": [')
        for rows in _rows(table, shape, kept):
            _append(folder / "shapes.gpkg", layer, kept, rows)
            for row in rows:
                sink.write(",\n" if written else "\n")
                sink.write(_feature(row, kept))
                written += 1
        sink.write("\n]}\n")
    return {"layer": layer, "path": f"geojson/{layer}.geojson", "rows": written}


def _rows(table: str, shape: str, columns: list[Column]) -> Iterator[list[tuple[Any, ...]]]:
    quote = connection.ops.quote_name
    listed = ", ".join(quote(column.name) for column in columns)
    geometry, key = quote(shape), quote(columns[0].name)
    query = (
        f"SELECT ST_AsGeoJSON({geometry}, {DIGITS}), ST_AsBinary({geometry}), {listed}"  # noqa: S608 - quoted names
        f" FROM {quote(table)} WHERE {geometry} IS NOT NULL ORDER BY {key}"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield rows


def _feature(row: Sequence[Any], columns: list[Column]) -> str:
    values = {column.name: _plain(value) for column, value in zip(columns, row[2:], strict=True)}
    return f'{{"type": "Feature", "properties": {json.dumps(values, ensure_ascii=False)}, "geometry": {row[0]}}}'


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _append(path: Path, layer: str, columns: list[Column], rows: list[tuple[Any, ...]]) -> None:
    known = path.exists() and layer in {name for name, _kind in pyogrio.list_layers(path)}
    data, masks = zip(
        *(_array(column, [row[2 + place] for row in rows]) for place, column in enumerate(columns)), strict=True
    )
    geometry = np.empty(len(rows), dtype=object)
    geometry[:] = [bytes(row[1]) for row in rows]
    pyogrio.raw.write(
        path,
        geometry=geometry,
        field_data=list(data),
        fields=np.array([_name(column) for column in columns]),
        field_mask=list(masks),
        layer=layer,
        driver="GPKG",
        geometry_type="Unknown",
        crs="EPSG:4326",
        append=known,
    )


def _name(column: Column) -> str:
    """Return a name that the file's own row number leaves free."""
    return "register_id" if column.name == "id" else column.name


def _array(column: Column, values: list[Any]) -> tuple[Any, Any]:
    missing = np.array([value is None for value in values])
    if column.type == "integer":
        return np.array([value or 0 for value in values], dtype=np.int64), missing
    if column.type == "number":
        return np.array([float(value or 0) for value in values], dtype=np.float64), missing
    if column.type == "boolean":
        return np.array([bool(value) for value in values]), missing
    texts = np.empty(len(values), dtype=object)
    texts[:] = [None if value is None else str(value) for value in values]
    return texts, None
