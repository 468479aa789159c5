"""PostgreSQL's own client programs: where they lie, and running them without a password on a command line."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

VERSIONED = Path("/usr/lib/postgresql")


class ProgramMissingError(Exception):
    """No client program that fits the server was found; the message says what to install."""


class ProgramFailedError(Exception):
    """A client program ended with an error; the message is its own last words."""


def program(name: str) -> Path:
    """Return the newest `name` on PATH, in the folder of pg_config or in Debian's folders that fits the server.

    Raises:
        ProgramMissingError: there is none, or all are older than the server (an older pg_dump refuses a newer server).
    """
    wanted = connection.pg_version // 10_000  # type: ignore[attr-defined] # of the PostgreSQL backend
    found = sorted(((_major(path), path) for path in _candidates(name)), reverse=True)
    # The very version of the server first: a dump of a newer pg_dump cannot be read by the server's own pg_restore.
    for major, path in [*(pair for pair in found if pair[0] == wanted), *found]:
        if major >= wanted:
            return path
    what = f"only version {found[0][0]}" if found else "none"
    message = (
        f"The server is PostgreSQL {wanted} and {what} of {name} was found on this machine."
        f" Install the package postgresql-client-{wanted}, or put its folder on PATH."
    )
    raise ProgramMissingError(message)


def _candidates(name: str) -> list[Path]:
    folders = [Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    pg_config = shutil.which("pg_config")
    if pg_config:
        said = _said(pg_config, "--bindir")
        folders.append(Path(said.strip()))
    folders += sorted(VERSIONED.glob("*/bin"))
    return [path for folder in dict.fromkeys(folders) if os.access(path := folder / name, os.X_OK)]


def _major(path: Path) -> int:
    number = re.search(r"(\d+)\.?\d*", _said(str(path), "--version"))
    return int(number[1]) if number else 0


def _said(*arguments: str) -> str:
    # The programs are those of the machine's own package, found by their names.
    return subprocess.run(arguments, capture_output=True, text=True, check=False).stdout  # noqa: S603


def run(arguments: Sequence[str | Path]) -> str:
    """Run a client program against the register's database; returns what it printed.

    Raises:
        ProgramFailedError: it ended with an error.
    """
    done = subprocess.run(  # noqa: S603 - as above
        [str(part) for part in arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        name = Path(str(arguments[0])).name
        message = f"{name} ended with {done.returncode}: {done.stderr.strip()[-1500:]}"
        raise ProgramFailedError(message)
    return done.stdout


def _environment() -> dict[str, str]:
    """Address and password travel in the environment: a command line is read by everybody on the machine."""
    settings = connection.settings_dict
    address = {
        "PGDATABASE": settings["NAME"],
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    return {**os.environ, **{name: value for name, value in address.items() if value}}
