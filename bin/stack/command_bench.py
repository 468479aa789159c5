"""`bin/bench NAME`: one measurement of `bench/NAME.py`, inside the same environment as `bin/manage`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from . import children, home, servers, setup
from .command_test import for_tests
from .speak import WRONG_INPUT, SetupError


def main(argv: list[str]) -> int:
    """Run one benchmark on servers of its own; answers what its `main(argv)` answers."""
    name = argv[0] if argv else "--help"
    found = names(home.REPOSITORY)
    if name in {"-h", "--help"}:
        sys.stdout.write("usage: bin/bench NAME [--scale X] [--seed N] [--json OUT]\nnames: " + " ".join(found) + "\n")
        return 0 if argv else WRONG_INPUT
    if name not in found:
        msg = f"There is no benchmark '{name}'. There are: {' '.join(found) or 'none'}."
        raise SetupError(msg, WRONG_INPUT)
    place = setup.prepare(to_test=True)
    wants_database, wants_broker = servers.wanted_here()
    runner = f"import sys; from bench.{name} import main; sys.exit(main(sys.argv[1:]))"
    with (
        servers.test_place(place) as servers_place,
        servers.running(servers_place, database=wants_database, broker_too=wants_broker) as where,
        tempfile.TemporaryDirectory(prefix="mining-register-bench-") as files,
    ):
        command = [str(place.python), "-c", runner, *argv[1:]]
        env = for_tests(place, where, files) | {"PYTHONPATH": str(place.clone), "DJANGO_DEBUG": "0"}
        return children.call(command, env=env)


def names(clone: Path) -> list[str]:
    """The benchmarks that there are."""
    return sorted(
        path.stem for path in (clone / "bench").glob("*.py") if path.stem.isidentifier() and path.stem[0] != "_"
    )
