"""Registrants are told of an announced change, once, as an indication; of a held one only after its release."""

from datetime import date, datetime

import pytest

from registry.audit.services import Actor
from registry.common import jobs
from registry.common.models import Job
from registry.formalization.models import Assessment, ChangeBatch, ClassChange
from registry.formalization.services.changes import batch_release
from registry.formalization.services.telling import JOB_KIND, tell, tell_request
from registry.notices.models import Notice

pytestmark = pytest.mark.django_db
BY = Actor.user(1)


def changed(entry, at: datetime, **values) -> ClassChange:
    answer = Assessment.objects.create(
        registration=entry, on_day=date(2026, 11, 20), confirmed_on=date(2026, 11, 20), jurisdiction="PE",
        pack_version="1", pack_hash="0" * 64, facts={}, findings=[], category="illegal", scale="artisanal",
        legal_status="illegal", asked_by="test", created_at=at,
    )  # fmt: skip
    return ClassChange.objects.create(
        registration=entry, assessment=answer, before_category="informal", before_scale="artisanal",
        before_legal_status="informal", cause="facts", at=at, **values,
    )  # fmt: skip


def run(at: datetime) -> None:
    for job in Job.objects.filter(kind=JOB_KIND, state="waiting"):
        assert jobs.run(job.pk, clock=lambda: at)


def test_a_registrant_is_told_once_and_that_it_is_no_decision(build, at: datetime) -> None:
    person = build.person(phone="+51900000001", language="en")
    change = changed(build.registration(person=person), at)
    tell_request([change.pk])
    run(at)
    tell(ids=[change.pk], by=BY, at=at, progress=lambda _done, _total: None)
    (notice,) = Notice.objects.filter(kind="registration.class_changed")
    assert "indication" in notice.text
    assert "no decision" in notice.text.lower()


def test_nobody_is_told_where_the_registrant_is_not_known(build, at: datetime) -> None:
    change = changed(build.registration(), at)
    assert tell(ids=[change.pk], by=BY, at=at, progress=lambda _done, _total: None) == 0


def test_a_held_change_is_told_after_its_release(build, at: datetime) -> None:
    batch = ChangeBatch.objects.create(
        cause="law", on_day=date(2026, 11, 20), pack_version="1", pack_hash="0" * 64, opened_at=at
    )
    changed(build.registration(person=build.person(phone="+51900000002")), at, batch=batch)
    run(at)
    assert not Notice.objects.exists()
    batch_release(batch=batch, reason="Announced by the ministry.", by=BY, at=at)
    run(at)
    assert Notice.objects.filter(kind="registration.class_changed").count() == 1
