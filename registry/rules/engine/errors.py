"""What can be wrong with facts or with a law, said so that a person can put it right."""

from __future__ import annotations

import reprlib
from decimal import Decimal

MOST_SHOWN = 80


class _Brief(reprlib.Repr):
    """However long or deep a value is, what is shown of it stays one line."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxdict, self.maxlist = 2, 3, 3
        self.maxstring = self.maxother = MOST_SHOWN


_BRIEF = _Brief()


def shown(plain: object) -> str:
    """A value as the person wrote it (`null`, `true`, 18.0), cut short so that the message stays one sentence."""
    if plain is None or isinstance(plain, bool):
        return {None: "null", True: "true", False: "false"}[plain]
    return f"{Decimal(plain):.18g}" if isinstance(plain, int | Decimal) else _BRIEF.repr(plain)


class RulesError(ValueError):
    """Something handed to the rules cannot be used; the message names the place and what to do."""

    def __init__(self, place: str, problem: str, advice: str) -> None:
        super().__init__(place, problem, advice)
        self.place = place
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.place or 'the whole'}: {self.problem}. {self.advice}"


class FactsError(RulesError):
    """The facts break the form that the pack of the jurisdiction asks for."""

    def under(self, step: str | int) -> FactsError:
        """The same problem, seen from one step further out (`rights_held` for `[0].hectares`)."""
        own = f"[{step}]" if isinstance(step, int) else step
        joined = f"{own}.{self.place}" if self.place and not self.place.startswith("[") else f"{own}{self.place}"
        return FactsError(joined, self.problem, self.advice)


class LawError(RulesError):
    """The law files of a pack are not sound, or they do not reach the day that is asked for."""
