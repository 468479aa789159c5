"""What the code of a paper leads to: public columns only, the state now, and the state on another day.

The first answer is always the state now: an old print, a chosen day or a withdrawn paper never makes a suspended
entry look good.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import F

from registry.common.codes import is_code, normalize_code
from registry.common.disclosure import PLACE
from registry.documents.models import Paper
from registry.documents.selectors import paper_by_code
from registry.formalization.disclosure import REGISTRATIONS
from registry.formalization.models import Registration, StateChange
from registry.portal.models import Receipt

REGISTRATION = "formalization.registration"
_KEPT = (
    "code", "state", "state_since", "activity", "right_code", "right_name", "registrant_name", "registrant_document",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StateOn:
    """The state of an entry on one day; `state` is None where the register does not know it."""

    on: date
    state: str | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a code leads to; without an entry (`registration` None) only the paper itself is told."""

    paper: Paper
    registration: Registration | None
    row: dict[str, Any]
    place: Any
    then: StateOn | None

    @property
    def is_location_validated(self) -> bool:
        """Whether an officer verified where the works are."""
        return self.registration is not None and self.registration.verified_place_id is not None


def verified(code: str, *, on: date | None) -> Verified | None:
    """Return what a verification code leads to now, and on a chosen day; None for a code of no paper."""
    paper = paper_by_code(code)
    if paper is None:
        return None
    registration = registration_of(paper)
    if registration is None:
        return Verified(paper, None, {}, None, None)
    row, place = _public(registration)
    return Verified(paper, registration, row, place, state_on(registration, on=on) if on else None)


def registration_of(paper: Paper) -> Registration | None:
    """Return the entry that a paper speaks of, itself or by the case it belongs to; None for any other subject."""
    rows = Registration.objects.select_related("right__footprint", "person", "group")
    if paper.subject_kind == REGISTRATION:
        return rows.filter(pk=paper.subject_id).first()
    try:
        model = apps.get_model(paper.subject_kind)
    except (LookupError, ValueError):
        return None
    if not any(field.name == "registration" for field in model._meta.fields):  # noqa: SLF001 - Django's public name
        return None
    number = model._default_manager.filter(pk=paper.subject_id).values_list("registration_id", flat=True).first()  # noqa: SLF001 - as above
    return rows.filter(pk=number).first() if number else None


def _public(registration: Registration) -> tuple[dict[str, Any], Any]:
    aliases = {REGISTRATIONS.column(name).alias: name for name in REGISTRATIONS.names}
    found = REGISTRATIONS.queryset().filter(pk=registration.pk).values(*aliases, PLACE).get()
    return {name: found[alias] for alias, name in aliases.items()}, found[PLACE]


def state_on(registration: Registration, *, on: date) -> StateOn:
    """Return the state that the register now holds for a day: the last move that began by then."""
    moves = StateChange.objects.filter(registration=registration)
    known = moves.filter(from_on__lte=on).order_by(F("from_on").desc(), "-id").values_list("state", "from_on").first()
    if known is None:
        return StateOn(on, None, None)
    state, since = known
    return StateOn(on, state, since)


def told(found: Verified) -> dict[str, Any]:
    """Return what a receipt keeps of an answer: codes and public values, nothing that the page did not show."""
    paper = found.paper
    kept: dict[str, Any] = {
        "paper": paper.reference, "paper_kind": paper.kind, "issued_on": paper.issued_on.isoformat(),
        "is_withdrawn": not paper.is_good, "withdrawn_reason": paper.withdrawn_reason,
    }  # fmt: skip
    if found.registration is not None:
        kept |= {name: _plain(found.row[name]) for name in _KEPT}
        kept["is_location_validated"] = found.is_location_validated
    if found.then is not None:
        kept |= {"state_on_day": found.then.state, "day": found.then.on.isoformat()}
    return kept


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def receipt_by_code(code: str) -> Receipt | None:
    """Return a receipt by its code as typed."""
    typed = normalize_code(code)
    return Receipt.objects.select_related("paper").filter(code=typed).first() if is_code(typed) else None
