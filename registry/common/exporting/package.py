"""The description that travels with the data: datapackage.json (Frictionless), a dictionary, a word to read first."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models

from registry.common.backup.folders import digest_of
from registry.common.exporting.columns import DERIVED, WITHHELD, Column, label

README = """This folder holds a whole register{demo}, written on {at}.

tables/            one CSV a table: UTF-8, commas, a first line of names, moments in UTC.
                   An empty cell is unknown; "" is a text known to be empty.
shapes.gpkg        every shape in longitude and latitude (EPSG:4326), a layer a table; register_id is the row's id.
geojson/           the same, 8 digits.
documents/         the files of the register.
datapackage.json   what every column means, which table it points to, and the digest of every file.
dictionary.csv     the same meanings as a table.

Measuring shapes stand in tables/territory_footprint.csv as text with their grid system (EWKT): they are the truth
from which hectares are counted. It contains personal data: give it to nobody who may not read the register.
"""


def package_write(
    folder: Path, tables: list[tuple[type[models.Model], list[Column], int]], shapes: list[dict[str, Any]], *,
    at: datetime, is_demo: bool,
) -> None:  # fmt: skip
    """Write the three descriptions into the folder of an export."""
    there = {model._meta.db_table for model, _columns, _rows in tables}  # noqa: SLF001 - Django's public name
    said = {
        "profile": "data-package",
        "name": "mining-register",
        "title": "Register of small-scale and artisanal mining"
        + (" (demo: everything is invented)" if is_demo else ""),
        "created": at.isoformat(),
        "demo": is_demo,
        "resources": [
            *(_resource(folder, model, columns, rows, there) for model, columns, rows in tables),
            *(_shape_resource(folder, shape) for shape in shapes),
        ],
        "left_out": {**WITHHELD, **DERIVED},
    }
    (folder / "datapackage.json").write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _dictionary(folder / "dictionary.csv", tables)
    text = README.format(demo=" (a demo: everything in it is invented)" if is_demo else "", at=at.date().isoformat())
    (folder / "README.txt").write_text(text, encoding="utf-8")


def _resource(
    folder: Path, model: type[models.Model], columns: list[Column], rows: int, there: set[str]
) -> dict[str, Any]:
    meta = model._meta  # noqa: SLF001 - Django's public name
    path = f"tables/{meta.db_table}.csv"
    return {
        "name": meta.db_table,
        "title": str(meta.verbose_name_plural),
        "description": " ".join((model.__doc__ or "").split()),
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "rows": rows,
        **_file(folder / path),
        "schema": {
            "fields": [_field(column) for column in columns],
            "primaryKey": meta.pk.column,
            "foreignKeys": [
                {"fields": column.name, "reference": {"resource": column.refers_to, "fields": "id"}}
                for column in columns
                if column.refers_to in there
            ],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.meaning}
    return {**found, "codes": column.codes} if column.codes else found


def _shape_resource(folder: Path, shape: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"{shape['layer']}_shapes".replace("_", "-"),
        "title": f"Shapes of {shape['layer']}",
        "path": shape["path"],
        "format": "geojson",
        "rows": shape["rows"],
        **_file(folder / shape["path"]),
    }


def _file(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest_of(path)}"}


def _dictionary(path: Path, tables: list[tuple[type[models.Model], list[Column], int]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as sink:
        writer = csv.writer(sink)
        writer.writerow(["table", "model", "column", "type", "meaning", "codes", "points_to"])
        for model, columns, _rows in tables:
            for column in columns:
                codes = "; ".join(f"{code}: {text}" for code, text in column.codes.items())
                table = model._meta.db_table  # noqa: SLF001 - Django's public name
                writer.writerow(
                    [table, label(model), column.name, column.type, column.meaning, codes, column.refers_to]
                )
