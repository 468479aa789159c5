"""The status page in a real browser as small as an old phone, with script switched off."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from miners.models import Person
from registry.formalization.models import Registration

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
DNI, CODE = "70000001", "REG-0001"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
]


@pytest.fixture(autouse=True)
def _no_kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that the server's thread kept would hold the test database open."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def entry(db: None) -> Registration:
    """An entry of an invented person."""
    person = Person.objects.create(full_name="Qispillo Ñahui, Rosaura", document_type="dni", document_number=DNI)
    return Registration.objects.create(code=CODE, status_code="AAAAAAAAAA", person=person, state="suspended")


@pytest.fixture
def chromium(live_server: LiveServer, entry: Registration) -> Iterator[Browser]:
    """The distribution's own browser.

    Its driver runs a loop in this thread, in which Django's database connection would be another one: everything
    that writes comes before it.
    """
    assert live_server
    assert entry
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def test_a_miner_reads_the_state_in_one_request_without_script(chromium, live_server, settings):
    settings.SECURE_SSL_REDIRECT = False
    phone = chromium.new_context(viewport={"width": 320, "height": 568}, java_script_enabled=False, locale="en-US")
    page = phone.new_page()
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{live_server.url}/status/")
    assert len(asked) == 1
    page.get_by_label("Code of the entry").fill("reg 0001")
    page.get_by_label("Document number").fill(DNI)
    page.get_by_role("button", name="See the state").click()
    assert page.get_by_text("Suspended", exact=True).is_visible()
    assert page.get_by_role("heading", name="What this does not allow").is_visible()
    assert len(asked) == 2
    assert DNI not in page.url
    assert phone.cookies() == []
    assert faults == []
    button = page.get_by_role("link", name="Ask again").bounding_box()
    assert button is not None
    assert button["height"] >= 44


@pytest.mark.parametrize("path", ["/", "/status/", "/es/status/", "/qu/status/", "/?q=REG-0001"])
def test_a_public_page_is_reachable_for_everybody_and_fits_a_narrow_screen(chromium, live_server, settings, path):
    settings.SECURE_SSL_REDIRECT = False
    page = chromium.new_context(viewport={"width": 320, "height": 568}, locale="en-US", bypass_csp=True).new_page()
    page.goto(f"{live_server.url}{path}")
    found = Axe().run(page, options=WCAG)
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
