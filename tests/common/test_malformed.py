"""What is refused before any door reads it, at its edges."""

import json
import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from registry.common.malformed import DEEPEST, MOST_PARAMETERS, MalformedRequestMiddleware

RF = RequestFactory()


def answer(request: Any) -> int:
    request.csp_nonce = "x"
    return MalformedRequestMiddleware(lambda _asked: HttpResponse("on"))(request).status_code


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (nested(DEEPEST), 200), (nested(DEEPEST + 1), 400), (b"[[],[]," * 200, 400), (b"[" + b"[]," * 500 + b"[]]", 200),
        (json.dumps({"a": "[" * 500}).encode(), 200), (json.dumps({"a": '\\"[' * 500}).encode(), 200), (b'{"a": "\\u0000"}', 400),
        (b"", 200), (b"{", 200),
    ],
)  # fmt: skip
def test_json_is_as_deep_as_stated(body: bytes, status: int) -> None:
    assert answer(RF.generic("POST", "/api/x", body, content_type="application/json")) == status


@pytest.mark.parametrize(("count", "status"), [(1, 200), (MOST_PARAMETERS, 200), (MOST_PARAMETERS + 1, 400)])
def test_an_address_has_as_many_parameters_as_stated(count: int, status: int) -> None:
    assert answer(RF.get("/api/x?" + "&".join(f"a{n}=1" for n in range(count)))) == status


@pytest.mark.parametrize(("size", "status"), [(60 * 1024**2, 200), (60 * 1024**2 + 1, 413)])
def test_a_request_is_as_large_as_stated(size: int, status: int) -> None:
    request = RF.generic("POST", "/api/x", b"x", content_type="application/octet-stream")
    request.META["CONTENT_LENGTH"] = str(size)
    assert answer(request) == status


@pytest.mark.parametrize("length", ["abc", "", "-5"])
def test_a_broken_length_is_no_failure(length: str) -> None:
    request = RF.generic("POST", "/api/x", b"x", content_type="application/json")
    request.META["CONTENT_LENGTH"] = length
    assert answer(request) == 200


def test_a_body_that_was_looked_at_can_still_be_read() -> None:
    request = RF.post("/api/x", {"a": "1"}, content_type="application/x-www-form-urlencoded")
    request.csp_nonce = "x"  # type: ignore[attr-defined]
    seen: list[Any] = []
    MalformedRequestMiddleware(lambda asked: seen.append(asked.body) or HttpResponse(""))(request)
    assert seen


def test_a_text_without_an_end_is_read_once() -> None:
    body = b"[" * 90 + b"[]" * 20 + rb'"\"' * 500_000
    begun = time.monotonic()
    answer(RF.generic("POST", "/api/x", body, content_type="application/json"))
    assert time.monotonic() - begun < 5
