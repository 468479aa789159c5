"""The private database and broker, really started: by an unprivileged account, shared, stopped by the last user."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from stack import account, postgres, servers
from stack.home import Home

pytestmark = [pytest.mark.processes, pytest.mark.timeout(120)]


@pytest.fixture
def home(reachable_folder: Path) -> Home:
    clone = reachable_folder / ("deep" * 20)
    for part in ("stamps", "logs"):
        (clone / "var" / part).mkdir(parents=True)
    return Home(clone, clone / "var")


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("postgis://", "postgresql://"), autocommit=True)


def listens(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0


def owner_of(data: Path) -> int:
    pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    return Path(f"/proc/{pid}").stat().st_uid


def test_two_roles_one_owner_and_nothing_runs_as_root_nor_after_the_last_user(home: Home) -> None:
    place = servers.Place(home, "trial", durable=True)
    with servers.running(place) as where:
        with connect(where.database_owner) as owner, connect(where.database) as application:
            owner.execute("create extension postgis; create table truth (n int)")
            owner.execute(f"grant select on truth to {postgres.APPLICATION}")
            assert application.execute("select count(*) from truth").fetchone() == (0,)
            for forbidden in ("drop table truth", "insert into truth values (1)", "create table mine (n int)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(forbidden)
            shown = {name: owner.execute(f"show {name}").fetchone() for name in ("jit", "fsync", "listen_addresses")}
        assert shown == {"jit": ("off",), "fsync": ("on",), "listen_addresses": ("127.0.0.1",)}
        assert owner_of(place.folder / "postgres") != 0
        broker = redis.Redis.from_url(where.broker)
        assert broker.config_get("appendonly") == {"appendonly": "yes"}
        assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        process = int(broker.info("server")["process_id"])
        assert Path(f"/proc/{process}").stat().st_uid != 0
        broker.close()
    assert not listens(where.database)
    assert not listens(where.broker)


def test_a_password_is_asked_for_on_every_way_in(home: Home) -> None:
    with servers.running(servers.Place(home, "trial", durable=False)) as where:
        parts = urlsplit(where.database)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=parts.port, user=parts.username, password="wrong", dbname="register")
        with pytest.raises(redis.AuthenticationError), redis.Redis(port=urlsplit(where.broker).port or 0) as stranger:
            stranger.ping()
    secrets = home.folder / "servers" / "trial" / "secrets.json"
    assert secrets.stat().st_mode & 0o077 == 0


def test_the_first_user_starts_and_only_the_last_one_stops(home: Home) -> None:
    place = servers.Place(home, "trial", durable=False)
    with ExitStack() as first, ExitStack() as second:
        where = first.enter_context(servers.running(place))
        again = second.enter_context(servers.running(place))
        assert where == again
        first.close()
        assert listens(where.database)
        assert listens(where.broker)
    assert not listens(where.database)


def test_two_runs_of_the_tests_get_servers_of_their_own(home: Home) -> None:
    with (
        servers.test_place(home) as one,
        servers.test_place(home) as other,
        servers.running(one, broker_too=False) as here,
        servers.running(other, broker_too=False) as there,
    ):
        assert here.database != there.database
        assert {one.name, other.name} == {"test-1", "test-2"}
    with servers.test_place(home) as again:
        assert again.name == "test-1", "a set that is free is used again"


def test_what_a_killed_database_had_promised_is_still_there(home: Home) -> None:
    place = servers.Place(home, "trial", durable=True)
    with servers.running(place, broker_too=False) as where:
        with connect(where.database_owner) as owner:
            owner.execute("create table promise (n int); insert into promise values (7)")
        data = place.folder / "postgres"
        os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        deadline = time.monotonic() + 30
        while listens(where.database) and time.monotonic() < deadline:
            time.sleep(0.05)
    with servers.running(place, broker_too=False) as where, connect(where.database_owner) as owner:
        assert owner.execute("select n from promise").fetchone() == (7,)


def test_sockets_lie_in_a_short_private_folder_however_deep_the_clone_is(home: Home) -> None:
    folder = servers.Place(home, "trial", durable=False).sockets()
    try:
        seen = folder.stat()
        assert len(str(home.folder)) > 100
        assert len(str(folder / ".s.PGSQL.65535.lock")) <= postgres.LONGEST_SOCKET_NAME
        assert (seen.st_mode & 0o777, seen.st_uid) == (0o700, account.for_database().uid)
    finally:
        folder.rmdir()


def test_a_folder_of_somebody_else_in_the_place_of_the_sockets_is_refused(home: Home) -> None:
    place = servers.Place(home, "trial", durable=False)
    folder = place.sockets()
    folder.rmdir()
    folder.symlink_to(home.folder)
    try:
        with pytest.raises(servers.SetupError, match="belongs to somebody else"):
            place.sockets()
    finally:
        folder.unlink()


def test_servers_named_by_the_environment_are_used_and_none_is_started(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgis://somebody@db.example:5432/theirs")
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://broker.example:6379/3")
    assert servers.wanted_here() == (False, False)
    place = servers.Place(home, "trial", durable=True)
    with servers.running(place, database=False, broker_too=False) as where:
        assert where.database == where.database_owner == "postgis://somebody@db.example:5432/theirs"
        assert where.broker == "redis://broker.example:6379/3"
    assert not (place.folder / "postgres").exists()


def test_the_lock_of_a_killed_process_is_free(reachable_folder: Path) -> None:
    from stack import locks

    path = reachable_folder / "lock"
    program = (
        f"import sys, time; sys.path.insert(0, {str(Path(servers.__file__).parents[1])!r})\n"
        f"from pathlib import Path; from stack.locks import Lock\n"
        f"lock = Lock(Path({str(path)!r})); lock.alone(); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert locks.is_held(path)
        holder.kill()
    assert not locks.is_held(path)


@pytest.fixture(autouse=True)
def _sockets_are_cleared(home: Home) -> object:
    yield
    for name in ("trial", "test-1", "test-2"):
        folder = servers.Place(home, name, durable=False).sockets()
        shutil.rmtree(folder)


def test_servers_that_end_by_themselves_are_started_again_where_they_were(home: Home) -> None:
    """Web server and worker keep the addresses that they were given, and what was written is there."""
    place = servers.Place(home, "trial", durable=True)
    with servers.running(place) as where:
        assert servers.revive(place, database=True, broker_too=True) == []
        with connect(where.database_owner) as owner:
            owner.execute("create table kept as select 7 as n")
        with redis.Redis.from_url(where.broker) as broker:
            os.kill(int(broker.info("server")["process_id"]), signal.SIGKILL)
        os.kill(int((place.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        deadline = time.monotonic() + 10
        while (listens(where.broker) or listens(where.database)) and time.monotonic() < deadline:
            time.sleep(0.05)
        found: list[str] = []
        while len(found) < 2 and time.monotonic() < deadline:  # the postmaster may still be waited for by its parent
            found += servers.revive(place, database=True, broker_too=True)
        assert sorted(found) == ["broker", "database"]
        assert servers.addresses(place) == where
        with connect(where.database_owner) as owner:
            assert owner.execute("select n from kept").fetchone() == (7,)
        with redis.Redis.from_url(where.broker) as broker:
            assert broker.ping()
    assert not listens(where.database)
    assert not listens(where.broker)
