"""What became of a file: a note for each row, and the answer that every import gives."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from registry.common.models import ImportRow

COUNTED = ("added", "changed", "unchanged", "gone")


@dataclass(slots=True)
class RowNote:
    """One row: its place in the file (from 1; 0 for what is gone), key, fate, and what was said of it."""

    number: int
    key: str = ""
    state: str = ImportRow.State.STAGED
    is_repaired: bool = False
    messages: list[str] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether the row stays out of the register."""
        return self.state == ImportRow.State.REFUSED

    def refuse(self, message: object) -> None:
        """Keep the row out, and say why."""
        self.state = ImportRow.State.REFUSED
        self.messages.append(str(message))

    def repair(self, message: object) -> None:
        """Keep the row, and say what was mended or left unknown in it."""
        self.is_repaired = True
        self.messages.append(str(message))


@dataclass(slots=True)
class Outcome:
    """The rows of one import and its number."""

    run: int
    notes: list[RowNote]
    seconds: float = 0.0
    says: list[str] = field(default_factory=list)

    def answer(self) -> dict[str, object]:
        """Return `{run, added, changed, unchanged, gone, repaired, refused, seconds}`."""
        return {"run": self.run, **self.counts(), "seconds": round(self.seconds, 3)}

    def counts(self) -> dict[str, int]:
        """Return how many rows met each fate; a refused row is not also a repaired one."""
        states = Counter(str(note.state) for note in self.notes)
        repaired = sum(note.is_repaired and not note.is_refused for note in self.notes)
        return {state: states[state] for state in COUNTED} | {"repaired": repaired, "refused": states["refused"]}
