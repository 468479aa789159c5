"""The private servers of one clone, shared by its commands: the first that needs them starts them, the last stops them.

A server named by `DATABASE_URL` or `CELERY_BROKER_URL` is used instead and never started or stopped.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import account, broker, postgres, programs
from .home import Home
from .locks import Lock, held
from .speak import SetupError, say

FIRST_SLOTS = 50
TRIES_AFTER_A_DEATH, SECONDS_BETWEEN_TRIES = 5, 2.0


@dataclass(frozen=True)
class Addresses:
    """Where the servers are: the owner's address is for migrations only."""

    database: str
    database_owner: str
    application_role: str
    broker: str


NONE = Addresses("postgis://nobody@127.0.0.1:1/none", "postgis://nobody@127.0.0.1:1/none", "", "redis://127.0.0.1:1/0")
"""For commands that need no server: addresses that nobody answers at."""


@dataclass(frozen=True)
class Place:
    """One set of private servers: the register's own, or one of the tests."""

    home: Home
    name: str
    durable: bool

    @property
    def folder(self) -> Path:
        """Where data, secrets and locks of this set lie."""
        return self.home.folder / "servers" / self.name

    @property
    def start_lock(self) -> Path:
        """Held while servers are started or stopped."""
        return self.folder / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by all commands that use the servers."""
        return self.folder / "users.lock"

    def sockets(self) -> Path:
        """The short private folder of the sockets, made if needed.

        Raises:
            SetupError: something of another user is in its place.
        """
        keeper = account.for_database()
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        own = bool(runtime) and not keeper.steps_down and os.access(runtime, os.W_OK)
        parent = Path(runtime) if own else Path(tempfile.gettempdir() if len(tempfile.gettempdir()) < 40 else "/tmp")
        folder = parent / f"mining-register-{keeper.uid}-{self.home.mark}-{self.name}"
        try:
            folder.mkdir(mode=0o700)
            keeper.own(folder, 0o700)
        except FileExistsError:
            seen = folder.lstat()
            if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != keeper.uid:
                msg = f"{folder} belongs to somebody else; it should be the folder of our sockets."
                raise SetupError(msg) from None
            folder.chmod(0o700)
        return folder


def register_place(home: Home) -> Place:
    """The servers of the register itself: everything is kept through a power cut."""
    return Place(home, "register", durable=True)


@contextmanager
def test_place(home: Home) -> Iterator[Place]:
    """Servers for one run of the tests, of the first set that no other run holds; kept for the next run."""
    for number in range(1, FIRST_SLOTS):
        place = Place(home, f"test-{number}", durable=False)
        lock = Lock(place.folder / "slot.lock")
        try:
            if lock.try_alone():
                yield place
                return
        finally:
            lock.release()
    msg = f"More than {FIRST_SLOTS} runs of the tests at once."
    raise SetupError(msg)


_started_here: dict[Path, subprocess.Popen[bytes]] = {}
"""Brokers that this process began; one that others still use outlives it."""


@contextmanager
def running(place: Place, *, database: bool = True, broker_too: bool = True) -> Iterator[Addresses]:
    """The servers' addresses for the length of a block.

    Raises:
        SetupError: a server could not be started.
    """
    users = Lock(place.users_lock)
    try:
        with held(place.start_lock):
            users.share()
            _start_missing(place, database=database, broker_too=broker_too)
        yield addresses(place)
    finally:
        with held(place.start_lock):
            if users.try_alone():
                stop_all(place)
                if place.folder in _started_here:
                    _started_here.pop(place.folder).wait(timeout=broker.STOP_SECONDS)
        users.release()


def revive(place: Place, *, database: bool, broker_too: bool) -> list[str]:
    """Start again, where it was, what of the servers ended by itself; answers the names of those.

    Raises:
        SetupError: one could not be started, or not at its former port, where everybody asks for it.
    """
    state = _read(place.folder / "state.json")
    program = programs.postgresql(postgres.written_by(place.folder / "postgres"))
    gone = []
    if database and program is not None and not _cluster(place, program).is_running():
        gone.append("database")
    if broker_too and broker.is_gone(int(state["broker_port"])):
        gone.append("broker")
    if gone:
        with held(place.start_lock):
            _start_again(place, gone)
        if _read(place.folder / "state.json") != state:
            msg = "A private server came back, but another program had taken its port. Start the register again."
            raise SetupError(msg)
    return gone


def _start_again(place: Place, gone: list[str]) -> None:
    if "broker" in gone and place.folder in _started_here:
        _started_here.pop(place.folder).poll()
    for tries_left in range(TRIES_AFTER_A_DEATH - 1, -1, -1):
        try:
            _start_missing(place, database="database" in gone, broker_too="broker" in gone)
        except SetupError:  # processes of the one that was killed may still hold its memory for a moment
            if not tries_left:
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)
        else:
            return


def wanted_here() -> tuple[bool, bool]:
    """Whether a private database and a private broker are needed: not where the environment names a server."""
    return not os.environ.get("DATABASE_URL"), not os.environ.get("CELERY_BROKER_URL")


def addresses(place: Place) -> Addresses:
    """The addresses of the servers now: the environment's where it names one, else the private ones."""
    state, words = _read(place.folder / "state.json"), _read(place.folder / "secrets.json")
    named = os.environ.get("DATABASE_URL")
    role = os.environ.get("DATABASE_APP_ROLE", "") if named else postgres.APPLICATION

    def private(name: str) -> str:
        if "database_port" not in state:
            return NONE.database
        return f"postgis://{name}:{words[name]}@127.0.0.1:{state['database_port']}/{postgres.DATABASE}"

    port = state.get("broker_port")
    private_broker = f"redis://:{words['broker']}@127.0.0.1:{port}/0" if port else NONE.broker
    return Addresses(
        database=named or private(postgres.APPLICATION),
        database_owner=os.environ.get("DATABASE_OWNER_URL", named) if named else private(postgres.OWNER),
        application_role=role,
        broker=os.environ.get("CELERY_BROKER_URL") or private_broker,
    )


