"""Runs the register: servers, tables, demo, then web server, worker and beat until told to stop."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from datetime import UTC, datetime
from typing import Any

from . import account, database, locks, processes, running, servers, variables
from .home import Home
from .speak import WRONG_INPUT, SetupError, say

USUAL_PORT = 8000
PORTS_TO_TRY = 50
LOOK_SECONDS = 0.5
SERVERS_LOOK_SECONDS = 5.0


def choose_port(asked: int | None) -> int:
    """The port asked for, else 8000 or the next one that is free.

    Raises:
        SetupError: the port asked for is taken.
    """
    if asked is not None:
        if not _is_free(asked):
            msg = f"Port {asked} is taken by another program. Choose another with --port."
            raise SetupError(msg, WRONG_INPUT)
        return asked
    for port in range(USUAL_PORT, USUAL_PORT + PORTS_TO_TRY):
        if _is_free(port):
            if port != USUAL_PORT:
                say(f"  Port {USUAL_PORT} is taken by another program; using {port}.")
            return port
    msg = f"No port from {USUAL_PORT} on is free. Choose one with --port."
    raise SetupError(msg, WRONG_INPUT)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def choose_mode(home: Home, *, empty: bool, said_before: bool = False) -> str:
    """Whether this register is a demo; what it was begun as stays, for a demo never mixes with real rows.

    Raises:
        SetupError: an empty one is asked for where a demo lies.
    """
    kept = database.mode_kept(home)
    if kept == database.MODE_DEMO and empty:
        raise SetupError(
            "This register was begun as a demo. `bin/run --reset --empty` deletes the demo and begins an empty one.",
            WRONG_INPUT,
        )
    mode = kept or (database.MODE_EMPTY if empty else database.MODE_DEMO)
    if mode == database.MODE_EMPTY and not empty and not said_before:
        say("  This register was begun empty (or holds real data) and stays without a demo.")
    return mode


def reset(home: Home) -> None:
    """Begin anew: a demo is deleted, anything else is set aside in a folder that is named.

    Raises:
        SetupError: the data lie on a server that is not ours.
    """
    wants_database, _ = servers.wanted_here()
    if not wants_database:
        raise SetupError("DATABASE_URL names a server that is not ours to empty; --reset is for the private one.", 2)
    place = servers.register_place(home)
    with locks.held(place.start_lock):
        servers.stop_all(place)
    is_demo = database.mode_kept(home) == database.MODE_DEMO
    aside = home.folder / f"set-aside-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    found = [path for path in (place.folder, home.folder / "files") if path.exists()]
    for path in found:
        if is_demo:
            shutil.rmtree(path)
        else:
            aside.mkdir(exist_ok=True)
            path.rename(aside / path.name)
    if found:
        say("  The demo register is deleted." if is_demo else f"  The data until now are set aside in {aside}.")


def supervise(home: Home, *, port: int, mode: str) -> None:
    """Run everything until SIGINT or SIGTERM; on the way out everything that was started is stopped.

    Raises:
        SetupError: a step failed, or a process cannot be kept alive.
    """
    lock = locks.Lock(running.lock_path(home))
    if not lock.try_alone():
        raise SetupError("The register is running already: `bin/run --status`.", WRONG_INPUT)
    (home.folder / "run.pid").write_text(str(os.getpid()))
    wants_database, wants_broker = servers.wanted_here()
    account.for_application().folder(home.folder / "files")
    try:
        place = servers.register_place(home)
        with servers.running(place, database=wants_database, broker_too=wants_broker) as where:
            _serve(home, where, port=port, mode=mode)
    finally:
        running.withdraw(home)
        lock.release()


def _serve(home: Home, where: servers.Addresses, *, port: int, mode: str) -> None:
    demo = mode == database.MODE_DEMO
    env = variables.for_code(home, where, demo=demo, port=port)
    database.migrate(home, where, env)
    database.keep_mode(home, mode)
    database.static_files(home, env)
    accounts = database.demo_accounts(home, env) if demo else {}
    family = processes.Family(home, processes.of_register(home, port), env)
    url = f"http://127.0.0.1:{port}"
    try:
        say("  Starting web server, worker and beat …")
        family.start()
        family.wait_for_answer(url)
        said = running.announce(home, url, demo=demo, accounts=accounts)
        _tell(home, said)
        _watch(home, family)
    finally:
        _quiet()
        say("Stopping …")
        family.stop()


def _watch(home: Home, family: processes.Family) -> None:
    known: dict[str, int] = {}
    place, (database_here, broker_here) = servers.register_place(home), servers.wanted_here()
    looked_at = time.monotonic()
    while True:
        family.revive()
        if time.monotonic() - looked_at >= SERVERS_LOOK_SECONDS:
            for name in servers.revive(place, database=database_here, broker_too=broker_here):
                say(f"  The private {name} ended by itself and was started again.")
            looked_at = time.monotonic()
        if family.pids() != known:
            known = family.pids()
            running.write_private(running.state_path(home), {"processes": known})
        time.sleep(LOOK_SECONDS)


def _quiet() -> None:
    """While stopping, a second Ctrl-C changes nothing: a database that is cut off needs minutes to recover."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _tell(home: Home, said: dict[str, Any]) -> None:
    lines = ["", f"The register runs at {said['url']}   (Ctrl-C stops everything)"]
    if said["demo"]:
        lines.append("It is a demo: every person, right and place in it is invented.")
        lines += [f"  {one['role']:<28} {one['username']:<22} {one['password']}" for one in said["logins"]]
        if said["status"]:
            status = said["status"]
            lines.append(f"  a miner's status page: code {status['code']}, document {status['document']}")
        lines.append("  the second step of a login: bin/manage demo_code USER prints its code of now")
    else:
        lines.append("It is empty. Make the first administrator: bin/manage create_admin YOUR_NAME")
    lines += [
        "To try:",
        f"  {said['url']}/desk/      the ministry's desk (log in)",
        f"  {said['url']}/status/    what a miner sees, on any old phone",
        *(
            [f"  {said['url']}/v/{said['verification_code']}    a paper, as who buys ore checks it"]
            * bool(said["verification_code"])
        ),
        f"  {said['url']}/map/       the map that everybody sees; {said['url']}/reports/ what people saw",
        f"  {said['url']}/api/v1/    the open data, as anybody may read them",
        f"  {said['url']}/api/       how to ask for them",
        f"All of this, with secrets: {running.announcement(home)}; logs: {home.logs}",
    ]
    say("\n".join(lines))
