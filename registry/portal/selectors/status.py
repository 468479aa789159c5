"""What the public pages ask of the register."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Func, QuerySet

from concessions.disclosure import RIGHTS
from registry.common.codes import is_code, normalize_code
from registry.common.disclosure import PublicList
from registry.common.identity import normalize_number
from registry.formalization.disclosure import REGISTRATIONS
from registry.formalization.models import Registration
from registry.portal.models import Mandate
from registry.portal.selectors.rows import Entry, entries_by_code


class CodeAsTyped(Func):
    """The ministry's code without spaces and dashes, in capitals; written as its index is."""

    template = "upper(translate(%(expressions)s, ' -', ''))"
    output_field = CharField()


def entry_by_pair(*, code: str, document: str) -> Entry | None:
    """Return the entry with that code (either of the two) whose registrant has that document, else None.

    A wrong code and a wrong document cannot be told apart: both give None after one query.
    """
    typed, number = normalize_code(code), normalize_number(document)
    if not typed or not number:
        return None
    return next((entry for entry in entries_by_code(typed) if _is_known_by(entry, number)), None)


def registration_by_pair(*, code: str, document: str) -> Registration | None:
    """Return what `entry_by_pair` finds as a whole row with its registrant, for the doors that lead further."""
    entry = entry_by_pair(code=code, document=document)
    return None if entry is None else Registration.objects.select_related("person", "group").get(pk=entry.pk)


def _is_known_by(entry: Entry, number: str) -> bool:
    return any(secrets.compare_digest(one.upper().encode(), number.encode()) for one in entry.numbers)


def mandate_by_pair(*, code: str, document: str) -> Mandate | None:
    """Return the open mandate with that code whose holder (an association or a helper) has that number, else None."""
    typed, number = normalize_code(code), normalize_number(document)
    if not is_code(typed) or not number:
        return None
    row = Mandate.objects.select_related("to_group", "person", "group").filter(code=typed, ended_at=None).first()
    known = (row.to_group.ruc if row.to_group else row.helper_document) if row else ""
    is_known = bool(known) and secrets.compare_digest(known.upper().encode(), number.encode())
    return row if is_known else None


@dataclass(frozen=True)
class Found:
    """One public row that a code led to."""

    public: PublicList
    row: dict[str, Any]


def public_rows_by_code(code: str) -> list[Found]:
    """Return the right and the registration with that code, public columns only; at most one of each."""
    wanted = code.strip().upper()
    if not wanted or "\0" in wanted:
        return []
    rights, entries = RIGHTS.queryset(), REGISTRATIONS.queryset()
    entries = entries.alias(code_as_typed=CodeAsTyped("code")).filter(code_as_typed=normalize_code(code))
    rows = ((RIGHTS, rights.filter(code=wanted)), (REGISTRATIONS, entries))
    return [found for public, chosen in rows if (found := _first(public, chosen))]


def _first(public: PublicList, rows: QuerySet[Any]) -> Found | None:
    aliases = {public.column(name).alias: name for name in public.names}
    row = rows.order_by(public.column(public.key).alias).values(*aliases).first()
    return None if row is None else Found(public, {aliases[alias]: value for alias, value in row.items()})
