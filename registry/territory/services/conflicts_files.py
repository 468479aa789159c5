"""Conflicts as files: CSV and GeoJSON line by line, GeoPackage in chunks into a folder of its own.

Shapes are the shared part in degrees with eight digits (six would move a corner by 5 cm); where none is stored the line
has no shape and is kept. Every line says by which law it is explained and, in a demo, so.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
from django.contrib.gis.db.models.functions import AsGeoJSON, AsWKB
from django.db.models import F, QuerySet

from registry.common.exports import demo_cell, demo_heading
from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE
from registry.rules.engine.pack import Pack
from registry.territory.models import Finding
from registry.territory.services.conflicts import NAMES, named

DIGITS = 8
ROWS_AT_ONCE = 2_000
COLUMNS = (
    "finding", "kind", "effect", "opinion_of", "law", "outcome", "right_code", "registration", "verified_for",
    "other_right", "other_registration", "area_id", "area_name", "layer", "layer_version", "relation", "hectares",
    "share", "share_of_other", "ubigeo", "measured_on", "run",
)  # fmt: skip
VALUES = (
    "pk", "of_kind", "effect", "outcome", *NAMES, "area__external_id", "area__name", "area__layer__series",
    "area__layer__version", "relation", "shared_m2", "share_of_footprint", "share_of_area", "ubigeo", "measured_on",
    "run_id",
)  # fmt: skip


def conflict_rows(rows: QuerySet[Finding], pack: Pack[Any]) -> Iterator[dict[str, Any]]:
    """Conflicts as dictionaries of `COLUMNS`, in the order of their numbers."""
    for values in _ordered(rows).values_list(*VALUES).iterator(chunk_size=ROWS_AT_ONCE):
        yield _line(dict(zip(VALUES, values, strict=True)), pack)


def conflict_features(rows: QuerySet[Finding], pack: Pack[Any]) -> Iterator[str]:
    """The text of a GeoJSON collection, feature by feature; a conflict without a stored shape has a null geometry."""
    yield '{"type": "FeatureCollection", "name": "conflicts", "features": ['
    shaped = _ordered(rows).annotate(shape=AsGeoJSON(F("shared_geom"), precision=DIGITS))
    comma = "\n"
    for values in shaped.values_list(*VALUES, "shape").iterator(chunk_size=ROWS_AT_ONCE):
        said = _plain(_line(dict(zip(VALUES, values, strict=False)), pack))
        line = json.dumps(said | dict(zip(demo_heading(), demo_cell(), strict=True)), ensure_ascii=False)
        yield f'{comma}{{"type": "Feature", "properties": {line}, "geometry": {values[-1] or "null"}}}'
        comma = ",\n"
    yield "\n]}\n"


def conflict_package(
    rows: QuerySet[Finding], pack: Pack[Any], path: Path, *, progress: Callable[[int], None] = lambda _done: None
) -> int:
    """Write a GeoPackage with the layer `conflicts`; returns the number of rows. `progress` is told how many are."""
    shaped = _ordered(rows).annotate(shape=AsWKB(F("shared_geom")))
    chunk: list[tuple[dict[str, Any], bytes | None]] = []
    written = 0
    for values in shaped.values_list(*VALUES, "shape").iterator(chunk_size=ROWS_AT_ONCE):
        line = _plain(_line(dict(zip(VALUES, values, strict=False)), pack))
        line |= dict(zip(demo_heading(), demo_cell(), strict=True))
        chunk.append((line, bytes(values[-1]) if values[-1] is not None else None))
        if len(chunk) == ROWS_AT_ONCE:
            _append(path, chunk)
            written, chunk = written + len(chunk), []
            progress(written)
    if chunk or not written:
        _append(path, chunk)
    return written + len(chunk)


def _ordered(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    return named(rows).order_by("pk")


def _line(row: dict[str, Any], pack: Pack[Any]) -> dict[str, Any]:
    means = pack.law.consequences.get(row["of_kind"])
    m2 = row["shared_m2"]
    return {
        "finding": row["pk"], "kind": row["of_kind"], "effect": row["effect"],
        "opinion_of": (means.opinion_of if means else None) or "",
        "law": f"{means.instrument}, {means.article}" if means else "", "outcome": row["outcome"],
        **{name: row[name] or "" for name in NAMES},
        "area_id": row["area__external_id"] or "", "area_name": row["area__name"] or "",
        "layer": row["area__layer__series"] or "", "layer_version": row["area__layer__version"] or "",
        "relation": row["relation"],
        "hectares": None if m2 is None else round(m2 / SQUARE_METRES_PER_HECTARE, 4),
        "share": _rounded(row["share_of_footprint"]), "share_of_other": _rounded(row["share_of_area"]),
        "ubigeo": row["ubigeo"], "measured_on": row["measured_on"], "run": row["run_id"],
    }  # fmt: skip


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in line.items()}


NUMBERS = {"finding": np.int64, "run": np.int64}
DECIMALS = frozenset({"hectares", "share", "share_of_other"})


def _append(path: Path, chunk: Sequence[tuple[dict[str, Any], bytes | None]]) -> None:
    columns = (*COLUMNS, *demo_heading())
    geometry = np.empty(len(chunk), dtype=object)
    geometry[:] = [shape for _line, shape in chunk]
    pyogrio.raw.write(
        path, geometry=geometry, field_data=[_array(name, [line[name] for line, _shape in chunk]) for name in columns],
        fields=list(columns), layer="conflicts", driver="GPKG", geometry_type="Unknown", crs="EPSG:4326",
        append=path.exists(),
    )  # fmt: skip


def _array(name: str, values: list[Any]) -> np.ndarray[Any, Any]:
    if name in DECIMALS:
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    return np.array(values, dtype=NUMBERS.get(name, object))
