"""Asking the application as a server does (WSGI, the whole middleware), and the bare sides beside it."""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.db import connection

TIMES = 15


def medians(sides: dict[str, Callable[[], Any]], times: int = TIMES) -> dict[str, float]:
    """Return the median milliseconds of each side, asked in turns so that a busy machine disturbs all alike."""
    for side in sides.values():
        side()
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(times):
        for name, side in sides.items():
            begun = time.perf_counter()
            side()
            taken[name].append((time.perf_counter() - begun) * 1e3)
    return {name: statistics.median(found) for name, found in taken.items()}


class Asker:
    """Calls the WSGI application."""

    def __init__(self, key: str) -> None:
        """Make the application; `key` goes with each request, so that its check is paid for."""
        from django.core.wsgi import get_wsgi_application

        self.application = get_wsgi_application()
        self.key = key
        self.etag = ""  # of the last answer

    def __call__(self, address: str) -> bytes:
        """Return the body of an answer, wholly read."""
        return b"".join(self.pieces(address))

    def unchanged(self, address: str, etag: str) -> bytes:
        """Ask who holds the answer already: nothing but its number comes back."""
        return b"".join(self.pieces(address, etag=etag, expected="304"))

    def pieces(self, address: str, etag: str = "", expected: str = "200") -> Any:
        """Yield the body as it comes."""
        parts = urlsplit(address)
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_AUTHORIZATION": f"Api-Key {self.key}", "SCRIPT_NAME": "",
        }  # fmt: skip
        if etag:
            environ["HTTP_IF_NONE_MATCH"] = etag
        said: list[str] = []

        def begin(status: str, headers: list[tuple[str, str]]) -> None:
            said.append(status)
            self.etag = dict(headers).get("ETag", "")

        answer = self.application(environ, begin)
        try:
            yield from answer
        finally:
            answer.close()
        if not said[0].startswith(expected):
            message = f"{address}: {said[0]}"
            raise RuntimeError(message)


def rows_by_orjson(sql: str, params: tuple[Any, ...], names: tuple[str, ...]) -> bytes:
    """Read rows through psycopg and write them with orjson."""
    cursor = connection.connection.cursor()
    cursor.execute(sql, params)
    return orjson.dumps([dict(zip(names, row, strict=True)) for row in cursor.fetchall()], default=str)


def rows_by_postgis(sql: str, params: tuple[Any, ...]) -> bytes:
    """Let the database write the whole array."""
    cursor = connection.connection.cursor()
    cursor.execute(f"SELECT coalesce(json_agg(r), '[]')::text FROM ({sql}) r", params)
    return bytes(cursor.fetchone()[0], "utf-8")
