"""The answer of the status page, made of what the register knows today; the SMS door tells the same in one message."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import Side
from registry.portal.choices.words import NOT_ALLOWED, OBJECTION, OFFICE, STATE_WORDS
from registry.portal.selectors.rows import Entry
from registry.portal.selectors.situation import Situation, situation_of
from registry.portal.web.presenting import facts_of_entry

Words = str | Promise
OTHERS: dict[str, Words] = {
    "officer": _("The office still has points to check:"),
    "authority": _("Other authorities still have points to answer:"),
    "layer": _("Maps that the register still waits for:"),
}
WHOSE: dict[str, Words] = {
    Side.APPLICANT: _("It is your turn."),
    Side.AGENCY: _("It is the turn of the office."),
    Side.THIRD_PARTY: _("It is the turn of somebody else."),
}
CLASSES: dict[str, Words] = {
    "artisanal": _("formal, artisanal"),
    "small_scale": _("formal, small-scale"),
    "general_regime": _("formal, general regime"),
    "formal": _("formal"),
    "informal": _("informal, on the way to formal"),
    "illegal": _("illegal"),
    "no_activity": _("without activity"),
    "out_of_scope": _("outside this law"),
}


@dataclass(frozen=True, slots=True)
class DueLine:
    """One last day as the page tells it."""

    day: date
    what: str
    whose: Words
    is_past: bool
    is_sure: bool


def answer_of(entry: Entry, *, language: str, asked_in: str, on: date) -> dict[str, Any]:
    """Return what the answer page shows; `asked_in` is the language that was asked for, `language` the one shown."""
    situation = situation_of(entry, language=language, on=on)
    has_act = situation.objection is not None or situation.is_determined
    return {
        "words": STATE_WORDS[entry.state],
        "facts": facts_of_entry(entry),
        "objecting": OBJECTION if has_act else STATE_WORDS[entry.state].objection,
        "situation": situation,
        "determined": CLASSES.get(situation.shown.category, "") if situation.is_determined else "",
        "others": [(OTHERS[who], count) for who, count in situation.bring.others if who in OTHERS],
        "due": list(due_lines(situation, on)),
        "not_allowed": NOT_ALLOWED,
        "office": OFFICE,
        "audio": audio_of(entry.state, asked_in, language),
    }


def due_lines(situation: Situation, on: date) -> Iterator[DueLine]:
    """Return the last days, nearest first, in words."""
    for due in situation.due:
        text = due.label[:1].upper() + due.label[1:]
        yield DueLine(due.due, text, WHOSE.get(due.whose, ""), due.due < on, due.is_sure)


@cache
def audio_of(state: str, asked: str, shown: str) -> str:
    """Return the address of a short recording for a state in the language asked for, else in the one shown; or nothing.

    The slot: static/audio/STATE-LANGUAGE.mp3, for example suspended-qu.mp3, looked up once a process. It is a link, so
    that nobody pays for a download without asking. A file that was not collected yet is no recording.
    """
    for language in (asked, shown):
        path = f"audio/{state}-{language}.mp3"
        with suppress(ValueError):  # it lies there, and stands in no manifest
            if finders.find(path):
                return static(path)
    return ""
