"""Private memory of a measurement while it runs: of its own processes, and of PostgreSQL's.

Private is what a process does not share: PostgreSQL's buffers are common to all of its processes and not counted. Read
from the kernel's own account five times a second; what may not be read (a server of another user) is `None`.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SECONDS = 0.2


@contextmanager
def peak_of(url: str) -> Iterator[dict[str, int | None]]:
    """The highest sums seen during the block, in MB: `ours`, `server`, and `together` at one moment."""
    with psycopg.connect(url) as connection:
        backend = connection.execute("SELECT pg_backend_pid()").fetchone()
        server = _parent(backend[0]) if backend else None
    seen: dict[str, int | None] = {"ours": None, "server": None, "together": None}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(SECONDS):
            ours = _private([os.getpid(), *_below(os.getpid())])
            theirs = _private([server, *_below(server)]) if server else None
            together = None if ours is None or theirs is None else ours + theirs
            for name, now in (("ours", ours), ("server", theirs), ("together", together)):
                if now is not None:
                    seen[name] = max(seen[name] or 0, now)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def _parent(process: int) -> int | None:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return None


def _below(process: int) -> list[int]:
    """Children of a process, and theirs."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if (parent := _parent(int(folder.name))) is not None:
            children.setdefault(parent, []).append(int(folder.name))
    found, left = [], [process]
    while left:
        mine = children.get(left.pop(), [])
        found += mine
        left += mine
    return found


def _private(processes: list[int]) -> int | None:
    total, is_known = 0, False
    for process in processes:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        is_known = True
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_"))
    return round(total / 1024) if is_known else None
