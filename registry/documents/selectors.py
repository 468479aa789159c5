"""Documents and papers of a subject, and the bytes of a version."""

from typing import IO

from django.db.models import Prefetch, QuerySet

from registry.common.codes import is_code, normalize_code
from registry.documents.models import Document, DocumentVersion, Paper


def documents_of(subject_kind: str, subject_id: int) -> QuerySet[Document]:
    """Return the documents of a subject, newest first, each with its versions, newest first; two queries."""
    newest_first = Prefetch("versions", DocumentVersion.objects.order_by("-number"))
    return Document.objects.filter(subject_kind=subject_kind, subject_id=subject_id).prefetch_related(newest_first)


def file_open(version: DocumentVersion) -> IO[bytes]:
    """Return the bytes of a version, opened for reading; the caller closes them.

    Raises:
        FileNotFoundError: the storage has lost them.
    """
    opened: IO[bytes] = version.file.storage.open(str(version.file.name), "rb")
    return opened


def papers_of(subject_kind: str, subject_id: int) -> QuerySet[Paper]:
    """Return the papers on a subject, newest first."""
    return Paper.objects.filter(subject_kind=subject_kind, subject_id=subject_id)


def paper_by_code(code: str) -> Paper | None:
    """Return the paper with a verification code as somebody typed it; None where there is none."""
    typed = normalize_code(code)
    return Paper.objects.filter(code=typed).first() if is_code(typed) else None
