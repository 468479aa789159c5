"""One child that does the work while we keep its servers: what ends us ends it first, in order."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def call(command: list[str], *, env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Run the command to its end and answer its exit code.

    Ctrl-C reaches the child by itself, and we only wait for it; SIGTERM and SIGHUP are passed on.
    """
    with subprocess.Popen(command, env=dict(env), cwd=cwd) as child, _passed_on(child):
        code = child.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _passed_on(child: subprocess.Popen[bytes]) -> Iterator[None]:
    def pass_on(number: int, _frame: object) -> None:
        child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
