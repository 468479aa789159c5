"""What the public pages ask of the register."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet

from concessions.disclosure import RIGHTS
from registry.casework.models import Act, AskedDocument, ProductionDeclaration, RunningClock
from registry.common.codes import is_code, normalize_code
from registry.common.disclosure import PublicList
from registry.common.identity import dni_of_ruc, normalize_number
from registry.formalization.disclosure import REGISTRATIONS
from registry.formalization.models import Registration
from registry.portal.models import Mandate

MOST_NAMESAKES = 10


class CodeAsTyped(Func):
    """The ministry's code without spaces and dashes, in capitals; written as its index is."""

    template = "upper(translate(%(expressions)s, ' -', ''))"
    output_field = CharField()


def has_rows() -> dict[str, Exists]:
    """Return the questions which rooms hold rows on an entry, asked with the entry itself: most have none of them."""
    mine = {"registration": OuterRef("pk")}
    return {
        "has_clocks": Exists(RunningClock.objects.filter(file__registration=OuterRef("pk"), ended_on=None)),
        "has_asked": Exists(AskedDocument.objects.filter(file__registration=OuterRef("pk"), received_on=None)),
        "has_production": Exists(ProductionDeclaration.objects.filter(**mine)),
        "has_acts": Exists(Act.objects.filter(**mine, state="standing")),
    }


# What the answer page tells; reading some hundred other columns of four tables costs more than the page itself.
BRIEF = (
    "code", "state", "state_since", "activity", "right_code_declared", "right_name_declared", "ubigeo",
    "person__document_number", "person__ruc", "group__ruc", "right__code", "right__name",
)  # fmt: skip


def registration_by_pair(*, code: str, document: str, is_brief: bool = False) -> Registration | None:
    """Return the registration with that code (either of the two) whose registrant has that document, else None.

    A wrong code and a wrong document cannot be told apart: both give None after one query. The RUC of a person
    holds the DNI, so either opens the page; a group is known by its RUC. `is_brief` reads only what the page tells.
    """
    typed, number = normalize_code(code), normalize_number(document)
    if not typed or not number:
        return None
    rows = Registration.objects.only(*BRIEF) if is_brief else Registration.objects.all()
    candidates = (
        rows.alias(code_as_typed=CodeAsTyped("code"))
        .filter(Q(status_code=typed) | Q(code_as_typed=typed))
        .select_related("person", "group", "right")
        .annotate(**has_rows())
        .order_by("code")[:MOST_NAMESAKES]
    )
    return next((one for one in candidates if _is_known_by(one, number)), None)


def _is_known_by(registration: Registration, number: str) -> bool:
    person, group = registration.person, registration.group
    known = {group.ruc} if group else set()
    if person:
        known |= {person.document_number, person.ruc, dni_of_ruc(person.ruc) or ""}
    return any(secrets.compare_digest(one.upper().encode(), number.encode()) for one in known if one)


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
