"""Where an entry stands for its holder: what was decided, what is missing and who brings it, by when, how to object.

Nothing here says what the law leaves open: an act without proof of service starts no term and is said to be not
notified; a last day that can be read in two ways is told with the earlier one. Papers on chemicals and explosives are
counted and not named, for the page is opened with a code and a number only (LGM art. 50, DS 009-2025-EM 3ª DCF).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.casework.choices import Side
from registry.casework.selectors.law import calendar_of
from registry.formalization.facts import JURISDICTION
from registry.formalization.selectors.answers import ASSESSMENT, DETERMINATION, ShownAnswer
from registry.formalization.selectors.law import pack_of_version
from registry.formalization.selectors.procedure import procedure_of
from registry.portal.selectors.rows import DEPARTMENT, Declaration, Entry, Office, Rows, rows_of
from registry.rules.engine.pack import Pack
from registry.rules.engine.procedure import Procedure

NOT_NAMED = frozenset({"rcbf", "sucamec_receipt"})
CHALLENGE = "challenge_file"
PRODUCTION = "production_declaration"
PROCESS_END = "process_end"
IN_PROCESS = frozenset({"in_force", "suspended"})
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


def situation_of(entry: Entry, *, language: str, on: date) -> Situation:
    """Return where an entry stands on a day, in the words of a language; one query, and one for a term to object."""
    rows = rows_of(entry, on=on)
    pack = pack_of_version(JURISDICTION, rows.law)
    law = procedure_of(pack)
    return Situation(
        shown=rows.shown,
        bring=_bring(rows, pack, law, language),
        observations=tuple(
            Asked(clock.asks, clock.due) for clock in rows.clocks if clock.asks is not None and not clock.is_cured
        ),
        due=tuple(sorted(_dues(entry, rows, law, language, on), key=lambda due: due.due)),
        objection=_objection(entry, rows, law, on),
        offices=rows.offices[:OFFICES_SHOWN],
    )


def _bring(rows: Rows, pack: Pack[Any], law: Procedure, language: str) -> Bring:
    named = {document.id: document.label for step in law.steps for document in step.documents} if rows.asked else {}
    mine = [_text(named[document], language) for document in rows.asked if document in named]
    not_named, others, shown = 0, Counter[str](), rows.shown
    if shown.source == ASSESSMENT and shown.missing and not shown.waits_for_layers_only:
        known = pack.codes.evidence
        for code in shown.missing:
            bringer = known[code].brought_by if code in known else "officer"
            if bringer != "miner":
                others[bringer or "officer"] += 1
            elif code in NOT_NAMED:
                not_named += 1
            else:
                mine.append(_text(known[code].text, language))
    return Bring(tuple(dict.fromkeys(mine)), not_named, tuple(sorted(others.items())))


def _dues(entry: Entry, rows: Rows, law: Procedure, language: str, on: date) -> Iterator[Due]:
    found = [
        Due(label, clock.whose, clock.due, is_sure=clock.first == clock.last)
        for clock in rows.clocks
        if clock.asks is None and clock.code != CHALLENGE
        if clock.due and (label := _label(law, clock.code, language, on))
    ]
    yield from found
    if entry.state not in IN_PROCESS:
        return
    yield from _production(rows.declarations, law, language, on)
    end = law.process_end(on)
    if end is not None:
        label = _label(law, PROCESS_END, language, on)
        if not any(due.due == end and due.label == label for due in found):
            yield Due(label, Side.APPLICANT, end)


def _production(declarations: Sequence[Declaration], law: Procedure, language: str, on: date) -> Iterator[Due]:
    """The oldest declaration that is still open, else the next one due; only its day, never its figures."""
    duty = law.obligation(PRODUCTION, on)
    if duty is None or any(row.is_exempt for row in declarations):
        return
    day = next((row.due for row in declarations if not row.is_settled), None)
    if day is None:
        settled = {row.due for row in declarations}
        coming = sorted(day for year in (on.year - 1, on.year) for day in duty.due_days(year).values())
        day = next((day for day in coming if day >= on and day not in settled), None)
    if day is not None:
        yield Due(_text(duty.label, language), Side.APPLICANT, day)


def _label(law: Procedure, code: str, language: str, on: date) -> str:
    clock = law.clock(code, on)
    return _text(clock.label, language) if clock else ""


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["en"]


def _objection(entry: Entry, rows: Rows, law: Procedure, on: date) -> Objection | None:
    act = rows.act
    if act is None:
        return None
    clock = next((clock for clock in rows.clocks if clock.code == CHALLENGE and clock.act == act.pk), None)
    until = clock.due if clock else None
    if until is None and act.served_on is not None:
        calendar = calendar_of(region=entry.ubigeo[:DEPARTMENT], on=on)
        until = law.deadline(CHALLENGE, act.served_on, act.served_on, calendar).first
    stated = law.clock(CHALLENGE, on)
    return Objection(
        act=act.number, decided_on=act.decided_on, served_on=act.served_on, until=until,
        days=stated.days if stated else None, is_over=until is not None and on > until, is_filed=act.is_challenged,
    )  # fmt: skip
