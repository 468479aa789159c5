"""Drafting and enacting a version of the law: a changed set of law files, as text, with its hash.

A draft is checked against the schema of the law files when it is loaded. It is enacted by a second person, with the
document of the norm, after it was rehearsed; from its day on it judges, and it is superseded, never edited.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of
from registry.formalization.models import PackVersion
from registry.rules.catalogue import get_pack, pack_from_files
from registry.rules.engine.errors import RulesError


def law_version_draft(
    *, jurisdiction: str, files: Mapping[str, str], note: str, by: Actor, at: datetime
) -> PackVersion:
    """Keep a draft. Files that are not given are taken from the pack delivered with the product.

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
        delivered = get_pack(jurisdiction)
        whole = {**delivered.files, **files}
        pack = pack_from_files(jurisdiction, whole)
    except RulesError as error:
        raise DomainError(str(error), field="files", code="law_unsound") from error
    if pack.content_hash == delivered.content_hash:
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
            note=note.strip(), drafted_by=by.key, drafted_at=at,
        )  # fmt: skip
        event_record(
            kind="formalization.law.drafted", by=by, at=at, subject=draft,
            facts={"version": pack.version, "hash": pack.content_hash},
        )  # fmt: skip
    return draft


def law_version_enact(*, draft: PackVersion, document: str, in_force_on: date, by: Actor, at: datetime) -> PackVersion:
    """Put a rehearsed draft in force from a day on; every registration is judged anew.

    Raises:
        NotAllowedError: the person who drafted it enacts it.
        DomainError: no document, not rehearsed, a day in the past, or enacted already.
    """
    with transaction.atomic():
        row = PackVersion.objects.select_for_update().get(pk=draft.pk)
        _refuse_enacting(row, document, in_force_on, by, at)
        row.document, row.in_force_on = document.strip(), in_force_on
        row.enacted_by, row.enacted_at, row.state = by.key, at, PackVersion.State.ENACTED
        row.save()
        event_record(
            kind="formalization.law.enacted", by=by, at=at, subject=row, article=row.document[:120],
            facts={"version": row.version, "hash": row.content_hash, "in_force_on": in_force_on},
        )  # fmt: skip
        announce("formalization.law.enacted", [row.pk])
    return row


def _refuse_enacting(row: PackVersion, document: str, in_force_on: date, by: Actor, at: datetime) -> None:
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
    if not document.strip():
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
