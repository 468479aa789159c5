"""Conflicts as vector tiles for the map of the staff: every one is drawn, as its shared part or within a dot.

The rule, which the page tells: seen from afar, and where a tile holds more than `MOST_SHAPES`, a dot stands for all
conflicts of one cell of 8 pixels, with their number and the gravest of what they mean; nearer, each shared part is
drawn, as a dot while it is smaller than 6 pixels or its shape is not stored. A conflict counts in the one cell that
holds the middle of its frame.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django.contrib.gis.db.models import Extent
from django.db import connection
from django.db.models import F, FloatField, Func, QuerySet, Value

from registry.common.tiles import BUFFER, EXTENT, bounds_of
from registry.territory.models import Finding
from registry.territory.services.conflicts import NAMES, named
from registry.territory.services.consequences import SEVERITY, SILENT

SHAPES_FROM = 9  # zoom: a tile is some 78 km wide
MOST_SHAPES = 5_000
CELLS = 64  # to a side of a tile of 512 pixels
DOT_BELOW = 6 / 512  # of the side of a tile
UNNAMED = "silent"  # how the map paints what the pack says nothing of
SHARED = "shared_geom"
FRAME = ("west", "south", "east", "north")
MIDDLE = "(west + east) / 2 AS lon, (south + north) / 2 AS lat"
KIND = "coalesce(nullif(means, %(silent)s), %(unnamed)s)"
TILE = f"ST_TileEnvelope(%(z)s, %(x)s, %(y)s), {EXTENT}, {BUFFER}, true"
GRAVITY = [effect or UNNAMED for effect in SEVERITY]

_CELLS = f"""
WITH found AS (SELECT number, means, {MIDDLE} FROM ({{rows}}) r),
placed AS (
    SELECT number, array_position(%(gravity)s::text[], {KIND}) AS gravity, lon, lat,
        floor((lon + 180) / 360 * %(cells)s)::bigint AS i,
        floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * %(cells)s)::bigint AS j
    FROM found
), cells AS (
    SELECT count(*) AS n, min(gravity) AS gravity, min(number) AS id,
        ST_SetSRID(ST_Point(avg(lon), avg(lat)), 4326) AS dot
    FROM placed WHERE i / {CELLS} = %(x)s AND j / {CELLS} = %(y)s GROUP BY i, j
), t AS (
    SELECT ST_AsMVTGeom(ST_Transform(dot, 3857), {TILE}) AS geom,
        n, (%(gravity)s::text[])[gravity] AS kind, CASE WHEN n = 1 THEN id END AS id, true AS dot
    FROM cells
)
SELECT ST_AsMVT(t, 'conflicts', {EXTENT}, 'geom') FROM t WHERE geom IS NOT NULL
"""  # noqa: S608 - our own names
_SHAPES = f"""
WITH found AS (SELECT r.*, {MIDDLE},
    NOT is_shared OR greatest(east - west, north - south) < 360 / 2 ^ %(z)s * {DOT_BELOW} AS dot
    FROM ({{rows}}) r),
t AS (
    SELECT ST_AsMVTGeom(ST_Transform(
            CASE WHEN dot THEN ST_SetSRID(ST_Point(lon, lat), 4326) ELSE shape::geometry END, 3857), {TILE}) AS geom,
        1 AS n, {KIND} AS kind, number AS id, dot,
        concat(coalesce(right_code, registration, verified_for, '?'), ' × ',
            coalesce(nullif(area_name, ''), nullif(area_id_, ''), other_right, other_registration, '?'),
            ': ', coalesce(%(words)s::jsonb ->> of, of)) AS title
    FROM found
)
SELECT ST_AsMVT(t, 'conflicts', {EXTENT}, 'geom') FROM t WHERE geom IS NOT NULL
"""  # noqa: S608 - our own names


def conflict_tile(rows: QuerySet[Finding], z: int, x: int, y: int, *, words: Mapping[str, str]) -> bytes:
    """Return the tile of these conflicts, empty where there are none.

    Args:
        rows: as `conflicts` gives them, with whatever filters.
        z: zoom of the tile.
        x: column of the tile.
        y: row of the tile.
        words: kinds in words, for the titles.
    """
    box = bounds_of(z, x, y)
    # Two questions, so that each finds its rows by the index of its shape.
    sides = (
        (rows.filter(shared_geom__bboverlaps=box), SHARED),
        (rows.filter(shared_geom=None, footprint__geom__bboverlaps=box), "footprint__geom"),
    )
    in_shapes = (
        z >= SHAPES_FROM and sum(side.values("pk")[: MOST_SHAPES + 1].count() for side, _ in sides) <= MOST_SHAPES
    )
    texts, params = zip(*(_rows(side, shape, is_drawn=in_shapes) for side, shape in sides), strict=True)
    said: dict[str, Any] = {
        "z": z, "x": x, "y": y, "cells": float(CELLS * 2**z), "gravity": GRAVITY, "silent": SILENT, "unnamed": UNNAMED,
        "words": json.dumps(dict(words)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        named_params = {f"p{number}": value for number, value in enumerate(chain(*params))}
        count = iter(range(len(named_params)))
        union = " UNION ALL ".join(_numbered(text, count) for text in texts)
        template = _SHAPES if in_shapes else _CELLS
        cursor.execute(template.replace("{rows}", union), said | named_params)
        return bytes(cursor.fetchone()[0])


def conflict_extent(rows: QuerySet[Finding]) -> tuple[float, float, float, float] | None:
    """Return the frame of what these conflicts belong to in degrees (west, south, east, north); None without any."""
    found: tuple[float, float, float, float] | None = rows.order_by().aggregate(box=Extent("footprint__geom"))["box"]
    return found


def _rows(rows: QuerySet[Finding], shape: str, *, is_drawn: bool) -> tuple[str, tuple[Any, ...]]:
    """The SQL of the rows with their frame, and with shape and names where each is drawn; and its parameters."""
    asked: dict[str, Any] = {"number": F("pk"), "means": F("effect")}
    for name, axis in zip(FRAME, ("XMin", "YMin", "XMax", "YMax"), strict=True):
        asked[name] = Func(F(shape), function=f"ST_{axis}", output_field=FloatField())
    if is_drawn:
        asked["is_shared"] = Value(shape == SHARED)  # else a dot where it lies
        asked |= {
            "shape": F(shape),
            "of": F("of_kind"),
            "area_name": F("area__name"),
            "area_id_": F("area__external_id"),
        }
    names = (*asked, *(NAMES if is_drawn else ()))
    chosen = named(rows) if is_drawn else rows
    sql, params = chosen.annotate(**asked).order_by().values(*names).query.sql_with_params()
    return f"SELECT {', '.join(names)} FROM ({sql}) side", tuple(params)  # noqa: S608 - our own names


def _numbered(text: str, count: Iterator[int]) -> str:
    """The SQL with its parameters named, so that both halves and the tile share one set."""
    first, *rest = text.split("%s")
    return first + "".join(f"%(p{next(count)})s{part}" for part in rest)
