"""Whole stories of the desk in a real browser, with script and without: each line is what an officer does or reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]

BY = Actor.system("test")
LONG_AGO = datetime(2025, 6, 2, 15, tzinfo=UTC)
LAND = ("buffer_zone", "forest_concession", "community_land", "water_body")
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no_script"])


def ago(days: int) -> str:
    """A day as it is typed, so many days before today."""
    return (timezone.localdate() - timedelta(days=days)).isoformat()


@dataclass
class Desk:
    """Somebody at a screen: goes, clicks what is written there, fills, saves and reads."""

    page: Page
    site: str

    def go(self, name: str, *args: int) -> Desk:
        self.page.goto(self.site + reverse(name, args=args))
        return self

    def press(self, target: str) -> Desk:
        """Click; what lies in a closed menu is reached by opening it first."""
        found = self.page.locator(f"main {target}").first
        if not found.is_visible():
            self.page.locator(f"main details:has({target}) > summary").first.click()
        found.click()
        return self

    def save(self, **said: str) -> Desk:
        """Fill the form by the names of its fields and send it; what the register answers must be a new page."""
        self.attempt(**said)
        assert self.page.locator(".errors").count() == 0, self.page.locator(".errors").inner_text()
        return self

    def attempt(self, **said: str) -> Desk:
        for name, value in said.items():
            field = self.page.locator(f"main [name='{name}']").first
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") == "checkbox":
                self.page.check(f"main [name='{name}'][value='{value}']")
            else:
                field.fill(value)
        self.page.click("main .form-acts button.btn-primary")
        return self

    def reads(self, *words: str) -> Desk:
        text = " ".join(self.page.locator("main").inner_text().split())
        for one in words:
            assert one in text, f"{one!r} is not on the page:\n{text}"
        return self

    def state(self) -> str:
        """The first of the chips under the code: the state of the entry, without the register's Spanish word."""
        return self.page.locator(".page-head__chips .chip").first.inner_text().partition(" (")[0].strip()

    def record(self, step: str, outcome: str, days: int) -> Desk:
        """Record the outcome of a step from its line on the case page."""
        self.press(f"a[href*='/step/?step={step}']")
        return self.save(outcome=outcome, happened_on=ago(days), document="Document 1")

    def act(self, kind: str, authority: str, days: int, **more: str) -> Desk:
        """Do an act in the newest open file."""
        self.press("a[href$='/act/']")
        said = {"kind": kind, "authority": authority, "number": f"RD {kind}", "decided_on": ago(days)} | more
        return self.save(reasons="Invented reasons in whole words.", **said)

    def serve(self, act: str, days: int) -> Desk:
        """Serve an act with its proof, from the line of the act."""
        self.press(f"article.act:has-text('RD {act}') a[href$='/serve/']")
        return self.save(channel="paper", sent_on=ago(days), served_on=ago(days), proof="Receipt 1")

    def opened(self, kind: str, days: int) -> Desk:
        """Open a file."""
        self.press("a[href$='/open/']")
        return self.save(kind=kind, opened_on=ago(days), uses_water="no")


@pytest.fixture
def colleagues(cast: dict[str, Client], colleague: Callable[..., Client]) -> dict[str, Client]:
    """A second officer of the ministry, and an officer of SERNANP, beside the cast."""
    colleague("ministry2", "ministry_officer")
    colleague("sernanp", "opinion_authority", authority="SERNANP")
    return cast


def entry_of(code: str, **land: bool) -> int:
    """Store an entry of an invented person, of whose land documents say whether it lies on each kind."""
    person = person_create(data=PersonData(full_name=f"Persona {code}", ubigeo="170102"), by=BY, at=LONG_AGO)
    day = LONG_AGO.date()
    data = RegistrationData(code=code, person=person, activity="exploitation", ubigeo="170102", uses_explosives=False)
    row = registration_create(data=data, place=None, by=BY, at=LONG_AGO, state="in_force", state_since=day)
    for kind, lies in (dict.fromkeys(LAND, False) | land).items():
        document = ZoneFactData(kind, lies, "An authority", f"Document {kind}", day, day if lies else None)
        zone_fact_record(registration=row, by=BY, at=LONG_AGO, data=document)
    return row.pk


