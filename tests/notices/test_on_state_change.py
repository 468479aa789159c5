"""From the change of a state to the message: once, by each known way, in the registrant's language; never to nobody."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from miners.models import Person
from registry.audit.services import Actor
from registry.common import jobs
from registry.common.models import Job
from registry.formalization.models import Registration
from registry.formalization.services.states import registration_change_state
from registry.notices.models import Notice
from registry.notices.services.delivery import deliver_due

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def entry(**contact: Any) -> Registration:
    person = Person.objects.create(full_name="Rosa Inventada", **contact)
    return Registration.objects.create(
        code="MDD-1",
        status_code="ABCDEFGHJ2",
        person=person,
        state="in_force",
        state_since=date(2026, 1, 10),
        ubigeo="170102",
    )


def suspend(row: Registration, at: datetime) -> None:
    registration_change_state(
        registration=row,
        state="suspended",
        from_on=date(2026, 11, 20),
        reason="The place was not declared",
        by=BY,
        at=at,
    )


def work_off() -> None:
    """Do the jobs that the change asked for, twice: a job may come again after a kill."""
    for job in Job.objects.filter(kind="casework.tell"):
        for _turn in range(2):
            Job.objects.filter(pk=job.pk).update(state="waiting")
            assert jobs.run(job.pk, clock=timezone.now)


@pytest.mark.parametrize(("language", "written"), [("es", "es"), ("en", "en"), ("qu", "es"), ("", "es")])
def test_a_change_of_state_is_told_once_by_each_way(language: str, written: str, at: datetime) -> None:
    row = entry(phone="+51 900 000 001", email="rosa@example.invalid", language=language)
    suspend(row, at)
    work_off()
    told = Notice.objects.filter(kind="registration.suspended").order_by("channel")
    assert [(one.channel, one.language, one.about_id) for one in told] == [
        ("mail", written, row.pk), ("sms", written, row.pk),
    ]  # fmt: skip
    assert deliver_due(lane="messages", clock=timezone.now).sent == 2
    [sent] = mail.outbox
    assert "MDD-1" in sent.body
    assert "The place was not declared." in sent.body
    assert "The place" not in told.get(channel="sms").text, "an SMS is read by whoever holds the phone"


def test_who_has_left_no_contact_is_listed_as_not_told(at: datetime) -> None:
    suspend(entry(), at)
    work_off()
    assert Notice.objects.get(kind="registration.suspended").state == "unreachable"
