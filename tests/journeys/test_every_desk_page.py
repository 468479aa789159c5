"""Every address of the desk, walked in a real browser: axe-core finds nothing against WCAG 2.2 AA on any page."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MATRIX: dict[str, Any] = runpy.run_path(str(Path(__file__).parent.parent / "architecture" / "test_matrix.py"))["MATRIX"]
# Read first as the ministry, which sees the most of a page; else as the first who may.
FIRST = ("ministry", "cadastre", "law_keeper", "administrator", "authority", "auditor")
A_FILE = "Download is starting"  # what Chromium says of an address that is no page
WITHOUT_BYTES = "papers:file"  # the document of the invented rows was never stored


def reader_of(name: str) -> str:
    """Who of the cast looks at an address; "" where it is an act without a page, or nobody of the cast may."""
    row = MATRIX[name]
    allowed = set() if row.is_act or name == WITHOUT_BYTES else set(row.allowed)
    return next((who for who in FIRST if who in allowed), min(allowed, default=""))


@pytest.mark.timeout(280)
def test_no_page_of_the_desk_stands_in_anybodys_way(
    rows: dict[str, int], site: str, enter: Callable[..., BrowserContext], axe: Callable[[Page], list[str]]
) -> None:
    broken: dict[str, list[str]] = {}
    seen = 0
    for who in FIRST:
        context = enter(who, viewport={"width": 1440, "height": 900}, bypass_csp=True)  # axe is injected
        page = context.new_page()
        for name in sorted(name for name in MATRIX if reader_of(name) == who):
            address = site + reverse(name, args=[rows[key] for key in MATRIX[name].named])
            try:
                answer = page.goto(address, wait_until="load")
            except Error as error:
                if A_FILE not in str(error):
                    raise
                continue
            assert answer is not None, name
            assert answer.ok, name
            if "html" not in answer.headers["content-type"]:
                continue
            seen += 1
            if found := axe(page):
                broken[name] = found
        context.close()
    assert broken == {}, "\n".join(f"{name}: {found}" for name, found in broken.items())
    assert seen > 100
