"""What can be changed in the law files and in the code of the rules.

Of the law files values, units, edges and boundaries; of the code comparisons, boolean operators and numbers. Each
mutant is one change; of the code it keeps every line number.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

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
    """One changed thing: the file, the line, what was changed, and the whole changed text or tree.

    `number` counts the mutants of one file of code.
    """

    kind: str
    file: Path
    line: int
    change: str
    text: str
    tree: ast.Module | None = None
    number: int = 0


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
    number = 0
    for index, node in enumerate(ast.walk(tree)):
        for change, mutate in changes(node):
            number += 1
            mutated = copy.deepcopy(tree)
            mutate(next(n for i, n in enumerate(ast.walk(mutated)) if i == index))
            told = f"{ast.unparse(node)[:70]} ({change})"
            yield Mutant("code", file, getattr(node, "lineno", 0), told, ast.unparse(mutated), mutated, number)


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
