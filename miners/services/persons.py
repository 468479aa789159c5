"""Adding and changing natural persons."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from miners.models import Person
from miners.services.checks import check_birth, check_same_person, clean_common, clean_document
from miners.services.data import PersonData, values_of
from miners.services.duplicates import duplicates_propose
from registry.audit.services import Actor, event_record
from registry.audit.services.changes import changes_of
from registry.common.announcements import announce
from registry.common.errors import DomainError

PERSONAL = frozenset(
    {"full_name", "document_number", "ruc", "gender", "birth_date", "phone", "email", "address", "ubigeo"}
)


def person_create(*, data: PersonData, by: Actor, at: datetime) -> Person:
    """Add a person and propose possible duplicates.

    Raises:
        DomainError: for a malformed or already registered document, RUC or name.
    """
    with transaction.atomic():
        values = _clean(data, on=at.date())
        _refuse_known(values, but=0)
        person = Person.objects.create(**values)
        event_record(
            kind="miners.person.created", by=by, at=at, subject=person, ubigeo=person.ubigeo,
            changes=changes_of(None, values, personal=PERSONAL),
        )  # fmt: skip
        duplicates_propose(person=person)
        announce("miners.person.changed", [person.pk])
    return person


def person_change(*, person: Person, data: PersonData, by: Actor, at: datetime, reason: str) -> Person:
    """Change a person; the reason stands in the event. Nothing is written where nothing differs.

    Raises:
        DomainError: as `person_create`, and where no reason is given.
    """
    if not reason.strip():
        raise DomainError(
            _("Say why the entry is changed: the reason stays with it."), field="reason", code="reason_missing"
        )
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        values = _clean(data, on=at.date())
        _refuse_known(values, but=row.pk)
        changes = changes_of(row, values, personal=PERSONAL)
        if changes:
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
            event_record(
                kind="miners.person.changed", by=by, at=at, subject=row, ubigeo=row.ubigeo, changes=changes,
                reason=reason.strip(),
            )  # fmt: skip
            announce("miners.person.changed", [row.pk])
    return row


def _clean(data: PersonData, *, on: date) -> dict[str, Any]:
    values = clean_common(values_of(data), name_field="full_name")
    values["document_number"] = clean_document(values["document_type"], values["document_number"])
    check_same_person(values["document_type"], values["document_number"], values["ruc"])
    check_birth(values["birth_date"], on=on)
    return values


def _refuse_known(values: dict[str, Any], *, but: int) -> None:
    """Say so where the document or RUC is already somebody's, without telling whose."""
    others = Person.objects.exclude(pk=but)
    number, kind = values["document_number"], values["document_type"]
    if number and others.filter(document_type=kind, document_number=number).exists():
        raise DomainError(
            _("A person with this document is already registered. Search for the number and use that entry."),
            field="document_number",
            code="document_known",
        )
    if values["ruc"] and others.filter(ruc=values["ruc"]).exists():
        raise DomainError(
            _("A person with this RUC is already registered. Search for the number and use that entry."),
            field="ruc",
            code="ruc_known",
        )
