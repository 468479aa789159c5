"""What the notices say. A higher room adds its own with `wording_register` in its `AppConfig.ready()`.

Each has a title and a text for mail and a short one for SMS. A value that a wording names and the caller does not
give is refused: a message with a hole in it is worse than none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.notices.services.gsm import fits, one_message

Text = str | Promise
# Unreviewed Quechua never stands alone: until a speaker has checked it, the message is Spanish, with what there is in
# Quechua under it, marked as a draft.
QUECHUA = "qu"
WRITTEN_IN = {QUECHUA: "es"}
LANGUAGE = "es"


@dataclass(frozen=True, slots=True)
class Wording:
    """Title, text and SMS of one kind of notice, with `{names}` for values.

    `is_answer`: what somebody asked for by SMS, or a code for one use; nobody could take it for a notification.
    `quechua`: a draft of the gist, for who asked for Quechua; it stands under the Spanish text and says that it is one.
    """

    title: Text
    text: Text
    short: Text
    is_answer: bool = False
    quechua: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A notice in words."""

    title: str
    text: str
    short: str
    language: str


_wordings: dict[str, Wording] = {}


def wording_register(kind: str, wording: Wording) -> None:
    """Make a kind of notice known. Raises: ValueError where the kind has other words already."""
    if _wordings.setdefault(kind, wording) != wording:
        msg = f"the notice {kind} has two wordings"
        raise ValueError(msg)


def kinds() -> tuple[str, ...]:
    """The kinds of notice that have words."""
    return tuple(sorted(_wordings))


def values_of(kind: str) -> set[str]:
    """The names of the values that a kind of notice needs, without `status`, which is filled in by itself."""
    wording = _wordings[kind]
    return {
        name
        for part in (wording.title, wording.text, wording.short)
        for _literal, name, _spec, _conversion in Formatter().parse(str(part))
        if name and name != "status"
    }


def language_for(asked: str) -> str:
    """The language a message is written in for somebody who asked for `asked`; Spanish where nothing is on file."""
    language = WRITTEN_IN.get(asked, asked)
    return language if language in dict(settings.LANGUAGES) else LANGUAGE


def write(kind: str, *, language: str, values: Mapping[str, object], is_courtesy: bool) -> Written:
    """Return the notice in words.

    Raises:
        DomainError: the kind has no wording, or a value that it names is missing.
    """
    wording = _wordings.get(kind)
    if wording is None:
        raise DomainError(
            _("There is no wording for notices of the kind %(kind)s.") % {"kind": kind}, code="wording_unknown"
        )
    is_quechua, language = language == QUECHUA, language_for(language)
    with translation.override(language):
        known = {name: _said(value) for name, value in values.items()}
        known.setdefault("status", f"{settings.REGISTRY_PUBLIC_URL.rstrip('/')}/status/")
        title, text, short = (_filled(kind, part, known) for part in (wording.title, wording.text, wording.short))
        short = one_message(short, mark=_mark(short) if is_courtesy and not wording.is_answer else "")
        if is_quechua and wording.quechua:
            text = "\n\n".join((text, f"{wording.quechua} {_('(draft)')}"))
        if is_courtesy:
            text = f"{text}\n\n{courtesy()}"
    return Written(title[:200], text, short, language)


def courtesy() -> str:
    """The sentence of a message that begins no deadline."""
    return _("This message is a courtesy. It does not replace the formal notification, and no deadline begins with it.")


def _mark(short: str) -> str:
    """The word of an SMS that begins no deadline, as long as there is room for."""
    mark = _("Courtesy notice, no deadline.")
    return mark if fits(short, mark=mark) else _("Courtesy notice.")


def _filled(kind: str, part: Text, values: Mapping[str, str]) -> str:
    text = str(part)
    missing = [name for _literal, name, _spec, _conversion in Formatter().parse(text) if name and name not in values]
    if missing:
        raise DomainError(
            _("The notice %(kind)s needs the value %(name)s.") % {"kind": kind, "name": missing[0]},
            code="value_missing",
        )
    return text.format(**values)


def _said(value: object) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)
