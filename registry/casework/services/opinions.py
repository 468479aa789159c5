"""Opinions: asked by themselves from the overlaps found, as the pack attaches; answered by the authority.

Asking again is the same as asking once. An authority that observes answers again after the cure.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ClockEnd, FileKind, OpinionAnswer
from registry.casework.models import CaseFile, Opinion, StepRecord
from registry.casework.selectors.law import Rules
from registry.casework.selectors.standing import steps_of
from registry.casework.services.clocks import clock_end, clock_set
from registry.casework.services.recording import file_for_update, record, refuse_future, text_needed
from registry.casework.services.steps import StepData, step_write
from registry.common.errors import DomainError, NotAllowedError
from registry.rules.engine.steps import OPEN, UNDER_WAY, WAITING

FIRST, PREFIX = "opinion_first", "opinion_"
FILED = ("igafom_preventive", "filed")


@dataclass(frozen=True, slots=True)
class OpinionData:
    """An answer as a door received it."""

    answer: str
    answered_on: date
    reasons: str
    document: str


def opinions_ask(*, file: CaseFile, on: date, rules: Rules, by: Actor, at: datetime) -> list[Opinion]:
    """Ask every authority that the place or the work calls for and that was not asked yet.

    Only in an open file of formalisation whose IGAFOM is filed; a condition that is not known asks nobody and is shown
    as unknown.

    Raises:
        DomainError: the file has ended.
        NotAllowedError: a declared conflict of interest stands.
    """
    with transaction.atomic():
        row = file_for_update(file, by)
        if row.kind != FileKind.FORMALISATION or not _is_filed(row):
            return []
        known = set(Opinion.objects.filter(file=row).values_list("authority", flat=True))
        asked = []
        for answer in steps_of(row, on=on, procedure=rules.law).values():
            step = answer.step
            if not step.id.startswith(PREFIX) or step.authority in known:
                continue
            if answer.status in {OPEN, UNDER_WAY, WAITING}:
                asked.append(_ask(row, step.id, step.authority, step.when, on, rules, by, at, is_automatic=True))
    return asked


def _is_filed(file: CaseFile) -> bool:
    step, outcome = FILED
    return StepRecord.objects.filter(file=file, step=step, outcome=outcome, superseded_at=None).exists()


def _ask(  # noqa: PLR0913, PLR0917 - an opinion asked has this many sides
    file: CaseFile, step: str, authority: str, because: str, on: date, rules: Rules, by: Actor, at: datetime,
    *, is_automatic: bool,
) -> Opinion:  # fmt: skip
    clock = clock_set(file=file, code=FIRST, start_on=on, on=on, rules=rules, step=step)
    opinion = Opinion.objects.create(
        file=file, registration=file.registration, authority=authority, step=step, because=because,
        is_automatic=is_automatic, asked_on=on, clock=clock, recorded_at=at,
    )  # fmt: skip
    record(
        "opinion.asked", opinion, file.registration, by=by, at=at, article=clock.article,
        facts={"authority": authority, "because": because},
    )  # fmt: skip
    return opinion


def opinion_ask(*, file: CaseFile, authority: str, on: date, rules: Rules, by: Actor, at: datetime) -> Opinion:
    """Ask one authority by hand.

    Raises:
        DomainError: the procedure knows no such opinion, a future day, or it was asked already.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(on, at, field="on")
    with transaction.atomic():
        row = file_for_update(file, by)
        answer = steps_of(row, on=on, procedure=rules.law).get(f"{PREFIX}{authority.lower()}")
        if answer is None:
            raise DomainError(_("The law of that day asks no such opinion."), field="authority", code="opinion_unknown")
        if Opinion.objects.filter(file=row, authority=authority).exists():
            raise DomainError(_("This authority was asked already."), field="authority", code="opinion_asked")
        return _ask(row, answer.step.id, authority, answer.step.when, on, rules, by, at, is_automatic=False)


def opinion_answer(
    *, opinion: Opinion, data: OpinionData, authorities: frozenset[str], rules: Rules, by: Actor, at: datetime
) -> Opinion:
    """Record the answer of an authority, given by one of its own people.

    Args:
        opinion: the opinion asked.
        data: the answer.
        authorities: the authorities for which the viewer may answer.
        rules: procedure and calendar.
        by: who answers.
        at: the moment.

    Raises:
        NotAllowedError: another authority's opinion, or a declared conflict of interest.
        DomainError: something is missing, a future day, or answered for good already.
    """
    if opinion.authority not in authorities:
        raise NotAllowedError(_("This opinion is for another authority to answer."), code="other_authority")
    _refuse_incomplete(data, at)
    with transaction.atomic():
        file = file_for_update(opinion.file, by)
        row = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
        if row.answer in {OpinionAnswer.FAVOURABLE, OpinionAnswer.UNFAVOURABLE}:
            raise DomainError(_("This opinion was given already."), code="answered_already")
        row.answer, row.answered_on, row.answered_by = data.answer, data.answered_on, by.key
        row.reasons, row.document = data.reasons.strip(), data.document.strip()
        row.save(update_fields=["answer", "answered_on", "answered_by", "reasons", "document"])
        if row.clock is not None and row.clock.ended_on is None:
            clock_end(clock=row.clock, on=data.answered_on, why=ClockEnd.RECEIVED, received_on=data.answered_on)
        step_write(
            file=file, rules=rules, by=by, at=at,
            data=StepData(row.step, data.answer, data.answered_on, reason=row.reasons, document=row.document),
        )  # fmt: skip
        record(
            "opinion.answered", row, file.registration, by=by, at=at, reason=row.reasons,
            facts={"authority": row.authority, "answer": row.answer, "answered_on": row.answered_on},
        )  # fmt: skip
    return row


def _refuse_incomplete(data: OpinionData, at: datetime) -> None:
    if data.answer not in OpinionAnswer.values:
        raise DomainError(_("Choose the answer."), field="answer", code="answer_missing")
    text_needed(data.reasons, field="reasons", message=_("Give the reasons of the opinion."))
    text_needed(data.document, field="document", message=_("Name the document of the opinion: number and date."))
    refuse_future(data.answered_on, at, field="answered_on")
