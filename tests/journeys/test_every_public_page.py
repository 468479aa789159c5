"""Every public page, and what a login may open of its own, in a browser as narrow as an old phone.

axe-core finds nothing against WCAG 2.2 AA, nothing is wider than the screen, and no page brings a cookie.
"""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from tests.api.conftest import ground  # noqa: F401 - the public side's own small register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TESTS = Path(__file__).parents[1]
READING: dict[str, Any] = runpy.run_path(str(TESTS / "api" / "test_matrix.py"))["READING"]
NARROW = {"width": 320, "height": 640}
NO_PAGES = ("/api/v1/", "/api/schema/", "/ogc", "/tiles/", "/feeds/", "/open-data/index", "/open-data/catalog")
OF_OTHERS = ("/api/", "/ogc/doc")  # the library's own page of a description
OWN = ("account_sessions", "mfa_index", "mfa_generate_recovery_codes")


@pytest.fixture
def addresses(ground: Any) -> dict[str, str]:  # noqa: F811 - pytest's way
    """Every public page with an example of its rows, by name."""
    area = ground.areas["full"][0]
    finding = area.findings.get()
    known = {
        "overlap": finding.pk, "check": finding.check_row_id, "layer": area.layer_id, "association": ground.company.pk,
    }  # fmt: skip
    for path in sorted((TESTS / "api" / "rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](ground)
    # One language each: the same template, and the sentences are asked elsewhere.
    read = {
        name: row["address"].format(**known)
        for name, row in READING.items()
        if row["get"] == 200 and not name.endswith("-in")
    }
    return {
        name: address for name, address in read.items() if not address.startswith(NO_PAGES) and address not in OF_OTHERS
    }


def faults(page: Page, axe: Callable[[Page], list[str]]) -> list[str]:
    """What stands in somebody's way on a page."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*axe(page), *([f"{wide} px wide"] if wide > NARROW["width"] else [])]


@pytest.mark.timeout(280)
def test_no_public_page_stands_in_anybodys_way(
    addresses: dict[str, str], site: str, chromium: Browser, axe: Callable[[Page], list[str]]
) -> None:
    context = chromium.new_context(viewport=NARROW, locale="en-US", bypass_csp=True)  # type: ignore[arg-type]
    page, broken = context.new_page(), {}
    for name, address in sorted(addresses.items()):
        answer = page.goto(f"{site}{address}", wait_until="load")
        assert answer is not None, name
        assert answer.ok, name
        assert "text/html" in answer.headers["content-type"], name
        if found := faults(page, axe):
            broken[name] = found
    assert broken == {}, "\n".join(f"{name}: {found}" for name, found in broken.items())
    assert len(addresses) > 20
    assert context.cookies() == []
    context.close()


@pytest.mark.timeout(280)
def test_no_page_of_ones_own_login_stands_in_anybodys_way(
    site: str, enter: Callable[..., BrowserContext], axe: Callable[[Page], list[str]]
) -> None:
    context = enter("ministry", viewport=NARROW, bypass_csp=True)
    page, broken = context.new_page(), {}
    for name in OWN:
        answer = page.goto(f"{site}{reverse(name)}", wait_until="load")
        assert answer is not None, name
        assert answer.ok, name
        if found := faults(page, axe):
            broken[name] = found
    assert broken == {}, "\n".join(f"{name}: {found}" for name, found in broken.items())
    context.close()
