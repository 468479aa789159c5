"""What the addresses of the room `documents` need."""

from datetime import UTC, datetime

from registry.audit.services import Actor
from registry.documents.services import FileDraft, PaperDraft, file_store, paper_issue

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
BY = Actor.system("test")


def more(known: dict[str, int]) -> dict[str, int]:
    """A paper and a file on the registration of region 17."""
    subject = {"subject_kind": "formalization.registration", "subject_id": known["registration"], "ubigeo": "170102"}
    version = file_store(
        draft=FileDraft(kind="evidence", title="Invented", name="a.txt", content=b"invented", **subject), by=BY, at=AT
    )
    paper = paper_issue(
        draft=PaperDraft(kind="notice", office="DGFM", title="Invented", paragraphs=["Invented."], **subject),
        by=BY, at=AT,
    )  # fmt: skip
    return {"paper": paper.pk, "file": version.pk}
