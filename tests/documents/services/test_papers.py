"""Papers: numbers without gaps, codes that cannot be guessed, an accessible PDF, and what withdrawing does."""

import re
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.codes import is_code
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.documents.choices import PaperKind, PaperState
from registry.documents.models import Paper
from registry.documents.selectors import file_open, paper_by_code, papers_of
from registry.documents.services import PaperDraft, paper_issue, paper_withdraw
from registry.documents.services.rendering import paper_html, paper_pdf, paper_render

BY = Actor.user(5)


def issue(at, **more):
    usual = {
        "kind": "registration_certificate", "office": "dgfm", "title": "Constancia de inscripción", "language": "es",
        "facts": [("Titular", "Rosaura Qispillo Ñahui"), ("Documento", "*****001")],
        "paragraphs": ["La inscripción está vigente."], "limits": ["No es una autorización para minar."],
        "basis": "DS 001-2020-EM", "subject_kind": "formalization.registration", "subject_id": 7, "ubigeo": "170102",
    }  # fmt: skip
    return paper_issue(draft=PaperDraft(**usual | more), by=BY, at=at)


def test_numbers_follow_one_another_in_the_series_of_office_and_year(db, at):
    issued = [issue(at), issue(at), issue(at, office="DGAAM"), issue(datetime(2027, 1, 1, 4, tzinfo=UTC))]
    later = issue(datetime(2027, 1, 1, 15, tzinfo=UTC))
    assert [paper.reference for paper in (*issued, later)] == [
        "DGFM-0001-2026", "DGFM-0002-2026", "DGAAM-0001-2026", "DGFM-0003-2026", "DGFM-0001-2027",
    ]  # fmt: skip
    assert later.issued_on.isoformat() == "2027-01-01"


def test_a_number_of_a_paper_that_failed_is_given_again(db, at):
    issue(at)
    with transaction.atomic():
        issue(at)
        transaction.set_rollback(True)
    assert issue(at).number == 2


def test_a_code_is_random_and_found_as_it_is_typed(db, at):
    first, second = issue(at), issue(at)
    assert first.code != second.code
    assert is_code(first.code)
    assert paper_by_code(f" {first.code[:5].lower()}-{first.code[5:]} ") == first
    assert paper_by_code("A" * 10) is None
    assert paper_by_code("' OR 1=1") is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "licence"}, "kind"), ({"language": "fr"}, "language"), ({"office": "D/1"}, "office"),
        ({"office": ""}, "office"), ({"title": " "}, "title"), ({"limits": []}, "limits"),
        ({"paragraphs": [], "facts": []}, "title"),
    ],
)  # fmt: skip
def test_what_is_incomplete_gets_no_number(db, at, more, field):
    with pytest.raises(DomainError) as refused:
        issue(at, **more)
    assert refused.value.field == field
    assert not Paper.objects.exists()


def test_the_pdf_is_asked_for_in_the_same_transaction_and_made_once(db, at):
    paper = issue(at)
    assert Job.objects.get(kind="documents.paper_render").payload == {"paper": paper.pk}
    assert paper.state == PaperState.WAITING
    assert paper_render(paper_id=paper.pk, at=at) is True
    assert paper_render(paper_id=paper.pk, at=at) is False
    paper.refresh_from_db()
    assert paper.state == PaperState.ISSUED
    assert paper.document is not None
    assert paper.document.current.media_type == "application/pdf"
    with file_open(paper.document.current) as opened:
        assert opened.read(5) == b"%PDF-"


def test_the_same_paper_gives_the_same_bytes(db, at):
    paper = issue(at)
    assert paper_pdf(paper) == paper_pdf(Paper.objects.get(pk=paper.pk))


@pytest.mark.parametrize("kind", PaperKind.values)
@pytest.mark.parametrize("language", ["es", "en", "qu"])
def test_the_pdf_carries_what_a_screen_reader_needs(db, at, monkeypatch, kind, language):
    from weasyprint import HTML

    write = HTML.write_pdf
    monkeypatch.setattr(HTML, "write_pdf", lambda self, **asked: write(self, uncompressed_pdf=True, **asked))
    made = paper_pdf(issue(at, kind=kind, language=language))
    assert b"pdfuaid:part" in made
    assert b"/MarkInfo" in made
    assert b"/StructTreeRoot" in made
    assert re.search(rb"/Lang \(?<?" + (b"es" if language == "qu" else language.encode()), made)
    assert b"/DisplayDocTitle true" in made
    for tag in (b"/H1", b"/H2", b"/Table", b"/TH", b"/TD", b"/Figure", b"/P"):
        assert tag in made, tag
    assert b"/Alt" in made
    assert b"/Type /FontFile" in made or b"/FontFile" in made


def test_the_pdf_asks_nobody_for_anything(db, at):
    paper = issue(at, paragraphs=['<img src="http://192.0.2.1/x.png"><script>1</script>'])
    html = paper_html(paper)
    assert "<script>1" not in html
    assert not re.search(r"(?:src|@import|url\()[^>]{0,4}[\"'(]https?:", html)
    assert paper_pdf(paper).startswith(b"%PDF")


def test_a_paper_says_demo_in_a_demo_register_only(db, at, settings):
    paper = issue(at, language="en")
    settings.REGISTRY_DEMO = True
    assert "DEMO" in paper_html(paper)
    settings.REGISTRY_DEMO = False
    assert "DEMO" not in paper_html(paper)


def test_the_print_leads_to_the_public_page(db, at, settings):
    settings.REGISTRY_PUBLIC_URL = "https://register.example/"
    paper = issue(at)
    assert f"https://register.example/v/{paper.code}<" in paper_html(paper)


def test_withdrawing_keeps_the_paper_and_its_code(db, at):
    paper = issue(at)
    paper_withdraw(paper=paper, reason_code="error", note="Nombre equivocado", by=Actor.user(6), at=at)
    found = paper_by_code(paper.code)
    assert found is not None
    assert found.state == PaperState.WITHDRAWN
    assert not found.is_good
    event = Event.objects.get(kind="documents.paper.withdrawn")
    assert event.reason_code == "error"
    assert "Nombre" not in str(event.changes)
    # a job that was still waiting makes the PDF and leaves the paper withdrawn
    paper_render(paper_id=paper.pk, at=at)
    paper.refresh_from_db()
    assert paper.state == PaperState.WITHDRAWN
    assert paper.document is not None


@pytest.mark.parametrize(("reason_code", "note"), [("whim", "x"), ("error", " ")])
def test_a_withdrawal_has_its_reason(db, at, reason_code, note):
    with pytest.raises(DomainError):
        paper_withdraw(paper=issue(at), reason_code=reason_code, note=note, by=BY, at=at)


def test_a_paper_is_withdrawn_once(db, at):
    paper = issue(at)
    paper_withdraw(paper=paper, reason_code="lost", note="x", by=BY, at=at)
    with pytest.raises(DomainError) as refused:
        paper_withdraw(paper=paper, reason_code="lost", note="x", by=BY, at=at)
    assert refused.value.code == "withdrawn_already"


def test_the_database_refuses_a_withdrawal_without_a_reason_and_a_number_twice(db, at):
    paper, other = issue(at), issue(at)
    for change in ({"state": "withdrawn"}, {"state": "issued"}, {"number": other.number}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**change)


def test_papers_of_a_subject_newest_first(db, at):
    issued = [issue(at), issue(at), issue(at, subject_id=8)]
    assert list(papers_of("formalization.registration", 7)) == [issued[1], issued[0]]
