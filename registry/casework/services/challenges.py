"""Challenges: filed, admitted, effect suspended or not, decided, and what the decision does to the entry.

Filing alone does not suspend an act; only an act does, and it is named. Fifteen working days run from the service.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ActState, ChallengeKind, ChallengeOutcome, ClockEnd
from registry.casework.models import Act, Challenge, RunningClock
from registry.casework.selectors.law import Rules
from registry.casework.services.acts import CHALLENGE_CLOCK, ActData, act_write
from registry.casework.services.clocks import clock_end, clock_set, clocks_end
from registry.casework.services.freezing import refuse_frozen
from registry.casework.services.recording import file_for_update, record, refuse_before, refuse_future, text_needed
from registry.common.errors import DomainError
from registry.formalization.models import StateChange

DECIDE = "challenge_decide"
ACT_OF = {ChallengeKind.RECONSIDERATION: "reconsider", ChallengeKind.REVIEW: "review_by_council"}
CAUSE_OF = {"in_force": "challenge_upheld", "suspended": "challenge_upheld_suspended"}


@dataclass(frozen=True, slots=True)
class DecisionData:
    """The decision on a challenge as a door received it."""

    outcome: str
    authority: str
    number: str
    decided_on: date
    reasons: str


def challenge_file(
    *, act: Act, kind: str, filed_on: date, grounds: str, rules: Rules, by: Actor, at: datetime
) -> Challenge:
    """Record a challenge; in time where it came before the end of the term, undecided while no service is proven.

    Raises:
        DomainError: an act that cannot be challenged or does not stand, no grounds, a day before the act, or one of
            the kind is open already.
        NotAllowedError: a declared conflict of interest stands.
    """
    grounds = text_needed(grounds, field="grounds", message=_("Give the grounds of the challenge."))
    refuse_future(filed_on, at, field="filed_on")
    if kind not in ChallengeKind.values:
        raise DomainError(_("Choose which challenge it is."), field="kind", code="kind_unknown")
    with transaction.atomic():
        file = file_for_update(act.file, by)
        row = Act.objects.select_for_update().get(pk=act.pk)
        _refuse_challenge(row, kind, filed_on, rules)
        challenge = Challenge.objects.create(
            act=row, registration=file.registration, kind=kind, filed_on=filed_on, grounds=grounds,
            is_in_time=_received(row, filed_on), by_key=by.key, recorded_at=at,
        )  # fmt: skip
        clock_set(
            file=file,
            code=DECIDE,
            start_on=filed_on,
            on=filed_on,
            rules=rules,
            step=f"challenge:{challenge.pk}",
            act=row,
        )
        record(
            "challenge.filed", challenge, file.registration, by=by, at=at,
            facts={"act": row.pk, "kind": kind, "is_in_time": challenge.is_in_time},
        )  # fmt: skip
    return challenge


def _refuse_challenge(row: Act, kind: str, filed_on: date, rules: Rules) -> None:
    stated = rules.law.acts.get(row.kind)
    if stated is None or not stated.challengeable or row.state != ActState.STANDING:
        raise DomainError(_("This act cannot be challenged, or it does not stand."), code="not_challengeable")
    if filed_on < row.decided_on:
        raise DomainError(_("A challenge cannot come before the act."), field="filed_on", code="filed_before_act")
    if Challenge.objects.filter(act=row, kind=kind, outcome="").exists():
        raise DomainError(_("A challenge of this kind is open already."), field="kind", code="challenge_open")


def _received(act: Act, filed_on: date) -> bool | None:
    """Stop the term to challenge; returns whether the filing came in time, None while no service is proven."""
    clock = RunningClock.objects.filter(act=act, code=CHALLENGE_CLOCK).order_by("-id").first()
    if clock is None:
        return None
    if clock.ended_on is None:
        clock = clock_end(clock=clock, on=filed_on, why=ClockEnd.RECEIVED, received_on=filed_on)
    # A filing before any proven service cannot be late: the term has not begun.
    return True if clock.start_on is None else None if clock.is_late is None else not clock.is_late


def challenge_admit(*, challenge: Challenge, admitted_on: date, by: Actor, at: datetime) -> Challenge:
    """Record that a challenge was admitted; the act goes on having effect.

    Raises:
        DomainError: it has ended, or the day lies before the filing or in the future.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(admitted_on, at, field="admitted_on")
    with transaction.atomic():
        row = _open(challenge, by)
        if admitted_on < row.filed_on:
            raise DomainError(
                _("It cannot be admitted before it was filed."), field="admitted_on", code="admitted_before_filed"
            )
        row.admitted_on = admitted_on
        row.save(update_fields=["admitted_on"])
        record("challenge.admitted", row, row.registration, by=by, at=at, facts={"admitted_on": admitted_on})
    return row


