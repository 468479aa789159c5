"""Bad input over the wire against a real server: each gets a 4xx with a sentence that helps, in bounded time and memory.

What the test client cannot send stands here: bytes that are no HTTP, bodies without an end, bombs. Times are bounds for
a busy machine; docs/api.md names what was measured.
"""

import base64
import contextlib
import gzip
import json
import math
import socket
import struct
import subprocess
import time
import zlib
from pathlib import Path

import pytest

from tests.api.serving import server

LONGEST_S = 10.0
MOST_MB = 150  # that all of it together may add to the process at its peak
SEARCH, TRY, SEND, FOLLOW = (f"/api/v1/{name}/" for name in ("rights/search", "try", "reports/send", "reports/follow"))
LIST = "/api/v1/rights/?"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PARTS = {"Content-Type": "multipart/form-data; boundary=b"}
LONG = [[round(-70 + math.cos(n) / 10, 4), round(-12 + math.sin(n) / 10, 4)] for n in range(100_000)]
BOW = [[-70, -12], [-69, -11], [-69, -12], [-70, -11], [-70, -12]]
REPORT = {"kind": "work", "text": "Invented.", "department": "17"}


def area(ring):
    """A polygon as a body."""
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":")).encode()


def searched(body):
    """A body of the search by a polygon."""
    return b'{"intersects":' + body + b"}"


def cursor(*said):
    """A cursor that the register did not make."""
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def parts(*fields, name="", content=b""):
    """A form of several parts, one of them a photo."""
    own = [*REPORT.items(), *fields]
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), str(v).encode())
        for n, v in own
    )
    if name:
        head = f'--b\r\nContent-Disposition: form-data; name="photos"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    return body + b"--b--\r\n"


