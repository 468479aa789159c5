"""Every public address, from the resolver itself: headers, no cookie, and what misused parameters get."""

import json
import re
import runpy
import time
from pathlib import Path

import pytest
from django.test import Client

HERE = Path(__file__).parent
MATRIX = runpy.run_path(str(HERE / "test_matrix.py"))["READING"]
LONGEST_S = 5.0  # of one answer on a busy machine; the cost of a refusal is bounded, not measured here

STATED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]


@pytest.fixture
def addresses(ground):
    """Every public address as an example, by name."""
    finding = ground.areas["full"][0].findings.get()
    known = {
        "overlap": finding.pk, "check": finding.check_row_id, "layer": ground.areas["full"][0].layer_id,
        "association": ground.company.pk,
    }  # fmt: skip
    for path in sorted((HERE / "rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](ground)
    return {name: row["address"].format(**known) for name, row in MATRIX.items()}


@pytest.fixture
def browser(settings, tmp_path):
    """A reader that gets the answer of a server, also where a view fails."""
    settings.SECURE_SSL_REDIRECT = False
    settings.REGISTRY_API_RATE = 0
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return Client(raise_request_exception=False)


def test_every_public_answer_is_guarded_and_sets_no_cookie(addresses, browser):
    faults = []
    for name, address in addresses.items():
        answer = browser.get(address)
        faults += [f"{name}: {header}" for header, value in STATED.items() if answer.headers.get(header) != value]
        if answer.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
            faults.append(f"{name}: Referrer-Policy")
        policy = answer.headers.get("Content-Security-Policy", "")
        faults += [f"{name}: {part}" for part in POLICY if part not in policy]
        faults += [f"{name}: unsafe policy"] if "unsafe" in policy or "*" in policy else []
        faults += [f"{name}: cookie {', '.join(answer.cookies)}"] if answer.cookies else []
        faults += [f"{name}: no charset"] if answer.headers["Content-Type"] == "text/html" else []
        faults += [f"{name}: camera allowed"] if "camera=()" not in answer.headers.get("Permissions-Policy", "") else []
    assert faults == []


def test_with_https_every_answer_asks_for_https_for_a_year(addresses, browser, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    for address in ("/", "/status/", "/api/v1/rights/", "/accounts/login/", "/nothing/"):
        told = browser.get(address, secure=True).headers["Strict-Transport-Security"]
        assert told.startswith("max-age=31536000; includeSubDomains"), address
    assert addresses


MISUSED = [
    "page_size=999999999", "page_size=-1", "page_size=1e9", "page_size=", "limit=99999999999999999999", "page=0", "page=9999999",
    "cursor=zzzz", "cursor=' OR 1=1--", "ordering=';DROP TABLE auth_user;--", "ordering=password", "fields=password,secret",
    "bbox=1", "bbox=a,b,c,d", "bbox=-70,-12,-71,-13", "bbox=inf,nan,0,0", "bbox=" + ",".join(["9" * 400] * 4),
    "ubigeo=' OR '1'='1", "state=no_such", "updated_since=tomorrow", "updated_since=9999999-01-01", "q=%FF%FE", "q=%00", "q=a%00b",
    "q=" + "a" * 5_000, "code=" + "A" * 3_000, "format=exe", "crs=EPSG:0", "%00=1", "q=%F0%28%8C%28", "q=<script>alert(1)</script>",
    "datetime=2020-13-45", "filter=1=1", "properties=x", "as_of=0000-00-00", "on=2026-02-30", "day=x",
    "&".join(f"x{n}=1" for n in range(1_500)),
]  # fmt: skip


def answers_to(addresses, faults, tried, ask):
    """Ask every address the same and note what failed, took long or came back as it was sent."""
    for name, address in addresses.items():
        begun = time.monotonic()
        answer = ask(address)
        took = time.monotonic() - begun
        if answer.status_code >= 500 and answer.status_code != 503:
            faults.append(f"{name} {tried[:40]}: {answer.status_code}")
        if took > LONGEST_S:
            faults.append(f"{name} {tried[:40]}: {took:.1f} s")
        if not answer.streaming and b"<script>alert(1)" in answer.content:
            faults.append(f"{name} {tried[:40]}: mirror")


@pytest.mark.timeout(280)
@pytest.mark.parametrize("part", range(4))
def test_misused_parameters_get_an_answer_and_never_a_failure(part, addresses, browser):
    faults = []
    for query in MISUSED[part::4]:
        answers_to(
            addresses, faults, query, ask=lambda one, q=query: browser.get(f"{one}{'&' if '?' in one else '?'}{q}")
        )
    assert faults == []


PATHS = [
    "/api/v1/rights/%00/", "/api/v1/rights/%FF%FE/", "/api/v1/rights/" + "9" * 2_000 + "/", "/api/v1/overlaps/99999999999999999999/",
    "/api/v1/rights/..%2f..%2fetc%2fpasswd/", "/v/%00/", "/es/../desk/", "/ogc/collections/%27%20OR%201=1/items",
    "/api/v1/registrations/%E2%80%AE/", "/status/%00", "/static/../manage.py", "/static/%2e%2e/manage.py", "/static/", "/media/", "/documents/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_broken_path_is_told_so(path, browser, ground):
    answer = browser.get(path)
    assert 400 <= answer.status_code < 500, answer.status_code
    assert b"Traceback" not in answer.content


BODIES = [
    ("application/x-www-form-urlencoded", b"code=%00&document=%00"), ("application/x-www-form-urlencoded", b"code=\xff\xfe&document=\xff"),
    ("application/x-www-form-urlencoded", b"&".join(b"x%d=1" % n for n in range(1_500))), ("application/json", b"{"),
    ("application/json", b'{"intersects": "\\u0000"}'), ("application/json", b"[" * 100_000), ("application/json", b"\xff\xfe"),
    ("application/json", b'{"intersects": ' + b"9" * 5_000 + b"}"), ("text/plain", b"x"), ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\x00\r\n--x--\r\n"),
    ("application/json", b'{"intersects": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}"),
]  # fmt: skip


@pytest.mark.timeout(280)
@pytest.mark.parametrize("part", range(2))
def test_broken_bodies_get_an_answer_and_never_a_failure(part, addresses, browser):
    faults = []
    for kind, body in BODIES[part::2]:
        answers_to(
            addresses, faults, f"{kind} {body[:20]!r}",
            ask=lambda one, k=kind, b=body: browser.generic("POST", one, b, content_type=k),
        )  # fmt: skip
    assert faults == []


@pytest.mark.parametrize("address", ["/status/", "/api/v1/rights/search/", "/desk/", "/accounts/login/"])
def test_what_is_too_large_is_refused_before_it_is_read(address, browser, db):
    answer = browser.generic("POST", address, b"x", CONTENT_LENGTH=str(61 * 1024**2))
    assert answer.status_code == 413
    assert b"60 MB" in answer.content
    if address.startswith("/api/"):
        assert json.loads(answer.content)["error"]["code"] == "too_large"


def test_an_answer_names_no_program_and_no_version(addresses, browser):
    for name, address in addresses.items():
        answer = browser.get(address)
        assert not {"Server", "X-Powered-By", "X-Version"} & set(answer.headers), name
        if not answer.streaming and "text/html" in answer.headers["Content-Type"]:
            assert not re.search(rb"Django/\d|Python/\d|Traceback", answer.content), name


def test_who_asks_in_the_name_of_another_host_is_refused(browser, db):
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 400
    answer = browser.get("/", headers={"x-forwarded-host": "evil.example"})
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "DELETE", "PUT", "FOO"])
def test_other_methods_change_nothing_and_fail_nowhere(method, addresses, browser):
    answers = {name: browser.generic(method, address).status_code for name, address in addresses.items()}
    assert {name: status for name, status in answers.items() if status not in {400, 401, 403, 404, 405}} == {}


def test_a_stranger_origin_gets_no_credentials(browser, ground):
    answer = browser.get("/api/v1/rights/", headers={"origin": "https://evil.example"})
    assert answer.headers.get("Access-Control-Allow-Origin") in {None, "*"}
    assert "Access-Control-Allow-Credentials" not in answer.headers
