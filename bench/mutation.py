"""`bin/bench mutation`: change the law and the rules one thing at a time, and see whether the tests notice.

Of the law files: every figure, day, yes or no, unit, edge (`included`) and period boundary, deadlines and competences
among them, and every word of a group. Of the code in `packs/` and `engine/`: every comparison, boolean operator and
number. A mutant that no test notices is a survivor and is listed. Nothing is written. Left out are the tests that start
processes and the random properties: what they alone would notice counts as survived.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.machinery
import json
import os
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench._mutants import Mutant, of_code, of_law
from bench._mutation_loop import ROOT, RULES, Loop

TESTS_DIR = ROOT / "tests" / "rules"
TESTS = ["-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "-p", "no:cacheprovider"]
# The other tests' fixtures load the framework; these need none.
TESTS += ["--confcutdir", str(TESTS_DIR)]
STARTING_PROCESSES = ["command_reads", "a_file_of_lines_is_read", "unreadable_file"]
WANTED = ["-k", " and ".join(f"not {name}" for name in STARTING_PROCESSES)]


class WithoutRandom:
    """A plugin of pytest that leaves out the random properties: what they notice is another thing each time."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep what always asks the same."""
        items[:] = [item for item in items if not getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]


def main(argv: list[str]) -> int:
    """Run the mutants; 0 when the law's are all caught and 95 % of the code's."""
    parser = argparse.ArgumentParser(prog="bin/bench mutation", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the code's mutants that is tried")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["law", "code"], help="one kind only")
    parser.add_argument("--files", default="", help="only files whose path holds this text")
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    # The plugins of the other tests take longer to load than these tests take to run.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    if options.one:
        return run_one(options.one)
    start = time.perf_counter()
    loop = Loop(chosen(options), anew)
    with contextlib.redirect_stdout(sys.stderr):
        pytest.main([*TESTS, *WANTED, str(TESTS_DIR)], plugins=[loop, WithoutRandom()])
    if loop.broken or not loop.seconds:
        sys.stderr.write(f"without any change a test fails, mend it first: {loop.broken or 'collecting them'}\n")
        return 3
    return told(options, loop, time.perf_counter() - start)


def told(options: argparse.Namespace, loop: Loop, seconds: float) -> int:
    """Print the numbers; 0 when enough was caught."""
    tried = {kind: sum(mutant.kind == kind for mutant in loop.mutants) for kind in ("law", "code")}
    missed = {kind: sum(mutant.kind == kind for mutant in loop.survivors) for kind in tried}
    ratios = {kind: round(1 - missed[kind] / tried[kind], 4) for kind in tried if tried[kind]}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    answer = {
        "name": "mutation",
        "seed": options.seed,
        "scale": options.scale,
        "cores": os.cpu_count(),
        "sides": [{"name": "mutants", "seconds": [round(seconds, 1)], "peak_mb": peak}],
        "ratios": ratios,
        "tried": tried,
        "survivors": sorted(f"{m.file.relative_to(ROOT)}:{m.line}: {m.change}" for m in loop.survivors),
        "same_answers": ratios.get("law", 1) == 1 and ratios.get("code", 1) >= 0.95,
    }
    text = json.dumps(answer, indent=1)
    sys.stdout.write(text + "\n")
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    return 0 if answer["same_answers"] else 1


def chosen(options: argparse.Namespace) -> list[Mutant]:
    """The mutants to try: every one of the law, and a seeded share of the code's."""
    texts = [] if options.only == "code" else sorted(RULES.glob("packs/*/law/*.toml"))
    files = [] if options.only == "law" else sorted([*RULES.glob("packs/*/*.py"), *RULES.glob("engine/*.py")])
    law = [mutant for file in texts if options.files in str(file) for mutant in of_law(file)]
    code = [mutant for file in files if options.files in str(file) for mutant in of_code(file)]
    if options.scale < 1:
        code = random.Random(options.seed).sample(code, round(len(code) * options.scale))
    return law + code


def anew(mutant: Mutant) -> int:
    """Try one mutant of code in a process that loads the modules anew; never comes back."""
    one = f"{mutant.file.relative_to(ROOT)}:{mutant.number}"
    os.chdir(ROOT)
    # The capturing of pytest has put the output back.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.execv(sys.executable, [sys.executable, "-m", "bench.mutation", "--one", one])
    return 1


def run_one(one: str) -> int:
    """All tests with one mutant in place of its module."""
    name, _, number = one.rpartition(":")
    sys.meta_path.insert(0, Changed(next(m for m in of_code(ROOT / name) if m.number == int(number))))
    return int(pytest.main([*TESTS, *WANTED, str(TESTS_DIR)], plugins=[WithoutRandom()]))


class Changed(importlib.machinery.PathFinder):
    """Finds one module in its changed text and leaves every other to the usual finders."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = ".".join(mutant.file.relative_to(ROOT).with_suffix("").parts)

    def find_spec(self, fullname: str, *_: Any) -> importlib.machinery.ModuleSpec | None:  # type: ignore[override]
        """The spec of the changed module."""
        if fullname != self.name:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, Loader(self.mutant), origin=str(self.mutant.file))
        spec.has_location = True
        return spec


class Loader(importlib.machinery.SourceFileLoader):
    """Loads the changed text under the file's own name."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__("changed", str(mutant.file))
        self.mutant = mutant
        self.name = ".".join(mutant.file.relative_to(ROOT).with_suffix("").parts)

    def get_code(self, fullname: str) -> Any:
        """The compiled change."""
        del fullname
        return compile(self.mutant.text, str(self.mutant.file), "exec")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
