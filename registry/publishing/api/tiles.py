"""Vector tiles of the public lists: bounded for each zoom, so that no tile grows beyond what a phone can draw.

PostGIS cuts and writes the tile from the public place and the named public columns; the stored shape's index finds the
rows. Below the least zoom of a collection there is nothing to see; above the limit of features the rest is left out,
largest kept first, and a header says so.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.gate import PATIENCE_S
from registry.api.reading import Form, inner_query, quoted
from registry.common.disclosure import CELL, PLACE, PublicList
from registry.common.tiles import BUFFER, EXTENT, MOST_ZOOM, MVT, bounds_of
from registry.formalization.disclosure import REGISTRATIONS
from registry.publishing.api.ogc.collections import LAND, Collection, collection_named
from registry.publishing.api.ogc.views import OgcView

HALF_WORLD_M = 20_037_508.342789244
SIMPLE_BELOW = 12  # zooms below it have their lines simplified to half a pixel of a 512-pixel tile
PIXELS = 512


@dataclass(frozen=True)
class Drawn:
    """How a collection is drawn: from which zoom, at most how many features, with which columns."""

    least_zoom: int
    most: int
    names: tuple[str, ...]
    is_simplified: bool = False
    margin: float = 0.0


_RIGHTS = Drawn(5, 10_000, ("code", "name", "kind", "state", "substance_class"))
_OVERLAPS = Drawn(8, 2_000, ("id", "right_code", "layer_kind", "area_name", "hectares", "effect", "edge_noise"))
_ENTRIES = Drawn(7, 5_000, ("code", "state", "activity", "place_precision"), margin=CELL)
_LAND = Drawn(4, 5_000, ("id", "source_id", "name", "hectares"), is_simplified=True)
ENTRIES = Collection(
    "registrations", REGISTRATIONS.title, REGISTRATIONS.says, REGISTRATIONS, REGISTRATIONS.queryset,
    "declared_place__geom", "state_since", is_masked=True,
)  # fmt: skip


def drawn_as(name: str) -> tuple[Collection, Drawn] | None:
    """Return a collection and how it is drawn; None where nothing of that name is given out."""
    fixed = {"rights": _RIGHTS, "overlaps": _OVERLAPS, "registrations": _ENTRIES}
    if name not in fixed and not name.startswith(LAND):
        return None
    collection = ENTRIES if name == ENTRIES.name else collection_named(name)
    return None if collection is None else (collection, fixed.get(name, _LAND))


def tile_query(
    collection: Collection, drawn: Drawn, z: int, x: int, y: int, *, is_cut: bool
) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL that writes a tile, and its parameters."""
    rows = collection.rows().filter(**{f"{collection.shape}__bboverlaps": bounds_of(z, x, y, margin=drawn.margin)})
    public: PublicList = collection.public
    sql, params = inner_query(rows, public, Form(drawn.names), PLACE)
    columns = "".join(f", p.{quoted(public.column(name).alias)} AS {quoted(name)}" for name in drawn.names)
    shape = f"ST_Transform(p.{quoted(PLACE)}, 3857)"
    simple: tuple[float, ...] = ()
    if drawn.is_simplified and z < SIMPLE_BELOW:
        shape, simple = f"ST_Simplify({shape}, %s, true)", (2 * HALF_WORLD_M / 2**z / PIXELS / 2,)
    largest = f"ORDER BY ST_Area(p.{quoted(PLACE)}) DESC" if drawn.is_simplified else ""
    # A limit keeps PostgreSQL from working in parallel: it stands only where it cuts.
    cut = f"{largest} LIMIT {drawn.most}" if is_cut else ""
    text = (
        f"SELECT ST_AsMVT(t, %s, {EXTENT}, 'geom'), count(*) FROM (SELECT"  # noqa: S608 - names are ours
        f" ST_AsMVTGeom({shape}, ST_TileEnvelope(%s, %s, %s), {EXTENT}, {BUFFER}, true) AS geom{columns}"
        f" FROM ({sql}) p WHERE p.{quoted(PLACE)} IS NOT NULL {cut}) t WHERE geom IS NOT NULL"
    )
    return text, (collection.name, *simple, z, x, y, *params)


class TileView(OgcView):
    """One tile."""

    cache_control = "public, max-age=60"
    patience_s = PATIENCE_S  # a map asks for several in one breath

    def get(self, _request: Request, name: str, z: int, x: int, y: int) -> HttpResponse:
        """Answer the tile; 204 where it holds nothing."""
        self.check_parameters(frozenset())
        found = drawn_as(name)
        if found is None or z > MOST_ZOOM or not (x < 2**z and y < 2**z):
            raise Http404
        collection, drawn = found
        if z < drawn.least_zoom:
            return HttpResponse(status=204)
        tile, is_cut = self._tile(collection, drawn, z, x, y)
        if not tile:
            return HttpResponse(status=204)
        response = HttpResponse(tile, content_type=MVT)
        if is_cut:
            response["X-Features-Left-Out"] = "true"
        return response

    def _tile(self, collection: Collection, drawn: Drawn, z: int, x: int, y: int) -> tuple[bytes, bool]:
        key = f"tile:{collection.name}:{z}:{x}:{y}"
        if settings.REGISTRY_TILE_CACHE_S and (known := cache.get(key)):
            return known[1:], bool(known[0])
        ground = {"geom__bboverlaps": bounds_of(z, x, y, margin=drawn.margin)}
        stored: QuerySet[Any] = QuerySet(collection.kept).filter(**ground).values("pk")[: drawn.most + 1]
        is_cut = stored.count() > drawn.most
        sql, params = tile_query(collection, drawn, z, x, y, is_cut=is_cut)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            tile, count = cursor.fetchone()
        made = bytes(tile), is_cut and count >= drawn.most
        if settings.REGISTRY_TILE_CACHE_S:
            cache.set(key, bytes([made[1]]) + made[0], settings.REGISTRY_TILE_CACHE_S)
        return made


class TilesView(OgcView):
    """How the tiles are addressed (TileJSON 3.0)."""

    def get(self, request: Request, name: str) -> Response:
        """Describe the tiles of one collection."""
        self.check()
        found = drawn_as(name)
        if found is None:
            raise Http404
        collection, drawn = found
        address = request.build_absolute_uri(f"/tiles/{name}/")
        layer = {"id": name, "fields": {column: str(collection.public.column(column).says) for column in drawn.names}}
        return Response(
            {
                "tilejson": "3.0.0", "name": collection.title, "description": collection.says,
                "tiles": [address + "{z}/{x}/{y}.pbf"], "minzoom": drawn.least_zoom, "maxzoom": MOST_ZOOM,
                "vector_layers": [layer], **({"bounds": extent} if (extent := collection.extent()) else {}),
            }
        )  # fmt: skip
