"""What pages are made of: chips, facts, moments, acts and crumbs, as the components of `templates/` expect them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as word and tone: good, warn, bad, calm or unknown."""

    word: str
    tone: str = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value; None or "" is shown as not known. `warning` says what is wrong with the value."""

    term: str
    value: object
    url: str = ""
    note: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a history."""

    at: date | datetime | None
    title: str
    text: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done from a page."""

    url: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to the page."""

    word: str
    url: str = ""
