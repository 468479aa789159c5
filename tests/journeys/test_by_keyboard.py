"""An officer's day without a mouse: from the paper to a decision, by Tab, arrows, Space, Enter and letters alone.

Every place where the focus stops must be seen: in the window, uncovered, with a ring or a border of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from miners.services import PersonData, person_create
from registry.audit.services import Actor
from registry.formalization.services.grounds import ZoneFactData, zone_fact_record
from registry.formalization.services.registrations import RegistrationData, registration_create

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]

BY = Actor.system("test")
LONG_AGO = datetime(2025, 6, 2, 15, tzinfo=UTC)
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no_script"])
MOST_STOPS = 250
SEEN = """(target) => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const at = document.elementFromPoint(box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 20));
  const inView = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    name: it.tagName + (it.id ? '#' + it.id : '') + ' ' + (it.name || it.getAttribute('href') || it.innerText || '').slice(0, 60),
    isBody: it === document.body, isIt: it.matches(target),
    isMarked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
    isUncovered: inView && !!at && (it.contains(at) || at.contains(it)),
  };
}"""


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@dataclass
class Keyboard:
    """Somebody at the desk whose mouse is broken."""

    page: Page

    def to(self, target: str, *, most: int = MOST_STOPS) -> Keyboard:
        """Go on with Tab until the target has the focus; every stop on the way is seen."""
        for _stop in range(most):
            self.page.keyboard.press("Tab")
            stop = self._stop(target)
            if stop["isBody"]:  # the end of the page: the browser's own bars, then round again
                continue
            assert stop["isMarked"], f"no mark of the focus on {stop['name']}"
            assert stop["isUncovered"], f"the focus is out of sight on {stop['name']}"
            if stop["isIt"]:
                return self
        pytest.fail(f"{target} is not reached by Tab on {self.page.url}")

    def _stop(self, target: str) -> dict[str, Any]:
        """What has the focus now; the window follows it some frames later."""
        for _frame in range(20):
            stop: dict[str, Any] = self.page.evaluate(SEEN, target)
            if stop["isUncovered"] or stop["isBody"]:
                break
            self.page.wait_for_timeout(25)
        return stop

    def follow(self, target: str) -> Keyboard:
        """Go to a link or a button and press it; the page that comes next has come when this returns."""
        self.to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self

    def unfold(self, target: str) -> Keyboard:
        """Open the menu that holds the target, where it is closed."""
        if not self.page.locator(f"main {target}").first.is_visible():
            self.to(f"main details:has({target}) > summary")
            self.page.keyboard.press("Enter")
        return self

    def skip(self) -> Keyboard:
        """Leap over the masthead by the first stop of the page; after a form the browser leaps by itself."""
        if self.page.url.endswith("#content"):
            return self
        self.to(".skip-link", most=1)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**#content")
        return self

    def write(self, name: str, text: str) -> Keyboard:
        self.to(f"main [name='{name}']")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        return self

    def write_day(self, name: str, day: date) -> Keyboard:
        """Write a day into the browser's own field, segment by segment."""
        self.to(f"main [name='{name}']")
        self.page.keyboard.type(f"{day:%m%d%Y}")
        assert self.page.input_value(f"main [name='{name}']") == day.isoformat()
        return self

    def choose(self, name: str, value: str) -> Keyboard:
        """Choose in a list by the arrows."""
        self.to(f"main select[name='{name}']")
        self.page.keyboard.press("Home")
        for _step in range(60):
            if self.page.input_value(f"main select[name='{name}']") == value:
                return self
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"{value} is not reached by the arrows in {name}")

    def tick(self, name: str, value: str) -> Keyboard:
        self.to(f"main [name='{name}'][value='{value}']")
        self.page.keyboard.press("Space")
        return self

    def save(self) -> Keyboard:
        self.follow("main .form-acts .btn-primary")
        assert self.page.locator(".errors").count() == 0, self.page.locator(".errors").inner_text()
        return self

    def reads(self, *words: str) -> Keyboard:
        text = " ".join(self.page.locator("main").inner_text().split())
        for one in words:
            assert one in text, f"{one!r} is not on the page:\n{text}"
        return self


