"""No page asks a foreign host for anything, and no page carries what a strict content policy refuses.

The addresses come from the resolver: every one of the desk (with the rows of its matrix), of the login and of the
administration, and the pages of errors; the public side with the API's own page is walked in `../api`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from registry.accounts.models import User
from tests.architecture.test_matrix import MATRIX, desk_names

ASSETS = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object|input)\b[^>]*?\b(?:src|srcset|data|poster)\s*=\s*["']([^"']*)"""
    r"""|<link\b[^>]*?\bhref\s*=\s*["']([^"']*)|<form\b[^>]*?\baction\s*=\s*["']([^"']*)|url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""",
    re.IGNORECASE,
)
FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
BARE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
STYLE_ATTRIBUTE = re.compile(r"""<[a-z][^>]*\sstyle\s*=""", re.IGNORECASE)
HANDLER = re.compile(r"""<[a-z][^>]*\son[a-z]+\s*=""", re.IGNORECASE)

OWN_HOST = re.compile(r"^\s*https?://testserver(?:/|$)", re.IGNORECASE)
OTHER_SIDES = ("admin/", "accounts/", "i18n/")
ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html")


def foreign(text: str) -> list[str]:
    """The addresses of other hosts that a text would make a browser ask."""
    found = (part for match in ASSETS.finditer(text) for part in match.groups() if part)
    return [part for part in found if FOREIGN.match(part) and not OWN_HOST.match(part)]


def refused(text: str) -> list[str]:
    """What a strict content policy would refuse in a page."""
    return [*BARE_SCRIPT.findall(text), *STYLE_ATTRIBUTE.findall(text), *HANDLER.findall(text)]


def is_page(answer: HttpResponseBase) -> bool:
    """Whether an answer is a page; files and data ask nobody for anything."""
    return answer.headers.get("Content-Type", "").startswith("text/html")


def other_addresses(patterns: Sequence[URLPattern | URLResolver] | None = None, address: str = "") -> Iterator[str]:
    """Every address of the login and of the administration, from the resolver; arguments get a word or a number."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = address + str(pattern.pattern)
        if patterns is None and not here.startswith(OTHER_SIDES):
            continue
        if isinstance(pattern, URLResolver):
            yield from other_addresses(pattern.url_patterns, here)
        else:
            yield filled(here)


def filled(pattern: str) -> str:
    """An address for a pattern: numbers for numbers, a word for anything else."""
    plain = re.sub(
        r"<int:\w+>", "1", re.sub(r"<(?:\w+:)?(\w+)>", lambda m: m[0] if m[0].startswith("<int") else "x", pattern)
    )
    return "/" + re.sub(r"[\\^$]|\?(?!P)", "", re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "x", plain)).removesuffix(
        "Z"
    )


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">', "<img src='//cdn.example/x.png'>", "@import 'https://fonts.example/a.css'",
        "body{background:url(https://x.example/a.png)}", '<link rel="stylesheet" href="http://x.example/a.css">',
        '<form action="https://x.example/">',
    ],
)  # fmt: skip
def test_the_net_catches_foreign_hosts(text: str) -> None:
    assert foreign(text)


def test_the_walk_of_the_desk_is_that_of_the_resolver() -> None:
    assert desk_names() == sorted(MATRIX)


def test_each_page_of_the_desk_stays_at_home(cast: dict[str, Client], rows: dict[str, int]) -> None:
    """One register for all: an address that nobody of the cast may read has no page to look at."""
    faults = {}
    for name, row in MATRIX.items():
        if row.is_act or not row.allowed:
            continue
        answer = cast[min(row.allowed)].get(reverse(name, args=[rows[key] for key in row.named]))
        assert answer.status_code == 200, name
        if is_page(answer):
            text, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
            said = [*foreign(text), *refused(text), *(["policy"] if "unsafe" in policy else [])]
            faults |= {name: said} if said or "default-src 'self'" not in policy else {}
    assert faults == {}


def test_login_and_administration_stay_at_home(cast: dict[str, Client], rows: dict[str, int]) -> None:
    User.objects.filter(username="administrator").update(is_staff=True, is_superuser=True)
    addresses = sorted(set(other_addresses()))
    assert len(addresses) > 20
    pages = 0
    for address in addresses:
        for who in ("anonymous", "administrator"):
            answer = cast[who].get(address)
            if is_page(answer) and not answer.streaming:
                pages += 1
                assert foreign(answer.content.decode()) == [], address
    assert pages > 20


@pytest.mark.parametrize("address", ["/accounts/login/", "/nothing/here/"])
def test_a_page_without_login_stays_at_home(address: str, cast: dict[str, Client]) -> None:
    text = cast["anonymous"].get(address).content.decode()
    assert foreign(text) == []
    assert STYLE_ATTRIBUTE.findall(text) == []


@pytest.mark.parametrize("template", ERRORS)
def test_an_error_stays_at_home(template: str, db: None, rf: RequestFactory) -> None:
    request = rf.get("/x")
    request.user = AnonymousUser()
    text = render_to_string(template, {"exception": "x", "request_path": "/x"}, request=request)
    assert foreign(text) == []
    assert STYLE_ATTRIBUTE.findall(text) == []


def test_every_error_with_a_page_of_its_own_is_looked_at() -> None:
    own = {path.name for path in Path(settings.BASE_DIR, "templates").glob("[45]*.html")}
    assert own == set(ERRORS)


def test_own_sheets_and_scripts_name_no_foreign_host() -> None:
    own = [
        path
        for folder in ("css", "js")
        for path in Path(settings.BASE_DIR, "static", folder).rglob("*")
        if path.is_file()
    ]
    assert len(own) > 5
    for path in own:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), path
        assert foreign(text) == [], path
