"""Words for the person at the terminal: progress goes to stderr, results to stdout."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DONE, DIFFERENCES, WRONG_INPUT, MISSING = 0, 1, 2, 3
STOPPED_BY_HAND = 130
SILENCE_SECONDS = 10.0
TAIL_LINES = 25


class SetupError(Exception):
    """A sentence for the person, with the exit code it ends in."""

    def __init__(self, sentence: str, code: int = MISSING) -> None:
        super().__init__(sentence)
        self.code = code


def say(sentence: str) -> None:
    """Write one line of progress to stderr."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def result(text: str) -> None:
    """Write one result to stdout."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def may_ask() -> bool:
    """Whether a person sits at the terminal and wants to be asked."""
    in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    return not in_ci and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask once, yes being the answer of the empty line."""
    sys.stderr.write(question + " [Y/n] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"", "y", "yes", "s", "si", "sí"}


@dataclass
class _Meter:
    """One long step: a line that is rewritten at a terminal, a line each ten seconds elsewhere."""

    title: str
    describe: Callable[[str], str]
    started: float
    spoken: float
    latest: str = ""

    def tick(self, line: str | None) -> None:
        if line is not None:
            self.latest = self.describe(line)
        now = time.monotonic()
        if sys.stderr.isatty():
            text = f"  {self.title} … {now - self.started:.0f} s  {self.latest}"
            sys.stderr.write("\r\033[K" + text[: _columns() - 1])
            sys.stderr.flush()
        elif now - self.spoken >= SILENCE_SECONDS:
            self.spoken = now
            say(f"  {self.title} … {now - self.started:.0f} s  {self.latest}")

    def end(self, word: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
        say(f"  {self.title}: {word} ({time.monotonic() - self.started:.1f} s)")


def _columns() -> int:
    try:
        return max(40, os.get_terminal_size(sys.stderr.fileno()).columns)
    except OSError:
        return 80


def _last_line(line: str) -> str:
    return line


def run_step(
    title: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    describe: Callable[[str], str] = _last_line,
    **popen: Any,
) -> None:
    """Run a long command with its progress shown and its whole output kept in `log`.

    Raises:
        SetupError: the command ended with an error; the message ends with the last lines it wrote.
    """
    now = time.monotonic()
    meter = _Meter(title, describe, now, now)
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("a", encoding="utf-8") as kept,
        subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            **popen,
        ) as process,
    ):
        for line in _lines(process):
            if line is not None:
                kept.write(line + "\n")
                tail.append(line)
            meter.tick(line)
    if process.returncode != 0:
        meter.end("failed")
        raise SetupError(f"{title} failed (exit {process.returncode}; all of it: {log}):\n" + "\n".join(tail))
    meter.end("done")


def _lines(process: subprocess.Popen[bytes]) -> Any:
    """Each line as it comes, and None once a second while nothing comes."""
    assert process.stdout is not None
    pending = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(timeout=1.0):
                yield None
                continue
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                break
            *whole, pending = (pending + chunk).replace(b"\r", b"\n").split(b"\n")
            yield from (line.decode("utf-8", "replace").strip() for line in whole if line.strip())
    if pending.strip():
        yield pending.decode("utf-8", "replace").strip()