@pytest.fixture
def entry(colleagues: dict[str, Client]) -> int:
    """An entry in force, off every kind of land that matters."""
    assert colleagues
    return entry_of("CASE-1")


@pytest.fixture
def entry_in_buffer_zone(colleagues: dict[str, Client]) -> int:
    """An entry in force, in the buffer zone of a protected area."""
    assert colleagues
    return entry_of("CASE-1", buffer_zone=True)


@pytest.fixture
def at_desk(enter: Callable[..., BrowserContext], site: str) -> Callable[..., Desk]:
    """Somebody at the desk; closed by the browser's own end."""

    def sit(who: str = "ministry", *, script: bool = True) -> Desk:
        context = enter(who, java_script_enabled=script, viewport={"width": 1280, "height": 720}, bypass_csp=True)
        return Desk(context.new_page(), site)

    return sit


@pytest.fixture
def paper(colleagues: dict[str, Client]) -> str:
    """The number of a person whose declaration came in on paper."""
    assert colleagues
    data = PersonData(full_name="Rosa Inventada", document_type="dni", document_number="91000001", ubigeo="170102")
    person_create(data=data, by=BY, at=LONG_AGO)
    return "91000001"


@SCRIPT
def test_from_a_declaration_on_paper_to_the_authorisation_with_an_observation_cured_late(
    paper: str, at_desk: Callable[..., Desk], axe: Any, script: bool
) -> None:
    desk = at_desk(script=script)
    desk.go("registrations:list").press("a[href$='/registrations/add/']")
    declared = {"code": "MDD-77", "registrant": paper, "activity": "exploitation", "uses_explosives": "no",
                "enrolled_on": ago(300), "ubigeo": "170102", "written": "utm", "zone": "19"}  # fmt: skip
    desk.page.fill("main [name='code']", "MDD-77")
    desk.press("button[value='keep']").reads("Kept as a draft")
    desk.go("casework:work").go("registrations:add").reads("This is your draft")
    assert desk.page.input_value("main [name='code']") == "MDD-77"
    desk.attempt(**declared, coordinates="340,500.5 8,590,500.25 7").reads("Not saved yet")  # three numbers: no corner
    desk.save(coordinates="340,500.5 8,590,500.25", accuracy_m="5").reads("MDD-77", "Rosa Inventada")
    for kind in LAND:
        desk.press("a[href$='/land/']")
        desk.save(kind=kind, lies="no", authority="An authority", document="Document 1", document_on=ago(290))
    if desk.state() != "in force":
        desk.press("a[href$='/state/']")
        desk.save(state="in_force", from_on=ago(280), reason="Enrolled on paper.")

    desk.opened("formalisation", 200).reads("The file is open.", "Governed by:")
    desk.record("igafom_corrective", "filed", 198).record("igafom_preventive", "filed", 197)
    desk.press("a[href*='/observe/?step=igafom_evaluation']")
    desk.save(step="igafom_evaluation", items="igafom_fee", text="Falta el pago.", authority="DGAAM", number="RD observe",
              made_on=ago(150))  # fmt: skip
    desk.reads("not notified").serve("observe", 145).reads("notified")
    desk.press("a[href$='/cure/']").save(cured_on=ago(60), cure="The receipt came in.")
    desk.reads("Observed on", "Cured on", "late")
    desk.act("approve_igafom", "DGAAM", 50)
    desk.press("a[href$='/act/']")
    early = {
        "kind": "authorise",
        "authority": "DGFM",
        "number": "RD 1",
        "decided_on": ago(48),
        "reasons": "All stands.",
    }
    desk.attempt(**early, cause="authorisation_granted").reads("Not saved yet")  # F only when B to E stand
    desk.press(".crumbs a[href*='/registrations/']")
    for step in ("surface_land", "concession_right", "archaeology"):
        desk.record(step, "stands", 45)
    desk.act("authorise", "DGFM", 40, cause="authorisation_granted")
    assert desk.state() == "formalised"
    if script:
        assert axe(desk.page) == []


