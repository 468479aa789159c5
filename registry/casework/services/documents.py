"""Handing in a document of a case."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction

from registry.audit.services import Actor
from registry.casework.models import Act
from registry.casework.selectors.documents import OF_ACT, OF_ENTRY
from registry.casework.services.recording import refuse_conflict
from registry.documents.models import Document, DocumentVersion
from registry.documents.services import FileDraft, file_store
from registry.formalization.models import Registration


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it was handed in: what it is, the name it came with, its bytes."""

    kind: str
    title: str
    name: str
    content: IO[bytes]


def case_document_store(
    *, registration: Registration, handed: Handed, act: Act | None, replaces: Document | None, by: Actor, at: datetime
) -> DocumentVersion:
    """Store a document of an entry or of one of its acts; a newer version stays where its document is.

    Raises:
        DomainError: the file or its title is not taken (`file_store`).
        NotAllowedError: a declared conflict of interest stands.
    """
    subject = (OF_ENTRY, registration.pk) if act is None else (OF_ACT, act.pk)
    if replaces is not None:
        subject = (replaces.subject_kind, replaces.subject_id)
    draft = FileDraft(
        subject_kind=subject[0], subject_id=subject[1], kind=handed.kind, title=handed.title, name=handed.name,
        content=handed.content, ubigeo=registration.ubigeo,
    )  # fmt: skip
    with transaction.atomic():
        refuse_conflict(registration, by)
        return file_store(draft=draft, by=by, at=at, replaces=replaces)
