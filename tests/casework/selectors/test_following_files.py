"""What follows by itself: opinions asked, people told, whom a file waits for, what the law hears of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.accounts.models import Appointment, Role, User
from registry.accounts.permissions import Powers
from registry.audit.services import Actor
from registry.casework import tasks
from registry.casework.models import CaseFile, Opinion
from registry.casework.selectors.case import case_view
from registry.casework.selectors.overdue import overdue_counts
from registry.casework.selectors.standing import conditions_of
from registry.casework.selectors.worklist import opinions_waiting
from registry.casework.services import telling
from registry.casework.services.opinions import OpinionData, opinion_answer, opinions_ask
from registry.common.models import Job
from registry.formalization.facts.sources import outside_of
from registry.formalization.services.assessment import assessments_refresh
from registry.formalization.services.grounds import ZoneFactData, zone_fact_record
from registry.notices.models import Notice
from registry.territory.services.places import Place, place_register

ONE, TWO = Actor("user:9001", 9001), Actor("user:9002", 9002)
D = date
MINISTRY = Powers(dict.fromkeys(("register.read", "register.change", "case.decide", "case.inspect")))
SERNANP = Powers({"opinion.give": None}, frozenset({"SERNANP"}))


def test_opinions_are_asked_by_themselves_when_an_overlap_becomes_known(office: Any, at_noon: Any) -> None:
    file = office.filed()
    row = file.registration
    tasks.follow(Job.objects.create(kind="casework.follow", payload={"files": [file.pk]}), lambda done, total: None)
    assert not Opinion.objects.exists()
    zone_fact_record(
        registration=row, by=ONE, at=at_noon(D(2026, 3, 3)),
        data=ZoneFactData("buffer_zone", True, "SERNANP", "Oficio 2", D(2026, 3, 3), D(2010, 1, 1)),
    )  # fmt: skip
    job = Job.objects.filter(kind="casework.follow", state="waiting").latest("id")
    assert job.payload == {"files": [file.pk]}
    tasks.follow(job, lambda done, total: None)
    asked = Opinion.objects.get(file=file)
    assert (asked.authority, asked.because, asked.is_automatic) == ("SERNANP", "buffer_zone", True)
    assert [one.pk for one in opinions_waiting(authorities=SERNANP.authorities)] == [asked.pk]
    assert [one.pk for one in opinions_waiting(authorities=["ANA"])] == []
    tasks.follow(job, lambda done, total: None)
    assert Opinion.objects.count() == 1


def test_each_change_is_told_once_in_their_language(office: Any) -> None:
    row = office.registration(D(2026, 3, 1))
    file = office.file(row, D(2026, 3, 2), kind="state")
    office.act(file, "suspend", D(2026, 3, 3), cause="permanence_ruc", reasons="El RUC no está activo")
    for _ in range(2):
        for job in Job.objects.filter(kind="casework.tell"):
            tasks.tell(job, lambda done, total: None)
    notices = list(Notice.objects.filter(kind="registration.suspended"))
    assert len(notices) == 1
    assert not Notice.objects.filter(kind="file.act_issued").exists()  # the move itself tells it


def test_an_authority_is_told_what_it_is_asked(office: Any) -> None:
    user = User.objects.create(username="sernanp-x", email="x@example.org")
    role = Role.objects.get(code="opinion_authority")
    Appointment.objects.create(user=user, role=role, authority="SERNANP", from_on=D(2020, 1, 1))
    row = office.registration(D(2026, 3, 1), land={"buffer_zone": True})
    file = office.file(row, D(2026, 3, 2))
    office.step(file, "igafom_corrective", "filed", D(2026, 3, 2))
    office.step(file, "igafom_preventive", "filed", D(2026, 3, 2))
    tasks.follow(Job.objects.create(kind="casework.follow", payload={"files": [file.pk]}), lambda done, total: None)
    for job in Job.objects.filter(kind="casework.tell"):
        tasks.tell(job, lambda done, total: None)
    assert Notice.objects.filter(kind="opinion.asked", recipient=f"user:{user.pk}").count() == 1


def test_the_place_decides_what_is_asked_when_no_document_does(office: Any, at_noon: Any) -> None:
    """Without a layer nothing is clear, so nothing is passed: the steps that hang on land are unknown."""
    row = office.registration(D(2026, 3, 1))
    row.zone_facts.update(withdrawn_at=at_noon(D(2026, 3, 1)))
    place = Place(shapely.Point(350_000, 8_570_000), 32719, accuracy_m=10, grid_srid=32719)
    row.declared_place = place_register(owner_kind="declared_place", place=place, at=at_noon(D(2026, 3, 1)))
    row.save()
    said = conditions_of([row.pk], on=D(2026, 3, 2))[row.pk]
    assert (said["buffer_zone"], said["community_land"], said["uses_explosives"]) == (None, None, False)
    assert set(case_view(row, MINISTRY, D(2026, 3, 2)).conditions.values()) == {None}  # not judged yet
    assessments_refresh(registration_ids=[row.pk], on=D(2026, 3, 2), by=ONE, at=at_noon(D(2026, 3, 2)), asked_by="test")
    assert case_view(row, MINISTRY, D(2026, 3, 2)).conditions == said


def test_applicants_are_reminded_once_a_week_before_their_term_ends(office: Any, at_noon: Any) -> None:
    file = office.file(office.registration(D(2026, 1, 5)), D(2026, 1, 5))
    office.step(file, "igafom_corrective", "filed", D(2026, 1, 5))  # the preventive aspect is due on 5 April
    for on, told in ((D(2026, 3, 28), 0), (D(2026, 3, 29), 1), (D(2026, 4, 5), 1), (D(2026, 4, 6), 0)):
        assert telling.due_soon_tell(on=on, by=ONE, at=at_noon(on)) == told
    assert Notice.objects.filter(kind="file.due_soon", channel="mail").count() == 1


def test_the_file_is_in_the_hands_of_whom_the_authority_waits_for(office: Any, at_noon: Any) -> None:
    row = office.registration(D(2026, 3, 1), land={"buffer_zone": True})
    file = office.file(row, D(2026, 3, 2))

    def holder() -> str:
        file.refresh_from_db()
        return file.holder

    office.step(file, "igafom_corrective", "filed", D(2026, 3, 3))
    assert holder() == "applicant"  # the preventive aspect is awaited
    office.step(file, "igafom_preventive", "filed", D(2026, 3, 5))
    assert holder() == "agency"
    (asked,) = opinions_ask(
        file=file, on=D(2026, 3, 9), rules=office.rules(D(2026, 3, 9)), by=ONE, at=at_noon(D(2026, 3, 9))
    )
    assert holder() == "third_party"
    observation = office.observe(file, D(2026, 3, 12))
    assert holder() == "third_party"
    office.serve(observation.act, D(2026, 3, 13))
    assert holder() == "applicant"
    view = case_view(row, MINISTRY, D(2026, 3, 20)).files[0]
    assert view.held_days == {"agency": 1 + 4, "applicant": 2 + 7, "third_party": 4}
    assert asked.clock is not None


def test_an_ended_entry_lets_its_formalisation_stand_still(office: Any) -> None:
    file = office.filed(D(2026, 1, 5))
    row = file.registration
    assert overdue_counts(on=D(2026, 4, 1))["clock"] == 2
    other = office.file(row, D(2026, 2, 2), kind="state")
    office.agree(office.act(other, "exclude", D(2026, 2, 3), cause="no_activity"), D(2026, 2, 4))
    assert overdue_counts(on=D(2026, 4, 1)).get("clock", 0) == 0
    for job in Job.objects.filter(kind="casework.follow", state="waiting"):
        tasks.follow(job, lambda done, total: None)
    file.refresh_from_db()
    assert (file.next_due_on, file.holder) == (None, "agency")


def test_following_many_files_asks_the_ground_once(office: Any) -> None:
    def asked(files: list[CaseFile]) -> int:
        job = Job.objects.create(kind="casework.follow", payload={"files": [file.pk for file in files]})
        with CaptureQueriesContext(connection) as questions:
            tasks.follow(job, lambda done, total: None)
        return len(questions)

    few = asked([office.filed()])
    assert asked([office.filed() for _ in range(4)]) <= few + 3


def test_the_law_hears_of_opinions_and_of_the_consent_for_the_surface(office: Any, at_noon: Any) -> None:
    row = office.registration(D(2026, 3, 1), land={"buffer_zone": True, "community_land": True})
    file = office.file(row, D(2026, 3, 2))
    assert outside_of([row.pk], D(2026, 3, 2)) == {}
    office.step(file, "surface_land", "stands", D(2026, 3, 3))
    assert outside_of([row.pk], D(2026, 3, 3))[row.pk].surface_consent is True
    office.step(file, "community_assembly", "refused", D(2026, 3, 4))
    assert outside_of([row.pk], D(2026, 3, 4))[row.pk].surface_consent is False
    office.step(file, "igafom_corrective", "filed", D(2026, 3, 4))
    office.step(file, "igafom_preventive", "filed", D(2026, 3, 4))
    on = D(2026, 3, 5)
    (asked,) = opinions_ask(file=file, on=on, rules=office.rules(on), by=ONE, at=at_noon(on))
    given = OpinionData("unfavourable", on, "Incompatible.", "Oficio 3")
    opinion_answer(
        opinion=asked, data=given, authorities=frozenset({"SERNANP"}), rules=office.rules(on), by=TWO, at=at_noon(on)
    )
    assert outside_of([row.pk], on)[row.pk].opinions == {"SERNANP": "unfavourable"}
    assert outside_of([row.pk], D(2026, 3, 4))[row.pk].opinions == {}
