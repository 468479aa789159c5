"""The common way into every command: errors become a sentence and an exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

from .speak import MISSING, STOPPED_BY_HAND, SetupError, say


def enter(main: Callable[[list[str]], int]) -> int:
    """Run a command's `main` and answer the exit code."""
    os.umask(0o022)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        return main(sys.argv[1:])
    except SetupError as error:
        say(str(error))
        return error.code
    except KeyboardInterrupt:
        say("Stopped.")
        return STOPPED_BY_HAND
    except (OSError, subprocess.SubprocessError) as error:
        say(f"The set-up stopped: {error}")
        return MISSING


def _stop(_number: int, _frame: object) -> None:
    """Leave through every `finally`, so that what was started is stopped."""
    raise KeyboardInterrupt
