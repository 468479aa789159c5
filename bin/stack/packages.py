"""The system packages: what is missing, under which name, and its installation with the list shown first.

Only Debian's family is installed for (`apt-get`). Installing starts nothing: PostgreSQL is told to make no cluster
(`create_main_cluster = false`), and of Redis only the tools are taken, which hold the server and no service.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import account, programs
from .speak import SetupError, agreed, may_ask, run_step, say

NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/mining-register.conf")
NO_CLUSTER_TEXT = "# No server is created or started by installing the package.\ncreate_main_cluster = false\n"
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


@dataclass(frozen=True)
class Need:
    """One thing the register needs from the system."""

    what: str
    is_there: Callable[[], bool]
    packages: Callable[[], list[str]]
    is_optional: bool = False


def needs(*, database: bool, broker: bool, browser: bool) -> list[Need]:
    """What this start needs; a server named by the environment is not installed here."""
    listed = [
        Need("Python's own way to make environments (venv)", _has_venv, lambda: ["python3-venv"]),
        Need("Pango, to set the papers (PDF)", _has_pango, _pango_packages),
    ]
    if database:
        listed.append(Need("PostgreSQL 15 or later with PostGIS", programs.has_postgis, _postgis_packages))
    if broker:
        listed.append(Need("Redis, the broker of the workers", programs.has_redis, lambda: ["redis-tools"]))
    if browser and programs.distribution() != "ubuntu":
        listed.append(Need("Chromium, for the tests of the pages", programs.has_chromium, lambda: ["chromium"]))
    if browser:  # to test
        listed.append(
            Need("ogr2ogr, for the tests of what GDAL reads", _has_ogr2ogr, lambda: ["gdal-bin"], is_optional=True)
        )
    return listed


def ensure(wanted: list[Need], logs: Path) -> None:
    """Install what is missing, the list shown first; asks at a terminal only. Goes on without what is optional.

    Raises:
        SetupError: no package manager is known, the person said no, or something is still missing afterwards.
    """
    missing = [need for need in wanted if not need.is_there()]
    if not missing:
        return
    try:
        _install_all(missing, logs)
    except SetupError:
        if not all(need.is_optional for need in wanted if not need.is_there()):
            raise
        say("  Going on without; the tests that need it are skipped and say so.")


def _install_all(missing: list[Need], logs: Path) -> None:
    say("Missing on this machine: " + "; ".join(need.what for need in missing) + ".")
    apt, rights = _apt(missing)
    if any(not _known(name) for need in missing for name in need.packages()):
        _refresh(apt, rights, logs)
    names = [name for need in missing for name in need.packages()]
    say("To be installed by the system's package manager: " + " ".join(names))
    say("  (installing starts no server; PostgreSQL is told to create no cluster of its own)")
    if may_ask() and not agreed("Install them now?"):
        raise SetupError("Nothing was installed. Install the packages above yourself, or use `docker compose up`.")
    _install([*rights, apt], names, logs)
    left = [need.what for need in missing if not need.is_there()]
    if left:
        raise SetupError(
            "The packages were installed, but this is still missing: "
            + "; ".join(left)
            + f". What the package manager wrote: {logs / 'packages.log'}. Or use `docker compose up`."
        )


def _has_ogr2ogr() -> bool:
    return shutil.which("ogr2ogr") is not None


def _apt(missing: list[Need]) -> tuple[str, list[str]]:
    apt = shutil.which("apt-get")
    if apt is None:
        raise SetupError(
            "This machine has no package manager that the set-up knows (apt-get), and these are missing: "
            + "; ".join(need.what for need in missing)
            + ". Install them with the machine's own means, or run the whole register with `docker compose up`."
        )
    if account.is_superuser():
        return apt, []
    sudo = shutil.which("sudo")
    if sudo is None:
        raise SetupError(
            "Packages are missing and neither are you root nor is there `sudo`. Ask an administrator for: "
            "apt-get install " + " ".join(name for need in missing for name in need.packages())
        )
    return apt, [sudo] if may_ask() else [sudo, "-n"]


def _refresh(apt: str, rights: list[str], logs: Path) -> None:
    if rights == [shutil.which("sudo")]:
        subprocess.run([*rights, "-v"], check=False)
    run_step("Reading the list of packages", [*rights, apt, "update"], log=logs / "packages.log")


def _install(apt: list[str], names: list[str], logs: Path) -> None:
    keeper = apt[:-1]
    _tell_postgresql(keeper, NO_CLUSTER_TEXT)
    options = ["-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    command = [*keeper, "env", "DEBIAN_FRONTEND=noninteractive", *apt[-1:], "install", *options, *names]
    try:
        run_step("Installing the packages", command, log=logs / "packages.log")
    except SetupError:
        say("  The list of packages may be old: reading it again and trying once more.")
        run_step("Reading the list of packages", [*apt, "update"], log=logs / "packages.log")
        run_step("Installing the packages", command, log=logs / "packages.log")
    finally:
        _tell_postgresql(keeper, None)


def _tell_postgresql(rights: list[str], text: str | None) -> None:
    """Say to PostgreSQL's package, while we install and not longer, that it shall make no cluster."""
    if text is None:
        subprocess.run([*rights, "rm", "-f", str(NO_CLUSTER)], check=False, stdin=subprocess.DEVNULL)
        return
    subprocess.run([*rights, "mkdir", "-p", str(NO_CLUSTER.parent)], check=True, stdin=subprocess.DEVNULL)
    subprocess.run([*rights, "tee", str(NO_CLUSTER)], input=text.encode(), stdout=subprocess.DEVNULL, check=True)


def _has_venv() -> bool:
    return programs.python_for_environment() is not None


def _has_pango() -> bool:
    for library in PANGO:
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
    return True


def _pango_packages() -> list[str]:
    return ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


def _postgis_packages() -> list[str]:
    """Server and PostGIS of one version: the one the distribution's own `postgresql` stands for."""
    version = _distribution_postgresql()
    if version is None:
        return ["postgresql"]
    return [f"postgresql-{version}", f"postgresql-{version}-postgis-3", f"postgresql-{version}-postgis-3-scripts"]


def _distribution_postgresql() -> str | None:
    found = re.search(r"Depends: postgresql-(\d+)", _asked("depends", "postgresql"))
    return found.group(1) if found else None


def _known(package: str) -> bool:
    if package == "postgresql":  # stands in while the version is not known yet
        return False
    return bool(re.search(r"Candidate: \d", _asked("policy", package)))


def _asked(verb: str, package: str) -> str:
    program = shutil.which("apt-cache")
    if program is None:
        return ""
    env = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run([program, verb, package], env=env, capture_output=True, text=True, check=False)
    return done.stdout


def refuse_old_python() -> None:
    """Stop with a sentence on a Python that the register does not know."""
    if sys.version_info < programs.OLDEST_PYTHON:
        oldest = ".".join(str(part) for part in programs.OLDEST_PYTHON)
        msg = f"The register needs Python {oldest} or later; this is {sys.version.split()[0]}."
        raise SetupError(msg)
