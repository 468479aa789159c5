"""A real server under load: status answers a second, ten times what it can serve, staff pages beside bulk data."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

STATUS_SIDES = {"status": "/en/status/", "empty": "/empty/page/"}
TURNS = 12
STARTS_S = 60
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[object], env: Mapping[str, str], answers: Callable[[], object]) -> Iterator[None]:
    """Run a server while the block lasts, from the moment that `answers` raises nothing any more."""
    server = subprocess.Popen([str(part) for part in command], env=env)
    try:
        _wait(answers)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _wait(answers: Callable[[], object]) -> None:
    until = time.monotonic() + STARTS_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            answers()
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not begin to answer")


@contextlib.contextmanager
def served(settings: dict[str, str]) -> Iterator[int]:
    """Run gunicorn as bin/run does, with the bench's addresses; yields its port."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "bench._wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--worker-class", "gthread", "--log-level", "error", "--no-control-socket",
    ]  # fmt: skip
    with running(command, os.environ | settings, lambda: socket.create_connection(("127.0.0.1", port), 0.2).close()):
        yield port


def hammered(
    port: int, method: str, path: str, body: str, headers: dict[str, str], *, seconds: float, readers: int
) -> tuple[Counter[int], list[float]]:
    """Ask as fast as some readers can for some seconds; return the statuses and the seconds of each answer."""
    statuses: Counter[int] = Counter()
    taken: list[float] = []
    until = time.perf_counter() + seconds

    def read() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own: list[tuple[int, float]] = []
        while time.perf_counter() < until:
            begun = time.perf_counter()
            try:
                connection.request(method, path, body or None, headers)
                answer = connection.getresponse()
                answer.read()
                own.append((answer.status, time.perf_counter() - begun))
            except (OSError, http.client.HTTPException):
                own.append((0, time.perf_counter() - begun))
                connection.close()
        for status, second in own:
            statuses[status] += 1
            taken.append(second)

    _together(read, readers)
    return statuses, sorted(taken)


def _together(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def at(taken: list[float], share: float) -> float:
    """Return the milliseconds within which that share was answered."""
    return round(taken[min(len(taken) - 1, int(len(taken) * share))] * 1e3, 1) if taken else 0.0


def status_side(port: int, code: str, document: str) -> dict[str, Any]:
    """Return the answers a second of the status page and of an empty page, asked in turns of a second each.

    In turns, so that what else runs on the machine disturbs both alike; all turns count.
    """
    body = f"code={code}&document={document}"
    for path in STATUS_SIDES.values():  # the first answer of a process reads the law
        hammered(port, "POST", path, body, FORM, seconds=4, readers=4)
    said: dict[str, tuple[Counter[int], list[float]]] = {name: (Counter(), []) for name in STATUS_SIDES}
    for _ in range(TURNS):
        for name, path in STATUS_SIDES.items():
            statuses, taken = hammered(port, "POST", path, body, FORM, seconds=1, readers=4)
            said[name][0].update(statuses)
            said[name][1].extend(taken)
    return {
        name: {
            "per_second": round(sum(statuses.values()) / TURNS, 1), "p50_ms": at(sorted(taken), 0.5),
            "p99_ms": at(sorted(taken), 0.99), "statuses": dict(statuses),
        }
        for name, (statuses, taken) in said.items()
    }  # fmt: skip


def load_side(port: int) -> dict[str, Any]:
    """Return what happens under ten times the readers the server has threads for, and after it."""
    path = "/api/v1/registrations/?page_size=1000"
    calm, calm_taken = hammered(port, "GET", path, "", {}, seconds=4, readers=2)
    staff: list[float] = []
    ended = threading.Event()

    def officer() -> None:
        while not ended.is_set():
            _statuses, taken = hammered(port, "GET", "/accounts/login/", "", {}, seconds=0.5, readers=1)
            staff.extend(taken)

    beside = threading.Thread(target=officer)
    beside.start()
    pressed, pressed_taken = hammered(port, "GET", path, "", {}, seconds=8, readers=80)
    ended.set()
    beside.join()
    time.sleep(1)
    after, after_taken = hammered(port, "GET", path, "", {}, seconds=4, readers=2)
    return {
        "calm": {"statuses": dict(calm), "p50_ms": at(calm_taken, 0.5), "p99_ms": at(calm_taken, 0.99)},
        "pressed": {"statuses": dict(pressed), "p50_ms": at(pressed_taken, 0.5), "p99_ms": at(pressed_taken, 0.99)},
        "staff_page_meanwhile": {
            "answers": len(staff), "p50_ms": at(sorted(staff), 0.5), "p99_ms": at(sorted(staff), 0.99),
        },
        "after": {"statuses": dict(after), "p50_ms": at(after_taken, 0.5), "p99_ms": at(after_taken, 0.99)},
    }  # fmt: skip
