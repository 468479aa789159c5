"""The answers in one SMS: 160 characters of GSM-7, what matters most first, what it does not allow always."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.notices.services.gsm import LENGTH, gsm7, one_message
from registry.portal.choices.words import STATE_WORDS
from registry.portal.selectors.rows import Entry
from registry.portal.selectors.situation import Situation
from registry.portal.selectors.verification import Verified


def status_text(entry: Entry, situation: Situation) -> str:
    """Return the answer of the status page in one message."""
    since = entry.state_since
    word = str(STATE_WORDS[entry.state].word).upper()
    head = f"{entry.code}: {word}" + (_(" since %(day)s") % {"day": _day(since)} if since else "") + "."
    more: list[str] = []
    for asked in situation.observations:
        until = _("The office asks for papers until %(day)s.") % {"day": _day(asked.due)}
        more.append(until if asked.due else _("The office asks for papers."))
    term = situation.objection
    if term is not None and term.until is not None and not term.is_over and not term.is_filed:
        more.append(_("Object until %(day)s.") % {"day": _day(term.until)})
    if situation.bring.mine:
        more.append(_("Papers are missing."))
    more += [_("%(day)s: %(what)s.") % {"day": _day(due.due), "what": due.label} for due in situation.due[:2]]
    more += [_("Office: %(phone)s") % {"phone": office.phone} for office in situation.offices if office.phone][:1]
    return _fitted(head, _("No permission to mine."), more)


def verification_text(found: Verified) -> str:
    """Return the answer of the verification page in one message."""
    reference = found.paper.reference
    if not found.paper.is_good:
        reference += " " + _("WITHDRAWN, do not accept it")
    if found.registration is None:
        return _fitted(f"{reference}.", "", [found.paper.title])
    state = found.registration.state
    since = found.row["state_since"]
    head = f"{reference}. {_('Today')}: {str(STATE_WORDS[state].word).upper()}"
    head += (_(" since %(day)s") % {"day": _day(since)} if since else "") + "."
    more = [_("Right %(code)s.") % {"code": found.row["right_code"]}] if found.row["right_code"] else []
    if found.row["registrant_name"]:
        more.append(f"{found.row['registrant_name']} {found.row['registrant_document'] or ''}".strip() + ".")
    return _fitted(head, _("No permission to mine."), more)


def unknown_pair_text() -> str:
    """Return the one answer to a wrong code and to a wrong document."""
    return one_message(_("No entry has this code with this document number. Compare both with your paper."))


def unknown_code_text() -> str:
    """Return the answer to a text that is neither a code of a paper nor a code with a document."""
    return one_message(_("Write: code of the entry, space, document number. To check a paper: its code alone."))


def no_paper_text() -> str:
    """Return the answer to a code that no paper has."""
    return one_message(_("The register has no paper with this code. If the code is right, do not trust the paper."))


def wait_text(words: str) -> str:
    """Return the answer while too many wrong tries wait."""
    return one_message(_("Too many wrong tries. Wait %(wait)s, then write again.") % {"wait": words})


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _fitted(head: str, last: str, more: Sequence[str]) -> str:
    """Join what fits between head and end, in the order of weight; a piece that does not fit whole is left out."""
    text, end = one_message(head), gsm7(last)
    room = LENGTH - len(end) - 1 if end else LENGTH
    text = text[:room].rstrip()
    for piece in map(gsm7, more):
        if len(text) + 1 + len(piece) <= room:
            text = f"{text} {piece}"
    return f"{text} {end}".strip()
