"""`bin/test`: the tests on servers of their own, several runs at once if need be."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from . import children, programs, servers, setup, stamps
from .home import Home
from .speak import DIFFERENCES, DONE, WRONG_INPUT, result, say
from .variables import secret_key

PYTEST_EXITS = {0: DONE, 1: DIFFERENCES, 4: WRONG_INPUT, 5: WRONG_INPUT}
OURS = ("REGISTRY_", "DJANGO_", "DATABASE_", "CELERY_", "CACHE_URL", "EMAIL_URL", "PYTEST_", "ALLOWED_HOSTS")
KEPT = ("REGISTRY_SHARED_DATA", "PYTEST_ADDOPTS")


def main(argv: list[str]) -> int:
    """Set up, start servers for the tests, run pytest (or another command) on them; answers the exit code."""
    options, extra = _arguments(argv)
    home = setup.prepare(to_test=True)
    if options.prepare:
        result(json.dumps({"venv": str(home.venv)}) if options.json else str(home.venv))
        return DONE
    wants_database, wants_broker = servers.wanted_here()
    with (
        servers.test_place(home) as place,
        servers.running(place, database=wants_database, broker_too=wants_broker) as where,
        tempfile.TemporaryDirectory(prefix="mining-register-test-") as files,
    ):
        env = for_tests(home, where, files)
        if options.execute:
            return children.call(extra, cwd=home.clone, env=env)
        command = [str(home.python), "-m", "pytest", *_database(place), *options.path, *extra]
        say(f"  Tests on {where.database_owner.rsplit('@', 1)[-1]}: {' '.join(command[1:])}")
        code = children.call(command, cwd=home.clone, env=env)
    if code == 5:
        say("No test was run: nothing matched. That is an error here, never a success.")
    return PYTEST_EXITS.get(code, code)


def _arguments(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    ours, extra = argv, []
    if "--" in argv:
        cut = argv.index("--")
        ours, extra = argv[:cut], argv[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Runs the test suite on a PostGIS and a broker of its own. What follows -- goes to pytest.",
    )
    parser.add_argument("path", nargs="*", help="files or folders of tests (all of them)")
    parser.add_argument("--prepare", action="store_true", help="only set up, and answer where the environment lies")
    parser.add_argument("--execute", action="store_true", help="run the command after -- on the servers of the tests")
    parser.add_argument("--json", action="store_true", help="answer --prepare in JSON")
    return parser.parse_args(ours), extra


def for_tests(home: Home, where: servers.Addresses, files: str) -> dict[str, str]:
    """The environment of the tests: nothing of the person's own settings reaches them but the place of the data."""
    # Whitenoise warns of a missing folder, and warnings are errors; for whole pages the tests read the files' sources.
    Path(files, "static").mkdir(exist_ok=True, parents=True)
    env = {name: value for name, value in os.environ.items() if name in KEPT or not name.startswith(OURS)}
    return env | {
        "PATH": f"{home.venv / 'bin'}{os.pathsep}{_postgresql_path()}{os.environ.get('PATH', os.defpath)}",
        "DATABASE_URL": where.database_owner,
        "DATABASE_OWNER_URL": where.database_owner,
        "DATABASE_APP_ROLE": where.application_role,
        "REGISTRY_APP_DATABASE_URL": where.database,
        "CELERY_BROKER_URL": where.broker,
        "SECRET_KEY": secret_key(home),
        "REGISTRY_VAR": files,
        "REGISTRY_DEMO": "1",
        "REGISTRY_HTTPS": "0",
        "DJANGO_DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _postgresql_path() -> str:
    """The folder of pg_dump and psql, which Debian keeps off the path."""
    found = programs.postgresql()
    return f"{found.binaries}{os.pathsep}" if found else ""


def _database(place: servers.Place) -> list[str]:
    """Keep the test databases between runs while no migration changed; in CI they are always made anew."""
    clone = place.home.clone
    found = [path for path in clone.glob("**/migrations/*.py") if "var" not in path.relative_to(clone).parts]
    models = [path for path in clone.glob("**/models/*.py") if "var" not in path.relative_to(clone).parts]
    wanted = stamps.digest([*found, *models, clone / "requirements-dev.lock"], "test databases", sys.version)
    if os.environ.get("DATABASE_URL") or os.environ.get("CI"):
        return ["--create-db"]
    if stamps.is_done(place.folder, "test-databases", wanted):
        return ["--reuse-db"]
    stamps.note(place.folder, "test-databases", wanted)
    return ["--reuse-db", "--create-db"]
