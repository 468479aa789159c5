"""The desk's register of papers, and the door through which files leave."""

import pytest

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.documents.models import Paper
from registry.documents.services import FileDraft, PaperDraft, file_store, paper_issue

BY = Actor.system("test")
SUBJECT = {"subject_kind": "formalization.registration", "subject_id": 7}


@pytest.fixture
def paper(db, at):
    return paper_issue(
        draft=PaperDraft(kind="notice", office="DGFM", title="Aviso", paragraphs=["Texto."], ubigeo="170102", **SUBJECT),
        by=BY, at=at,
    )  # fmt: skip


def stored(at, **more):
    usual = {"kind": "evidence", "title": "T", "name": 'ñ"\r\nX: y.txt', "content": b"invented", "ubigeo": "170102"}
    draft = FileDraft(**SUBJECT | usual | more)
    return file_store(draft=draft, by=BY, at=at)


def test_a_file_leaves_as_an_attachment_with_an_event(cast, at):
    version = stored(at)
    response = cast["officer"].get(f"/desk/papers/files/{version.pk}/")
    assert response.content == b"invented"
    assert response["Content-Disposition"].startswith("attachment")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].startswith("text/plain")
    assert "no-store" in response["Cache-Control"]
    event = Event.objects.get(kind="documents.file.read")
    assert event.actor.startswith("user:")
    assert event.ubigeo == "170102"


def test_a_file_stays_with_who_may_read_it(cast, at):
    sealed = stored(at, read_power="report.threat.read")
    nowhere = stored(at, ubigeo="")
    assert cast["ministry"].get(f"/desk/papers/files/{sealed.pk}/").status_code == 403
    assert cast["officer"].get(f"/desk/papers/files/{nowhere.pk}/").status_code == 403
    assert cast["ministry"].get(f"/desk/papers/files/{nowhere.pk}/").status_code == 200
    assert Event.objects.filter(kind="documents.file.read").count() == 1


def test_lost_bytes_are_said_to_be_lost(cast, at):
    version = stored(at)
    version.file.storage.delete(version.file.name)
    assert cast["ministry"].get(f"/desk/papers/files/{version.pk}/").status_code == 404


def test_the_list_finds_by_number_code_and_office(cast, paper):
    for text in (paper.reference, paper.code.lower(), "dgfm", "Aviso"):
        assert paper.reference in cast["ministry"].get("/desk/papers/", {"q": text}).content.decode(), text
    assert paper.reference not in cast["other_officer"].get("/desk/papers/").content.decode()


def test_a_list_of_papers_costs_the_same_whatever_its_length(cast, at, django_assert_max_num_queries):
    for _ in range(30):
        paper_issue(draft=PaperDraft(kind="notice", office="X", title="A", paragraphs=["b"], **SUBJECT), by=BY, at=at)
    with django_assert_max_num_queries(11):
        cast["ministry"].get("/desk/papers/")


def test_withdrawing_shows_on_the_page(cast, paper):
    page = (
        cast["ministry"]
        .post(f"/desk/papers/{paper.pk}/withdraw/", {"reason_code": "lost", "note": "Robado"}, follow=True)
        .content.decode()
    )
    assert "Robado" in page
    assert Paper.objects.get().withdrawn_by_key.startswith("user:")
    refused = cast["ministry"].post(f"/desk/papers/{paper.pk}/withdraw/", {"reason_code": "lost", "note": "again"})
    assert refused.status_code == 422
