"""Notes, messages to the applicant, saved searches, drafts of forms."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.casework.choices import Direction
from registry.casework.models import CaseFile, Draft, Message, Note, SavedSearch
from registry.casework.selectors.worklist import LISTED
from registry.casework.services.recording import record, refuse_conflict, text_needed
from registry.common.errors import DomainError, NotAllowedError
from registry.formalization.models import Registration

MOST_DRAFT = 100_000
WORK = "casework:work"


def note_add(*, registration: Registration, text: str, by: Actor, at: datetime, file: CaseFile | None = None) -> Note:
    """Keep an internal note.

    Raises:
        DomainError: it is empty.
    """
    text = text_needed(text, field="text", message=_("Write the note."))
    with transaction.atomic():
        row = Note.objects.create(registration=registration, file=file, text=text, by_key=by.key, at=at)
        record("note.added", row, registration, by=by, at=at)
    return row


def message_send(
    *, registration: Registration, subject: str, text: str, language: str, by: Actor, at: datetime,
    file: CaseFile | None = None,
) -> Message:  # fmt: skip
    """Write a message to the applicant; it is a courtesy and starts no term.

    Raises:
        DomainError: no subject or text.
        NotAllowedError: a declared conflict of interest stands.
    """
    return _message(registration, file, Direction.OUT, subject, text, language, by, at)


def message_receive(
    *, registration: Registration, subject: str, text: str, language: str, by: Actor, at: datetime,
    file: CaseFile | None = None,
) -> Message:  # fmt: skip
    """Keep a message from the applicant.

    Raises:
        DomainError: no subject or text.
    """
    return _message(registration, file, Direction.IN, subject, text, language, by, at)


def _message(  # noqa: PLR0917 - both ways of one row
    registration: Registration, file: CaseFile | None, way: str, subject: str, text: str, language: str, by: Actor,
    at: datetime,
) -> Message:  # fmt: skip
    subject = text_needed(subject, field="subject", message=_("Give the message a subject."))
    text = text_needed(text, field="text", message=_("Write the message."))
    with transaction.atomic():
        if way == Direction.OUT:
            refuse_conflict(registration, by)
        row = Message.objects.create(
            registration=registration, file=file, direction=way, subject=subject, text=text, language=language,
            by_key=by.key, at=at,
        )  # fmt: skip
        record(f"message.{'sent' if way == Direction.OUT else 'received'}", row, registration, by=by, at=at)
    return row


def search_save(*, name: str, page: str, query: str, is_shared: bool, by: Actor, at: datetime) -> SavedSearch:
    """Keep filters under a name; the same name takes the new filters.

    Raises:
        DomainError: no name, or filters longer than 1,000 characters.
    """
    name = text_needed(name, field="name", message=_("Give the search a name."))[:80]
    if len(query) > 1_000:
        raise DomainError(_("These filters are too long to be kept."), field="query", code="query_long")
    with transaction.atomic():
        row, _made = SavedSearch.objects.update_or_create(
            owner_key=by.key, page=page, name=name,
            defaults={"query": query, "is_shared": is_shared, "created_at": at},
        )  # fmt: skip
        event_record(kind="casework.search.saved", by=by, at=at, subject=row, facts={"page": page, "shared": is_shared})
    return row


def search_remove(*, search: SavedSearch, by: Actor, at: datetime) -> None:
    """Forget a saved search of one's own.

    Raises:
        NotAllowedError: somebody else's.
    """
    if search.owner_key != by.key:
        raise NotAllowedError(_("Only who saved a search removes it."), code="other_owner")
    with transaction.atomic():
        event_record(kind="casework.search.removed", by=by, at=at, subject=search)
        search.delete()


def list_make(*, name: str, is_shared: bool, by: Actor, at: datetime) -> SavedSearch:
    """Return one's own list of files of that name, new where there was none: a saved search that asks for its files.

    Raises:
        DomainError: no name, or a search with other filters has it.
    """
    name = text_needed(name, field="name", message=_("Give the list a name."))[:80]
    with transaction.atomic():
        row, is_new = SavedSearch.objects.get_or_create(
            owner_key=by.key, page=WORK, name=name, defaults={"is_shared": is_shared, "created_at": at}
        )
        if is_new:
            row.query = f"{LISTED}{row.pk}"
            row.save(update_fields=["query"])
            event_record(kind="casework.list.made", by=by, at=at, subject=row, facts={"shared": is_shared})
        elif row.query != f"{LISTED}{row.pk}":
            raise DomainError(_("You have a saved search of this name. Choose another."), field="name", code="taken")
    return row


def list_add(*, saved: SavedSearch, file: CaseFile, by: Actor, at: datetime) -> bool:
    """Put a file on a list; says whether it was not there yet.

    Raises:
        NotAllowedError: somebody else's list.
    """
    if saved.owner_key != by.key:
        raise NotAllowedError(_("Only who made a list changes it."), code="other_owner")
    with transaction.atomic():
        if saved.files.filter(pk=file.pk).exists():
            return False
        saved.files.add(file)
        event_record(
            kind="casework.file.listed", by=by, at=at, subject=file, ubigeo=file.registration.ubigeo,
            facts={"list": saved.pk},
        )  # fmt: skip
    return True


def draft_keep(*, form: str, subject: str, values: dict[str, Any], by: Actor, at: datetime) -> Draft:
    """Keep a half-filled form for who fills it; no event: nothing was decided.

    Raises:
        DomainError: it is larger than 100,000 characters.
    """
    if len(str(values)) > MOST_DRAFT:
        raise DomainError(_("This form is too long to be kept as a draft."), code="draft_long")
    row, _made = Draft.objects.update_or_create(
        owner_key=by.key, form=form, subject=subject, defaults={"values": values, "updated_at": at}
    )
    return row


def draft_drop(*, form: str, subject: str, by: Actor) -> None:
    """Forget a draft, because the form was sent or given up."""
    Draft.objects.filter(owner_key=by.key, form=form, subject=subject).delete()
