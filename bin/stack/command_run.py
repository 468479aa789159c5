"""`bin/run`: sets up and runs the register."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

from . import home, locks, processes, running, servers, setup, supervisor
from .home import Home
from .speak import DONE, MISSING, WRONG_INPUT, SetupError, result, say

STOP_SECONDS = 90.0
SUPERVISE = "--supervise"


def main(argv: list[str]) -> int:
    """Start, describe or stop the register; answers the exit code."""
    options = _parser().parse_args(argv)
    if options.status:
        return status(home.locate(), as_json=options.json)
    if options.stop:
        code = stop(home.locate(), as_json=options.json)
        if options.reset:
            supervisor.reset(home.locate())
        return code
    return start(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/run", description="Sets up and runs the register on this machine.")
    parser.add_argument("--port", type=int, help="the port of the web server (8000, or the next one that is free)")
    parser.add_argument("--empty", action="store_true", help="begin an empty register, without the demo")
    parser.add_argument(
        "--reset",
        action="store_true",
        help="begin anew: delete the demo, set other data aside (with --stop: and start nothing)",
    )
    parser.add_argument("--detach", action="store_true", help="go on in the background once the register answers")
    parser.add_argument("--status", action="store_true", help="say whether it runs, and where")
    parser.add_argument("--stop", action="store_true", help="stop what was started with --detach")
    parser.add_argument("--json", action="store_true", help="answer in JSON on the standard output")
    parser.add_argument(SUPERVISE, action="store_true", help=argparse.SUPPRESS)
    return parser


def start(options: argparse.Namespace) -> int:
    """Set up, then run here or in the background."""
    place = home.locate() if options.supervise else setup.prepare()
    if not options.supervise:
        if running.is_up(place):
            return _is_up_already(place, options)
        if options.reset:
            supervisor.reset(place)
    mode = supervisor.choose_mode(place, empty=options.empty, said_before=options.supervise)
    port = supervisor.choose_port(options.port)
    if options.detach and not options.supervise:
        return _detach(place, port, options)
    try:
        supervisor.supervise(place, port=port, mode=mode)
    except KeyboardInterrupt:
        say("Everything is stopped.")
    return DONE


def _is_up_already(place: Home, options: argparse.Namespace) -> int:
    said = running.read(running.announcement(place))
    where = said.get("url", "still on its way")
    say(f"The register runs already ({where}). `bin/run --stop` stops it.")
    other_port = options.port is not None and not where.endswith(f":{options.port}")
    if options.reset or options.empty or other_port:
        return WRONG_INPUT
    if options.json:
        result(json.dumps(said, ensure_ascii=False))
    return DONE


def _detach(place: Home, port: int, options: argparse.Namespace) -> int:
    """Leave the register to a process of its own; its progress is shown until it is ready."""
    log = place.logs / "run.log"
    begun = log.stat().st_size if log.exists() else 0
    extra = ["--empty"] if options.empty else []
    with log.open("ab") as writer:
        child = subprocess.Popen(
            [sys.executable, str(place.clone / "bin" / "run"), SUPERVISE, "--port", str(port), *extra],
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=writer,
            start_new_session=True,
        )
    with log.open("rb") as reader:
        reader.seek(begun)
        while child.poll() is None and running.read(running.announcement(place)).get("pid") != child.pid:
            _pass_on(reader.read())
            time.sleep(0.2)
        _pass_on(reader.read())
    if child.poll() is not None:
        return child.returncode or MISSING
    child.returncode = DONE  # it lives on by itself: nobody waits for it here
    said = running.read(running.announcement(place))
    result(json.dumps(said, ensure_ascii=False) if options.json else said["url"])
    return DONE


def _pass_on(words: bytes) -> None:
    if words:
        sys.stderr.write(words.decode("utf-8", "replace"))
        sys.stderr.flush()


def status(place: Home, *, as_json: bool) -> int:
    """Say what runs: exit 0 when the register answers, 3 when it does not."""
    said = running.read(running.announcement(place))
    up = running.is_up(place)
    answer: dict[str, Any] = {
        "running": up,
        "answers": up and "url" in said and processes.answers(said["url"]),
        "url": said.get("url") if up else None,
        "pid": said.get("pid") if up else None,
        "demo": said.get("demo") if up else None,
        "processes": running.read(running.state_path(place)).get("processes", {}) if up else {},
        "data": str(place.folder),
    }
    if as_json:
        result(json.dumps(answer))
    elif up:
        word = "answers" if answer["answers"] else "is on its way, or does not answer"
        result(f"The register {word}: {answer['url'] or 'no address yet'} (process {answer['pid']}).")
    else:
        result("The register does not run.")
    return DONE if answer["answers"] else MISSING


def stop(place: Home, *, as_json: bool) -> int:
    """Stop the register and any private server left behind by one that was killed."""
    was_up = running.is_up(place)
    if was_up:
        _end_supervisor(place)
    servers_place = servers.register_place(place)
    left_behind = False
    users = locks.Lock(servers_place.users_lock)
    with locks.held(servers_place.start_lock):
        if users.try_alone():
            left_behind = servers.stop_all(servers_place)
        else:
            say("  A command of bin/manage still uses the private servers; it stops them when it ends.")
    users.release()
    running.withdraw(place)
    words = "The register is stopped." if was_up or left_behind else "Nothing was running."
    result(json.dumps({"stopped": was_up or left_behind}) if as_json else words)
    return DONE


def _end_supervisor(place: Home) -> None:
    try:
        pid = int((place.folder / "run.pid").read_text())
        os.kill(pid, signal.SIGTERM)
    except (OSError, ValueError) as error:
        msg = f"The register runs, but its process cannot be told to stop: {error}"
        raise SetupError(msg) from error
    deadline = time.monotonic() + STOP_SECONDS
    while running.is_up(place):
        if time.monotonic() > deadline:
            msg = f"The register (process {pid}) did not stop within {STOP_SECONDS:.0f} s."
            raise SetupError(msg)
        time.sleep(0.1)
