"""The first day of an officer, in a real browser without script: password, authenticator, recovery codes, the desk."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from registry.accounts.models import Appointment, Role, User
from registry.accounts.services.totp import totp_code

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PASSWORD = "invented words of nobody"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
    pytest.mark.skipif(
        not Path(django_settings.BASE_DIR, "static", "vendor", "bootstrap", "bootstrap.css").exists(),
        reason="front-end assets are not set up: bin/run copies them",
    ),
]


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The register served without https, with one officer who has never logged in."""
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()
    user = User.objects.create_user("rosa", password=PASSWORD)
    Appointment.objects.create(user=user, role=Role.objects.get(code="ministry_officer"), from_on=date(2020, 1, 1))
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # a kept one would hold the test database
    server = LiveServer("localhost:0")
    yield server.url
    server.stop()


@pytest.fixture
def chromium(site: str) -> Iterator[Browser]:
    assert site
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.timeout(280)
def test_an_officer_sets_up_the_second_step_and_logs_in_with_it(chromium: Browser, site: str) -> None:
    page = chromium.new_context(locale="en-US", java_script_enabled=False).new_page()
    page.goto(f"{site}/desk/")
    page.fill("[name=login]", "rosa")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    assert page.url == f"{site}/accounts/2fa/totp/activate/"
    secret = page.locator("input[disabled], input[readonly]").first.input_value()
    page.fill("[name=code]", totp_code(secret, at=datetime.now(UTC)))
    page.click("main form button[type=submit]")
    page.goto(f"{site}/desk/")
    assert page.url == f"{site}/desk/"
    again = chromium.new_context(locale="es-PE", java_script_enabled=False).new_page()
    again.goto(f"{site}/accounts/login/?next=/desk/notices/")
    again.fill("[name=login]", "rosa")
    again.fill("[name=password]", PASSWORD)
    again.click("main button[type=submit]")
    again.fill("[name=code]", "000000")
    again.click("main form.sheet button[type=submit]")
    assert again.url == f"{site}/accounts/2fa/authenticate/"
    at = datetime.now(UTC).timestamp() + 30  # the code of the set-up is used: the next one is good already
    again.fill("[name=code]", totp_code(secret, at=datetime.fromtimestamp(at, UTC)))
    again.click("main form.sheet button[type=submit]")
    assert again.url == f"{site}/desk/notices/"


@pytest.mark.timeout(280)
def test_the_pages_of_the_login_pass_axe(chromium: Browser, site: str) -> None:
    context = chromium.new_context(locale="es-PE", viewport={"width": 390, "height": 800}, bypass_csp=True)
    page, broken = context.new_page(), {}
    page.goto(f"{site}/accounts/login/")
    broken["login"] = [one["id"] for one in Axe().run(page, options=WCAG).response["violations"]]
    page.fill("[name=login]", "rosa")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    broken["set up"] = [one["id"] for one in Axe().run(page, options=WCAG).response["violations"]]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert broken == {"login": [], "set up": []}
    context.close()
