"""A real browser on the register served without https: for everybody, with script and without."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")
VENDOR = Path(django_settings.BASE_DIR, "static", "vendor", "bootstrap", "bootstrap.css")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


@pytest.fixture
def site(cast: dict[str, Client], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the register served without https, started after the settings of the test."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    if not VENDOR.exists():
        pytest.skip("front-end assets are not set up: bin/run copies them")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # a kept one would hold the test database
    server = LiveServer("localhost:0")
    yield server.url
    server.stop()


@pytest.fixture
def chromium(site: str) -> Iterator[Browser]:
    """The distribution's own browser.

    Its driver runs a loop in this thread, in which Django's database connection would be another one: a test names
    every fixture that writes before this one.
    """
    assert site
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def enter(chromium: Browser, cast: dict[str, Client], site: str) -> Callable[..., BrowserContext]:
    """Give a context in which somebody of the cast is logged in with both steps."""

    def make(who: str = "ministry", **options: Any) -> BrowserContext:
        context = chromium.new_context(locale="en-US", **options)
        session = cast[who].cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        return context

    return make


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Name what a page does against WCAG 2.2 AA: rule and place."""

    def violations(page: Page) -> list[str]:
        found = Axe().run(page, options=WCAG).response["violations"]
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]

    return violations
