"""Answers leave compressed where the reader says so: brotli, else gzip. Streams are compressed piece by piece.

Only public answers without any secret of the reader go through here, so that their length tells nothing (BREACH).
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import brotli  # type: ignore[import-untyped] # it has no stubs
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_vary_headers

from registry.api.gate import Held

LEAST_BYTES = 1400  # below that the answer fits one packet anyway
BROTLI_QUALITY, GZIP_LEVEL = 4, 4
GZIP_WINDOW = 31  # zlib's way of asking for a gzip header


def _accepted(header: str) -> str:
    asked = {part.split(";")[0].strip().lower() for part in header.split(",") if "q=0" not in part.replace(" ", "")}
    return "br" if "br" in asked else "gzip" if "gzip" in asked else ""


def _brotli_stream(pieces: Iterator[bytes]) -> Iterator[bytes]:
    compressor = brotli.Compressor(quality=BROTLI_QUALITY)
    for piece in pieces:
        if out := compressor.process(piece):
            yield out
    yield compressor.finish()


def _gzip_stream(pieces: Iterator[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    for piece in pieces:
        if out := compressor.compress(piece):
            yield out
    yield compressor.flush()


def compressed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return a view whose answers are compressed as the reader accepts; the ETag of a compressed one is weak."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = view(request, *args, **kwargs)
        patch_vary_headers(response, ("Accept-Encoding",))
        coding = _accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if coding and isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(lambda rendered: _compress(rendered, coding))
        elif coding and not response.has_header("Content-Encoding"):
            _compress(response, coding)
        return response

    return answer


def _compress(response: HttpResponseBase, coding: str) -> None:
    if isinstance(response, StreamingHttpResponse):
        whole = response.streaming_content
        stream = _brotli_stream if coding == "br" else _gzip_stream
        response.streaming_content = Held(stream(iter(whole)))  # type: ignore[arg-type] # wsgi: never asynchronous
    elif isinstance(response, HttpResponse):
        if len(response.content) < LEAST_BYTES or response.status_code == 304:
            return
        body = response.content
        small = (
            brotli.compress(body, quality=BROTLI_QUALITY)
            if coding == "br"
            else gzip.compress(body, GZIP_LEVEL, mtime=0)
        )
        response.content = small
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(small))
    else:
        return
    response["Content-Encoding"] = coding
    etag = response.get("ETag")
    if etag and not etag.startswith("W/"):
        response["ETag"] = f"W/{etag}"
