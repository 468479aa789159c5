"""Recording the outcome of a step, and the documents it asks for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ClockEnd
from registry.casework.models import AskedDocument, CaseFile, StepRecord
from registry.casework.selectors.law import Rules
from registry.casework.selectors.standing import ENTRY, steps_of
from registry.casework.services.clocks import clock_set, clocks_end
from registry.casework.services.files import file_follow
from registry.casework.services.recording import file_for_update, record, refuse_future, text_needed
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.rules.engine.steps import FAILED, NOT_NEEDED, WAITING, StepAnswer, good_end_waits_for, needs_open

SOURCE = "es"  # the pack's own language: every label has it
FILINGS = frozenset({"filed", "begun", "cured"})


@dataclass(frozen=True, slots=True)
class StepData:
    """An outcome as a door received it."""

    step: str
    outcome: str
    happened_on: date
    reason: str = ""
    document: str = ""


def step_record(*, file: CaseFile, data: StepData, rules: Rules, by: Actor, at: datetime) -> StepRecord:
    """Record what came of a step; an earlier outcome of it is superseded and stays readable.

    Raises:
        DomainError: an unknown step or outcome, a future day, a step that must wait, or one that only an act decides.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(data.happened_on, at, field="happened_on")
    with transaction.atomic():
        row = file_for_update(file, by)
        if rules.law.act_writing(f"{data.step}:{data.outcome}") is not None:
            raise DomainError(
                _("This outcome is an act of the authority: record the act, and the step follows it."),
                field="outcome",
                code="needs_act",
            )
        found = step_write(file=row, data=data, rules=rules, by=by, at=at)
        record(
            "step.recorded", found, row.registration, by=by, at=at, article=found.article, reason=data.reason,
            facts={"step": found.step, "outcome": found.outcome, "happened_on": found.happened_on},
        )  # fmt: skip
    return found


def step_write(*, file: CaseFile, data: StepData, rules: Rules, by: Actor, at: datetime) -> StepRecord:
    """Store an outcome and move clocks and the file with it, inside the caller's transaction.

    Raises:
        DomainError: as `step_record`, without the question of acts.
    """
    answers = steps_of(file, on=data.happened_on, procedure=rules.law)
    answer = answers.get(data.step)
    if answer is None or data.outcome not in answer.step.outcomes or data.step == ENTRY:
        raise DomainError(
            _("The law of that day knows no such step or outcome."), field="outcome", code="outcome_unknown"
        )
    _refuse_waiting(answer, answers, data.outcome)
    StepRecord.objects.filter(file=file, step=data.step, superseded_at=None).update(superseded_at=at)
    found = StepRecord.objects.create(
        file=file, registration=file.registration, step=data.step, outcome=data.outcome, happened_on=data.happened_on,
        reason=data.reason.strip(), document=data.document.strip(), article=answer.step.stated.article[:160],
        by_key=by.key, recorded_at=at,
    )  # fmt: skip
    _move_clocks(file, data, rules)
    file_follow(file=file, on=day_of(at), at=at)
    return found


def _refuse_waiting(answer: StepAnswer, answers: dict[str, StepAnswer], outcome: str) -> None:
    if answer.status == NOT_NEEDED:
        raise DomainError(
            _("This step is not needed here, by what is known of the place and the work."),
            field="step",
            code="step_not_needed",
        )
    if outcome in answer.step.bad:
        return
    waits = answer.waits_for if answer.status == WAITING else ()
    if answer.status == FAILED:  # another try: what it needs must stand again
        waits = needs_open(answer.step, answers)
    if outcome in answer.step.good:
        waits = (*waits, *good_end_waits_for(answer.step, answers))
    if waits:
        raise DomainError(
            _("This step waits for: %(steps)s. What is not known there holds it too.")
            % {"steps": ", ".join(_named(code, answers) for code in dict.fromkeys(waits))},
            field="step",
            code="step_waits",
        )


def _named(code: str, answers: dict[str, StepAnswer]) -> str:
    """Return letter and name of a step in the reader's language, as the case page names it."""
    if code not in answers:
        return code
    step = answers[code].step
    label = step.label.get((get_language() or SOURCE)[:2]) or step.label.get(SOURCE, code)
    return f"{step.letter}. {label}"


def _move_clocks(file: CaseFile, data: StepData, rules: Rules) -> None:
    """Stop and set up the clocks that the pack hangs on this outcome."""
    outcome, on = f"{data.step}:{data.outcome}", data.happened_on
    why = ClockEnd.RECEIVED if data.outcome in FILINGS else ClockEnd.DECIDED
    clocks_end(file=file, codes=rules.law.clocks_ended(outcome), on=on, why=why)
    standing = StepRecord.objects.filter(file=file, superseded_at=None, happened_on=on).exclude(step=data.step)
    reached = {f"{step}:{came}" for step, came in standing.values_list("step", "outcome")}
    for clock in rules.law.clocks_begun(outcome, on):
        if reached.intersection(clock.ends):
            continue  # what it would wait for has come already: both aspects of the IGAFOM at once
        clock_set(file=file, code=clock.id, start_on=on, on=on, rules=rules, step=clock.of_step)


def documents_ask(*, file: CaseFile, step: str, asked_on: date, rules: Rules, by: Actor, at: datetime) -> int:
    """Ask for every document of a step that was not asked yet; returns how many.

    Raises:
        DomainError: a future day, or the law of that day knows no such step.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(asked_on, at, field="asked_on")
    with transaction.atomic():
        row = file_for_update(file, by)
        wanted = next((one for one in rules.law.steps if one.id == step and one.stated.period.holds(asked_on)), None)
        if wanted is None:
            raise DomainError(_("The law of that day knows no such step."), field="step", code="step_unknown")
        known = set(AskedDocument.objects.filter(file=row, step=step).values_list("document", flat=True))
        fresh = [document.id for document in wanted.documents if document.id not in known]
        AskedDocument.objects.bulk_create(
            AskedDocument(file=row, step=step, document=code, asked_on=asked_on, by_key=by.key, recorded_at=at)
            for code in fresh
        )
        if fresh:
            record("documents.asked", row, row.registration, by=by, at=at, facts={"step": step, "documents": fresh})
    return len(fresh)


def document_receive(
    *, asked: AskedDocument, received_on: date, reference: str, by: Actor, at: datetime
) -> AskedDocument:
    """Record that a document came in.

    Raises:
        DomainError: no reference, or a future day. What came in before anybody asked for it counts too.
        NotAllowedError: a declared conflict of interest stands.
    """
    reference = text_needed(reference, field="reference", message=_("Name what came in: number or title."))
    refuse_future(received_on, at, field="received_on")
    with transaction.atomic():
        file = file_for_update(asked.file, by)
        row = AskedDocument.objects.select_for_update().get(pk=asked.pk)
        row.received_on, row.reference, row.by_key, row.recorded_at = received_on, reference, by.key, at
        row.save(update_fields=["received_on", "reference", "by_key", "recorded_at"])
        record(
            "document.received", row, file.registration, by=by, at=at,
            facts={"step": row.step, "document": row.document, "received_on": received_on},
        )  # fmt: skip
    return row
