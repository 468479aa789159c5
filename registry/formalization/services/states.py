"""Moving a registration from one state to another: dated, reasoned, and kept."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, Change, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration, StateChange
from registry.formalization.selectors.procedure import procedure_in_force
from registry.rules.engine.procedure import REFUSED

FINAL = frozenset({RegistrationState.EXCLUDED, RegistrationState.REVOKED})
Guard = Callable[[Registration, str, Actor], None]
_guards: list[Guard] = []


def guard(check: Guard) -> None:
    """Ask a higher room before each move; it raises where the move may not be. Twice is the same as once."""
    if check not in _guards:
        _guards.append(check)


def registration_change_state(  # noqa: PLR0913 - a move has this many sides
    *,
    registration: Registration,
    state: str,
    from_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    reason_code: str = "",
    article: str = "",
    document: str = "",
    running_since: date | None = None,
) -> StateChange:
    """Record that the registration has `state` from a day on, and why.

    `running_since` is the day on which the file was opened that the move belongs to; where the sources do not say which
    version of the law governs such a file, the event keeps both answers for a review.

    Raises:
        DomainError: without a reason, for the state it has already, for a day in the future or before the
            present state began, when an ended entry is reopened without naming the act that does so, or for a move
            that the law of its day does not know.
        NotAllowedError: where a higher room refuses it, as an end that only one officer wants.
    """
    if not reason.strip():
        raise DomainError(
            _("Say why the state changes: the person concerned will read it."), field="reason", code="reason_missing"
        )
    if from_on > day_of(at):
        raise DomainError(
            _("A state cannot begin in the future. Record it on the day it begins."),
            field="from_on",
            code="state_in_future",
        )
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        _refuse_move(row, state, from_on, document)
        doubts = _refuse_by_law(row, state, from_on, reason_code, running_since or from_on)
        for check in _guards:
            check(row, state, by)
        move = StateChange.objects.create(
            registration=row, state=state, from_on=from_on, reason=reason.strip(), reason_code=reason_code,
            article=article, document=document, by_key=by.key, recorded_at=at,
        )  # fmt: skip
        before, row.state, row.state_since = row.state, state, from_on
        row.save(update_fields=["state", "state_since", "updated_at"])
        event_record(
            kind="formalization.registration.state_changed", by=by, at=at, subject=row, ubigeo=row.ubigeo,
            changes=[Change("state", before, state)], reason_code=reason_code, article=article,
            facts={"from_on": from_on, "document": document, "law_review": list(doubts)}, reason=reason.strip(),
        )  # fmt: skip
        announce("formalization.registration.changed", [row.pk])
        announce("formalization.state.changed", [move.pk])
    return move


def _refuse_by_law(row: Registration, state: str, from_on: date, cause: str, opened_on: date) -> tuple[str, ...]:
    """Ask the procedure of that day, for a file opened on another under every version that may govern it.

    Returns codes of what it does not settle, kept with the event.
    """
    law = procedure_in_force(on=from_on)
    known = cause if law.cause(cause, from_on) is not None else ""
    answer = law.answer_running(row.state, state, opened_on, from_on, known)
    if answer.kind == REFUSED:
        raise DomainError(
            _("The law of that day knows no such move from the present state. Check state, day and cause."),
            field="state",
            code="move_unknown",
        )
    return answer.why


def _refuse_move(row: Registration, state: str, from_on: date, document: str) -> None:
    if row.state == state:
        raise DomainError(_("The registration has this state already."), field="state", code="state_same")
    if row.state_since and from_on < row.state_since:
        raise DomainError(
            _("The new state would begin before the present one. Check the day."), field="from_on", code="state_order"
        )
    if row.state in FINAL and not document.strip():
        raise DomainError(
            _("An excluded or revoked registration is only reopened by an act: name its number and date."),
            field="document",
            code="act_missing",
        )
