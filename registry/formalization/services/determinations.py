"""The competent officer answers a review. The answer stands beside the engine's and edits nothing.

Illegal needs a second, different officer: a wrong one takes a family's living. A determination is reopened when a
fact that it relied on changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, Change, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of
from registry.formalization.models import Assessment, Determination, Registration

State = Determination.State
STATUSES = frozenset({"formal", "informal", "illegal", "no_activity", "out_of_scope"})
SCALES = frozenset({"artisanal", "small_scale", "general_regime", "not_applicable"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the officer decides: class on both axes, act, reasons, evidence and day."""

    scale: str
    legal_status: str
    act: str
    reasons: str
    evidence: str
    decided_on: date


def determination_propose(*, registration: Registration, answer: Answer, by: Actor, at: datetime) -> Determination:
    """Record an answer; it stands at once, or waits for a second officer where it says illegal.

    Raises:
        DomainError: no assessment to answer, something is missing, or another one is open.
    """
    _refuse_incomplete(answer, at)
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        assessment = Assessment.objects.filter(registration=row, superseded_at=None).first()
        if assessment is None:
            raise DomainError(
                _("The registration has not been judged yet. Ask for an assessment first."), code="not_judged"
            )
        if Determination.objects.filter(registration=row, state=State.PROPOSED).exists():
            raise DomainError(_("A determination waits for its second officer already."), code="determination_open")
        Determination.objects.filter(registration=row, state=State.STANDING).update(
            state=State.REPLACED, state_why=answer.act[:300]
        )
        state = State.PROPOSED if answer.legal_status == "illegal" else State.STANDING
        determination = Determination.objects.create(
            registration=row, assessment=assessment, scale=answer.scale, legal_status=answer.legal_status,
            act=answer.act.strip(), reasons=answer.reasons.strip(), evidence=answer.evidence.strip(),
            decided_on=answer.decided_on, by_key=by.key, state=state, recorded_at=at,
        )  # fmt: skip
        _record("proposed" if state == State.PROPOSED else "made", determination, by, at)
    return determination


def determination_answer(
    *, determination: Determination, is_agreed: bool, reason: str, by: Actor, at: datetime
) -> Determination:
    """Let the second officer agree or refuse.

    Raises:
        NotAllowedError: the same officer answers.
        DomainError: nothing waits, or no reason is given.
    """
    with transaction.atomic():
        row = Determination.objects.select_for_update().get(pk=determination.pk)
        if row.state != State.PROPOSED:
            raise DomainError(_("This determination does not wait for a second officer."), code="not_waiting")
        if row.by_key == by.key:
            raise NotAllowedError(
                _("Who proposed it cannot be the second officer. Somebody else must answer."), code="second_person"
            )
        if not reason.strip():
            raise DomainError(_("Say why you agree or refuse."), field="reason", code="reason_missing")
        row.second_key, row.second_at, row.second_reason = by.key, at, reason.strip()
        row.state = State.STANDING if is_agreed else State.REFUSED
        row.save()
        _record("agreed" if is_agreed else "refused", row, by, at)
    return row


def determinations_reopen(*, registration_ids: Sequence[int], why: str, by: Actor, at: datetime) -> int:
    """Reopen what stands for these registrations, because facts it relied on changed; returns how many."""
    with transaction.atomic():
        rows = list(
            Determination.objects.select_for_update()
            .filter(registration_id__in=registration_ids, state__in=[State.STANDING, State.PROPOSED])
            .select_related("registration")
        )
        for row in rows:
            row.state, row.state_why = State.REOPENED, why[:300]
            row.save(update_fields=["state", "state_why"])
            _record("reopened", row, by, at)
    return len(rows)


def _refuse_incomplete(answer: Answer, at: datetime) -> None:
    if answer.legal_status not in STATUSES or answer.scale not in SCALES:
        raise DomainError(
            _("A determination is an end: choose a scale and a legal status, not review."),
            field="legal_status",
            code="class_missing",
        )
    for name in ("act", "reasons", "evidence"):
        if not getattr(answer, name).strip():
            raise DomainError(
                _("A determination needs its act, its reasons and the documents it rests on."),
                field=name,
                code=f"{name}_missing",
            )
    if answer.decided_on > day_of(at):
        raise DomainError(_("The act cannot be of a future day."), field="decided_on", code="day_future")


def _record(verb: str, row: Determination, by: Actor, at: datetime) -> None:
    event_record(
        kind=f"formalization.determination.{verb}", by=by, at=at, subject=row, ubigeo=row.registration.ubigeo,
        changes=[Change("reasons", None, row.reasons, is_personal=True)],
        facts={"scale": row.scale, "legal_status": row.legal_status, "registration": row.registration_id},
    )  # fmt: skip
    announce("formalization.determination.changed", [row.registration_id])
