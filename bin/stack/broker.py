"""A private Redis on a free port of the loopback, with a password, every task written to an append-only file."""

from __future__ import annotations

import errno
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .account import Account
from .postgres import ports_to_try
from .speak import SetupError

START_SECONDS = 60.0
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Broker:
    """Where one broker lies; `durable` is false for the one of the tests."""

    program: str
    folder: Path
    log: Path
    account: Account
    durable: bool

    def start(self, password: str, former: int | None = None) -> tuple[int, subprocess.Popen[bytes]]:
        """Start it, on its former port if that is free, and answer port and process, for which the caller waits.

        Raises:
            SetupError: it did not start; the message holds the end of its log.
        """
        self.account.folder(self.folder)
        self.log.touch()
        self.account.own(self.log)
        for port in ports_to_try(former):
            process = self._begin(port, password)
            deadline = time.monotonic() + START_SECONDS
            while process.poll() is None and time.monotonic() < deadline:
                if is_running(port, password):
                    return port, process
                time.sleep(0.05)
        words = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        msg = f"The private broker did not start ({self.log}):\n{words}"
        raise SetupError(msg)

    def _begin(self, port: int, password: str) -> subprocess.Popen[bytes]:
        config = self.folder / "broker.conf"
        config.unlink(missing_ok=True)
        config.touch(mode=0o600)
        config.write_text(self.config(port, password), encoding="utf-8")
        self.account.own(config)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                ["redis-server", str(config)],
                executable=self.program,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **self.account.popen(),
            )

    def config(self, port: int, password: str) -> str:
        """The configuration: nothing is ever thrown out for want of memory, nothing listens off the loopback."""
        lines = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": password,
            "dir": f'"{self.folder}"',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "databases": "64",
            "daemonize": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())


def is_running(port: int, password: str) -> bool:
    """Whether the broker with this password answers on the port."""
    return _told(port, password, "PING").endswith("+PONG\r\n")


def is_gone(port: int) -> bool:
    """Whether nobody listens on the port; a broker that is slow to answer is not gone."""
    with socket.socket() as probe:
        probe.settimeout(2.0)
        return probe.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED


def stop(port: int, password: str) -> None:
    """Stop the broker, everything written, and wait until it is gone; does nothing where none answers."""
    if not is_running(port, password):
        return
    _told(port, password, "SHUTDOWN")
    deadline = time.monotonic() + STOP_SECONDS
    while is_running(port, password) and time.monotonic() < deadline:
        time.sleep(0.05)


def _told(port: int, password: str, word: str) -> str:
    """What the broker answers to one word; empty where nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0) as line:
            line.sendall(f"AUTH {password}\r\n{word}\r\n".encode())
            answer = b""
            while not answer.endswith(b"+PONG\r\n"):
                chunk = line.recv(4096)
                if not chunk:
                    break
                answer += chunk
                if b"-ERR" in answer or b"-WRONGPASS" in answer or b"-LOADING" in answer:
                    break
    except OSError:
        return ""
    return answer.decode("utf-8", "replace")
