"""No page asks a foreign host for anything, and no page carries what a strict content policy refuses."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

ASSETS = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object|input)\b[^>]*?\b(?:src|srcset|data|poster)\s*=\s*["']([^"']*)"""
    r"""|<link\b[^>]*?\bhref\s*=\s*["']([^"']*)|<form\b[^>]*?\baction\s*=\s*["']([^"']*)|url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""",
    re.IGNORECASE,
)
FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
BARE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
STYLE_ATTRIBUTE = re.compile(r"""<[a-z][^>]*\sstyle\s*=""", re.IGNORECASE)
HANDLER = re.compile(r"""<[a-z][^>]*\son[a-z]+\s*=""", re.IGNORECASE)

PAGES = [
    ("desk:home", ()), ("registrations:list", ()), ("registrations:add", ()), ("registrations:page", ("registration",)),
    ("registrations:change", ("registration",)), ("registrations:state", ("registration",)), ("miners:person_list", ()),
    ("miners:person_add", ()), ("miners:person_page", ("person",)), ("miners:person_change", ("person",)),
    ("miners:group_list", ()), ("miners:group_add", ()), ("miners:group_page", ("group",)),
    ("miners:group_change", ("group",)), ("miners:member_add", ("group",)), ("miners:member_end", ("group", "member")),
    ("rights:list", ()), ("rights:add", ()), ("rights:page", ("right",)), ("rights:change", ("right",)),
    ("rights:holder_add", ("right",)), ("rights:holder_end", ("right", "holder")), ("rights:contract_add", ("right",)),
    ("rights:import_list", ()), ("rights:import_add", ()), ("rights:import_report", ("batch",)),
    ("rights:import_job", ("import_job",)), ("territory:layer_list", ()), ("territory:layer_page", ("layer",)), ("territory:run_list", ()),
    ("territory:run_page", ("run",)), ("mfa_index", ()), ("account_logout", ()),
]  # fmt: skip


def foreign(text: str) -> list[str]:
    """The addresses of other hosts that a text would make a browser ask."""
    return [part for match in ASSETS.finditer(text) for part in match.groups() if part and FOREIGN.match(part)]


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


@pytest.mark.parametrize(("name", "named"), PAGES, ids=[name for name, _ in PAGES])
def test_a_staff_page_stays_at_home(
    name: str, named: tuple[str, ...], cast: dict[str, Client], rows: dict[str, int]
) -> None:
    who = "cadastre" if name.startswith("rights:import") else "ministry"
    answer = cast[who].get(reverse(name, args=[rows[key] for key in named]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert foreign(text) == []
    assert BARE_SCRIPT.findall(text) == []
    assert STYLE_ATTRIBUTE.findall(text) == []
    assert HANDLER.findall(text) == []
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.parametrize("address", ["/accounts/login/", "/nothing/here/"])
def test_a_page_without_login_stays_at_home(address: str, cast: dict[str, Client]) -> None:
    text = cast["anonymous"].get(address).content.decode()
    assert foreign(text) == []
    assert STYLE_ATTRIBUTE.findall(text) == []


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