def stop_all(place: Place) -> bool:
    """Stop the private servers of the place, whoever started them; answers whether one was running."""
    found = False
    program = programs.postgresql(postgres.written_by(place.folder / "postgres"))
    if program is not None:
        cluster = _cluster(place, program)
        found = cluster.is_running()
        cluster.stop()
    if _answers(place):
        found = True
        broker.stop(
            int(_read(place.folder / "state.json")["broker_port"]), _read(place.folder / "secrets.json")["broker"]
        )
    return found


def _start_missing(place: Place, *, database: bool, broker_too: bool) -> None:
    words = _secrets(place)
    state = _read(place.folder / "state.json")
    if database:
        state["database_port"] = str(_start_database(place, words, state))
    if broker_too and not _answers(place):
        former = int(state["broker_port"]) if "broker_port" in state else None
        port, _started_here[place.folder] = _broker(place).start(words["broker"], former)
        state["broker_port"] = str(port)
    _keep(place.folder / "state.json", state)


def _start_database(place: Place, words: dict[str, str], state: dict[str, str]) -> int:
    program = programs.postgresql(postgres.written_by(place.folder / "postgres"))
    if program is None:
        raise SetupError("No PostgreSQL 15 or later with PostGIS is installed.")
    cluster = _cluster(place, program)
    cluster.create(words, place.home.logs / "set-up.log")
    if cluster.is_running() and "database_port" in state:
        return int(state["database_port"])
    if place.durable:
        say("  Starting the private database …")
    port = cluster.start(int(state["database_port"]) if "database_port" in state else None)
    cluster.make_roles(port, words)
    return port


def _cluster(place: Place, program: programs.Postgresql) -> postgres.Cluster:
    log = place.home.logs / f"{place.name}-database.log"
    data = place.folder / "postgres"
    return postgres.Cluster(program, data, place.sockets(), log, account.for_database(), place.durable)


def _broker(place: Place) -> broker.Broker:
    program = programs.redis()
    if program is None:
        raise SetupError("No Redis is installed.")
    keeper = account.for_application() if place.durable else account.for_database()
    log = place.home.logs / f"{place.name}-broker.log"
    return broker.Broker(program, place.folder / "broker", log, keeper, place.durable)


def _answers(place: Place) -> bool:
    state, words = _read(place.folder / "state.json"), _read(place.folder / "secrets.json")
    return "broker_port" in state and broker.is_running(int(state["broker_port"]), words.get("broker", ""))


def _secrets(place: Place) -> dict[str, str]:
    path = place.folder / "secrets.json"
    words = _read(path)
    if not words:
        words = postgres.new_passwords()
        _keep(path, words)
    return words


def _read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    return {str(name): str(value) for name, value in json.loads(path.read_text()).items()}


def _keep(path: Path, values: dict[str, str]) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(values, indent=1))
    fresh.replace(path)
