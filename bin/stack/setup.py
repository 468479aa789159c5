"""All the set-up before a server is asked, in the order in which each step makes the next one possible."""

from __future__ import annotations

from pathlib import Path

from . import environment, home, packages, servers
from .home import Home
from .speak import say


def prepare(*, to_test: bool = False, clone: Path = home.REPOSITORY) -> Home:
    """Everything the code needs: system packages, environment, front-end files, translations; seconds when done before.

    Raises:
        SetupError: something is missing and could not be had; the sentence names it and the way out.
    """
    packages.refuse_old_python()
    database, broker = servers.wanted_here()
    listed = packages.needs(database=database, broker=broker, browser=to_test)
    logs = clone / "var" / "logs"
    try:
        logs.mkdir(parents=True, exist_ok=True)
    except OSError:
        logs = Path("/tmp")
    packages.ensure(listed, logs)
    place = home.locate(clone)
    if place.is_apart:
        say(f"  Environment and data lie in {place.folder}: an unprivileged user cannot reach {clone}.")
    environment.prepare(place, to_test=to_test)
    return place
