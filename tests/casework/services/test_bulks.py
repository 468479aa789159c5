"""One thing done to many files: what is left out and why, once per file whatever is killed, one event for each."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from registry.accounts.models import Appointment, Role, User
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.casework.models import Bulk, BulkLine, CaseFile, Message, SavedSearch
from registry.casework.services import bulks
from registry.casework.services.bulks import bulk_confirm, bulk_prepare, bulk_run
from registry.casework.services.desk import list_make
from registry.casework.services.offices import conflict_declare
from registry.common import jobs
from registry.common.errors import DomainError, NotAllowedError
from registry.common.models import Job
from registry.formalization.models import Assessment
from registry.notices.models import Notice
from registry.notices.services.gsm import gsm7

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
LETTER = {"subject": "Venga", "text": "Sobre su expediente {code}.", "language": "es"}
Made = tuple[Actor, list[CaseFile]]


@pytest.fixture
def made(office: Any) -> Made:
    """An officer of region 17 with three files, each of a person with a mail address."""
    user = User.objects.create_user(username="officer-of-many")
    Appointment.objects.create(
        user=user, role=Role.objects.get(code="regional_officer"), regions=["17"], from_on=date(2020, 1, 1)
    )
    return Actor.user(user.pk), [office.file(office.registration(DAY), DAY) for _number in range(3)]


def prepare(office: Any, made: Made, action: str, at: Any, **values: Any) -> Bulk:
    by, files = made
    return bulk_prepare(action=action, values=values, files=files, rules=office.rules(DAY), by=by, at=at(DAY))


def run(bulk: Bulk, by: Actor, at: Any) -> dict[str, object]:
    bulk_confirm(bulk=bulk, by=by, at=at(DAY))
    return bulk_run(bulk=Bulk.objects.get(pk=bulk.pk), at=at(DAY), progress=lambda _done, _total: None)


def write_mark() -> str:
    """The words that end a courtesy SMS in the language of these persons."""
    with translation.override("es"):
        return gsm7(translation.gettext("Courtesy notice, no deadline."))


def why(bulk: Bulk) -> dict[int, str]:
    return dict(bulk.lines.values_list("file_id", "why"))


def test_a_letter_goes_once_to_each_and_says_who_is_left_out(office: Any, made: Made, at_noon: Any) -> None:
    by, (one, two, three) = made
    person = two.registration.person
    person.email = ""
    person.save()
    conflict_declare(user_key=by.key, kind="own", registration=three.registration, by=by, at=at_noon(DAY))
    bulk = prepare(office, made, "message", at_noon, **LETTER)
    assert why(bulk) == {one.pk: "", two.pk: "no_contact", three.pk: "conflict_of_interest"}
    assert not Message.objects.exists(), "nothing is done before it is confirmed"
    assert run(bulk, by, at_noon) == {"done": 1, "refused": 0}
    [message] = Message.objects.all()
    assert (message.file, message.text) == (one, f"Sobre su expediente {one.registration.code}.")
    assert Event.objects.filter(kind="casework.message.sent", actor=by.key).count() == 1
    # Told again by nobody: neither a second confirmation nor a job that begins again does anything.
    assert run(bulk, by, at_noon) == {"done": 1, "refused": 0}
    assert Message.objects.count() == 1


def test_a_job_that_is_killed_goes_on_where_it_stopped(
    office: Any, made: Made, at_noon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, files = made
    bulk = prepare(office, made, "message", at_noon, **LETTER)
    bulk_confirm(bulk=bulk, by=by, at=at_noon(DAY))
    original = bulks.do_one

    def broken(action: str, file: CaseFile, *args: Any, **kwargs: Any) -> None:
        if file == files[1]:
            raise MemoryError
        original(action, file, *args, **kwargs)

    monkeypatch.setattr(bulks, "do_one", broken)
    with pytest.raises(MemoryError):
        run(bulk, by, at_noon)
    assert Message.objects.count() == 1
    monkeypatch.setattr(bulks, "do_one", original)
    job = Job.objects.get(kind="casework.bulk")
    assert jobs.run(job.pk, clock=lambda: at_noon(DAY))
    assert Message.objects.count() == 3
    assert set(BulkLine.objects.values_list("state", flat=True)) == {"done"}


def test_documents_of_a_step_are_asked_of_those_who_were_not_asked(office: Any, made: Made, at_noon: Any) -> None:
    by, files = made
    first = prepare(office, made, "documents", at_noon, step="igafom_preventive")
    assert run(first, by, at_noon) == {"done": 3, "refused": 0}
    again = prepare(office, made, "documents", at_noon, step="igafom_preventive")
    assert set(why(again).values()) == {"asked_already"}
    with pytest.raises(DomainError):
        bulk_confirm(bulk=again, by=by, at=at_noon(DAY))
    assert files[0].asked.exists()
    with pytest.raises(DomainError):
        prepare(office, made, "documents", at_noon, step="no_such_step")


def test_a_fact_is_asked_only_where_it_is_missing(office: Any, made: Made, at_noon: Any) -> None:
    by, (one, two, three) = made
    Assessment.objects.create(
        registration=one.registration, on_day=DAY, confirmed_on=DAY, jurisdiction="PE", pack_version="1",
        pack_hash="0" * 64, facts={}, findings=[], category="needs_review", scale="artisanal",
        legal_status="needs_review", missing_evidence=["capacity"], asked_by="system:test", created_at=at_noon(DAY),
    )  # fmt: skip
    bulk = prepare(office, made, "fact", at_noon, fact="capacity", **LETTER)
    assert why(bulk) == {one.pk: "", two.pk: "not_missing", three.pk: "not_missing"}
    assert run(bulk, by, at_noon) == {"done": 1, "refused": 0}


def test_files_change_hands_and_stand_on_a_list(office: Any, made: Made, at_noon: Any) -> None:
    by, (one, two, three) = made
    conflict_declare(user_key="user:9002", kind="own", registration=two.registration, by=by, at=at_noon(DAY))
    given = prepare(office, made, "assign", at_noon, to="user:9002", reason="She knows the place.")
    assert why(given) == {one.pk: "", two.pk: "officer_conflict", three.pk: ""}
    assert run(given, by, at_noon) == {"done": 2, "refused": 0}
    assert Event.objects.filter(kind="casework.file.assigned", actor=by.key).count() == 2
    saved = list_make(name="Por visitar", is_shared=False, by=by, at=at_noon(DAY))
    listed = prepare(office, made, "list", at_noon, list=saved.pk)
    run(listed, by, at_noon)
    assert SavedSearch.objects.get().files.count() == 3
    assert set(why(prepare(office, made, "list", at_noon, list=saved.pk)).values()) == {"listed_already"}


def test_what_changed_since_it_was_shown_is_refused_file_by_file(office: Any, made: Made, at_noon: Any) -> None:
    by, (one, _two, _three) = made
    bulk = prepare(office, made, "message", at_noon, **LETTER)
    CaseFile.objects.filter(pk=one.pk).update(state="withdrawn", closed_on=DAY)
    assert run(bulk, by, at_noon) == {"done": 2, "refused": 1}
    assert bulk.lines.get(state="failed").why == "file_closed"


def test_only_within_the_officers_regions_and_only_by_who_prepared_it(office: Any, made: Made, at_noon: Any) -> None:
    by, files = made
    type(files[0].registration).objects.filter(pk=files[0].registration_id).update(ubigeo="080101")
    files[0].registration.refresh_from_db()
    bulk = prepare(office, made, "list", at_noon, list=list_make(name="L", is_shared=False, by=by, at=at_noon(DAY)).pk)
    assert why(bulk)[files[0].pk] == "no_competence"
    with pytest.raises(NotAllowedError):
        bulk_confirm(bulk=bulk, by=Actor.user(9009), at=at_noon(DAY))
    with pytest.raises(DomainError):
        bulk_prepare(action="list", values={"list": 1}, files=[], rules=office.rules(DAY), by=by, at=at_noon(DAY))


def test_a_message_and_papers_asked_for_are_told_as_a_courtesy(office: Any, made: Made, at_noon: Any) -> None:
    by, files = made
    person = files[0].registration.person
    person.phone = "+51 900 000 001"
    person.save()
    for action, values in (("message", LETTER), ("documents", {"step": "igafom_preventive"})):
        run(prepare(office, made, action, at_noon, **values), by, at_noon)
    news = ["casework.message.sent", "casework.documents.asked"]
    for job in Job.objects.filter(kind="casework.tell", payload__news__in=news):
        for _turn in range(2):
            Job.objects.filter(pk=job.pk).update(state="waiting")
            assert jobs.run(job.pk, clock=lambda: at_noon(DAY))
    told = Notice.objects.filter(recipient=f"person:{person.pk}", kind__in=["file.message", "file.asked"])
    assert sorted(told.values_list("kind", "channel")) == [
        ("file.asked", "mail"), ("file.asked", "sms"), ("file.message", "mail"), ("file.message", "sms"),
    ]  # fmt: skip
    sms = told.get(kind="file.message", channel="sms").text
    assert "Sobre su expediente" not in sms, "whoever holds the phone reads an SMS"
    for short in told.filter(channel="sms").values_list("text", flat=True):
        assert short.endswith(write_mark()), short
        assert len(short) <= 160
