"""`bin/manage`: Django's commands inside the prepared environment, the private servers up while they work."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import account, children, database, running, servers, setup, variables
from .home import Home
from .speak import DIFFERENCES, DONE

WITHOUT_SERVERS = frozenset({"", "help", "--help", "--version", "classify", "overlap_files", "makemessages"})
HELP = frozenset({"-h", "--help"})
MAKES_IT_REAL = ("import_", "create_admin", "restore")
TABLES_AS_THEY_ARE = frozenset(
    {"migrate", "showmigrations", "sqlmigrate", "makemigrations", "check", "restore", "prepare_database", "dbshell"}
)


def main(argv: list[str]) -> int:
    """Run one command of Django; answers its exit code."""
    home = setup.prepare()
    name = _name(argv)
    with _addresses(home, name) as where:
        return run(home, where, argv)


def run(home: Home, where: servers.Addresses, argv: list[str]) -> int:
    """Run the command as the person who called, so that it reads that person's files."""
    name = _name(argv)
    kept = database.mode_kept(home)
    said = running.read(running.announcement(home))
    port = int(said["url"].rsplit(":", 1)[1]) if said.get("url") else None
    env = variables.for_code(home, where, demo=kept == database.MODE_DEMO or name == "seed_demo", port=port)
    if name not in WITHOUT_SERVERS | TABLES_AS_THEY_ARE:
        account.for_application().folder(home.folder / "files")
        database.migrate(home, where, env)
        if kept is None:
            _note_beginning(home, name)
    if name in variables.OWNERS_COMMANDS:
        env = variables.as_owner(env, where)
    try:
        code = children.call([str(home.python), str(home.clone / "manage.py"), *argv], env=env)
        if name == "restore" and code in {DONE, DIFFERENCES}:
            _note_restored(home, argv[1:])
        return code
    finally:
        hand_over(home.folder / "files")


def _name(argv: list[str]) -> str:
    """The command, or `help` where only its help is asked for: no server is started for that."""
    return "help" if HELP & set(argv) else (argv[0] if argv else "")


@contextmanager
def _addresses(home: Home, name: str) -> Iterator[servers.Addresses]:
    if name in WITHOUT_SERVERS:
        yield servers.NONE
        return
    wants_database, wants_broker = servers.wanted_here()
    place = servers.register_place(home)
    with servers.running(place, database=wants_database, broker_too=wants_broker) as where:
        yield where


def _note_beginning(home: Home, name: str) -> None:
    """A register that begins with real rows never gets a demo on top."""
    if name.startswith(MAKES_IT_REAL):
        database.keep_mode(home, database.MODE_EMPTY)
    elif name == "seed_demo":
        database.keep_mode(home, database.MODE_DEMO)


def _note_restored(home: Home, words: list[str]) -> None:
    """What came back is what it was: a demo, or a register that never gets a demo on top."""
    manifests = [Path(word) / "manifest.json" for word in words if not word.startswith("-")]
    found = [json.loads(path.read_text(encoding="utf-8")) for path in manifests if path.is_file()]
    is_demo = any(manifest.get("demo") for manifest in found)
    database.keep_mode(home, database.MODE_DEMO if is_demo else database.MODE_EMPTY)


def hand_over(folder: Path) -> None:
    """Give what a command of the superuser wrote among the register's files to the account that serves them."""
    runner = account.for_application()
    if not runner.steps_down or not folder.is_dir():
        return
    for parent, _, names in os.walk(folder):
        for path in (Path(parent), *(Path(parent) / name for name in names)):
            if path.lstat().st_uid != runner.uid:
                os.chown(path, runner.uid, runner.gid, follow_symlinks=False)
