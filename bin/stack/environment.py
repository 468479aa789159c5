"""The environment of the code: interpreter and packages, front-end files, translations, and the mirror of the code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import programs, stamps
from .home import Home
from .speak import SetupError, run_step, say

LOCK_TO_RUN = "requirements.lock"
LOCK_TO_TEST = "requirements-dev.lock"
NEVER_MIRRORED = {".git", "var", "node_modules", "__pycache__", ".venv", "staticfiles"}


def prepare(home: Home, *, to_test: bool = False) -> None:
    """Make everything that the code needs before a server is asked; each step only where its input changed."""
    os.umask(0o022)
    packages(home, LOCK_TO_TEST if to_test else LOCK_TO_RUN)
    front_end(home)
    translations(home)
    if home.is_apart:
        mirror(home)


def packages(home: Home, lock_name: str) -> None:
    """Install the hashed lock into the virtual environment.

    Raises:
        SetupError: no interpreter can make an environment, or a package could not be installed.
    """
    lock = home.clone / lock_name
    interpreter = programs.python_for_environment()
    if interpreter is None:
        raise SetupError("No Python 3.11 or later was found that can make a virtual environment (python3-venv).")
    wanted = stamps.digest([lock], "packages", _identity(interpreter))
    if home.python.exists() and stamps.is_done(home.stamps, lock_name, wanted):
        return
    stamps.forget(home.stamps, lock_name)
    log = home.logs / "set-up.log"
    if _identity(str(home.python)) != _identity(interpreter):
        run_step("Making the virtual environment", [interpreter, "-m", "venv", "--clear", home.venv], log=log)
    total = sum(1 for line in lock.read_text().splitlines() if re.match(r"[A-Za-z0-9]", line))
    seen: set[str] = set()

    def describe(line: str) -> str:
        found = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
        if found:
            seen.add(found.group(1))
            return f"{len(seen)} of at most {total}: {found.group(1)}"
        return line[:80]

    options = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    command: list[str | Path] = [home.python, "-m", "pip", "install", *options, "-r", lock]
    run_step(f"Installing the Python packages of {lock_name}", command, log=log, describe=describe)
    stamps.note(home.stamps, lock_name, wanted)


def _identity(interpreter: str) -> str:
    """Version and base of an interpreter: an environment of another one is made anew."""
    question = "import sys; print(sys.version_info[:2], sys.base_prefix)"
    try:
        asked = subprocess.run([interpreter, "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return asked.stdout.strip()


def front_end(home: Home) -> None:
    """Fetch the front-end packages by their lock and copy the files that `package.json` names to `static/vendor/`.

    Raises:
        SetupError: there is no Node, a package could not be fetched, or a named file is not in it.
    """
    sources = [home.clone / name for name in ("package.json", "package-lock.json", ".npmrc")]
    wanted = stamps.digest(sources, "front end")
    vendor = home.clone / "static" / "vendor"
    if vendor.is_dir() and stamps.is_done(home.stamps, "front-end", wanted):
        return
    stamps.forget(home.stamps, "front-end")
    npm = programs.npm(home.venv)
    if npm is None:
        raise SetupError("Neither the system nor the environment has Node 20 or later with npm.")
    work = home.folder / "front-end"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for source in sources:
        shutil.copy(source, work)
    env = {**os.environ, "PATH": f"{npm[0].parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command: list[str | Path] = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run_step("Fetching the front-end files", command, log=home.logs / "set-up.log", env=env, cwd=work)
    _copy_named(json.loads(sources[0].read_text())["vendor"], work / "node_modules", vendor)
    shutil.rmtree(work)
    stamps.note(home.stamps, "front-end", wanted)


def _copy_named(named: dict[str, str], packages_folder: Path, vendor: Path) -> None:
    shutil.rmtree(vendor, ignore_errors=True)
    for name, origin in named.items():
        source, target = packages_folder / origin, vendor / name
        if not source.is_file():
            msg = f"package.json asks for {origin}, and the package holds no such file."
            raise SetupError(msg)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def translations(home: Home) -> None:
    """Compile every catalogue of `locale/`.

    Raises:
        SetupError: a catalogue has an error; the message holds the compiler's words.
    """
    catalogues = sorted((home.clone / "locale").glob("*/LC_MESSAGES/*.po"))
    if not catalogues:
        say("  No catalogue of translations in locale/: the pages speak English only.")
        return
    wanted = stamps.digest(catalogues, "translations")
    compiled = all(path.with_suffix(".mo").is_file() for path in catalogues)
    if compiled and stamps.is_done(home.stamps, "translations", wanted):
        return
    for path in catalogues:
        language = path.parts[-3]
        command: list[str | Path] = [home.python, "-m", "babel.messages.frontend", "compile", "--locale", language]
        files: list[str | Path] = ["--input-file", path, "--output-file", path.with_suffix(".mo")]
        run_step(f"Compiling the translation '{language}'", [*command, *files], log=home.logs / "set-up.log")
    stamps.note(home.stamps, "translations", wanted)


def mirror(home: Home) -> None:
    """Copy the tree to where the unprivileged accounts can read it; files that are gone go there, too."""
    say(f"  The clone {home.clone} cannot be read by an unprivileged user: its code is mirrored to {home.code}.")
    kept = {Path(name) for name in _files(home.clone)}
    for name in sorted(kept):
        source, target = home.clone / name, home.code / name
        if not target.exists() or _differs(source, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
            target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)
    for target in [path for path in home.code.rglob("*") if path.is_file()]:
        name = target.relative_to(home.code)
        if name not in kept and not NEVER_MIRRORED.intersection(name.parts):
            target.unlink()


def _differs(source: Path, target: Path) -> bool:
    one, other = source.stat(), target.stat()
    return one.st_size != other.st_size or one.st_mtime_ns != other.st_mtime_ns


def _files(clone: Path) -> list[str]:
    """Every file below the clone, save what is made, and hidden files: a secret may lie in one."""
    found: list[str] = []
    for folder, below, names in os.walk(clone):
        below[:] = [name for name in below if name not in NEVER_MIRRORED and not name.startswith(".")]
        found += [os.path.relpath(os.path.join(folder, name), clone) for name in names if name[0] != "."]  # noqa: PTH118
    return found