def challenge_effect_suspend(
    *, challenge: Challenge, from_on: date, document: str, by: Actor, at: datetime
) -> Challenge:
    """Record the act that suspends the effect of the challenged act.

    Raises:
        DomainError: no act named, a future day, or the challenge has ended.
        NotAllowedError: a declared conflict of interest stands.
    """
    document = text_needed(
        document, field="document", message=_("Name the act that suspends the effect: filing alone does not.")
    )
    refuse_future(from_on, at, field="from_on")
    with transaction.atomic():
        row = _open(challenge, by)
        refuse_before(from_on, row.filed_on, field="from_on")
        row.effect_suspended_on, row.effect_document = from_on, document
        row.save(update_fields=["effect_suspended_on", "effect_document"])
        record(
            "challenge.effect_suspended", row, row.registration, by=by, at=at,
            facts={"from_on": from_on, "document": document},
        )  # fmt: skip
    return row


def challenge_decide(*, challenge: Challenge, data: DecisionData, rules: Rules, by: Actor, at: datetime) -> Challenge:
    """Decide a challenge; upheld, the entry gets back the state it had before the act.

    Raises:
        DomainError: it has ended, the outcome is unknown, or the authority was not competent that day.
        NotAllowedError: who did the challenged act decides on it, or a declared conflict of interest stands.
    """
    if data.outcome not in ChallengeOutcome.values:
        raise DomainError(_("Choose how the challenge ends."), field="outcome", code="outcome_unknown")
    with transaction.atomic():
        row = _open(challenge, by)
        refuse_before(data.decided_on, row.filed_on, field="decided_on")
        act = Act.objects.select_for_update(of=("self",)).select_related("file", "state_change").get(pk=row.act_id)
        back = _state_before(act) if data.outcome == ChallengeOutcome.UPHELD else ""
        decision = act_write(
            file=act.file, rules=rules, by=by, at=at,
            data=ActData(
                ACT_OF[ChallengeKind(row.kind)], data.authority, data.number, data.decided_on, data.reasons,
                cause=CAUSE_OF.get(back, ""), effect_state=back,
            ),
        )  # fmt: skip
        row.outcome, row.decided_on, row.decision, row.restored_state = data.outcome, data.decided_on, decision, back
        row.save(update_fields=["outcome", "decided_on", "decision", "restored_state"])
        if data.outcome == ChallengeOutcome.UPHELD:
            Act.objects.filter(pk=act.pk).update(state=ActState.ANNULLED)
        clocks_end(file=act.file, codes=[DECIDE], on=data.decided_on, step=f"challenge:{row.pk}")
        record(
            "challenge.decided", row, row.registration, by=by, at=at, article=decision.article,
            facts={"outcome": row.outcome, "restored_state": back, "decision": decision.pk},
        )  # fmt: skip
    return row


def _open(challenge: Challenge, by: Actor) -> Challenge:
    row = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("act__file", "registration")
        .get(pk=challenge.pk)
    )
    file_for_update(row.act.file, by)
    refuse_frozen(row)
    if row.outcome:
        raise DomainError(_("This challenge was decided already."), code="challenge_decided")
    return row


def _state_before(act: Act) -> str:
    """The state of the entry before the act, where the entry still has the one that the act brought about."""
    if act.state_change is None:
        return ""
    newest = StateChange.objects.filter(registration_id=act.registration_id).order_by("-id").first()
    if newest is None or newest.pk != act.state_change_id:
        return ""
    before = StateChange.objects.filter(registration_id=act.registration_id, pk__lt=act.state_change_id)
    last = before.order_by("-id").first()
    return last.state if last is not None and last.state in CAUSE_OF else "in_force"
