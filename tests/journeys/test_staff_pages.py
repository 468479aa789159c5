"""The staff pages in a real browser: reachable for everybody (axe), quiet, at home, and whole without script."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")
VENDOR = Path(django_settings.BASE_DIR, "static", "vendor", "bootstrap", "bootstrap.css")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
    pytest.mark.skipif(not VENDOR.exists(), reason="front-end assets are not set up: bin/run copies them"),
]

PAGES = [
    ("desk:home", ()), ("registrations:list", ()), ("registrations:page", ("registration",)), ("registrations:add", ()),
    ("registrations:state", ("registration",)), ("miners:person_page", ("person",)), ("miners:group_page", ("group",)),
    ("rights:page", ("right",)), ("territory:layer_list", ()), ("territory:layer_page", ("layer",)), ("mfa_index", ()),
]  # fmt: skip


def enter(browser: Browser, cast: dict[str, Client], url: str, **options: Any) -> BrowserContext:
    """A context logged in as the ministry's officer."""
    context = browser.new_context(locale="en-US", **options)
    session = cast["ministry"].cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    return context


def watched(context: BrowserContext, faults: list[str], host: str) -> Page:
    """A page that notes every error of the console and every question to another host."""
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith((host, "data:", "blob:")) else faults.append(asked.url)
    )
    return page


@pytest.fixture
def site(cast: dict[str, Client], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the register served without https, started after the settings of the test."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # a kept one would hold the test database
    server = LiveServer("localhost:0")
    yield server.url
    server.stop()


@pytest.fixture
def chromium(site: str, rows: dict[str, int]) -> Iterator[Browser]:
    """The distribution's own browser.

    Its driver runs a loop in this thread, in which Django's database connection would be another one: everything
    that writes comes before it.
    """
    assert site
    assert rows
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.timeout(280)
def test_every_kind_of_page_passes_axe_quietly_on_a_wide_and_a_narrow_screen(
    chromium: Browser, cast: dict[str, Client], rows: dict[str, int], site: str
) -> None:
    faults: list[str] = []
    broken: dict[str, list[str]] = {}
    for width in (1440, 390):
        context = enter(chromium, cast, site, viewport={"width": width, "height": 900}, bypass_csp=width == 1440)
        page = watched(context, faults, site)
        for name, named in PAGES:
            page.goto(site + reverse(name, args=[rows[key] for key in named]))
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            if width == 1440:  # axe is injected, so the policy is set aside there and kept on the narrow screen
                found = Axe().run(page, options=WCAG).response["violations"]
                broken |= {name: [each["id"] for each in found]} if found else {}
        context.close()
    assert broken == {}
    assert [fault for fault in faults if "WebGL" not in fault] == []


def test_without_script_the_case_is_found_and_read_with_its_map(
    chromium: Browser, cast: dict[str, Client], rows: dict[str, int], site: str
) -> None:
    context = enter(chromium, cast, site, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + reverse("desk:home"))
    page.fill("#desk-search", "persona inventda")
    page.click("main form[role=search] button[type=submit]")
    page.click("text=MDD-1")
    assert page.locator("svg.sketch").is_visible()
    assert page.locator("h1").inner_text() == "MDD-1"
    page.goto(site + reverse("rights:page", args=[rows["right"]]))
    assert page.locator("svg.sketch path.shape--right").count() == 1
    context.close()


def test_with_script_the_list_follows_the_typing(
    chromium: Browser, cast: dict[str, Client], rows: dict[str, int], site: str
) -> None:
    context = enter(chromium, cast, site)
    page = context.new_page()
    page.goto(site + reverse("registrations:list"))
    assert page.locator("text=MDD-1").count() == 1
    page.locator("input[name=q]").press_sequentially("nobody of this name")
    page.locator("#results", has_text="Nothing is listed here.").wait_for()
    assert "q=nobody" in page.url
    assert rows["registration"]
    context.close()
