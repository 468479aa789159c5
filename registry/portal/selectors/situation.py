"""Where an entry stands for its holder: what was decided, what is missing and who brings it, by when, how to object.

Nothing here says what the law leaves open: an act without proof of service starts no term and is said to be not
notified; a last day that can be read in two ways is told with the earlier one. Papers on chemicals and explosives are
counted and not named, for the page is opened with a code and a number only (LGM art. 50, DS 009-2025-EM 3ª DCF).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from registry.casework.choices import Addressee, Side
from registry.casework.models import Act, AskedDocument, Challenge, ProductionDeclaration, RunningClock, ServiceRecord
from registry.casework.selectors.law import calendar_of, procedure_in_force
from registry.formalization.models import Registration
from registry.formalization.selectors.answers import ASSESSMENT, DETERMINATION, ShownAnswer, answer_shown_to_holder
from registry.formalization.selectors.law import pack_in_force
from registry.places.models import Office
from registry.rules.engine.procedure import Procedure

JURISDICTION = "PE"
NOT_NAMED = frozenset({"rcbf", "sucamec_receipt"})
CHALLENGE = "challenge_file"
PRODUCTION = "production_declaration"
OFFICES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Bring:
    """What is missing: texts that the holder brings, and how many points each other side establishes."""

    mine: tuple[str, ...] = ()
    not_named: int = 0
    others: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an observation asks, and its last day; no day while its service is not proven."""

    text: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has a last day: whose time it is, and whether another reading gives a later day."""

    label: str
    whose: str
    due: date
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Objection:
    """Against which act one can object, and until when.

    Attributes:
        served_on: day of valid service; None where none is proven: then no term runs.
        until: last day, the earlier where the law can be read in two ways; None while it cannot be counted.
        days: working days that the law gives, where it is known.
    """

    act: str
    decided_on: date
    served_on: date | None
    until: date | None
    days: int | None
    is_over: bool
    is_filed: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the answer tells beyond the state."""

    shown: ShownAnswer
    bring: Bring
    observations: tuple[Asked, ...]
    due: tuple[Due, ...]
    objection: Objection | None
    offices: tuple[Office, ...]

    @property
    def is_determined(self) -> bool:
        """Whether the authority has decided the class."""
        return self.shown.source == DETERMINATION


def situation_of(registration: Registration, *, language: str, on: date) -> Situation:
    """Return where an entry stands on a day, in the words of a language; a bounded number of queries."""
    shown = answer_shown_to_holder(registration, on)
    law = procedure_in_force(on=on)
    clocks = list(_clocks(registration)) if _may_have(registration, "has_clocks") else []
    asked = AskedDocument.objects.none()
    if _may_have(registration, "has_asked"):
        asked = AskedDocument.objects.filter(file__registration=registration, file__state="open", received_on=None)
    return Situation(
        shown=shown,
        bring=_bring(shown, list(asked), law, language, on),
        observations=tuple(_observed(clocks)),
        due=tuple(_dues(registration, clocks, law, language, on)),
        objection=_objection(registration, clocks, law, on),
        offices=offices_for(registration.ubigeo),
    )


def _may_have(registration: Registration, name: str) -> bool:
    """Say whether rows may be there: what `has_rows` asked with the entry, else yes."""
    return bool(getattr(registration, name, True))


def _clocks(registration: Registration) -> QuerySet[RunningClock]:
    running = RunningClock.objects.filter(file__registration=registration, ended_on=None)
    return running.select_related("observation").order_by("first_due_on", "id")


def _bring(shown: ShownAnswer, asked: list[AskedDocument], law: Procedure, language: str, on: date) -> Bring:
    named = {document.id: document.label for step in law.steps for document in step.documents}
    mine = [_text(named[row.document], language) for row in asked if row.document in named]
    not_named, others = 0, Counter[str]()
    if shown.source == ASSESSMENT and shown.missing and not shown.waits_for_layers_only:
        known = pack_in_force(JURISDICTION, on=on).codes.evidence
        for code in shown.missing:
            bringer = known[code].brought_by if code in known else "officer"
            if bringer != "miner":
                others[bringer or "officer"] += 1
            elif code in NOT_NAMED:
                not_named += 1
            else:
                mine.append(_text(known[code].text, language))
    return Bring(tuple(dict.fromkeys(mine)), not_named, tuple(sorted(others.items())))


