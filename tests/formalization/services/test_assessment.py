"""Answers are kept: stored where facts, law or answer differ, else confirmed; the old ones stay."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common import jobs
from registry.common.announcements import announce
from registry.common.models import Job
from registry.formalization.models import Assessment, Determination, Registration, Review
from registry.formalization.selectors.replay import assessments_replay
from registry.formalization.services import assessment
from registry.formalization.services.assessment import assessments_refresh
from registry.formalization.services.assessment_jobs import assessment_request, registrations_of_job
from registry.rules.engine.errors import LawError

pytestmark = pytest.mark.django_db

BY = Actor.system("test")


@pytest.fixture
def refresh(at):
    def run(ids=None, on=date(2026, 11, 20), **values):
        return assessments_refresh(registration_ids=ids, on=on, by=BY, at=at, **values)

    return run


@pytest.fixture
def settled(build):
    """A registration of which everything that decides is known: an informal artisanal miner."""
    person, right = build.person(), build.right(footprint=build.footprint())
    build.complete_cadastre()
    build.holder(right, person)
    place = build.footprint(right.footprint.shape, owner_kind="declared_place")
    build.all_clear(place)
    return build.registration(person=person, right=right, declared_place=place)


def test_a_settled_operation_is_classified(settled, refresh):
    done = refresh([settled.pk])
    row = Assessment.objects.get()
    assert (row.category, row.scale, row.legal_status) == ("informal", "artisanal", "informal")
    assert (done.checked, done.stored, done.confirmed, done.categories) == (1, 1, 0, {"informal": 1})
    assert (row.on_day, row.confirmed_on, row.asked_by) == (date(2026, 11, 20), date(2026, 11, 20), "system:test")
    assert row.facts["rights_held"][0]["hectares"] == 100
    assert row.deciding_rules
    assert not Review.objects.exists()


def test_the_same_answer_is_confirmed_and_not_stored_again(settled, refresh, on):
    refresh([settled.pk])
    done = refresh([settled.pk], on=on + timedelta(days=3))
    row = Assessment.objects.get()
    assert (done.stored, done.confirmed) == (0, 1)
    assert (row.on_day, row.confirmed_on) == (on, on + timedelta(days=3))


def test_a_changed_fact_supersedes_and_the_old_answer_stays(settled, refresh, at):
    refresh([settled.pk])
    Registration.objects.filter(pk=settled.pk).update(capacity_t_per_day=26)
    assert refresh([settled.pk]).stored == 1
    old, new = Assessment.objects.order_by("pk")
    assert (old.scale, old.superseded_at) == ("artisanal", at)
    assert (new.scale, new.superseded_at) == ("small_scale", None)


def test_a_fact_that_changes_no_class_is_stored_too(settled, refresh):
    refresh([settled.pk])
    Registration.objects.filter(pk=settled.pk).update(capacity_t_per_day=19)
    assert refresh([settled.pk]).stored == 1


def test_another_version_of_the_law_is_stored(settled, refresh):
    refresh([settled.pk])
    Assessment.objects.update(pack_hash="0" * 64)
    assert refresh([settled.pk]).stored == 1


def test_an_answer_for_an_earlier_day_never_replaces_a_later_one(settled, refresh, on):
    refresh([settled.pk])
    Registration.objects.filter(pk=settled.pk).update(capacity_t_per_day=26)
    done = refresh([settled.pk], on=on - timedelta(days=1))
    assert (done.stored, done.confirmed, done.left_alone) == (0, 0, 1)
    assert Assessment.objects.get().scale == "artisanal"


def test_after_the_end_of_the_process_the_date_alone_changes_the_answer(settled, refresh):
    refresh([settled.pk], on=date(2026, 12, 31))
    assert Assessment.objects.get(superseded_at=None).category == "informal"
    refresh([settled.pk], on=date(2027, 1, 1))
    standing = Assessment.objects.get(superseded_at=None)
    assert standing.category == "needs_review"
    assert "process_expired" in standing.flags


def test_a_day_before_the_first_law_is_refused_and_nothing_is_kept(settled, refresh):
    with pytest.raises(LawError):
        refresh([settled.pk], on=date(1990, 1, 1))
    assert not Assessment.objects.exists()


class TestUnknownActivity:
    def test_what_depends_on_it_is_review(self, settled, refresh):
        Registration.objects.filter(pk=settled.pk).update(activity="")
        refresh([settled.pk])
        row = Assessment.objects.get()
        assert "activity" not in row.facts
        assert row.legal_status == "needs_review"
        assert "reinfo_entry" in row.missing_evidence

    def test_what_no_activity_would_change_stands(self, settled, refresh, build):
        place = settled.declared_place
        place.checks.filter(kind__code="protected_area_direct").delete()
        check = build.check(place, build.layer("protected_area_direct"), "overlaps")
        build.finding(check)
        Registration.objects.filter(pk=settled.pk).update(activity="")
        refresh([settled.pk])
        assert Assessment.objects.get().legal_status == "illegal"


class TestReviews:
    def test_an_unknown_that_decides_opens_one_and_an_answer_closes_it(self, settled, refresh, on):
        Registration.objects.filter(pk=settled.pk).update(capacity_t_per_day=None)
        refresh([settled.pk], on=on - timedelta(days=9))
        refresh([settled.pk])
        review = Review.objects.get()
        assert (review.opened_on, review.waits_for_layers_only) == (on - timedelta(days=9), False)
        Registration.objects.filter(pk=settled.pk).update(capacity_t_per_day=20)
        refresh([settled.pk])
        assert not Review.objects.exists()

    def test_a_missing_layer_is_listed_apart(self, settled, refresh):
        settled.declared_place.checks.filter(kind__code="archaeological_zone").delete()
        refresh([settled.pk])
        assert Assessment.objects.get().missing_evidence == ["zone_layer_not_checked"]
        assert Review.objects.get().waits_for_layers_only is True


@pytest.mark.parametrize(("change", "state"), [({"capacity_t_per_day": 26}, "reopened"), ({}, "standing")])
def test_a_determination_is_reopened_when_a_fact_changes(settled, refresh, at, on, change, state):
    refresh([settled.pk])
    made = Determination.objects.create(
        registration=settled, assessment=Assessment.objects.get(), scale="artisanal", legal_status="informal",
        act="1", reasons="r", evidence="e", decided_on=on, by_key="user:1", state="standing", recorded_at=at,
    )  # fmt: skip
    if change:
        Registration.objects.filter(pk=settled.pk).update(**change)
    else:
        Assessment.objects.update(pack_hash="0" * 64)
    refresh([settled.pk])
    made.refresh_from_db()
    assert made.state == state


def test_all_are_judged_part_by_part_with_one_event_each(build, refresh, monkeypatch):
    monkeypatch.setattr(assessment, "CHUNK", 2)
    for _ in range(5):
        build.registration()
    told = []
    done = refresh(None, progress=lambda now, total: told.append((now, total)))
    assert (done.checked, done.stored) == (5, 5)
    assert told == [(2, 5), (4, 5), (5, 5)]
    events = Event.objects.filter(kind="formalization.assessments.refreshed")
    assert [event.changes["facts"]["stored"] for event in events] == [2, 2, 1]


def test_statements_do_not_grow_with_the_register(build, refresh):
    def ask(size):
        ids = [build.registration(person=build.person()).pk for _ in range(size)]
        with CaptureQueriesContext(connection) as asked:
            refresh(ids)
        return len(asked)

    ask(1)
    assert ask(40) == ask(2) <= 26


class TestReplay:
    def test_stored_facts_give_stored_findings(self, settled, build, refresh):
        build.registration(activity="")
        refresh(None)
        done = assessments_replay()
        assert (done.checked, done.broken, done.unproven) == (2, [], {})

    @pytest.mark.parametrize(
        "tampered",
        [{"category": "illegal"}, {"findings": []}, {"flags": ["x"]}, {"on_day": date(2020, 1, 1)}],
    )
    def test_a_changed_row_is_found(self, settled, refresh, tampered):
        refresh(None)
        Assessment.objects.update(**tampered)
        done = assessments_replay()
        (broken,) = done.broken
        assert broken["registration"] == settled.pk
        assert next(iter(tampered)) in broken["why"]

    def test_facts_that_break_the_schema_are_told(self, settled, refresh):
        refresh(None)
        row = Assessment.objects.get()
        row.facts["installed_capacity"] = {"t_per_day": "many"}
        row.save()
        assert "t_per_day" in assessments_replay().broken[0]["why"]

    def test_a_law_that_is_not_kept_proves_nothing(self, settled, refresh):
        refresh(None)
        Assessment.objects.update(pack_hash="f" * 64, pack_version="9")
        done = assessments_replay()
        assert (done.checked, done.unproven) == (0, {"9 ffffffffffff": 1})


class TestNews:
    def assessed_by_jobs(self) -> set[int]:
        found: set[int] = set()
        for job in Job.objects.filter(kind="formalization.assess"):
            found |= set(registrations_of_job(job.payload) or ())
        return found

    @pytest.mark.parametrize(
        ("news", "of"),
        [
            ("formalization.registration.changed", lambda r: r.pk),
            ("territory.finding.changed", lambda r: r.declared_place_id),
            ("territory.finding.changed", lambda r: r.right.footprint_id),
            ("concessions.right.changed", lambda r: r.right_id),
            ("miners.person.changed", lambda r: r.person_id),
        ],
    )
    def test_each_news_asks_for_those_it_concerns(self, settled, build, news, of):
        build.registration(person=build.person())
        announce(news, [of(settled)])
        assert self.assessed_by_jobs() == {settled.pk}

    def test_a_right_held_elsewhere_counts_for_its_holder(self, settled, build):
        elsewhere = build.right()
        build.holder(elsewhere, settled.person)
        announce("concessions.right.changed", [elsewhere.pk])
        assert self.assessed_by_jobs() == {settled.pk}

    def test_a_new_law_asks_for_all_once(self, settled):
        announce("formalization.law.enacted", [1])
        assessment_request(scope="all", ids=None, asked_by="daily")
        job = Job.objects.get(kind="formalization.assess")
        assert registrations_of_job(job.payload) is None

    def test_the_job_stores_the_answers(self, settled, at):
        (job,) = assessment_request(
            scope="registrations", ids=[settled.pk], asked_by="formalization.registration.changed"
        )
        assert jobs.run(job.pk, clock=lambda: at)
        job.refresh_from_db()
        assert (job.result["stored"], job.done, job.total) == (1, 1, 1)
        assert Assessment.objects.get().asked_by == "formalization.registration.changed"
