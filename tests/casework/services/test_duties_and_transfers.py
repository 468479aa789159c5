"""Declared against verified place, the campaign, production each half-year, and the hand-over of files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import shapely
from django.db import IntegrityError, transaction

from concessions.models import MiningRight, RightHolder
from registry.audit.services import Actor
from registry.casework import tasks
from registry.casework.models import ClockPause, LocationDeclaration, ProductionDeclaration, RunningClock, Transfer
from registry.casework.selectors.measures import campaign
from registry.casework.selectors.overdue import EVERYWHERE, overdue_counts, overdue_list
from registry.casework.selectors.production import half_ended
from registry.casework.services.clocks import clock_pause, clock_resume, suspended_period_add
from registry.casework.services.duties import (
    Filing,
    LocationCheck,
    location_declare,
    location_verify,
    production_exempt,
    production_file,
    production_justify,
    productions_due,
)
from registry.casework.services.recounting import clocks_recount
from registry.casework.services.transfers import manifest_digest, transfer_hand, transfer_prepare, transfer_receive
from registry.common.errors import DomainError, NotAllowedError
from registry.common.models import Job
from registry.territory.services.places import Place, place_register

ONE, TWO = Actor("user:9001", 9001), Actor("user:9002", 9002)
D = date


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def point(east: float, north: float = 8_570_000) -> Place:
    return Place(shapely.Point(east, north), 32719, accuracy_m=10, grid_srid=32719)


def declare(office: Any, row: Any, on: date, east: float = 350_000) -> LocationDeclaration:
    return location_declare(
        registration=row, place=point(east), declared_on=on, evidence="Fotos", rules=office.rules(on), by=ONE, at=at(on)
    )


@pytest.mark.parametrize(("on", "in_time"), [(D(2026, 4, 25), True), (D(2026, 4, 26), False)])
def test_the_campaign_ends_on_its_120th_day(office: Any, on: date, in_time: bool) -> None:
    assert declare(office, office.registration(D(2026, 1, 5)), on).is_in_time is in_time


def test_declared_and_verified_stand_beside_each_other(office: Any) -> None:
    row = office.registration(D(2026, 1, 5))
    first = declare(office, row, D(2026, 2, 2), east=349_000)
    found = declare(office, row, D(2026, 2, 9))
    first.refresh_from_db()
    assert first.superseded_at is not None
    row.refresh_from_db()
    assert row.declared_place is None  # what is declared here moves nothing before it is verified
    check = LocationCheck(
        "differs", D(2026, 5, 4), "DREM", "Acta 1", "Inspectora Inventada", "site_visit", point(350_300, 8_570_400)
    )
    done = location_verify(
        declaration=found, data=check, rules=office.rules(D(2026, 5, 4)), by=TWO, at=at(D(2026, 5, 4))
    )
    row.refresh_from_db()
    assert (done.distance_m, row.verified_place_id) == (500.0, done.verified_place_id)
    counts = campaign(viewer=EVERYWHERE, on=D(2026, 5, 5))
    assert (counts.asked, counts.not_declared, counts.declared, counts.verified, counts.differs) == (1, 0, 0, 1, 1)
    assert counts.by_distance == {"0": 0, "100": 0, "500": 1, "1000": 0, "5000": 0, "unknown": 0}
    assert counts.last_day == D(2026, 4, 25)


def test_a_result_needs_its_record(office: Any) -> None:
    found = declare(office, office.registration(D(2026, 1, 5)), D(2026, 2, 2))
    with pytest.raises(DomainError) as unnamed:
        location_verify(
            declaration=found, data=LocationCheck("no_works", D(2026, 5, 4), "DREM", "", "x", "site_visit"),
            rules=office.rules(D(2026, 5, 4)), by=TWO, at=at(D(2026, 5, 4)),
        )  # fmt: skip
    assert unnamed.value.code == "document_missing"
    with pytest.raises(IntegrityError, match="casework_location_result_whole"), transaction.atomic():
        LocationDeclaration.objects.filter(pk=found.pk).update(result="matches")


def half(office: Any, row: Any, which: str = "H1") -> ProductionDeclaration:
    on = D(2026, 7, 1)
    productions_due(registration_ids=[row.pk], year=2026, half=which, rules=office.rules(on), by=ONE, at=at(on))
    return ProductionDeclaration.objects.get(registration=row, half=which)


def test_production_is_due_at_the_end_of_the_next_month_and_late_after_it(office: Any) -> None:
    row = office.registration(D(2026, 1, 5))
    declaration = half(office, row)
    assert declaration.due_on == D(2026, 7, 31)
    assert half(office, row).pk == declaration.pk  # asked again, written once
    assert overdue_counts(on=D(2026, 7, 31))["overdue"] == 0
    (late,) = overdue_list(on=D(2026, 8, 1))
    assert (late.kind, late.code, late.due_on, late.owner) == ("production", "2026-H1", D(2026, 7, 31), "applicant")
    production_file(declaration=declaration, data=Filing(D(2026, 8, 3), "EXT-1"), by=ONE, at=at(D(2026, 8, 3)))
    assert overdue_list(on=D(2026, 8, 4)) == []


def test_inactivity_is_justified_once_a_year(office: Any) -> None:
    row = office.registration(D(2026, 1, 5))
    first, second = half(office, row), half(office, row, "H2")
    on = D(2027, 1, 15)

    def justify(declaration: ProductionDeclaration) -> None:
        production_justify(
            declaration=declaration, justified_on=on, reason="Lluvias.", authority="DGFM", rules=office.rules(on),
            by=ONE, at=at(on),
        )  # fmt: skip

    justify(first)
    with pytest.raises(DomainError) as used:
        justify(second)
    assert used.value.code == "justified_already"


@pytest.fixture
def running(office: Any) -> Any:
    row = office.registration(D(2025, 3, 1))
    file = office.file(row, D(2025, 3, 3))
    office.step(file, "igafom_corrective", "filed", D(2025, 3, 3))
    office.step(file, "igafom_preventive", "filed", D(2025, 5, 12))
    file.refresh_from_db()
    return file


def total(file: Any) -> RunningClock:
    return RunningClock.objects.get(file=file, code="igafom_total", ended_on=None)


def test_a_hand_over_stops_the_clocks_until_the_other_side_confirms(office: Any, running: Any) -> None:
    assert running.office_region == "17"
    assert total(running).due_on == D(2025, 6, 23)
    rules = office.rules(D(2025, 5, 19))
    transfer = transfer_prepare(
        from_region="17", to_region="", files=[running], rules=rules, by=ONE, at=at(D(2025, 5, 19))
    )
    handed = transfer_hand(transfer=transfer, rules=rules, by=ONE, at=at(D(2025, 5, 19)))
    assert handed.manifest_digest == manifest_digest(handed)
    assert (total(running).due_on, total(running).due_why) == (None, ["clock_stopped"])
    item = transfer.items.get()
    later, rules = at(D(2025, 7, 7)), office.rules(D(2025, 7, 7))
    with pytest.raises(NotAllowedError):
        transfer_receive(transfer=transfer, arrived={item.pk: True}, remarks={}, rules=rules, by=ONE, at=later)
    with pytest.raises(DomainError) as silent:
        transfer_receive(transfer=transfer, arrived={}, remarks={}, rules=rules, by=TWO, at=later)
    assert silent.value.code == "line_missing"
    transfer_receive(transfer=transfer, arrived={item.pk: True}, remarks={}, rules=rules, by=TWO, at=later)
    running.refresh_from_db()
    assert (running.office_region, total(running).due_on) == ("", D(2025, 8, 15))


def test_what_did_not_arrive_stays_where_it_was(office: Any, running: Any) -> None:
    rules = office.rules(D(2025, 5, 19))
    transfer = transfer_prepare(
        from_region="17", to_region="", files=[running], rules=rules, by=ONE, at=at(D(2025, 5, 19))
    )
    with pytest.raises(DomainError) as busy:
        transfer_prepare(from_region="17", to_region="", files=[running], rules=rules, by=ONE, at=at(D(2025, 5, 20)))
    assert busy.value.code == "file_in_manifest"
    transfer_hand(transfer=transfer, rules=rules, by=ONE, at=at(D(2025, 5, 19)))
    item = transfer.items.get()
    transfer_receive(
        transfer=transfer, arrived={item.pk: False}, remarks={item.pk: "No vino."}, rules=office.rules(D(2025, 5, 26)),
        by=TWO, at=at(D(2025, 5, 26)),
    )  # fmt: skip
    running.refresh_from_db()
    item.refresh_from_db()
    assert (running.office_region, item.received_remark) == ("17", "No vino.")


def test_the_database_wants_two_people(office: Any, running: Any) -> None:
    rules = office.rules(D(2025, 5, 19))
    transfer = transfer_prepare(
        from_region="17", to_region="", files=[running], rules=rules, by=ONE, at=at(D(2025, 5, 19))
    )
    transfer_hand(transfer=transfer, rules=rules, by=ONE, at=at(D(2025, 5, 19)))
    with pytest.raises(IntegrityError, match="casework_transfer_two_people"), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(received_by=ONE.key)


def test_the_hand_over_of_ley_32537_is_overdue_after_the_milder_reading(office: Any) -> None:
    row = office.registration(D(2026, 1, 5))
    file = office.file(row, D(2026, 1, 12), kind="state", office_region="17")
    transfer = transfer_prepare(
        from_region="17", to_region="", files=[file], rules=office.rules(D(2026, 1, 12)), by=ONE, at=at(D(2026, 1, 12))
    )
    assert (transfer.first_due_on, transfer.due_on) == (D(2026, 2, 24), D(2026, 3, 23))
    assert not [one for one in overdue_list(on=D(2026, 3, 23)) if one.kind == "transfer"]
    assert [one.file_number for one in overdue_list(on=D(2026, 3, 24)) if one.kind == "transfer"] == [transfer.number]


def test_a_clock_stands_still_only_by_law(office: Any, running: Any) -> None:
    clock, rules = total(running), office.rules(D(2025, 5, 15))
    with pytest.raises(DomainError) as lawless:
        clock_pause(
            clock=clock, from_on=D(2025, 5, 15), reason="x", article=" ", by=ONE, at=at(D(2025, 5, 15)), rules=rules
        )
    assert lawless.value.code == "article_missing"
    clock_pause(
        clock=clock,
        from_on=D(2025, 5, 15),
        reason="Pericia.",
        article="art. 1",
        by=ONE,
        at=at(D(2025, 5, 15)),
        rules=rules,
    )
    assert total(running).due_on is None
    clock_resume(
        clock=clock, until_on=D(2025, 5, 21), by=ONE, at=at(D(2025, 5, 22)), rules=office.rules(D(2025, 5, 22))
    )
    assert total(running).due_on == D(2025, 6, 30)  # five working days later
    with pytest.raises(IntegrityError, match="casework_pause_by_law"), transaction.atomic():
        ClockPause.objects.update(article="")


def test_a_suspended_period_moves_every_clock_of_its_region(office: Any, running: Any) -> None:
    suspended_period_add(
        kind="suspended", from_on=D(2025, 5, 19), until_on=D(2025, 5, 23), document="RM 1", region="17", by=ONE,
        at=at(D(2025, 5, 26)),
    )  # fmt: skip
    moved = clocks_recount(after=0, at=at(D(2025, 5, 26)), progress=lambda done, total: None)
    assert moved["moved"] == 2
    assert total(running).due_on == D(2025, 6, 30)
    suspended_period_add(
        kind="non_working", from_on=D(2025, 5, 26), until_on=D(2025, 5, 26), document="DS 2", region="20", by=ONE,
        at=at(D(2025, 5, 27)),
    )  # fmt: skip
    assert clocks_recount(after=0, at=at(D(2025, 5, 27)), progress=lambda done, total: None)["moved"] == 0


@pytest.mark.parametrize(
    ("on", "half"), [(D(2026, 6, 30), (2025, "H2")), (D(2026, 7, 1), (2026, "H1")), (D(2026, 1, 1), (2025, "H2"))]
)
def test_the_half_year_that_has_ended(on: date, half: tuple[int, str]) -> None:
    assert half_ended(on) == half


def test_every_entry_in_force_is_asked_but_who_exploits_an_own_concession(office: Any) -> None:
    own, others, by_name = (office.registration(D(2026, 1, 5)) for _ in range(3))
    office.registration(D(2026, 1, 5), state="suspended")
    place = place_register(
        owner_kind="right", at=at(D(2026, 1, 5)),
        place=Place(shapely.box(340_000, 8_590_000, 341_000, 8_591_000), 32719, grid_srid=32719),
    )  # fmt: skip
    right = MiningRight.objects.create(code="01", kind="concession", state="titled", footprint=place)
    RightHolder.objects.create(right=right, name="X", document_type="dni", document_number=own.person.document_number)
    RightHolder.objects.create(right=right, name=by_name.person.full_name)
    for row in (own, others, by_name):
        row.right = right
        row.save()
    done = tasks.productions(Job.objects.create(kind=tasks.PRODUCTIONS), lambda done, total: None)
    assert (done["entries"], done["new"]) == (3, 3)
    said = dict(ProductionDeclaration.objects.values_list("registration_id", "exempt_why"))
    assert said == {own.pk: "exploits_own_current_concession", others.pk: "", by_name.pk: ""}
    assert tasks.productions(Job.objects.create(kind=tasks.PRODUCTIONS), lambda done, total: None)["new"] == 0
    named = ProductionDeclaration.objects.get(registration=by_name)
    production_exempt(declaration=named, reason="Titular: la misma persona.", by=ONE, at=at(D(2027, 3, 1)))
    late = [one for one in overdue_list(on=named.due_on + timedelta(days=1)) if one.kind == "production"]
    assert [one.registration_id for one in late] == [others.pk]
