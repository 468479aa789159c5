"""The staff pages in a real browser: quiet, at home, and whole without script. The walk beside it asks axe."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    ("desk:home", ()), ("registrations:list", ()), ("registrations:page", ("registration",)), ("registrations:add", ()),
    ("registrations:state", ("registration",)), ("miners:person_page", ("person",)), ("miners:group_page", ("group",)),
    ("rights:page", ("right",)), ("territory:layer_list", ()), ("territory:layer_page", ("layer",)), ("mfa_index", ()),
    ("casework:work", ()), ("casework:figures", ()), ("casework:observe", ("case_file",)),
]  # fmt: skip


def watched(context: BrowserContext, faults: list[str], host: str) -> Page:
    """A page that notes every error of the console and every question to another host."""
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith((host, "data:", "blob:")) else faults.append(asked.url)
    )
    return page


@pytest.mark.timeout(280)
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_quiet_and_fit_a_small_laptop_and_a_telephone(
    rows: dict[str, int], site: str, enter: Callable[..., BrowserContext], width: int
) -> None:
    faults: list[str] = []
    context = enter(viewport={"width": width, "height": 720})
    page = watched(context, faults, site)
    for name, named in PAGES:
        page.goto(site + reverse(name, args=[rows[key] for key in named]))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.wait_for_load_state("networkidle")
    context.close()
    assert [fault for fault in faults if "WebGL" not in fault] == []


def test_without_script_the_case_is_found_and_read_with_its_map(
    rows: dict[str, int], site: str, enter: Callable[..., BrowserContext]
) -> None:
    context = enter(java_script_enabled=False)
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
    rows: dict[str, int], site: str, enter: Callable[..., BrowserContext]
) -> None:
    context = enter()
    page = context.new_page()
    page.goto(site + reverse("registrations:list"))
    assert page.locator("text=MDD-1").count() == 1
    page.locator("input[name=q]").press_sequentially("nobody of this name")
    page.locator("#results", has_text="Nothing is listed here.").wait_for()
    assert "q=~" in page.url
    assert "nobody" not in page.url, "what was typed stands in no address"
    assert rows["registration"]
    context.close()
