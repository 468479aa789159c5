"""Acts of an authority: dated, reasoned, by whom, competence checked for that day.

An act that ends a right stands only when a second, different officer agrees. What the law does not settle about it
(competence, cause, governing version) is written on it as a code and never passed over.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ActState, FileKind, FileState
from registry.casework.models import Act, CaseFile
from registry.casework.selectors.law import Rules
from registry.casework.services.clocks import clock_set, clocks_end
from registry.casework.services.files import file_end, file_follow
from registry.casework.services.recording import (
    file_for_update,
    record,
    refuse_before,
    refuse_conflict,
    refuse_future,
    text_needed,
)
from registry.casework.services.steps import StepData, step_write
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of
from registry.formalization.choices import AuthorisationKind
from registry.formalization.models import Registration
from registry.formalization.services.authorisations import AuthorisationData, authorisation_add
from registry.formalization.services.states import registration_change_state
from registry.rules.engine.procedure import REFUSED, REVIEW

ENDS = frozenset({"excluded", "revoked"})
CHALLENGE_CLOCK, FROM_SERVICE = "challenge_file", "service"
# Acts that their own services do, with what belongs to them.
ELSEWHERE = frozenset(
    {"observe_igafom", "observe_file", "reconsider", "review_by_council", "stay_of_effect", "uphold_challenge"}
)


@dataclass(frozen=True, slots=True)
class ActData:
    """An act as a door received it. `effect_state` is only given where the kind itself does not say it."""

    kind: str
    authority: str
    number: str
    decided_on: date
    reasons: str
    cause: str = ""
    effect_state: str = ""
    document: str = ""


def act_do(*, file: CaseFile, data: ActData, rules: Rules, by: Actor, at: datetime) -> Act:
    """Record an act; it takes effect at once, or when a second officer agrees where it ends a right.

    Raises:
        DomainError: something is missing, the authority was not competent that day, or the law knows no such move.
        NotAllowedError: a declared conflict of interest stands.
    """
    if data.kind in ELSEWHERE or data.kind.startswith("opinion_"):
        raise DomainError(_("This act has its own form in the file."), field="kind", code="act_elsewhere")
    with transaction.atomic():
        return act_write(file=file_for_update(file, by), data=data, rules=rules, by=by, at=at)


def act_write(*, file: CaseFile, data: ActData, rules: Rules, by: Actor, at: datetime) -> Act:
    """Store an act and let it take effect where it may, inside the caller's transaction.

    Raises:
        DomainError: as `act_do`.
    """
    refuse_future(data.decided_on, at, field="decided_on")
    refuse_before(data.decided_on, file.opened_on, field="decided_on")
    number = text_needed(data.number, field="number", message=_("Give the number of the act."))
    reasons = text_needed(
        data.reasons, field="reasons", message=_("Give the reasons: the person concerned reads them.")
    )
    stated = rules.law.acts.get(data.kind)
    if stated is None:
        raise DomainError(_("The law loaded knows no such act."), field="kind", code="act_unknown")
    registration = Registration.objects.select_for_update().get(pk=file.registration_id)
    _refuse_again(file, data, number)
    effect = data.effect_state or stated.effect
    doubts = [*_competence(data, rules), *_move(file, registration, data, effect, rules)]
    cause = rules.law.cause(data.cause, data.decided_on) if data.cause else None
    competent = rules.law.competent(data.kind, data.authority, data.decided_on)
    basis = cause.stated if cause else competent.stated
    version = rules.law.version_on(data.decided_on)
    if (
        stated.ends_right
        and Act.objects.filter(registration=registration, state=ActState.PROPOSED, ends_right=True).exists()
    ):
        raise DomainError(
            _("An act that ends this registration waits for its second officer already."), code="act_proposed"
        )
    act = Act.objects.create(
        file=file, registration=registration, kind=data.kind, authority=data.authority, number=number,
        decided_on=data.decided_on, cause=data.cause, reasons=reasons, law_version=version.id if version else "",
        article=basis.article[:160] if basis else "", effect_state=effect, ends_right=stated.ends_right,
        state=ActState.PROPOSED if stated.ends_right else ActState.STANDING, review_why=list(dict.fromkeys(doubts)),
        by_key=by.key, recorded_at=at,
    )  # fmt: skip
    if act.review_why:
        known = CaseFile.objects.values_list("review_why", flat=True).get(pk=file.pk)
        CaseFile.objects.filter(pk=file.pk).update(review_why=list(dict.fromkeys([*known, *act.review_why])))
    _record("proposed" if stated.ends_right else "done", act, by, at)
    if not stated.ends_right:
        _take_effect(act, rules, by, at)
    return act


def _refuse_again(file: CaseFile, data: ActData, number: str) -> None:
    """Refuse what is written down already: a form sent twice, or two officers at the same paper."""
    same = Act.objects.filter(
        registration=file.registration_id, kind=data.kind, authority=data.authority, number=number,
        decided_on=data.decided_on, state__in=[ActState.PROPOSED, ActState.STANDING],
    )  # fmt: skip
    if same.exists():
        raise DomainError(
            _("This act stands in the register already, with its number and day. Look at the case."),
            field="number",
            code="act_known",
        )


def _competence(data: ActData, rules: Rules) -> list[str]:
    found = rules.law.competent(data.kind, data.authority, data.decided_on)
    if found.kind == REFUSED:
        raise DomainError(
            _("On that day this act belonged to %(codes)s (%(article)s). Choose that authority or another day.")
            % {"codes": ", ".join(found.codes), "article": found.stated.article if found.stated else ""},
            field="authority",
            code="not_competent",
        )
    return ["competence_not_established"] if found.kind == REVIEW else []


def _move(file: CaseFile, registration: Registration, data: ActData, effect: str, rules: Rules) -> list[str]:
    """Ask the law whether the entry may go there for that cause; returns codes of what it does not settle."""
    if not effect:
        return []
    cause = rules.law.cause(data.cause, data.decided_on)
    if data.kind == "authorise" and not data.cause:
        cause = rules.law.cause("authorisation_granted", data.decided_on)
    if cause is None or cause.to != effect or cause.act not in {data.kind, "uphold_challenge"}:
        raise DomainError(
            _("Choose the cause of this act as the law of its day names it."), field="cause", code="cause_unknown"
        )
    answer = rules.law.answer_running(registration.state, effect, file.opened_on, data.decided_on, cause.id)
    if answer.kind == REFUSED:
        raise DomainError(
            _("The law of that day knows no such move from the present state of the entry."),
            field="cause",
            code="move_unknown",
        )
    return [why[:80] for why in answer.why]


def act_answer(*, act: Act, is_agreed: bool, reason: str, rules: Rules, by: Actor, at: datetime) -> Act:
    """Let the second officer agree, so that the act takes effect, or refuse it.

    Raises:
        DomainError: nothing waits, no reason, or the entry moved meanwhile.
        NotAllowedError: the same officer answers, or a declared conflict of interest stands.
    """
    reason = text_needed(reason, field="reason", message=_("Say why you agree or refuse."))
    with transaction.atomic():
        row = Act.objects.select_for_update(of=("self",)).select_related("file", "registration").get(pk=act.pk)
        if row.state != ActState.PROPOSED:
            raise DomainError(_("This act does not wait for a second officer."), code="not_waiting")
        if row.by_key == by.key:
            raise NotAllowedError(
                _("Who proposed it cannot be the second officer. Somebody else must answer."), code="second_person"
            )
        refuse_conflict(row.registration, by)
        row.second_key, row.second_at, row.second_reason = by.key, at, reason
        row.state = ActState.STANDING if is_agreed else ActState.REFUSED
        row.save(update_fields=["second_key", "second_at", "second_reason", "state"])
        _record("confirmed" if is_agreed else "refused", row, by, at)
        if is_agreed:
            _take_effect(row, rules, by, at)
    return row


def _take_effect(act: Act, rules: Rules, by: Actor, at: datetime) -> None:
    """Move the entry, the step and the clocks that hang on an act."""
    step, _colon, outcome = rules.law.acts[act.kind].outcome.partition(":")
    if step and act.file.kind == FileKind.FORMALISATION:
        step_write(
            file=act.file, rules=rules, by=by, at=at,
            data=StepData(step, outcome, act.decided_on, reason=act.reasons, document=act.number),
        )  # fmt: skip
    if act.kind == "authorise":
        _authorise(act, by, at)
    if act.effect_state:
        state_move(act=act, by=by, at=at)
    _clocks_of(act, rules)
    file_follow(file=act.file, on=day_of(at), at=at)


def _authorise(act: Act, by: Actor, at: datetime) -> None:
    """The authorisation itself: it covers the activity and the place of the file that was decided."""
    kind = (
        AuthorisationKind.BENEFICIATION
        if act.registration.activity == "beneficiation"
        else AuthorisationKind.EXPLOITATION
    )
    authorisation_add(
        registration=act.registration, by=by, at=at,
        data=AuthorisationData(
            kind=kind, number=act.number, authority=act.authority, issued_on=act.decided_on, covers_activity=True,
            covers_place=True,
        ),
    )  # fmt: skip


def state_move(*, act: Act, by: Actor, at: datetime) -> None:
    """Move the entry to the state that the act brings about, inside the caller's transaction."""
    move = registration_change_state(
        registration=act.registration, state=act.effect_state, from_on=act.decided_on, reason=act.reasons, by=by, at=at,
        reason_code=act.cause, article=act.article[:120], document=f"{act.authority} {act.number}"[:200],
        running_since=act.file.opened_on,
    )  # fmt: skip
    act.state_change = move
    act.save(update_fields=["state_change"])
    act.registration.refresh_from_db()
    record(
        "state.changed", move, act.registration, by=by, at=at, reason_code=act.cause, article=act.article,
        facts={"act": act.pk, "state": move.state},
    )  # fmt: skip


