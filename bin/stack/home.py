"""Where things lie: the clone, and the folder of what the set-up makes.

Everything that is made lies under `var/` of the clone. Where the unprivileged accounts cannot reach the clone
(it lies in the superuser's home), it lies under `/var/lib/mining-register/` instead, with a mirror of the code.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from . import account
from .speak import SetupError

REPOSITORY = Path(__file__).resolve().parents[2]
ELSEWHERE = Path("/var/lib/mining-register")


@dataclass(frozen=True)
class Home:
    """The clone and the folder for all that is made from it."""

    clone: Path
    folder: Path

    @property
    def is_apart(self) -> bool:
        """Whether the folder lies outside the clone, because the clone cannot be reached."""
        return self.clone not in self.folder.parents

    @property
    def code(self) -> Path:
        """The tree that the long-running processes read: the clone or its mirror."""
        return self.folder / "code" if self.is_apart else self.clone

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.folder / "venv"

    @property
    def python(self) -> Path:
        """The interpreter of the virtual environment."""
        return self.venv / "bin" / "python"

    @property
    def stamps(self) -> Path:
        """What was done already, by the hash of what it was done from."""
        return self.folder / "stamps"

    @property
    def logs(self) -> Path:
        """What the steps and the processes wrote."""
        return self.folder / "logs"

    @property
    def mark(self) -> str:
        """Eight characters that tell this clone from another one of the machine."""
        return hashlib.sha256(str(self.clone).encode()).hexdigest()[:8]


def locate(clone: Path = REPOSITORY) -> Home:
    """Where this clone keeps what is made; makes the folder.

    Raises:
        SetupError: the folder cannot be written.
    """
    reachable = account.others_can([clone], os.R_OK | os.X_OK) and _code_is_readable(clone)
    inside = clone / "var"
    folder = inside if reachable else ELSEWHERE / f"{clone.name}-{Home(clone, inside).mark}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in ("stamps", "logs"):
            (folder / part).mkdir(exist_ok=True)
    except OSError as error:
        raise SetupError(_unwritable(folder, str(error))) from error
    if not os.access(folder, os.W_OK) or not os.access(folder / "stamps", os.W_OK):
        raise SetupError(_unwritable(folder, "it belongs to another user"))
    return Home(clone, folder)


def _code_is_readable(clone: Path) -> bool:
    return account.others_can([clone / "bin" / "stack" / "home.py", clone / "manage.py"])


def _unwritable(folder: Path, reason: str) -> str:
    return (
        f"The register keeps its environment and its data in {folder}, and this cannot be written: {reason}. "
        "Start the command as the user who started it the first time, or give the folder to the user you are."
    )
