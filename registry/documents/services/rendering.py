"""A paper as an accessible PDF (PDF/UA-1), made without any fetch: fonts of the machine, the QR drawn in place.

The same paper gives the same bytes on the same machine: every date comes from the row. Tags, language and title are
those that a screen reader needs; the QR has its address as text beside it.
"""

from datetime import datetime

import segno
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from registry.audit.services import Actor
from registry.documents.choices import PDF, DocumentKind, PaperState
from registry.documents.models import Paper
from registry.documents.services.files import FileDraft, file_store


def verification_url(code: str) -> str:
    """Return the address that the QR of a paper leads to."""
    return f"{settings.REGISTRY_PUBLIC_URL.rstrip('/')}/v/{code}"


def paper_html(paper: Paper) -> str:
    """Return the paper as HTML in its own language."""
    url = verification_url(paper.code)
    qr = segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=2, dark="#1e2926")
    # Quechua has no formats nor words of its own in the catalogue yet: the frame of such a paper is Spanish.
    with translation.override("es" if paper.language == "qu" else paper.language):
        context = {
            "paper": paper, "content": paper.content, "url": url, "qr": qr, "is_demo": settings.REGISTRY_DEMO,
            "frame_language": translation.get_language(),
        }  # fmt: skip
        return render_to_string([f"documents/papers/{paper.kind}.html", "documents/papers/paper.html"], context)


def paper_pdf(paper: Paper) -> bytes:
    """Return the paper as PDF/UA-1.

    Raises:
        ValueError: its HTML asks for anything that is not drawn in place.
    """
    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    document = HTML(string=paper_html(paper), url_fetcher=fetcher, base_url=None)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=paper.code.encode())
    return made


def paper_render(*, paper_id: int, at: datetime) -> bool:
    """Make and store the PDF of a paper; says whether it did. Doing it twice is the same as once."""
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=paper_id)
        if paper.document_id is not None:
            return False
        draft = FileDraft(
            subject_kind=paper.subject_kind, subject_id=paper.subject_id, kind=DocumentKind.PAPER,
            title=f"{paper.reference} {paper.title}", name=f"{paper.reference}.pdf", content=paper_pdf(paper),
            ubigeo=paper.ubigeo, allowed={PDF},
        )  # fmt: skip
        version = file_store(draft=draft, by=Actor.system("papers"), at=at)
        paper.document = version.document
        if paper.state == PaperState.WAITING:
            paper.state = PaperState.ISSUED
        paper.save(update_fields=["document", "state"])
    return True
