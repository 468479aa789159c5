"""What is known of the running register: the lock that its supervisor holds, its processes, and `var/run.json`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from . import locks
from .home import Home

EMPTY_ANSWER: dict[str, Any] = {"logins": [], "status": None, "verification_code": None, "api_key": None}


def lock_path(home: Home) -> Path:
    """Held by the supervisor for as long as it lives."""
    return home.folder / "run.lock"


def is_up(home: Home) -> bool:
    """Whether a supervisor lives, ready or still on its way."""
    return locks.is_held(lock_path(home))


def announcement(home: Home) -> Path:
    """The file that says the register is ready; always below the clone, so that it is found."""
    return home.clone / "var" / "run.json"


def state_path(home: Home) -> Path:
    """The process numbers, for `--status` and `--stop`."""
    return home.folder / "run-state.json"


def announce(home: Home, url: str, *, demo: bool, accounts: dict[str, Any]) -> dict[str, Any]:
    """Write `var/run.json`, for the owner's eyes only, and answer what it says."""
    said = {"url": url, "pid": os.getpid(), "demo": demo, **EMPTY_ANSWER}
    said |= {name: accounts[name] for name in EMPTY_ANSWER if name in accounts}
    write_private(announcement(home), said)
    return said


def withdraw(home: Home) -> None:
    """Take back what was said: nothing runs any more."""
    announcement(home).unlink(missing_ok=True)
    state_path(home).unlink(missing_ok=True)


def read(path: Path) -> dict[str, Any]:
    """The content of one of these files; empty where there is none."""
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Replace a file at once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    fresh.replace(path)
