"""Web server, worker and beat: started as the unprivileged account, watched, started again a few times, stopped.

They die with the process that started them, however that ends (`PR_SET_PDEATHSIG`).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import account, variables
from .home import Home
from .speak import SetupError, say

PR_SET_PDEATHSIG = 1
SHARED_MEMORY = Path("/dev/shm")
STOP_SECONDS = 25.0
ANSWER_SECONDS = 300.0  # one that ends is noticed at once; a machine with other work needs minutes to import the code
SECONDS_BETWEEN_WORDS = 15.0
MOST_STARTS = 4
WITHIN_SECONDS = 120.0
WORKER_IS_READY = " ready."
# Neither the network address of a reader nor what follows the question mark: both can tell who asked about whom.
ACCESS_LOG = "%(t)s %(m)s %(U)s %(H)s %(s)s %(B)s %(M)sms"
WORST_CODE_OF_A_LIVING_SERVER = 499


@dataclass
class Program:
    """One long-running process and how it is started."""

    name: str
    command: list[str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)
    log_begins: int = 0

    def said(self, words: str) -> bool:
        """Whether it has written these words since its last start, however much it wrote after them."""
        with self.log.open("rb") as log:
            log.seek(self.log_begins)
            return words.encode() in log.read()


def of_register(home: Home, port: int) -> list[Program]:
    """The three processes of the register."""
    run = home.folder / "run"
    python = str(home.python)
    celery = [python, "-m", "celery", "-A", "registry"]
    threads = ["--workers", str(max(2, min(os.cpu_count() or 2, 4))), "--threads", "4", "--worker-class", "gthread"]
    lasting = [
        "--timeout",
        "120",
        "--graceful-timeout",
        "10",
        "--worker-tmp-dir",
        str(run),
        "--access-logfile",
        "-",
        "--access-logformat",
        ACCESS_LOG,
        "--no-control-socket",
    ]
    web = [python, "-m", "gunicorn", "registry.wsgi", "--bind", f"127.0.0.1:{port}", *threads, *lasting]
    at_once = str(max(2, min(os.cpu_count() or 2, 4)))
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", at_once, "--pool", _pool()]
    beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", str(run / "beat-schedule"), "--pidfile="]
    return [
        Program("worker", worker, home.logs / "worker.log"),
        Program("beat", beat, home.logs / "beat.log"),
        Program("web", web, home.logs / "web.log"),
    ]


def _pool() -> str:
    """Processes; threads where the machine has no shared memory for unprivileged users (a bare chroot)."""
    if account.others_can([SHARED_MEMORY], os.W_OK | os.X_OK):
        return "prefork"
    say(f"  {SHARED_MEMORY} cannot be written by unprivileged users: the worker uses threads, without time limits.")
    return "threads"


class Family:
    """The running processes of one start."""

    def __init__(self, home: Home, programs: list[Program], env: dict[str, str]) -> None:
        self._home, self._programs = home, programs
        self._runner = account.for_application()
        self._env = variables.as_account(env, self._runner, home.folder / "run")
        self._runner.folder(home.folder / "run")

    def start(self) -> None:
        """Start all of them."""
        for program in self._programs:
            self._start(program)

    def _start(self, program: Program) -> None:
        program.starts.append(time.monotonic())
        if len(program.starts) == 1 and program.log.exists():
            program.log.replace(program.log.with_suffix(".log.before"))
        program.log.touch()
        self._runner.own(program.log, 0o600)
        program.log_begins = program.log.stat().st_size
        with program.log.open("ab") as log:
            program.process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._env,
                cwd=self._home.code,
                start_new_session=True,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 (no thread runs in this process)
                **self._runner.popen(),
            )

    def pids(self) -> dict[str, int]:
        """The process number of each, by name."""
        return {one.name: one.process.pid for one in self._programs if one.process is not None}

    def revive(self) -> None:
        """Start again what ended by itself.

        Raises:
            SetupError: one ended more than a few times within two minutes; the message holds the end of its log.
        """
        for program in self._programs:
            if program.process is None or program.process.poll() is None:
                continue
            recent = [at for at in program.starts if time.monotonic() - at < WITHIN_SECONDS]
            if len(recent) >= MOST_STARTS:
                msg = f"The {program.name} ends again and again ({program.log}):\n{_tail(program.log)}"
                raise SetupError(msg)
            say(f"  The {program.name} ended by itself (exit {program.process.returncode}); starting it again.")
            self._start(program)

    def stop(self) -> None:
        """Ask all to stop, wait, and end what does not."""
        living = [one for one in self._programs if one.process is not None and one.process.poll() is None]
        for program in living:
            _signal_group(program, program.stop_signal)
        deadline = time.monotonic() + STOP_SECONDS
        for program in living:
            assert program.process is not None
            try:
                program.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(
                    f"  The {program.name} did not stop in {STOP_SECONDS:.0f} s; ending it: its work is taken up later."
                )
                _signal_group(program, signal.SIGKILL)
                program.process.wait()

    def wait_for_answer(self, url: str) -> None:
        """Wait until the web server answers and the worker takes tasks.

        Raises:
            SetupError: it did not in time, or ended; the message holds the end of its log.
        """
        began = spoken = time.monotonic()
        waiting: dict[str, Callable[[Program], bool]] = {
            "web": lambda _: answers(url),
            "worker": lambda worker: worker.said(WORKER_IS_READY),
        }
        for program in [one for one in self._programs if one.name in waiting]:
            while not waiting[program.name](program):
                now = time.monotonic()
                if now - spoken >= SECONDS_BETWEEN_WORDS:
                    spoken = now
                    say(f"  Waiting for the {program.name} … {now - began:.0f} s")
                if now - began > ANSWER_SECONDS:
                    msg = f"The {program.name} is not ready in time ({program.log}):\n{_tail(program.log)}"
                    raise SetupError(msg)
                self.revive()
                time.sleep(0.2)


def answers(url: str) -> bool:
    """Whether a living web server answers there; an error of the server (5xx) is no answer."""
    try:
        with urllib.request.urlopen(url, timeout=10) as reply:
            return int(reply.status) <= WORST_CODE_OF_A_LIVING_SERVER
    except urllib.error.HTTPError as error:
        with error:
            return error.code <= WORST_CODE_OF_A_LIVING_SERVER
    except OSError:
        return False


def _signal_group(program: Program, number: signal.Signals) -> None:
    if program.process is None:
        return
    try:
        if number == signal.SIGKILL:
            os.killpg(program.process.pid, number)
        else:
            program.process.send_signal(number)
    except ProcessLookupError:
        return


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-3000:]


def _die_with_parent() -> Callable[[], None]:
    library = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask
