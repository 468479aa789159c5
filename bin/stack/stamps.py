"""Remembers which long step was done from which input, so that a second start takes seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """A hash over the content of the files that exist and over the words."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for file in sorted(files):
        if file.is_file():
            total.update(str(file).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def is_done(folder: Path, step: str, from_what: str) -> bool:
    """Whether the step was finished from exactly this input."""
    stamp = folder / step
    return stamp.is_file() and stamp.read_text() == from_what


def note(folder: Path, step: str, from_what: str) -> None:
    """Note that the step is finished."""
    (folder / step).write_text(from_what)


def forget(folder: Path, step: str) -> None:
    """Make the step be done again next time; called before it begins, so that a broken one is never trusted."""
    (folder / step).unlink(missing_ok=True)
