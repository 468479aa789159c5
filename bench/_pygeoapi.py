"""The same rights served by pygeoapi, from a virtual environment of its own: it is no dependency of the register.

    python3 -m venv var/pygeoapi
    var/pygeoapi/bin/pip install pygeoapi SQLAlchemy GeoAlchemy2 psycopg2-binary gunicorn

Another place of its interpreter is told by REGISTRY_BENCH_PYGEOAPI. It is given every advantage: the public columns lie
joined in one table with an index on its key, where the register joins, masks and counts its readers for each request.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench._serving import free_port, running

TABLE, GEOMETRY = "bench_public_rights", "place"
NOT_INSTALLED = "not installed (bench/_pygeoapi.py says how)"
COLLECTION = {
    "type": "collection",
    "title": "Rights",
    "description": "The same rows",
    "keywords": ["rights"],
    "links": [],
}
ADDRESS = "/collections/rights/items?f=json&limit="


def python() -> Path | None:
    """Return the interpreter that has pygeoapi; None where there is none."""
    here = Path(__file__).resolve().parent.parent / "var" / "pygeoapi" / "bin" / "python"
    found = Path(os.environ.get("REGISTRY_BENCH_PYGEOAPI", here))
    return found if found.exists() else None


def pygeoapi_side(sizes: tuple[int, ...], times: int = 3) -> dict[str, Any]:
    """Return the median milliseconds of a page of so many rights, and what the page holds."""
    interpreter = python()
    if interpreter is None:
        return {"pygeoapi": NOT_INSTALLED}
    _table()
    with tempfile.TemporaryDirectory() as folder, _served(interpreter, Path(folder)) as port:
        told: dict[str, Any] = {"version": _version(interpreter)}
        for size in sizes:
            body = _get(port, f"{ADDRESS}{size}")
            taken = []
            for _ in range(times):
                begun = time.perf_counter()
                body = _get(port, f"{ADDRESS}{size}")
                taken.append((time.perf_counter() - begun) * 1e3)
            features = json.loads(body)["features"]
            told[f"features_{size}"] = len(features)
            told[f"pygeoapi_{size}"] = statistics.median(taken)
    return told


def _table() -> None:
    """The public columns of the rights as one table: pygeoapi knows neither joins nor lists of what is public."""
    from django.db import connection
    from django.db.models import F

    from concessions import disclosure

    public = disclosure.RIGHTS
    aliases = [public.column(name).alias for name in public.names]
    rows = public.queryset().annotate(shape=F("footprint__geom")).values_list(*aliases, "shape")
    sql, params = rows.query.sql_with_params()
    names = ", ".join(f'"{name}"' for name in (*public.names, GEOMETRY))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} ({names}) AS {sql}", params)
        cursor.execute(f"ALTER TABLE {TABLE} ADD PRIMARY KEY (code)")
        cursor.execute(f"ANALYZE {TABLE}")


def _version(interpreter: Path) -> str:
    said = "import importlib.metadata as m; print(m.version('pygeoapi'))"
    return subprocess.run([interpreter, "-c", said], check=True, capture_output=True, text=True).stdout.strip()


@contextlib.contextmanager
def _served(interpreter: Path, folder: Path) -> Iterator[int]:
    port = free_port()
    config, description = folder / "config.yml", folder / "openapi.yml"
    config.write_text(json.dumps(_config(port)))  # JSON is YAML
    env = os.environ | {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(description)}
    generate = [interpreter.with_name("pygeoapi"), "openapi", "generate", config, "--output-file", description]
    subprocess.run(generate, env=env, check=True, capture_output=True)
    command = [
        interpreter, "-m", "gunicorn", "pygeoapi.flask_app:APP", "--bind", f"127.0.0.1:{port}", "--log-level", "error",
        "--timeout", "120",
    ]  # fmt: skip
    with running(command, env, lambda: _get(port, "/?f=json")):
        yield port


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != http.client.OK:
        message = f"pygeoapi: {answer.status} {body[:300]!r}"
        raise RuntimeError(message)
    return body


def _config(port: int) -> dict[str, Any]:
    from django.db import connection

    place = connection.settings_dict
    database = {
        "host": place["HOST"], "port": int(place["PORT"] or 5432), "dbname": place["NAME"], "user": place["USER"],
        "password": place["PASSWORD"], "search_path": ["public"],
    }  # fmt: skip
    provider = {
        "type": "feature", "name": "PostgreSQL", "data": database, "id_field": "code", "table": TABLE,
        "geom_field": GEOMETRY,
    }  # fmt: skip
    nobody = {"name": "Bench", "url": "http://127.0.0.1"}
    about = {
        "title": "Bench",
        "description": "Bench",
        "keywords": ["bench"],
        "terms_of_service": "none",
        "url": nobody["url"],
    }
    extents = {"spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}", "languages": ["en-US"],
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "gzip": False, "pretty_print": False,
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {"identification": about, "license": nobody, "provider": nobody, "contact": nobody},
        "resources": {"rights": {**COLLECTION, "extents": extents, "providers": [provider]}},
    }  # fmt: skip
