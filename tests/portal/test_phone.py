"""The status page in a real browser as small as an old phone, with script switched off."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from miners.models import Person
from registry.audit.services import Actor
from registry.documents.models import Paper
from registry.documents.services import PaperDraft, paper_issue
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
    person = Person.objects.create(
        full_name="Qispillo Ñahui, Rosaura", document_type="dni", document_number=DNI, phone="+51900000001"
    )
    return Registration.objects.create(code=CODE, status_code="AAAAAAAAAA", person=person, state="suspended")


@pytest.fixture
def paper(entry: Registration) -> Paper:
    """A certificate on it."""
    draft = PaperDraft(
        kind="registration_certificate", office="DGFM", title="Constancia", paragraphs=["Texto."], limits=["Nada."],
        subject_kind="formalization.registration", subject_id=entry.pk,
    )  # fmt: skip
    return paper_issue(draft=draft, by=Actor.system("test"), at=datetime(2026, 11, 20, 15, tzinfo=UTC))


SECRET = "246810"


def secret_of(_handle: str | None) -> str:
    """The code that was sent; the browser's driver forbids this thread to look into the database."""
    return SECRET


@pytest.fixture(autouse=True)
def _known_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every one-time code is the same, so that the browser knows it."""
    monkeypatch.setattr("registry.portal.services.entering.new_secret", lambda: SECRET)


@pytest.fixture
def chromium(live_server: LiveServer, entry: Registration, paper: Paper) -> Iterator[Browser]:
    """The distribution's own browser.

    Its driver runs a loop in this thread, in which Django's database connection would be another one: everything
    that writes comes before it.
    """
    assert live_server
    assert entry
    assert paper
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


@pytest.mark.parametrize(
    "path", ["/", "/status/", "/es/status/", "/qu/status/", "/?q=REG-0001", "/v/AAAAAAAAAA", "/mine/"]
)
def test_a_public_page_is_reachable_for_everybody_and_fits_a_narrow_screen(chromium, live_server, settings, path):
    settings.SECURE_SSL_REDIRECT = False
    page = chromium.new_context(viewport={"width": 320, "height": 568}, locale="en-US", bypass_csp=True).new_page()
    page.goto(f"{live_server.url}{path}")
    found = Axe().run(page, options=WCAG)
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_pages_of_papers_and_of_the_ledger_pass_and_fit(chromium, live_server, settings, entry, paper):
    """Verification with its sketch, a receipt, the form and the whole visit; each by itself on a narrow screen."""
    settings.SECURE_SSL_REDIRECT = False
    context = chromium.new_context(viewport={"width": 320, "height": 568}, locale="en-US", bypass_csp=True)
    page = context.new_page()

    def sound() -> None:
        page.wait_for_load_state("load")
        found = Axe().run(page, options=WCAG)
        assert found.response["violations"] == [], page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.title()
        small = page.evaluate(
            "[...document.querySelectorAll('main button')].filter(b => b.getBoundingClientRect().height < 44).length"
        )
        assert small == 0, page.title()

    page.goto(f"{live_server.url}/v/{paper.code}?on=2026-01-01")
    sound()
    page.get_by_role("button", name="Get a receipt").click()
    page.wait_for_url("**/r/*")
    sound()
    page.goto(f"{live_server.url}/mine/")
    page.get_by_label("Code of the entry").fill(CODE)
    page.get_by_label("Document number").fill(DNI)
    page.get_by_role("button", name="Send me a code").click()
    sound()
    handle = page.locator("[name=handle]").get_attribute("value")
    page.get_by_label("Code of the message").fill(secret_of(handle))
    page.get_by_role("button", name="Open my ledger").click()
    page.get_by_role("heading", name="Acts in your name").wait_for()
    sound()
    for name in ("Give a mandate", "Change phone or mail", "Bring a document"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("heading", name=name).wait_for()
        sound()
        page.get_by_role("button", name="Back to the ledger").click()
        page.get_by_role("heading", name="Acts in your name").wait_for()
    assert context.cookies() == []
