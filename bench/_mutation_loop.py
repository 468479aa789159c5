"""Trying mutants inside one run of pytest: the tests are collected once, each mutant lives in a fork of its own.

First every test runs once, unchanged, and the functions that it calls are noted. A mutant inside a function then gets
its changed code put in place of the old in the fork, and only the tests that call this function are run, the quickest
first, until one fails; for a change of the law the tables that read it a second time go before all others. A change
that takes effect while a module is loaded (a constant, a default) needs the modules loaded again: there the whole of
the tests runs in a fresh pytest, and so it does for a survivor in a function that was called while the tests were
collected. Nothing is written.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

from bench._mutants import Mutant

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "registry" / "rules"
# A mutant may loop for ever; on a busy machine the tests alone may take long.
PATIENCE_SECONDS = 120
PATIENCE_TIMES = 10
PROCESSES = 2

Key = tuple[str, str]
"""A function: its file and its name with those of the functions and classes around it."""


class Loop:
    """A plugin of pytest that tries mutants in place of running the tests; `survivors` are those nobody noticed."""

    def __init__(self, mutants: list[Mutant], fresh: Callable[[Mutant], int]) -> None:
        self.mutants = mutants
        self.fresh = fresh
        self.survivors: list[Mutant] = []
        self.broken = ""
        self.seconds: dict[str, float] = {}
        self.callers: dict[Key, list[str]] = defaultdict(list)
        self.loaded: set[Key] = set()
        self.collecting: set[CodeType] = set()
        self.early: set[Key] = set()

    def pytest_collection(self) -> None:
        """Note what is called while the tests are collected."""
        sys.setprofile(lambda frame, event, _: self.collecting.add(frame.f_code) if event == "call" else None)

    def pytest_collection_finish(self) -> None:
        """Note no longer."""
        sys.setprofile(None)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Note who calls what, then try every mutant."""
        items = {item.nodeid: item for item in session.items}
        for item in items.values():
            if not self._note(item):
                self.broken = item.nodeid
                return True
        sys.stderr.write(f"unchanged, {len(items)} tests pass in {sum(self.seconds.values()):.0f} s\n")
        self.loaded = self._called_while_loading()
        self.early = {(code.co_filename, code.co_qualname) for code in self.collecting}
        running: dict[int, Mutant] = {}
        for number, mutant in enumerate(self.mutants, start=1):
            while len(running) >= PROCESSES:
                self._await_one(running)
            running[self._fork(mutant, items)] = mutant
            if number % 50 == 0:
                sys.stderr.write(f"{number} of {len(self.mutants)}\n")
        while running:
            self._await_one(running)
        return True

    def _note(self, item: pytest.Item) -> bool:
        seen: set[CodeType] = set()
        forget()
        start = time.perf_counter()
        sys.setprofile(lambda frame, event, _: seen.add(frame.f_code) if event == "call" else None)
        try:
            passed = passes(item)
        finally:
            sys.setprofile(None)
        self.seconds[item.nodeid] = time.perf_counter() - start
        for code in seen:
            if code.co_filename.startswith(str(RULES)):
                self.callers[code.co_filename, code.co_qualname].append(item.nodeid)
        return passed

    def _called_while_loading(self) -> set[Key]:
        seen: set[CodeType] = set()
        forget(packs=True)
        catalogue = importlib.import_module("registry.rules.catalogue")
        sys.setprofile(lambda frame, event, _: seen.add(frame.f_code) if event == "call" else None)
        for jurisdiction in catalogue.jurisdictions():
            catalogue.get_pack(jurisdiction)
        sys.setprofile(None)
        return {(code.co_filename, code.co_qualname) for code in seen}

    def _fork(self, mutant: Mutant, items: dict[str, pytest.Item]) -> int:
        child = os.fork()
        if child == 0:
            slowest = round(PATIENCE_TIMES * sum(self.seconds.values()))
            signal.alarm(max(PATIENCE_SECONDS, slowest))
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            try:
                os._exit(self._try(mutant, items))
            except BaseException:  # noqa: BLE001 - whatever it is, the change was noticed
                os._exit(1)
        return child

    def _await_one(self, running: dict[int, Mutant]) -> None:
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            self.survivors.append(mutant)
            sys.stderr.write(f"survived: {mutant.file.relative_to(ROOT)}:{mutant.line}: {mutant.change}\n")

    def _try(self, mutant: Mutant, items: dict[str, pytest.Item]) -> int:
        keys: set[Key] | None = set()
        wanted: list[str]
        if mutant.kind == "law":
            change_law(mutant)
            wanted = list(items)
        else:
            keys = put_in_place(mutant)
            if keys is None:
                return self.fresh(mutant)
            forget(packs=True)
            whole = bool(keys & self.loaded)
            wanted = list(items) if whole else list({node for key in keys for node in self.callers[key]})
        # The tables that read the law a second time notice most of its changes.
        wanted.sort(key=lambda node: (mutant.kind != "law" or "_table" not in node, self.seconds[node]))
        if not all(passes(items[node]) for node in wanted):
            return 1
        return self.fresh(mutant) if keys and keys & self.early else 0


def passes(item: pytest.Item) -> bool:
    """Whether a test passes."""
    return all(not report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def forget(*, packs: bool = False) -> None:
    """Empty what the rules remember, so that each test calls what it would call alone; packs only where asked."""
    for name, module in list(sys.modules.items()):
        if name.startswith("registry.rules"):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear") and (packs or thing.__name__ != "get_pack"):
                    thing.cache_clear()


def change_law(mutant: Mutant) -> None:
    """Let the catalogue read the changed text in place of the file's."""
    catalogue = importlib.import_module("registry.rules.catalogue")
    real = catalogue.files_in

    def files_in(law_dir: Path) -> dict[str, str]:
        files: dict[str, str] = real(law_dir)
        return files | {mutant.file.name: mutant.text} if law_dir == mutant.file.parent else files

    setattr(catalogue, "files_in", files_in)  # noqa: B010 - a module has no declared names
    forget(packs=True)


def put_in_place(mutant: Mutant) -> set[Key] | None:
    """Give the functions that exist the changed code; their keys, or None where none of them holds the change."""
    old = compile(mutant.file.read_text(encoding="utf-8"), str(mutant.file), "exec", dont_inherit=True)
    new = compile(mutant.tree, str(mutant.file), "exec", dont_inherit=True)  # type: ignore[arg-type]
    changed = {key: code for key, code in functions_of(new) if dict(functions_of(old))[key] != code}
    if not changed or old.replace(co_consts=()) != new.replace(co_consts=()) or outside_differs(old, new):
        return None
    placed = 0
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename == str(mutant.file):
            code = changed.get((thing.__code__.co_qualname, thing.__code__.co_firstlineno))
            if code is not None:
                thing.__code__ = code
                placed += 1
    if not placed:
        return None
    return {(str(mutant.file), name) for name, _ in changed}


def functions_of(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    """Every code object inside another, by name and first line."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield (inner.co_qualname, inner.co_firstlineno), inner
            yield from functions_of(inner)


def outside_differs(old: CodeType, new: CodeType) -> bool:
    """Whether what a module or one of its classes does while it is loaded has changed."""
    for one, two in zip(old.co_consts, new.co_consts, strict=False):
        if not isinstance(one, CodeType):
            if one != two:
                return True
        elif not one.co_flags & inspect.CO_NEWLOCALS and (one.co_code != two.co_code or outside_differs(one, two)):
            return True  # the body of a class, which runs while the module is loaded
    return False
