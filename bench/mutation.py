"""`bin/bench mutation`: change the law and the rules one thing at a time, and see whether the tests notice.

Of the law files: every value, unit, edge (`included`) and period boundary. Of the code in `packs/` and `engine/`: every
comparison, boolean operator and number. A mutant that no test notices is a survivor and is listed. Each mutant runs in
a fork of its own; nothing is written. Left out are the tests that start processes and the random properties: what they
alone would notice counts as a survivor here.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.machinery
import json
import os
import random
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis  # loaded here once, not in every fork
import pytest

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "registry" / "rules"
TESTS_DIR = ROOT / "tests" / "rules"
TESTS = ["-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "-p", "no:cacheprovider"]
# The other tests' fixtures load the framework; these need none.
TESTS += ["--confcutdir", str(TESTS_DIR)]
SLOW = ["command_reads", "of_any_operation", "always_names"]
# A mutant may loop for ever; on a busy machine the tests alone may take long.
PATIENCE_SECONDS = 300
PATIENCE_TIMES = 10
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


class Mutant(NamedTuple):
    """One changed thing: the file, the line, what was changed, and the whole changed text."""

    kind: str
    file: Path
    line: int
    change: str
    text: str


def main(argv: list[str]) -> int:
    """Run the mutants; 0 when the law's are all caught and 95 % of the code's."""
    parser = argparse.ArgumentParser(prog="bin/bench mutation", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the code's mutants that is tried")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["law", "code"], help="one kind only")
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    options = parser.parse_args(argv)
    # The plugins of the other tests take longer to load than these tests take to run.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.stderr.write(f"hypothesis {hypothesis.__version__}, pytest {pytest.__version__}\n")
    start = time.perf_counter()
    mutants = chosen(options)
    survivors, caught, tried = [], {"law": 0, "code": 0}, {"law": 0, "code": 0}
    begun = time.perf_counter()
    if not is_caught(None):
        patience = PATIENCE_TIMES * (time.perf_counter() - begun)
        sys.stderr.write(f"unchanged, the tests pass in {patience / PATIENCE_TIMES:.0f} s\n")
    else:
        sys.stderr.write("the tests fail without any change: mend them first\n")
        return 3
    for number, mutant in enumerate(mutants, start=1):
        tried[mutant.kind] += 1
        if is_caught(mutant, patience):
            caught[mutant.kind] += 1
        else:
            survivors.append(f"{mutant.file.relative_to(ROOT)}:{mutant.line}: {mutant.change}")
            sys.stderr.write(f"survived: {survivors[-1]}\n")
        if number % 25 == 0:
            sys.stderr.write(f"{number} of {len(mutants)}\n")
    ratios = {kind: round(caught[kind] / tried[kind], 4) for kind in tried if tried[kind]}
    answer = {
        "name": "mutation",
        "seed": options.seed,
        "scale": options.scale,
        "cores": os.cpu_count(),
        "sides": [
            {
                "name": "mutants",
                "seconds": [round(time.perf_counter() - start, 1)],
                "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
            }
        ],
        "ratios": ratios,
        "tried": tried,
        "survivors": survivors,
        "same_answers": ratios.get("law", 1) == 1 and ratios.get("code", 1) >= 0.95,
    }
    text = json.dumps(answer, indent=1)
    sys.stdout.write(text + "\n")
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    return 0 if answer["same_answers"] else 1


def chosen(options: argparse.Namespace) -> list[Mutant]:
    """The mutants to try: every one of the law, and a seeded share of the code's."""
    law = [] if options.only == "code" else [m for f in sorted(RULES.glob("packs/*/law/*.toml")) for m in of_law(f)]
    if options.only == "law":
        return law
    files = sorted([*RULES.glob("packs/*/*.py"), *RULES.glob("engine/*.py")])
    code = [mutant for file in files for mutant in of_code(file)]
    if options.scale < 1:
        code = random.Random(options.seed).sample(code, round(len(code) * options.scale))
    return law + code


def of_law(file: Path) -> Iterator[Mutant]:
    """Every value, unit, edge and boundary of the parameters of a law file, changed by one."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    if "[[parameter]]" not in "".join(lines):
        return
    for number, line in enumerate(lines):
        found = re.match(r"(value|from|until|unit|included) = (.+)$", line.rstrip())
        if found:
            new = other(found[2])
            changed = [*lines[:number], f"{found[1]} = {new}\n", *lines[number + 1 :]]
            yield Mutant("law", file, number + 1, f"{found[1]}: {found[2]} becomes {new}", "".join(changed))


def other(text: str) -> str:
    """Another value of the same kind."""
    if text in {"true", "false"}:
        return "false" if text == "true" else "true"
    if text.startswith('"'):
        return '"changed"'
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    return str(float(text) + 1) if "." in text else str(int(text) + 1)


def of_code(file: Path) -> Iterator[Mutant]:
    """Every comparison, boolean operator and number of a module, changed one at a time."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for index, node in enumerate(ast.walk(tree)):
        for change, mutate in changes(node):
            mutated = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(mutated)) if i == index)
            mutate(target)
            line = getattr(node, "lineno", 0)
            yield Mutant("code", file, line, f"{ast.unparse(node)[:70]} ({change})", ast.unparse(mutated))


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What can be changed at one node."""
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            new = SWAPS[type(operator)]
            yield f"becomes {new.__name__}", lambda n, p=position, new=new: n.ops.__setitem__(p, new())
    elif isinstance(node, ast.BoolOp):
        swapped = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"becomes {swapped.__name__}", lambda n: setattr(n, "op", swapped())
    elif isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        yield "one more", lambda n: setattr(n, "value", n.value + 1)


def is_caught(mutant: Mutant | None, patience: float = 0) -> bool:
    """Whether the tests fail with this change, in a fork; one that never ends counts as caught."""
    child = os.fork()
    if child == 0:
        signal.alarm(max(PATIENCE_SECONDS, round(patience)))
        os._exit(run_tests(mutant))
    return os.waitpid(child, 0)[1] != 0


def run_tests(mutant: Mutant | None) -> int:
    """Run the tests of the rules with the change in place; what they print is nobody's."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.dont_write_bytecode = True
    try:
        if mutant is not None and mutant.kind == "code":
            sys.meta_path.insert(0, Changed(mutant))
        elif mutant is not None:
            change_law(mutant)
        wanted = " and ".join(f"not {name}" for name in SLOW)
        return int(pytest.main([*TESTS, "-k", wanted, str(TESTS_DIR)]))
    except BaseException:  # noqa: BLE001 - whatever it is, the change was noticed
        return 1


def change_law(mutant: Mutant) -> None:
    """Let the catalogue read the changed text in place of the file's."""
    catalogue = importlib.import_module("registry.rules.catalogue")
    real = catalogue.files_in

    def files_in(law_dir: Path) -> dict[str, str]:
        files: dict[str, str] = real(law_dir)
        return files | {mutant.file.name: mutant.text} if law_dir == mutant.file.parent else files

    setattr(catalogue, "files_in", files_in)  # noqa: B010 - a module has no declared names


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
