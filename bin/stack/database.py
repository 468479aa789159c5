"""Brings the database to the state of the code: tables, rights of the application's role, demo register."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import account, servers, stamps, variables
from .home import Home
from .speak import SetupError, run_step, say

MODE_DEMO, MODE_EMPTY = "demo", "empty"


def mode_kept(home: Home) -> str | None:
    """Whether the register of this clone was begun as a demo or empty; unknown before its first start."""
    path = _mode_file(home)
    return path.read_text().strip() if path.is_file() else None


def keep_mode(home: Home, mode: str) -> None:
    """Remember it: a demo is never poured into a register that was begun empty."""
    _mode_file(home).write_text(mode)


def _mode_file(home: Home) -> Path:
    """Beside the data, so that both are set aside together; for a server of the environment, one for each."""
    named = os.environ.get("DATABASE_URL")
    if not named:
        return home.folder / "servers" / "register" / "mode"
    return home.folder / f"mode-{stamps.digest([], named)[:12]}"


def migrate(home: Home, where: servers.Addresses, env: dict[str, str]) -> None:
    """Make the tables and give the application's role its rights; only where a migration changed.

    Raises:
        SetupError: a migration failed.
    """
    stamp_folder = servers.register_place(home).folder
    found = [path for path in home.clone.glob("**/migrations/*.py") if "var" not in path.relative_to(home.clone).parts]
    wanted = stamps.digest([*found, home.clone / "requirements.lock"], "migrations", where.database_owner.split("@")[0])
    named = os.environ.get("DATABASE_URL")
    if not named and stamps.is_done(stamp_folder, "migrated", wanted):
        return
    owner = variables.as_owner(env, where)
    _step(home, "Making the tables", ["migrate", "--noinput"], owner)
    _step(home, "Giving the application its rights, and no more", ["prepare_database"], owner)
    stamps.note(stamp_folder, "migrated", wanted)


def static_files(home: Home, env: dict[str, str]) -> None:
    """Collect the files that the pages need, where one changed or a reset took them away."""
    sources = [path for folder in _static_folders(home.clone) for path in folder.rglob("*") if path.is_file()]
    facts = [f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in sorted(sources)]
    wanted = stamps.digest([home.clone / "requirements.lock"], *facts)
    collected = Path(env.get("STATIC_ROOT") or Path(env["REGISTRY_VAR"]) / "static") / "staticfiles.json"
    if collected.is_file() and stamps.is_done(home.stamps, "static", wanted):
        return
    _step(home, "Collecting the files of the pages", ["collectstatic", "--noinput", "--clear", "-v", "2"], env)
    stamps.note(home.stamps, "static", wanted)


def _static_folders(clone: Path) -> list[Path]:
    own = [clone / "static", clone / "registry" / "static"]
    return [folder for folder in [*own, *clone.glob("*/static"), *clone.glob("registry/*/static")] if folder.is_dir()]


def demo_accounts(home: Home, env: dict[str, str]) -> dict[str, Any]:
    """Make the demo register where there is none, and answer its logins and codes.

    Raises:
        SetupError: the demo could not be made, for example because real data lie in the register.
    """
    if not stamps.is_done(servers.register_place(home).folder, "demo", "made") or os.environ.get("DATABASE_URL"):
        say("  Making the demo register (invented people, rights and land; the same each time) …")
        _asked(home, ["seed_demo", "--json"], env, show=True)
        stamps.note(servers.register_place(home).folder, "demo", "made")
    accounts = _asked(home, ["demo_accounts", "--json"], env, show=False)
    return accounts | _asked(home, ["seed_demo_rooms", "--json"], env, show=True)


def _asked(home: Home, command: Sequence[str], env: Mapping[str, str], *, show: bool) -> dict[str, Any]:
    """The JSON that a command answers; its progress goes to the terminal as it comes."""
    runner = account.for_application()
    done = subprocess.run(
        [str(home.python), str(home.code / "manage.py"), *command],
        env=variables.as_account(dict(env), runner, home.folder / "files"),
        cwd=home.code,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=None if show else subprocess.PIPE,
        text=True,
        check=False,
        **runner.popen(),
    )
    if done.returncode != 0:
        msg = f"`manage.py {' '.join(command)}` failed (exit {done.returncode}). {done.stderr or ''}"
        raise SetupError(msg)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        msg = f"`manage.py {' '.join(command)}` answered no JSON: {done.stdout[:300]!r}"
        raise SetupError(msg) from error
    return answer


def _step(home: Home, title: str, command: Sequence[str], env: Mapping[str, str]) -> None:
    runner = account.for_application()
    run_step(
        title,
        [home.python, home.code / "manage.py", *command],
        log=home.logs / "set-up.log",
        env=variables.as_account(dict(env), runner, home.folder / "files"),
        cwd=home.code,
        **runner.popen(),
    )
