"""What higher rooms add to the page of a user: conflicts of interest, absences. A room registers in its `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from registry.accounts.models import User
from registry.common.display import Fact


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its facts; no facts are said in words."""

    title: str | Promise
    facts: list[Fact]
    none: str | Promise


Source = Callable[[User, date], Section]
_sources: list[Source] = []


def section_register(source: Source) -> None:
    """Show `source(user, on)` on the page of each user; registering twice is the same as once."""
    if source not in _sources:
        _sources.append(source)


def sections_of(user: User, on: date) -> list[Section]:
    """Return what the higher rooms know of a user on a day."""
    return [source(user, on) for source in _sources]
