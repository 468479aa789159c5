"""Drafting and enacting a version of the law: a changed set of law files, as text, with its hash.

A draft is checked against the schema of the law files when it is loaded. It is enacted by a second person, with the
document of the norm, after it was rehearsed; from its day on it judges, and it is superseded, never edited.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of
from registry.documents.choices import PDF, PHOTOS, DocumentKind
from registry.documents.models import DocumentVersion
from registry.documents.services import FileDraft, file_store
from registry.formalization.models import PackVersion
from registry.formalization.selectors.cases import cases_judged, cases_of
from registry.formalization.selectors.law import files_with, version_newest
from registry.rules.catalogue import get_pack, pack_from_files
from registry.rules.engine.errors import RulesError

SUBJECT = "formalization.packversion"


def law_version_draft(
    *, jurisdiction: str, files: Mapping[str, str], note: str, by: Actor, at: datetime,
    cases: Sequence[Mapping[str, Any]] = (),
) -> PackVersion:  # fmt: skip
    """Keep a draft. Files that are not given are those of the version enacted for the latest day, else the delivered.

    `cases` are those whose answer the draft changes, or new ones: at its enactment it is held to them, to those of that
    version and to the shipped ones.

    Raises:
        DomainError: the files are unsound (the message names file, place and what to do), the same content is
            kept already, or the note is empty.
    """
    if not note.strip():
        raise DomainError(
            _("Say in plain words what the draft changes: whoever enacts it must know."),
            field="note",
            code="note_missing",
        )
    try:
        whole = files_with(jurisdiction, files)
        pack = pack_from_files(jurisdiction, whole)
    except RulesError as error:
        raise DomainError(str(error), field="files", code="law_unsound") from error
    newest = version_newest(jurisdiction)
    if pack.content_hash == (newest.content_hash if newest else get_pack(jurisdiction).content_hash):
        raise DomainError(
            _("These files are the ones in force already; nothing would change."), field="files", code="law_same"
        )
    with transaction.atomic():
        kept = PackVersion.objects.filter(jurisdiction=jurisdiction, content_hash=pack.content_hash).first()
        if kept:
            raise DomainError(
                _("The same files are kept already as version %(version)s.") % {"version": kept.version},
                field="files",
                code="law_kept",
            )
        draft = PackVersion.objects.create(
            jurisdiction=jurisdiction, version=pack.version, content_hash=pack.content_hash, files=whole,
            cases=_restated(newest.cases if newest else [], cases), note=note.strip(), drafted_by=by.key, drafted_at=at,
        )  # fmt: skip
        event_record(
            kind="formalization.law.drafted", by=by, at=at, subject=draft,
            facts={"version": pack.version, "hash": pack.content_hash},
        )  # fmt: skip
    return draft


def _restated(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the cases of the version that a draft begins from, those that it states anew in their place."""
    return list({case["id"]: case for case in (*before, *now)}.values())


@dataclass(frozen=True, slots=True)
class Norm:
    """The norm that changes the law: number, date and where it was published, and the file as it was published."""

    document: str
    name: str = ""
    content: bytes | IO[bytes] | None = None


def law_version_enact(*, draft: PackVersion, norm: Norm, in_force_on: date, by: Actor, at: datetime) -> PackVersion:
    """Put a rehearsed draft in force from a day on; every registration is judged anew.

    Its files are read again, their hash compared, and every case is judged: a draft that answers one otherwise than
    stated is refused. The norm is kept among the documents.

    Raises:
        NotAllowedError: the person who drafted it enacts it.
        DomainError: no norm or no file of it, not rehearsed, a day in the past, enacted already, another version was
            enacted since it was drafted, files that changed, or a case answered otherwise.
    """
    with transaction.atomic():
        row = PackVersion.objects.select_for_update().get(pk=draft.pk)
        _refuse_enacting(row, norm, in_force_on, by, at)
        row.cases_checked = _cases_checked(row)
        version = _norm_kept(row, norm, by, at)
        row.document, row.document_sha256, row.in_force_on = norm.document.strip(), version.sha256, in_force_on
        row.enacted_by, row.enacted_at, row.state = by.key, at, PackVersion.State.ENACTED
        row.save()
        event_record(
            kind="formalization.law.enacted", by=by, at=at, subject=row, article=row.document[:120],
            facts={
                "version": row.version, "hash": row.content_hash, "in_force_on": in_force_on,
                "document_sha256": row.document_sha256, "cases": row.cases_checked["checked"],
            },
        )  # fmt: skip
        announce("formalization.law.enacted", [row.pk])
    return row


def _cases_checked(row: PackVersion) -> dict[str, Any]:
    """Read the files once more and judge every case by them."""
    try:
        pack = pack_from_files(row.jurisdiction, row.files)
    except RulesError as error:
        raise DomainError(str(error), code="law_unsound") from error
    if pack.content_hash != row.content_hash:
        raise DomainError(
            _("The files are not those that were rehearsed: their hash differs. Draft them anew."), code="law_hash"
        )
    cases = cases_of(row.jurisdiction, row.cases)
    differing = cases_judged(pack, cases)
    if differing:
        first = "; ".join(f"{case['id']}: {case['expected']} → {case['answered']}" for case in differing[:5])
        raise DomainError(
            _(
                "The draft answers %(count)s of %(all)s cases otherwise than stated (%(first)s). Correct the draft, or "
                "draft it anew with the cases whose answer the norm changes."
            )
            % {"count": len(differing), "all": len(cases), "first": first},
            code="cases_differ",
        )
    return {"checked": len(cases), "differing": []}


def _norm_kept(row: PackVersion, norm: Norm, by: Actor, at: datetime) -> DocumentVersion:
    if norm.content is None:
        raise DomainError(
            _("Bring the norm as it was published, as a file: whoever asks later must be able to read it."),
            field="file",
            code="file_missing",
        )
    draft = FileDraft(
        subject_kind=SUBJECT, subject_id=row.pk, kind=DocumentKind.ENACTMENT, title=norm.document.strip()[:200],
        name=norm.name, content=norm.content, allowed=PHOTOS | {PDF},
    )  # fmt: skip
    return file_store(draft=draft, by=by, at=at)


def _refuse_enacting(row: PackVersion, norm: Norm, in_force_on: date, by: Actor, at: datetime) -> None:
    if row.state == PackVersion.State.ENACTED:
        raise DomainError(_("This version is enacted already. To change it, draft a new one."), code="law_enacted")
    if by.key == row.drafted_by:
        raise NotAllowedError(
            _("Who drafted a version cannot enact it. A second law keeper must."), code="second_person"
        )
    if row.state != PackVersion.State.REHEARSED:
        raise DomainError(
            _("Rehearse the draft over the register first: you will see who would change class."), code="not_rehearsed"
        )
    enacted = PackVersion.objects.filter(jurisdiction=row.jurisdiction, state=PackVersion.State.ENACTED)
    if enacted.filter(enacted_at__gt=row.drafted_at).exists():
        raise DomainError(
            _("Another version was enacted since this draft was made; this one would take it back. Draft it anew."),
            code="law_moved_on",
        )
    if not norm.document.strip():
        raise DomainError(
            _("Name the norm that changes the law: number, date and where it was published."),
            field="document",
            code="document_missing",
        )
    if in_force_on < day_of(at):
        raise DomainError(
            _("A version cannot be put in force for a past day. Choose today or later."),
            field="in_force_on",
            code="day_past",
        )
