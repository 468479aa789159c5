"""How many public requests one process works on at a time; the others are told at once to come back.

Threads are few. Were all of them busy for organizations, officers would wait behind them, and under more load than
can be served the queue would only grow. So one thread at least stays free for the staff, and whole tables take at
most half of the places. A map asks for several tiles in one breath: while nobody was refused lately, a request may wait
a moment for a place.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

PATIENCE_S = 0.3
CALM_S = 1.0  # after a refusal nobody waits for that long: waiting would only lengthen the queue


class Gate:
    """Places in this process."""

    def __init__(self) -> None:
        """All places are free."""
        self._free = threading.Condition()
        self._taken = self._waiting = 0
        self._refused_at = -CALM_S

    def enter(self, most: int, *, patience_s: float = 0) -> bool:
        """Take a place and say whether there was one; 0 places means no limit."""
        with self._free:
            if most and self._taken >= most and not self._waited(most, patience_s):
                self._refused_at = time.monotonic()
                return False
            self._taken += 1
            return True

    def _waited(self, most: int, patience_s: float) -> bool:
        is_calm = time.monotonic() - self._refused_at >= CALM_S and self._waiting < most
        if not (patience_s and is_calm):
            return False
        self._waiting += 1
        try:
            return self._free.wait_for(lambda: self._taken < most, patience_s)
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Give the place back."""
        with self._free:
            self._taken -= 1
            self._free.notify()


requests, tables = Gate(), Gate()


def most_tables() -> int:
    """Return how many whole tables one process gives at a time."""
    return max(1, settings.REGISTRY_API_AT_ONCE // 2) if settings.REGISTRY_API_AT_ONCE else 0


class Held:
    """A stream that keeps its places until it is closed, also where nobody reads it to the end."""

    def __init__(self, pieces: Iterator[bytes], *leaving: Callable[[], None]) -> None:
        """Keep the pieces and what to do at the end."""
        self._pieces = pieces
        self._leaving = list(leaving)

    def __iter__(self) -> "Held":
        """Be the iterator."""
        return self

    def __next__(self) -> bytes:
        """Return the next piece."""
        return next(self._pieces)

    def also(self, leaving: Callable[[], None]) -> None:
        """Do something more at the end."""
        self._leaving.append(leaving)

    def close(self) -> None:
        """End the stream and give its places back, once."""
        close: Any = getattr(self._pieces, "close", None)
        try:
            if close is not None:
                close()
        finally:
            while self._leaving:
                self._leaving.pop()()
