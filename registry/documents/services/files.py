"""Storing documents: checked by content, kept under a random name with their checksum, version after version."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.documents.choices import DOCUMENTS, MAX_BYTES, FileType
from registry.documents.models import Document, DocumentVersion, Paper
from registry.documents.services.guarding import refuse_harmful, refuse_too_much
from registry.documents.services.inspecting import file_type_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDraft:
    """A file as a door received it.

    Attributes:
        subject_kind: the row it belongs to, as room.model; `subject_id` its number.
        name: name of the file as typed by whoever made it; only shown, never trusted.
        content: its bytes, or a file opened for reading bytes.
        ubigeo: place of the subject; empty where it has none.
        read_power: the power that the download door asks for.
        allowed: which kinds of file are taken.
    """

    subject_kind: str
    subject_id: int
    kind: str
    title: str
    name: str
    content: bytes | IO[bytes]
    ubigeo: str = ""
    read_power: str = Power.REGISTER_READ
    allowed: Collection[FileType] = DOCUMENTS


def file_store(*, draft: FileDraft, by: Actor, at: datetime, replaces: Document | None = None) -> DocumentVersion:
    """Store a file as a new document, or as the next version of `replaces`.

    Raises:
        DomainError: of field `file`, for a kind, size or content that is not taken, more than is taken in a day, or
            malware; of `title` where it is missing; code `other_subject` where `replaces` belongs to another row.
    """
    content = _bytes_of(draft.content)
    file_type = file_type_of(content, allowed=draft.allowed)
    if not draft.title.strip():
        raise DomainError(_("Say what the document is."), field="title", code="title_missing")
    refuse_too_much(size=len(content), by=by, at=at)
    refuse_harmful(content)
    version = None
    try:
        with transaction.atomic():
            document = _document(draft, replaces, at)
            last = document.versions.order_by("-number").values_list("number", flat=True).first() or 0
            version = DocumentVersion(
                document=document, number=last + 1, name=_plain_name(draft.name, file_type),
                media_type=file_type.media_type, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
                stored_at=at, by_key=by.key,
            )  # fmt: skip
            version.file.save(version.name, ContentFile(content), save=False)
            version.save()
            event_record(
                kind="documents.file.stored", by=by, at=at, subject=document, ubigeo=document.ubigeo,
                facts=_facts(document, version),
            )  # fmt: skip
    except BaseException:
        # The row is gone with its transaction; bytes that no row knows would be personal data nobody looks after.
        if version is not None and version.file.name:
            version.file.storage.delete(version.file.name)
        raise
    return version


def file_mark_read(*, version: DocumentVersion, by: Actor, at: datetime) -> None:
    """Record that somebody took a file out: reading personal data is an event too."""
    with transaction.atomic():
        document = version.document
        event_record(
            kind="documents.file.read", by=by, at=at, subject=document, ubigeo=document.ubigeo,
            facts=_facts(document, version),
        )  # fmt: skip


def about(row: Document | Paper) -> dict[str, int]:
    """Return the subject as `{model: number}`, as other rooms name it among the facts of an event."""
    return {row.subject_kind.rpartition(".")[2]: row.subject_id}


def _facts(document: Document, version: DocumentVersion) -> dict[str, object]:
    return {
        "of": f"{document.subject_kind}:{document.subject_id}", **about(document), "version": version.number,
        "sha256": version.sha256, "media_type": version.media_type, "kind": str(document.kind),
    }  # fmt: skip


def _document(draft: FileDraft, replaces: Document | None, at: datetime) -> Document:
    if replaces is None:
        return Document.objects.create(
            subject_kind=draft.subject_kind, subject_id=draft.subject_id, kind=draft.kind,
            title=draft.title.strip()[:200], ubigeo=draft.ubigeo, read_power=draft.read_power, created_at=at,
        )  # fmt: skip
    locked = Document.objects.select_for_update().get(pk=replaces.pk)
    if (locked.subject_kind, locked.subject_id) != (draft.subject_kind, draft.subject_id):
        raise DomainError(_("The new version would belong to another file. Store it there."), code="other_subject")
    return locked


def _bytes_of(content: bytes | IO[bytes]) -> bytes:
    """Read at most one byte more than is taken, so that a huge file costs no more than a large one."""
    return content if isinstance(content, bytes) else content.read(MAX_BYTES + 1)


def _plain_name(name: str, file_type: FileType) -> str:
    """Return the name without folder and control characters, with the ending that fits its content."""
    last = re.split(r"[\\/]", name)[-1]
    stem = re.sub(r"[\x00-\x1f\x7f\"<>|:*?;]", "", last).rsplit(".", 1)[0].strip(" .")[:150]
    ending = ".csv" if file_type.ending == ".txt" and last.lower().endswith(".csv") else file_type.ending
    return f"{stem or 'document'}{ending}"
