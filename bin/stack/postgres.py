"""A private PostgreSQL cluster: made once, on a free port of the loopback, run by an unprivileged account.

Two roles: `register_owner` owns the database and its tables, `register_app` logs in and owns nothing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .account import Account
from .programs import Postgresql
from .speak import SetupError, run_step

OWNER, APPLICATION, DATABASE = "register_owner", "register_app", "register"
LONGEST_SOCKET_NAME = 107
PORT_TRIES = 5
START_SECONDS = 300
MEGABYTE = 1024 * 1024
DEFAULT_MEMORY_MB = 2048


@dataclass(frozen=True)
class Cluster:
    """Where one cluster lies and how it is run; `durable` is false for the one of the tests."""

    program: Postgresql
    data: Path
    sockets: Path
    log: Path
    account: Account
    durable: bool

    def create(self, passwords: dict[str, str], step_log: Path) -> None:
        """Make the cluster with its two roles' passwords kept by the caller; does nothing where there is one.

        Raises:
            SetupError: `initdb` failed, or the cluster is of another major version than the installed server.
        """
        if self.data.exists():
            self._refuse_other_version()
            return
        half_made = self.data.with_name(self.data.name + ".half-made")
        shutil.rmtree(half_made, ignore_errors=True)
        self.account.folder(half_made)
        secret = self.account.own(_written(self.sockets / "owner.secret", passwords[OWNER]), 0o600)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}"]
        command: list[str | Path] = [self.program.binaries / "initdb", "-D", half_made, "-U", OWNER, *options]
        try:
            run_step(
                "Making a private PostgreSQL cluster", command, log=step_log, cwd=Path("/"), **self.account.popen()
            )
        finally:
            secret.unlink()
        half_made.rename(self.data)

    def _refuse_other_version(self) -> None:
        found = written_by(self.data)
        if found not in {None, self.program.version}:
            msg = (
                f"The data in {self.data} were written by PostgreSQL {found}; installed is {self.program.version}. "
                f"Install postgresql-{found} with its PostGIS again, then move with `bin/manage backup` and `restore`."
            )
            raise SetupError(msg)

    def start(self, former: int | None = None) -> int:
        """Start the server on its former port, else a free one, and answer it; another is tried where one is taken.

        Raises:
            SetupError: it did not start; the message holds the end of its log.
        """
        self.account.own(_written(self.log, "", keep=True))
        for port in ports_to_try(former):
            begun = self.log.stat().st_size
            options = " ".join(f"-c {name}={value}" for name, value in self.settings(port).items())
            command: list[str | Path] = [
                "pg_ctl",
                "start",
                "-D",
                self.data,
                "-l",
                self.log,
                "-w",
                "-t",
                str(START_SECONDS),
                "-s",
            ]
            done = self._run([*command, "-o", options])
            if done.returncode == 0:
                return port
            words = self.log.read_bytes()[begun:].decode("utf-8", "replace")
            if "could not bind" not in words and "Address already in use" not in words:
                break
        msg = f"The private PostgreSQL did not start ({self.log}):\n{done.stderr}\n{words[-2000:]}"
        raise SetupError(msg)

    def stop(self) -> None:
        """Stop the server, open connections cut, everything written; does nothing where none runs."""
        if self.is_running():
            self._run(["pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", str(START_SECONDS), "-s"])

    def is_running(self) -> bool:
        """Whether the server of this cluster lives."""
        return self.data.exists() and self._run(["pg_ctl", "status", "-D", self.data]).returncode == 0

    def settings(self, port: int) -> dict[str, str]:
        """The server's settings, by the size of the machine."""
        if len(str(self.sockets / f".s.PGSQL.{port}.lock")) > LONGEST_SOCKET_NAME:
            msg = f"The folder {self.sockets} is too deep for a socket; set TMPDIR to a shorter one."
            raise SetupError(msg)
        memory = _memory_mb()
        shared = max(128, min(memory // 8, 2048 if self.durable else 256))
        settings = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "shared_buffers": f"{shared}MB",
            "effective_cache_size": f"{max(256, memory // 2)}MB",
            "maintenance_work_mem": f"{max(64, min(memory // 32, 512))}MB",
            "work_mem": f"{max(8, min(memory // 256, 64))}MB",
            "random_page_cost": "1.1",
            "max_wal_size": "2GB",
            "checkpoint_timeout": "15min",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "200",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return settings

    def make_roles(self, port: int, passwords: dict[str, str]) -> None:
        """Make the application's role and the database where they are missing, and set the role's password."""
        existing = self.ask(port, passwords, "postgres", "select rolname from pg_roles")
        verb = "alter" if APPLICATION in existing.split() else "create"
        word = passwords[APPLICATION].replace("'", "''")
        self.ask(port, passwords, "postgres", f"{verb} role {APPLICATION} login nosuperuser password '{word}'")
        if DATABASE not in self.ask(port, passwords, "postgres", "select datname from pg_database").split():
            self.ask(port, passwords, "postgres", f"create database {DATABASE} owner {OWNER}")

    def ask(self, port: int, passwords: dict[str, str], database: str, sql: str) -> str:
        """Run one statement as the owner; the statement goes through the standard input, seen by no process list."""
        env = {**os.environ, "PGPASSWORD": passwords[OWNER], "PGOPTIONS": "-c client_min_messages=warning"}
        where = ["-h", "127.0.0.1", "-p", str(port), "-U", OWNER, "-d", database]
        command = [str(self.program.binaries / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", *where]
        done = subprocess.run(command, input=sql, env=env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            msg = f"The private PostgreSQL refused a statement of the set-up: {done.stderr.strip()}"
            raise SetupError(msg)
        return done.stdout

    def _run(self, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        program, *arguments = command
        return subprocess.run(
            [str(self.program.binaries / program), *(str(one) for one in arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            check=False,
            **self.account.popen(),
        )


def written_by(data: Path) -> int | None:
    """The major version of PostgreSQL that wrote a cluster; unknown where there is none."""
    version = data / "PG_VERSION"
    return int(version.read_text().strip()) if version.is_file() else None


def new_passwords() -> dict[str, str]:
    """A password for each role and for the broker."""
    return {name: secrets.token_urlsafe(24) for name in (OWNER, APPLICATION, "broker")}


def ports_to_try(former: int | None) -> Iterator[int]:
    """The former port, at which those who are connected still ask, then free ones."""
    if former is not None:
        yield former
    for _ in range(PORT_TRIES):
        yield free_port()


def free_port() -> int:
    """A port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _memory_mb() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    except (ValueError, OSError):
        return DEFAULT_MEMORY_MB


def _written(path: Path, text: str, *, keep: bool = False) -> Path:
    path.touch(mode=0o600)
    if not keep:
        path.write_text(text)
    return path