@pytest.fixture
def at_keys(colleagues: dict[str, Client], enter: Callable[..., BrowserContext]) -> Callable[..., Keyboard]:
    """Somebody at a small laptop, without a mouse, on a page of the desk."""
    assert colleagues

    def sit(address: str, who: str = "ministry", *, script: bool = True) -> Keyboard:
        context = enter(who, java_script_enabled=script, viewport={"width": 1280, "height": 720}, bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        return Keyboard(page)

    return sit


@pytest.fixture
def colleagues(cast: dict[str, Client], colleague: Callable[..., Client]) -> dict[str, Client]:
    """A second officer of the ministry beside the cast, and a person whose declaration lies on the table."""
    colleague("ministry2", "ministry_officer")
    data = PersonData(full_name="Rosa Inventada", document_type="dni", document_number="91000001", ubigeo="170102")
    person_create(data=data, by=BY, at=LONG_AGO)
    return cast


@pytest.fixture
def in_force(colleagues: dict[str, Client]) -> str:
    """The address of an entry in force, off every kind of land that matters."""
    data = RegistrationData(code="KEYS-1", activity="exploitation", ubigeo="170102", uses_explosives=False)
    row = registration_create(data=data, place=None, by=BY, at=LONG_AGO, state="in_force", state_since=ago(300))
    for kind in ("buffer_zone", "forest_concession", "community_land", "water_body"):
        fact = ZoneFactData(kind, False, "An authority", f"Document {kind}", LONG_AGO.date(), None)
        zone_fact_record(registration=row, by=BY, at=LONG_AGO, data=fact)
    assert colleagues
    return reverse("registrations:page", args=[row.pk])


def test_from_the_paper_to_an_observation_served_and_a_decision(at_keys: Callable[..., Keyboard], site: str) -> None:
    keys = at_keys(site + reverse("desk:home"))
    keys.follow(f".masthead__nav > ul a[href='{reverse('registrations:list')}']")
    keys.skip().follow("main a[href$='/registrations/add/']").skip()
    keys.write("code", "KEYS-77").write("registrant", "91000001").choose("activity", "exploitation")
    keys.tick("equipment", "mill").choose("uses_explosives", "no").write_day("enrolled_on", ago(300))
    keys.write("ubigeo", "170102").choose("written", "utm").choose("zone", "19").write("coordinates", "340,500.5 8,590")
    keys.follow("main .form-acts .btn-primary").reads("Not saved yet", "Line 1 is no UTM place in Peru")
    keys.to(".errors a")
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate("document.activeElement.name") == "coordinates", "the error leads to its field"
    keys.page.keyboard.press("Control+a")
    keys.page.keyboard.type("340,500.5 8,590,500.25")
    keys.save().reads("KEYS-77", "Rosa Inventada", "mill")

    keys.skip().unfold("a[href$='/state/']").follow("main a[href$='/state/']").skip().choose("state", "in_force")
    keys.write_day("from_on", ago(280)).write("reason", "Enrolled on paper.").save()
    keys.skip().follow("main a[href$='/open/']").skip().choose("kind", "formalisation").write_day("opened_on", ago(90))
    keys.choose("uses_water", "no").save().reads("The file is open.")
    for step, days in (("igafom_corrective", 88), ("igafom_preventive", 87)):
        keys.skip().follow(f"main a[href*='/step/?step={step}']").skip()
        keys.choose("outcome", "filed").write_day("happened_on", ago(days)).save()
    keys.skip().follow("main a[href*='/observe/?step=igafom_evaluation']").skip().tick("items", "igafom_fee")
    keys.write("text", "Falta el pago.").choose("authority", "DGAAM").write("number", "RD 1").write_day(
        "made_on", ago(60)
    )
    keys.save().reads("not notified")
    keys.skip().follow("main article.act a[href$='/serve/']").skip().choose("channel", "paper")
    keys.write_day("sent_on", ago(55)).write_day("served_on", ago(55)).write("proof", "Receipt 1").save()
    keys.reads("notified").skip().follow("main a[href$='/cure/']").skip().write_day("cured_on", ago(10))
    keys.write("cure", "The receipt came in.").save().reads("Cured on", "late")
    keys.skip().follow("main a[href*='/act/?kind=disapprove_igafom']").skip().write("number", "RD 2")
    keys.write("reasons", "The study does not answer.").save()
    keys.reads("RD 2", "Disapprove", "mill")


@SCRIPT
def test_a_second_officer_refuses_and_many_files_get_a_message_after_a_preview(
    in_force: str, at_keys: Callable[..., Keyboard], site: str, script: bool
) -> None:
    keys, second = at_keys(site + in_force, script=script), at_keys(site + in_force, "ministry2", script=script)
    keys.skip().follow("main a[href$='/open/']").skip().choose("kind", "state").write_day("opened_on", ago(30)).save()
    keys.skip().follow("main .file__acts a[href$='/act/']").skip().choose("kind", "exclude")
    keys.choose("authority", "DGFM").write("number", "RD 9").write_day("decided_on", ago(20))
    keys.choose("cause", "no_activity").write("reasons", "Nobody works there.").save().reads(
        "waiting for a second officer"
    )

    second.page.goto(site + reverse("casework:work"))
    second.skip().follow("main a[href$='/second/']").skip().choose("is_agreed", "no")
    second.write("reason", "There was an inspection with works going on.").save().reads("refused by the second officer")

    keys.page.goto(site + reverse("casework:work"))
    keys.skip().tick("chosen", keys.page.get_attribute("main [name='chosen']", "value") or "")
    keys.choose("do", "list").follow("main .many button").skip().write("name", "To ask again")
    keys.follow("main .form-acts .btn-primary").reads("It will be done for 1 file.")
    keys.skip().follow("main .form-acts .btn-primary").reads("It was done for 1 file.")


def test_menus_close_and_a_place_is_drawn_without_a_mouse(at_keys: Callable[..., Keyboard], site: str) -> None:
    keys = at_keys(site + reverse("registrations:add"))
    keys.to(".masthead__more summary")
    is_open = "document.activeElement.matches('summary') && document.activeElement.parentElement.open"
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate(is_open)
    keys.page.keyboard.press("Escape")
    assert keys.page.evaluate("document.activeElement.matches('summary')"), "the focus stays at the menu"
    assert not keys.page.evaluate(is_open)
    keys.to("main button[aria-expanded]")
    keys.page.keyboard.press("Enter")
    keys.page.locator("main canvas").wait_for()
    before = keys.page.input_value("main [name='coordinates']")
    keys.to("main .drawing .form-acts button")
    keys.page.keyboard.press("Enter")  # the middle of the map
    assert before == ""
    assert keys.page.input_value("main [name='written']") == "degrees"
    keys.to("main .form-acts .btn-primary")  # the map is no trap