@SCRIPT
def test_an_authority_refuses_in_its_own_login_and_the_igafom_is_disapproved(
    entry_in_buffer_zone: int, at_desk: Callable[..., Desk], axe: Any, script: bool
) -> None:
    row = entry_in_buffer_zone
    desk, authority = at_desk(script=script), at_desk("sernanp", script=script)
    desk.go("registrations:page", row).opened("formalisation", 90)
    desk.record("igafom_corrective", "filed", 88).record("igafom_preventive", "filed", 87)
    desk.press("a[href$='/opinion/']").save(authority="SERNANP", on=ago(86)).reads("waiting for the answer")

    authority.go("casework:opinions").reads("CASE-1").press("a[href$='/answer/']")
    if script:
        assert axe(authority.page) == []
    authority.save(
        answer="unfavourable", answered_on=ago(70), reasons="It lies in the buffer zone.", document="Oficio 1"
    ).reads("No opinion is asked of you.")
    assert authority.page.goto(authority.site + reverse("registrations:page", args=[row])).status == 403

    desk.go("registrations:page", row).reads("unfavourable", "It lies in the buffer zone.")
    desk.act("disapprove_igafom", "DGAAM", 60).serve("disapprove_igafom", 59).reads("notified")
    assert desk.state() == "in force"  # ending the right is another act, with a second officer


@SCRIPT
def test_a_second_officer_refuses_an_exclusion_and_the_entry_stays(
    entry: int, at_desk: Callable[..., Desk], axe: Any, script: bool
) -> None:
    desk, second = at_desk(script=script), at_desk("ministry2", script=script)
    desk.go("registrations:page", entry).opened("state", 30).act("exclude", "DGFM", 20, cause="no_activity")
    assert desk.state() == "in force"
    desk.press("a[href*='/acts/'][href$='/second/']")
    desk.attempt(is_agreed="yes", reason="I am the same person.").reads("Who proposed it cannot be the second officer.")

    second.go("casework:work").reads("Waiting for a second officer", "CASE-1").press("a[href$='/second/']")
    if script:
        assert axe(second.page) == []
    second.save(is_agreed="no", reason="There was an inspection with works going on.").reads("refused")
    assert second.state() == "in force"


@SCRIPT
def test_a_suspension_is_lifted(entry: int, at_desk: Callable[..., Desk], axe: Any, script: bool) -> None:
    desk = at_desk(script=script)
    desk.go("registrations:page", entry).opened("state", 120)
    desk.act("suspend", "DGFM", 118, cause="permanence_ruc").serve("suspend", 115)
    assert desk.state() == "suspended"
    desk.opened("lifting", 60).press("a[href$='/request/']")
    desk.save(filed_on=ago(59), reasons="The RUC is active again.", requirement="permanence_ruc", evidence="Ficha RUC")
    desk.press("a[href*='/liftings/']")
    if script:
        assert axe(desk.page) == []
    desk.save(is_granted="yes", authority="DGFM", number="RD lift", decided_on=ago(50), reasons="The RUC is active.",
              cause="requirement_met")  # fmt: skip
    assert desk.state() == "in force"


@SCRIPT
def test_a_challenge_is_admitted_its_effect_suspended_and_upheld_by_another(
    entry: int, at_desk: Callable[..., Desk], axe: Any, script: bool
) -> None:
    desk, second = at_desk(script=script), at_desk("ministry2", script=script)
    desk.go("registrations:page", entry).opened("state", 120).act("exclude", "DGFM", 118, cause="transfer_or_misuse")
    second.go("registrations:page", entry).press("a[href*='/acts/'][href$='/second/']")
    second.save(is_agreed="yes", reason="The papers show it.")
    desk.go("registrations:page", entry).serve("exclude", 110)
    assert desk.state() == "excluded"
    desk.press("a[href$='/challenge/']")
    desk.save(kind="reconsideration", filed_on=ago(105), grounds="There was no transfer.").reads("filed")
    desk.press("a[href$='/admit/']").save(admitted_on=ago(100)).reads("admitted")
    assert desk.state() == "excluded"  # admitting does not suspend the act
    desk.press("a[href$='/effect/']").save(from_on=ago(99), document="RM 1")
    if script:
        assert axe(desk.page) == []
    second.go("registrations:page", entry).press("a[href*='/challenges/'][href$='/decide/']")
    second.save(outcome="upheld", authority="DGFM", number="RD 2", decided_on=ago(80), reasons="It is founded.")
    assert second.state() == "in force"