def _observed(clocks: list[RunningClock]) -> list[Asked]:
    found = []
    for clock in clocks:
        observation = getattr(clock, "observation", None)
        if observation is not None and observation.cured_on is None:
            found.append(Asked(observation.text, clock.first_due_on or clock.due_on))
    return found


def _dues(registration: Registration, clocks: list[RunningClock], law: Procedure, language: str, on: date) -> list[Due]:
    found = [
        Due(label, clock.whose, day, is_sure=clock.first_due_on == clock.due_on)
        for clock in clocks
        if getattr(clock, "observation", None) is None and clock.code != CHALLENGE
        if (day := clock.first_due_on or clock.due_on) and (label := _label(law, clock.code, language, on))
    ]
    found += _production(registration, law, language, on)
    end = law.process_end(on)
    if end is not None and registration.state in {"in_force", "suspended"}:
        label = _label(law, "process_end", language, on)
        if not any(due.due == end and due.label == label for due in found):
            found.append(Due(label, Side.APPLICANT, end))
    return sorted(found, key=lambda due: due.due)


def _production(registration: Registration, law: Procedure, language: str, on: date) -> list[Due]:
    """The oldest declaration that is still open, else the next one due; only its day, never its figures."""
    duty = law.obligation(PRODUCTION, on)
    if duty is None or registration.state not in {"in_force", "suspended"}:
        return []
    label = _text(duty.label, language)
    rows: list[ProductionDeclaration] = []
    if _may_have(registration, "has_production"):
        rows = list(ProductionDeclaration.objects.filter(registration=registration).order_by("due_on"))
    if any(row.exempt_why for row in rows):
        return []
    open_rows = [row.due_on for row in rows if row.filed_on is None and row.inactivity_on is None]
    if open_rows:
        return [Due(label, Side.APPLICANT, open_rows[0])]
    settled = {row.due_on for row in rows}
    coming = sorted(day for year in (on.year - 1, on.year) for day in duty.due_days(year).values())
    following = next((day for day in coming if day >= on and day not in settled), None)
    return [Due(label, Side.APPLICANT, following)] if following else []


def _label(law: Procedure, code: str, language: str, on: date) -> str:
    clock = law.clock(code, on)
    return _text(clock.label, language) if clock else ""


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["en"]


def _objection(registration: Registration, clocks: list[RunningClock], law: Procedure, on: date) -> Objection | None:
    act = _act_to_object(registration) if _may_have(registration, "has_acts") else None
    if act is None:
        return None
    served: date | None = act.served_on
    clock = next((clock for clock in clocks if clock.code == CHALLENGE and clock.act_id == act.pk), None)
    until = (clock.first_due_on or clock.due_on) if clock else None
    if until is None and served is not None:
        calendar = calendar_of(region=registration.ubigeo[:2], on=on)
        until = law.deadline(CHALLENGE, served, served, calendar).first
    stated = law.clock(CHALLENGE, on)
    return Objection(
        act=act.number, decided_on=act.decided_on, served_on=served, until=until,
        days=stated.days if stated else None, is_over=until is not None and on > until,
        is_filed=act.has_challenge,
    )  # fmt: skip


def _act_to_object(registration: Registration) -> Any | None:
    """The newest standing act against the holder, with the day of its valid service."""
    valid = ServiceRecord.objects.filter(
        act=OuterRef("pk"), addressee=Addressee.REGISTRANT, served_on__isnull=False, defect=""
    ).exclude(proof="")
    against = Q(effect_state__in=["suspended", "excluded", "revoked"]) | Q(ends_right=True)
    filed = Challenge.objects.filter(act=OuterRef("pk"))
    return (
        Act.objects.filter(against, registration=registration, state="standing")
        .annotate(
            served_on=Subquery(valid.order_by("served_on").values("served_on")[:1]),
            has_challenge=Exists(filed),
        )
        .order_by("-decided_on", "-id")
        .first()
    )


def offices_for(ubigeo: str) -> tuple[Office, ...]:
    """Return the offices that serve a place, nearest first, then the one that decides for the whole country."""
    reach = [ubigeo[:size] for size in (6, 4, 2) if len(ubigeo) >= size]
    rows = list(Office.objects.filter(Q(ubigeo__in=reach) | Q(ubigeo="")))
    rows.sort(key=lambda office: (-len(office.ubigeo), not office.is_deciding, office.code))
    return tuple(rows[:OFFICES_SHOWN])
