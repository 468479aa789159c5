"""Registrants of a list: persons and groups found by RUC or DNI, added where nobody has them."""

from miners.choices import DocumentType, GroupKind
from miners.models import Group, Person
from registry.common.identity import dni_of_ruc
from registry.formalization.services.importing.rows import RegistrationRow

NATURAL, LEGAL = "10", "20"
Registrants = tuple[dict[str, Person], dict[str, Group]]


def registrants_store(*, rows: list[RegistrationRow], source: str) -> Registrants:
    """Return persons by RUC or DNI and groups by RUC, the missing ones added; called inside the import's transaction.

    A person known by DNI without a RUC is that person, and keeps the name that the register has.
    """
    names = {row.ruc: row.name for row in reversed(rows) if row.ruc and not row.note.is_refused}
    natural = {ruc: name for ruc, name in names.items() if ruc.startswith(NATURAL)}
    legal = {ruc: name for ruc, name in names.items() if ruc.startswith(LEGAL)}
    by_dni = {row.dni: row.name for row in reversed(rows) if row.dni and row.name and not row.ruc}
    return _persons(natural, source) | _persons_by_dni(by_dni, source), _groups(legal, source)


def _persons(names: dict[str, str], source: str) -> dict[str, Person]:
    known = {person.ruc: person for person in Person.objects.filter(ruc__in=names)}
    numbers = {dni_of_ruc(ruc): ruc for ruc in names if ruc not in known}
    by_document = Person.objects.filter(document_type=DocumentType.DNI, document_number__in=numbers)
    for person in by_document:
        known[numbers[person.document_number]] = person
    missing = [
        Person(
            full_name=name, document_type=DocumentType.DNI, document_number=dni_of_ruc(ruc) or "", ruc=ruc,
            source=source,
        )
        for ruc, name in names.items()
        if ruc not in known
    ]  # fmt: skip
    return known | {person.ruc: person for person in Person.objects.bulk_create(missing, batch_size=1_000)}


def _persons_by_dni(names: dict[str, str], source: str) -> dict[str, Person]:
    rows = Person.objects.filter(document_type=DocumentType.DNI, document_number__in=names)
    known = {person.document_number: person for person in rows}
    missing = [
        Person(full_name=name, document_type=DocumentType.DNI, document_number=dni, source=source)
        for dni, name in names.items()
        if dni not in known
    ]
    made = Person.objects.bulk_create(missing, batch_size=1_000)
    return known | {person.document_number: person for person in made}


def _groups(names: dict[str, str], source: str) -> dict[str, Group]:
    known = {group.ruc: group for group in Group.objects.filter(ruc__in=names)}
    missing = [
        Group(name=name, kind=GroupKind.UNKNOWN, ruc=ruc, source=source)
        for ruc, name in names.items()
        if ruc not in known
    ]
    return known | {group.ruc: group for group in Group.objects.bulk_create(missing, batch_size=1_000)}
