"""`bin/bench api`: the public doors against the bare database, on a register of 100,000 registrations.

Ours: the WSGI application with its whole middleware, a key, the throttle counting, no cache. `fixed` is an empty view
behind the same. Bare: the same SQL through psycopg, written by orjson or by PostGIS, whichever is faster. Beside them
the serializers of djangorestframework-gis and pygeoapi on the same rows. The answers are compared after parsing. What a
cache answers stands apart, under `cached`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

from bench._asking import Asker, medians, rows_by_orjson, rows_by_postgis
from bench._pygeoapi import pygeoapi_side

REGISTRATIONS, RIGHTS = 100_000, 60_000
LIMITS = {
    "rows": 2.0, "page_100": 1.0, "geojson_5000": 1.3, "tile_z10": 1.3, "csv": 1.3, "page_1000th": 1.3,
    "status_share": 0.2,
}  # fmt: skip


def main(argv: list[str]) -> int:
    """Measure, print, compare; 0 when every side has the same answers."""
    parser = argparse.ArgumentParser(prog="bin/bench api", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 100,000 registrations and 60,000 rights")
    parser.add_argument("--seed", type=int, default=0, help="not used: the register is made without chance")
    parser.add_argument("--filled", action="store_true", help="the database is filled already")
    parser.add_argument("--no-load", action="store_true", help="leave out the real server")
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    options = parser.parse_args(argv)
    answer = run(options)
    text = json.dumps(answer, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)
    return 0 if answer["same_answers"] else 1


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Fill a register, then ask."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    os.environ |= {"REGISTRY_HTTPS": "0", "REGISTRY_API_RATE": "1000000000", "REGISTRY_API_BULK_RATE": "1000000000"}
    os.environ["REGISTRY_TILE_CACHE_S"] = "0"
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "bench._urls"
    from django.core.management import call_command

    from bench._register import fill

    call_command("migrate", verbosity=0)
    entries = max(2_000, round(REGISTRATIONS * options.scale))
    if not options.filled:
        fill(entries, max(6_000, round(RIGHTS * options.scale)))
    ask = Asker(_key())
    measured, same = {}, True
    for name, measure in MEASURES.items():
        measured[name], is_same = measure(ask)
        same &= is_same
        sys.stderr.write(f"{name}: {json.dumps(measured[name])}\n")
    if not options.no_load:
        measured |= _served()
        sys.stderr.write(f"load: {json.dumps(measured['load'])}\n")
    return {
        "name": "api", "seed": 0, "scale": options.scale, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1),
        "sides": measured, "ratios": _ratios(measured), "limits": LIMITS, "same_answers": same,
    }  # fmt: skip


def _key() -> str:
    from django.utils import timezone

    from registry.accounts.models import User
    from registry.api.services import key_create, key_request_ask, key_request_decide
    from registry.audit.services import Actor

    by, at = Actor.system("bench"), timezone.now()
    user = User.objects.create_user(username=f"bench-{time.time_ns()}")
    asked = key_request_ask(user=user, organization="Bench", purpose="Measuring.", by=by, at=at)
    type(asked).objects.filter(pk=asked.pk).update(per_minute=2_000_000_000, bulk_per_hour=2_000_000_000)
    approved = key_request_decide(request=asked, state="approved", reason="", by=by, at=at)
    return key_create(request=approved, name="bench", by=by, at=at).text


def _bare_rows(public: Any, limit: int) -> tuple[str, tuple[Any, ...]]:
    from registry.api.reading import quoted

    key = public.column(public.key).alias
    rows = public.queryset().order_by(key)
    aliases = [public.column(name).alias for name in public.names]
    sql, params = rows.values_list(*aliases)[:limit].query.sql_with_params()
    columns = ", ".join(f"p.{quoted(a)} AS {quoted(n)}" for a, n in zip(aliases, public.names, strict=True))
    return f"SELECT {columns} FROM ({sql}) p", tuple(params)


def pages(ask: Asker) -> tuple[dict[str, float], bool]:
    """Pages of 100 and of 1,000 registrations, and the thousandth page."""
    from registry.api.pagination import Order, cursor_of
    from registry.formalization import disclosure

    public = disclosure.REGISTRATIONS
    ask("/empty/api/")
    bare = {size: _bare_rows(public, size) for size in (100, 1000)}
    order = Order.read(public, "")
    last = public.queryset().order_by(public.column("code").alias).values_list("code", flat=True)
    place = min(99_899, last.count() - 101)
    row = {order.key.alias: last[place]}
    far = f"/api/v1/registrations/?page_size=100&cursor={cursor_of(order, row)}"
    sides = {
        "fixed": lambda: ask("/empty/api/"),
        "ours_100": lambda: ask("/api/v1/registrations/?page_size=100"),
        "ours_1000": lambda: ask("/api/v1/registrations/?page_size=1000"),
        "ours_100_1000th": lambda: ask(far),
    }
    for size, (sql, params) in bare.items():
        sides[f"orjson_{size}"] = lambda sql=sql, params=params: rows_by_orjson(sql, params, public.names)
        sides[f"postgis_{size}"] = lambda sql=sql, params=params: rows_by_postgis(sql, params)
    found = medians(sides)
    ours = json.loads(ask("/api/v1/registrations/?page_size=1000"))["results"]
    same = ours == json.loads(rows_by_postgis(*bare[1000]))
    return found, same and len(json.loads(ask(far))["results"]) == 100


def geojson(ask: Asker) -> tuple[dict[str, float], bool]:
    """5,000 rights as GeoJSON, beside the serializers of djangorestframework-gis."""
    from django.db import connection

    from concessions import disclosure
    from registry.api.reading import Form, inner_query, row_as_json

    public = disclosure.RIGHTS
    form = Form(public.names, is_feature=True)
    rows = public.queryset().order_by(public.column("code").alias)[:5000]
    sql, params = inner_query(rows, public, form)
    text = f"SELECT {row_as_json(public, form)} FROM ({sql}) p"

    def bare() -> bytes:
        cursor = connection.connection.cursor()
        cursor.execute(text, params)
        features = ",".join([row[0] for row in cursor.fetchall()])
        return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()

    def together() -> bytes:
        cursor = connection.connection.cursor()
        opened = """'{"type":"FeatureCollection","features":['"""
        whole = f"SELECT {opened} || string_agg({row_as_json(public, form)}, ',') || ']}}' FROM ({sql}) p"
        cursor.execute(whole, params)
        return bytes(cursor.fetchone()[0], "utf-8")

    address = "/api/v1/rights/?format=geojson&page_size=5000"
    found = medians(
        {"fixed": lambda: ask("/empty/api/"), "ours": lambda: ask(address), "bare": bare, "bare_together": together}, 9
    )
    found |= medians({"drf_gis": _drf_gis}, 3)
    same = json.loads(ask(address))["features"] == json.loads(bare())["features"]
    return found, same


def cached(ask: Asker) -> tuple[dict[str, float], bool]:
    """What who asks again pays: a page not changed since (304), and a tile kept for a minute."""
    from django.conf import settings

    page, (x, y) = "/api/v1/registrations/?page_size=1000", _middle_tile()
    settings.REGISTRY_TILE_CACHE_S = 60
    tile_address = f"/tiles/rights/10/{x}/{y}.pbf"
    first, kept = ask(tile_address), ask(tile_address)
    ask(page)
    etag = ask.etag
    found = medians({"page_1000_unchanged": lambda: ask.unchanged(page, etag), "tile_z10": lambda: ask(tile_address)})
    settings.REGISTRY_TILE_CACHE_S = 0
    return found, first == kept


def pygeoapi(ask: Asker) -> tuple[dict[str, Any], bool]:
    """Pages of rights by pygeoapi on the same rows, beside our own OGC API and our GeoJSON list."""
    sizes = (1000, 5000)
    found = pygeoapi_side(sizes)
    sides = {f"ours_{size}": f"/api/v1/rights/?format=geojson&page_size={size}" for size in sizes}
    sides["ours_ogc_1000"] = "/ogc/collections/rights/items?limit=1000"
    ours = medians({name: lambda address=address: ask(address) for name, address in sides.items()}, 5)
    if "version" not in found:
        return {**found, **ours}, True
    return {**found, **ours}, all(found[f"features_{size}"] == size for size in sizes)


def _drf_gis() -> bytes:
    from rest_framework.renderers import JSONRenderer
    from rest_framework.serializers import ModelSerializer, SerializerMethodField
    from rest_framework_gis.fields import GeometryField
    from rest_framework_gis.serializers import GeoFeatureModelSerializer

    from concessions.models import MiningRight, RightHolder

    class Holder(ModelSerializer):
        class Meta:
            model = RightHolder
            fields = ["name", "share_pct", "from_on", "until_on"]

    class Right(GeoFeatureModelSerializer):
        place = GeometryField(source="footprint.geom", precision=8)
        holders = Holder(many=True)
        measured_hectares = SerializerMethodField()

        def get_measured_hectares(self, right: Any) -> Any:
            return right.footprint.measured_area_ha

        class Meta:
            model = MiningRight
            geo_field = "place"
            fields = [
                "code", "name", "kind", "state", "state_published", "substance_class", "declared_hectares",
                "measured_hectares", "filed_at", "filed_hour_known", "titled_on", "extinguished_on", "ubigeo",
                "place_published", "holders", "source", "published_on", "gone_on", "updated_at",
            ]  # fmt: skip

    rows = MiningRight.objects.select_related("footprint").prefetch_related("holders").order_by("code")[:5000]
    return JSONRenderer().render(Right(rows, many=True).data)


def tile(ask: Asker) -> tuple[dict[str, float], bool]:
    """A tile of zoom 10 with at least 2,000 rights."""
    from django.db import connection

    from registry.publishing.api.tiles import bounds_of, drawn_as

    x, y = _middle_tile()
    sql = """
        SELECT ST_AsMVT(t, 'rights', 4096, 'geom'), count(*) FROM (
          SELECT ST_AsMVTGeom(ST_Transform(f.geom, 3857), ST_TileEnvelope(10, %s, %s), 4096, 64, true) AS geom,
                 r.code, r.name, r.kind, r.state, r.substance_class
          FROM concessions_miningright r JOIN territory_footprint f ON f.id = r.footprint_id
          WHERE f.geom && ST_GeomFromWKB(%s, 4326)
        ) t WHERE geom IS NOT NULL"""
    box = bytes(bounds_of(10, x, y).wkb)
    counted: list[int] = []

    def bare() -> bytes:
        cursor = connection.connection.cursor()
        cursor.execute(sql, (x, y, box))
        text, count = cursor.fetchone()
        counted[:] = [count]
        return bytes(text)

    address = f"/tiles/rights/10/{x}/{y}.pbf"
    assert drawn_as("rights") is not None
    found = medians({"fixed": lambda: ask("/empty/api/"), "ours": lambda: ask(address), "bare": bare})
    # The order of features in a tile is free: the codes in both are compared.
    codes = [sorted(re.findall(rb"[0-9]{9}", text)) for text in (ask(address), bare())]
    return {**found, "features": counted[0]}, counted[0] >= 2000 and codes[0] == codes[1]


def _middle_tile() -> tuple[int, int]:
    import math

    from django.contrib.gis.db.models import Extent

    from concessions.models import MiningRight

    west, south, east, north = MiningRight.objects.aggregate(box=Extent("footprint__geom"))["box"]
    lon, lat, n = (west + east) / 2, (south + north) / 2, 2**10
    return int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)


def table(ask: Asker) -> tuple[dict[str, float], bool]:
    """The whole list as CSV against COPY of the same public columns; the memory of the process besides."""
    from django.db import connection

    from registry.formalization import disclosure

    public = disclosure.REGISTRATIONS
    aliases = [public.column(name).alias for name in public.names]
    rows = public.queryset().order_by(public.column("code").alias).values_list(*aliases)
    sql, params = rows.query.sql_with_params()

    def bare() -> int:
        whole = f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER)"
        with connection.connection.cursor() as cursor, cursor.copy(whole, params) as copy:
            return sum(bytes(piece).count(b"\n") for piece in copy)

    def ours() -> int:
        return sum(piece.count(b"\n") for piece in ask.pieces("/api/v1/registrations/?format=csv"))

    lines = ours()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = medians({"fixed": lambda: ask("/empty/api/"), "ours": ours, "bare": bare}, 5)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {**found, "rows": lines - 1, "peak_grown_mb": round(grown, 1)}, lines == bare()


def _served() -> dict[str, Any]:
    from bench._serving import load_side, served, status_side
    from registry.formalization.models import Registration

    one = Registration.objects.filter(person__isnull=False).select_related("person").first()
    assert one is not None
    assert one.person is not None
    settings = {"REGISTRY_HTTPS": "0", "REGISTRY_API_RATE": "1000000000", "REGISTRY_TILE_CACHE_S": "0"}
    with served(settings) as port:
        status = status_side(port, one.status_code, one.person.document_number)
        return {"status": status, "load": load_side(port)}


MEASURES = {"pages": pages, "geojson": geojson, "tile": tile, "table": table, "pygeoapi": pygeoapi, "cached": cached}


def _ratios(m: dict[str, Any]) -> dict[str, float]:
    """Return each ratio with the words of the goal: at most what `limits` says (the status share: at least)."""
    p, g, t, c = m["pages"], m["geojson"], m["tile"], m["table"]
    bare_100, bare_1000 = (min(p[f"orjson_{size}"], p[f"postgis_{size}"]) for size in (100, 1000))
    bare_geo = min(g["bare"], g["bare_together"])
    found = {
        "rows": (p["ours_1000"] - p["ours_100"]) / (bare_1000 - bare_100),
        "page_100": p["ours_100"] / (2 * bare_100 + 3 * p["fixed"]),
        "page_1000th": p["ours_100_1000th"] / p["ours_100"],
        "geojson_5000": (g["ours"] - g["fixed"]) / bare_geo,
        "drf_gis_against_ours": g["drf_gis"] / g["ours"],
        "tile_z10": (t["ours"] - t["fixed"]) / t["bare"],
        "csv": c["ours"] / c["bare"],
    }
    if "pygeoapi_5000" in m["pygeoapi"]:
        found["pygeoapi_against_ours"] = m["pygeoapi"]["pygeoapi_5000"] / m["pygeoapi"]["ours_5000"]
    if "status" in m:
        found["status_share"] = m["status"]["status"]["per_second"] / m["status"]["empty"]["per_second"]
    return {name: round(ratio, 2) for name, ratio in found.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