def png(width, height):
    """A small file that claims to be a picture of that size, and unpacks to it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes((width // 8 + 1) * min(height, 30_000)), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF_PAGE = b"GIF89a\x01\x00\x01\x00<html><script>alert(1)</script></html>"
# name: method, address, headers, body, the word that must stand in the answer
CASES = {
    "bbox": ("GET", f"{LIST}bbox=1,2,3", {}, b"", "four numbers"),
    "swapped bbox": ("GET", f"{LIST}bbox=-13,-70,-12,-69", {}, b"", "swapped"),
    "NaN in bbox": ("GET", f"{LIST}bbox=nan,nan,nan,nan", {}, b"", "-180"),
    "infinite bbox": ("GET", "/ogc/collections/rights/items?bbox=-1e999,-1e999,1e999,1e999", {}, b"", "-180"),
    "many vertices": ("POST", SEARCH, JSON, searched(area(LONG)), "1 MB"),
    "vertices under 1 MB": ("POST", SEARCH, JSON, searched(area(LONG[:40_000])), "40000"),
    "many vertices to try": ("POST", TRY, JSON, area(LONG), "1000000 bytes"),
    "crossing": ("POST", SEARCH, JSON, searched(area(BOW)), "crosses itself"),
    "crossing to try": ("POST", TRY, JSON, area(BOW), "crosses itself"),
    "thousands of crossings": ("POST", SEARCH, JSON, searched(area([*LONG[:9000], LONG[0]])), "crosses itself"),
    "SQL": ("GET", f"{LIST}state=titled'%20OR%201=1--", {}, b"", "titled"),
    "SQL in the order": ("GET", f"{LIST}ordering=code;select%20pg_sleep(5)", {}, b"", "Order by"),
    "page size": ("GET", f"{LIST}page_size=100000000", {}, b"", "1000 rows"),
    "giant number": ("GET", f"{LIST}declared_hectares_min={'9' * 55}", {}, b"", "too large"),
    "1e999": ("GET", f"{LIST}declared_hectares_min=1e999", {}, b"", "too large"),
    "NaN": ("GET", f"{LIST}declared_hectares_min=NaN", {}, b"", "Give a number"),
    "query that is no UTF-8": ("GET", f"{LIST}search=%ff%fe%fd", {}, b"", "UTF-8"),
    "NUL": ("GET", f"{LIST}search=abc%00", {}, b"", "NUL"),
    "body that is no UTF-8": ("POST", SEARCH, JSON, b'{"intersects": "\xff"}', "Post JSON"),
    "report that is no UTF-8": ("POST", SEND, JSON, b'{"text": "\xff"}', "UTF-8"),
    "form that is no UTF-8": ("POST", SEND, PARTS, parts().replace(b"Invented.", b"\xff\xfe"), "UTF-8"),
    "deep JSON": ("POST", SEARCH, JSON, b"[" * 400_000, "100 levels"),
    "deep JSON of a report": ("POST", FOLLOW, JSON, b'{"a":' * 400_000, "100 levels"),
    "whole number of 5,000 digits": ("POST", SEND, JSON, b'{"longitude":' + b"9" * 5000 + b"}", "finite numbers"),
    "NaN in a place": ("POST", TRY, JSON, b'{"type":"Point","coordinates":[NaN,-12]}', "outside Peru"),
    "NaN in a report": ("POST", SEND, JSON, b'{"longitude":NaN}', "finite numbers"),
    "NaN in a form": ("POST", SEND, PARTS, parts(("longitude", "nan"), ("latitude", "nan")), "valid number"),
    "bomb of gzip": ("POST", SEARCH, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(bytes(100_000_000)), "Content-Encoding"),
    "text of 59 MB": ("POST", SEND, JSON, b'{"text":"' + b"x" * 59_000_000 + b'"}', "Shorten"),
    "body of 61 MB": ("POST", SEND, JSON, b" " * (61 * 1024**2), "60 MB"),
    "body without an end": ("POST", SEARCH, {**JSON, "Transfer-Encoding": "chunked"}, b"5\r\n{\"int\r\n0\r\n\r\n", "Content-Length"),
    "10,000 parameters": ("GET", LIST + "&".join(f"a{n}=1" for n in range(10_000)), {}, b"", "Too Long"),
    "680 parameters": ("GET", LIST + "&".join(f"{n}=1" for n in range(680)), {}, b"", "300 parameters"),
    "10,000 fields": ("POST", SEND, PARTS, parts(*((f"a{n}", 1) for n in range(10_000))), "more fields"),
    "10,000 fields of the status": ("POST", "/status/", FORM, b"&".join(b"a%d=1" % n for n in range(10_000)), "<h1>"),
    "long cursor": ("GET", f"{LIST}cursor={'A' * 3000}", {}, b"", "cursor"),
    "forged cursor": ("GET", f"{LIST}cursor={cursor('holders__document_number', '7', 'x')}", {}, b"", "cursor"),
    "cursor of another kind": ("GET", f"{LIST}cursor={cursor('code', {'a': 1}, [1])}", {}, b"", "cursor"),
    "infinite cursor": ("GET", f"/api/v1/overlaps/?cursor={cursor('id', 1e308, 1e308)}", {}, b"", "cursor"),
    "NaN as cursor": ("GET", f"/api/v1/overlaps/?ordering=hectares&cursor={cursor('hectares,id', 'NaN', 1)}", {}, b"", "cursor"),
    "unknown form": ("GET", LIST, {"Accept": "image/webp"}, b"", "application/json"),
    "method in a header": ("POST", LIST, {**JSON, "X-HTTP-Method-Override": "DELETE"}, b"{}", "GET"),
    "method": ("GARBAGE", LIST, {}, b"", "GET"),
    "key of noise": ("GET", LIST, {"Authorization": "Api-Key " + "\xff" * 500}, b"", "opens nothing"),
    "two lengths": ("POST", SEARCH, {**JSON, "Content-Length": "5, 6"}, b"{}", "Bad Request"),
    "zoom": ("GET", "/tiles/rights/99999999999999999999/1/1.pbf", {}, b"", "Nothing public"),
    "SVG as photo": ("POST", SEND, PARTS, parts(name="a.jpg", content=SVG), "photo"),
    "page as photo": ("POST", SEND, PARTS, parts(name="a.jpg", content=b"<!doctype html><script>alert(1)</script>"), "photo"),
    "polyglot as photo": ("POST", SEND, PARTS, parts(name="a.gif", content=GIF_PAGE), "photo"),
    "picture of 4 GB as photo": ("POST", SEND, PARTS, parts(name="a.png", content=png(180_000, 180_000)), "photo"),
}  # fmt: skip


def exchange(port, method, target, headers, body):
    """The status, the body and the seconds of one request, byte for byte as given."""
    own = {"Host": f"127.0.0.1:{port}", "Connection": "close"} | headers
    if body and not {"Content-Length", "Transfer-Encoding"} & set(own):
        own["Content-Length"] = str(len(body))
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in own.items()) + "\r\n"
    begun, got = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        with contextlib.suppress(OSError):  # it may be refused before it was read to its end
            line.sendall(head.encode("latin-1") + body)
        with contextlib.suppress(ConnectionResetError):
            while piece := line.recv(65_536):
                got += piece
    status = int(got.split(b" ", 2)[1]) if got else 0
    return status, got.partition(b"\r\n\r\n")[2].decode("utf-8", "replace"), time.monotonic() - begun


def megabytes(pid):
    """The peak of memory of the worker of a server."""
    (worker,) = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=True).stdout.split()
    lines = Path(f"/proc/{worker}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


@pytest.mark.processes
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory is read from /proc")
def test_bad_input_is_refused_with_a_sentence_at_bounded_cost(transactional_db, request, tmp_path):
    request.getfixturevalue("ground")
    faults = []
    with server(tmp_path) as (url, pid):
        port = int(url.rpartition(":")[2])
        exchange(port, "POST", TRY, JSON, area(BOW))
        before = megabytes(pid)
        for name, (method, target, headers, body, word) in CASES.items():
            status, said, took = exchange(port, method, target, headers, body)
            if not 400 <= status < 500 or word.lower() not in said.lower() or took > LONGEST_S:
                faults.append(f"{name}: {status} in {took:.1f} s: {said[:300]}")
        grown = megabytes(pid) - before
        assert exchange(port, "GET", LIST + "page_size=1", {}, b"")[0] == 200, "it still serves"
    assert faults == []
    assert grown < MOST_MB
