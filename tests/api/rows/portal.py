"""A paper on an entry, and a receipt of having looked it up."""

from datetime import UTC, datetime
from types import SimpleNamespace

from registry.audit.services import Actor
from registry.documents.services import PaperDraft, paper_issue
from registry.formalization.models import Registration
from registry.portal.selectors.verification import told, verified
from registry.portal.services.receipts import receipt_give

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def more(ground: SimpleNamespace) -> dict[str, str]:
    """Their codes."""
    entry = Registration.objects.get(code="REG-0001")
    paper = paper_issue(
        draft=PaperDraft(
            kind="registration_certificate", office="DGFM", title="Constancia", paragraphs=["Texto."],
            limits=["No es una autorización."], subject_kind="formalization.registration", subject_id=entry.pk,
        ),
        by=Actor.system("test"), at=AT,
    )  # fmt: skip
    found = verified(paper.code, on=None)
    assert found is not None
    return {"paper": paper.code, "receipt": receipt_give(paper=paper, told=told(found), on=None, at=AT).code}