def _clocks_of(act: Act, rules: Rules) -> None:
    """Set up what runs from the service of the act: nothing runs before its proof."""
    by = f"act:{act.kind}"
    clocks_end(file=act.file, codes=rules.law.clocks_ended(by), on=act.decided_on)
    for clock in rules.law.clocks_begun(by, act.decided_on):
        start = None if clock.starts == FROM_SERVICE else act.decided_on
        clock_set(
            file=act.file, code=clock.id, start_on=start, on=act.decided_on, rules=rules, act=act, step=clock.of_step
        )
    if rules.law.acts[act.kind].challengeable and rules.law.clock(CHALLENGE_CLOCK, act.decided_on):
        clock_set(
            file=act.file, code=CHALLENGE_CLOCK, start_on=None, on=act.decided_on, rules=rules, act=act,
            step=f"act:{act.pk}",
        )  # fmt: skip


def refuse_lone_end(registration: Registration, state: str, by: Actor) -> None:
    """Let a person exclude or revoke an entry only by an act that a second officer confirmed.

    The database refuses the same. An import or the system itself writes down what a list says and decides nothing.

    Raises:
        NotAllowedError: there is no such act.
    """
    if state not in ENDS or not by.key.startswith("user:"):
        return
    confirmed = Act.objects.filter(
        registration=registration, effect_state=state, state=ActState.STANDING, state_change=None
    ).exclude(second_key="")
    if not confirmed.exists():
        raise NotAllowedError(
            _("An exclusion or revocation is an act that a second officer confirms. Record the act in a file."),
            field="state",
            code="second_officer",
        )


def file_decided(*, act: Act, at: datetime) -> None:
    """End the file of an act as decided, inside the caller's transaction."""
    file_end(file=act.file, state=FileState.DECIDED, on=act.decided_on, at=at)


def _record(verb: str, act: Act, by: Actor, at: datetime) -> None:
    record(
        f"act.{verb}", act, act.registration, by=by, at=at, reason=act.second_reason or act.reasons,
        reason_code=act.cause, article=act.article,
        facts={
            "kind": act.kind, "number": act.number, "authority": act.authority, "decided_on": act.decided_on,
            "effect": act.effect_state, "review_why": act.review_why,
        },
    )  # fmt: skip
