"""The one observation of a step, and its cure: 15 working days to observe, 10 to cure, 5 to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ClockEnd
from registry.casework.models import CaseFile, Observation, Opinion
from registry.casework.selectors.law import Rules
from registry.casework.services.acts import ActData, act_write
from registry.casework.services.clocks import clock_end, clock_set
from registry.casework.services.recording import file_for_update, record, refuse_future, text_needed
from registry.casework.services.steps import StepData, step_write
from registry.common.errors import DomainError

CURE, AFTER_CURE = "observation_cure", "opinion_after_cure"
ACT_OF = {"igafom_evaluation": "observe_igafom", "technical_file": "observe_file"}


@dataclass(frozen=True, slots=True)
class ObservationData:
    """An observation as a door received it: which step, what is missing, the words the applicant reads."""

    step: str
    items: Sequence[str]
    text: str
    authority: str
    number: str
    made_on: date


def observation_make(*, file: CaseFile, data: ObservationData, rules: Rules, by: Actor, at: datetime) -> Observation:
    """Observe a step: once. The term to cure it starts with the proof of service.

    Raises:
        DomainError: a second observation, nothing missing named, no words, or the authority is not competent.
        NotAllowedError: a declared conflict of interest stands.
    """
    text = text_needed(data.text, field="text", message=_("Write what is missing in plain words."))
    if not data.items:
        raise DomainError(_("Name what is missing."), field="items", code="items_missing")
    kind = ACT_OF.get(data.step)
    if kind is None:
        raise DomainError(_("This step is not observed."), field="step", code="step_not_observed")
    with transaction.atomic():
        row = file_for_update(file, by)
        if Observation.objects.filter(file=row, step=data.step).exists():
            raise DomainError(
                _("The law allows one observation only, and this step has had it (%(article)s).")
                % {"article": _cure_article(rules, data.made_on)},
                code="observed_already",
            )
        act = act_write(
            file=row, rules=rules, by=by, at=at,
            data=ActData(kind, data.authority, data.number, data.made_on, text),
        )  # fmt: skip
        step_write(
            file=row, rules=rules, by=by, at=at,
            data=StepData(data.step, "observed", data.made_on, document=data.number),
        )  # fmt: skip
        clock = clock_set(file=row, code=CURE, start_on=None, on=data.made_on, rules=rules, step=data.step, act=act)
        observation = Observation.objects.create(
            file=row, registration=row.registration, step=data.step, act=act, clock=clock, items=list(data.items),
            text=text, made_on=data.made_on, by_key=by.key, recorded_at=at,
        )  # fmt: skip
        record(
            "observation.made", observation, row.registration, by=by, at=at, article=act.article,
            facts={"step": data.step, "items": list(data.items)},
        )  # fmt: skip
    return observation


def _cure_article(rules: Rules, on: date) -> str:
    clock = rules.law.clock(CURE, on)
    return clock.stated.article if clock else ""


def observation_cure(
    *, observation: Observation, cured_on: date, cure: str, rules: Rules, by: Actor, at: datetime
) -> Observation:
    """Record what came in; a cure after the last day is received and shown as late, never turned away.

    Raises:
        DomainError: nothing named, a future day, a day before the observation, or cured already.
        NotAllowedError: a declared conflict of interest stands.
    """
    cure = text_needed(cure, field="cure", message=_("Name what came in."))
    refuse_future(cured_on, at, field="cured_on")
    with transaction.atomic():
        file = file_for_update(observation.file, by)
        row = Observation.objects.select_for_update(of=("self",)).select_related("clock").get(pk=observation.pk)
        if row.cured_on is not None:
            raise DomainError(_("This observation was cured already."), code="cured_already")
        if cured_on < row.made_on:
            raise DomainError(
                _("The cure cannot come before the observation."), field="cured_on", code="cured_before_made"
            )
        clock = clock_end(clock=row.clock, on=cured_on, why=ClockEnd.RECEIVED, received_on=cured_on)
        row.cured_on, row.cure, row.is_late = cured_on, cure, clock.is_late
        row.save(update_fields=["cured_on", "cure", "is_late"])
        step_write(
            file=file, rules=rules, by=by, at=at, data=StepData(row.step, "cured", cured_on, document=cure[:200])
        )
        _opinions_after(file, row, rules)
        record(
            "observation.cured", row, file.registration, by=by, at=at,
            facts={"step": row.step, "cured_on": cured_on, "is_late": row.is_late},
        )  # fmt: skip
    return row


def _opinions_after(file: CaseFile, row: Observation, rules: Rules) -> None:
    """Authorities that have not answered finally have ten working days from the cure."""
    if row.step != "igafom_evaluation" or row.cured_on is None:
        return
    for opinion in Opinion.objects.filter(file=file, answer__in=["", "observed"]):
        opinion.clock = clock_set(
            file=file, code=AFTER_CURE, start_on=row.cured_on, on=row.cured_on, rules=rules, step=opinion.step
        )
        opinion.save(update_fields=["clock"])
