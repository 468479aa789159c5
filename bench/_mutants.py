"""What can be changed in the law files and in the code of the rules.

Of the law files every number, day and yes or no wherever it stands, every unit and kind of days, every effect of a kind
of land and every word of a named group; of the code comparisons, boolean operators and numbers. Each mutant is one
change; of the code it keeps every line number.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
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


# `key = value` outside of quotes: a text is matched whole, so nothing inside it is.
SAID = re.compile(r'\b(\w+) = (true\b|false\b|\d{4}-\d\d-\d\d|\d+(?:\.\d+)?|"[^"]*")')
GROUP = re.compile(r'words = \["')
# What a law keeper may write by mistake: sound to the readers, wrong in the law. Any other word is changed to none.
OTHER_WORD = {
    "unit": {"t/d": "m3/d", "m3/d": "t/d"},
    "value": {
        "every_substance": "metallic_only",
        "metallic_only": "every_substance",
        "required": "not_established",
        "not_established": "required",
    },
    "kind": {"working": "calendar", "calendar": "working", "months": "calendar", "unknown_kind": "working"},
    "effect": {"block": "restricted", "restricted": "condition", "condition": "note", "note": "condition"},
}


def of_law(file: Path) -> Iterator[Mutant]:
    """Every figure, day, unit, edge and boundary of a law file, and every word of a group, changed one at a time."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        for told, new in changed_lines(line):
            text = "".join([*lines[:number], new, *lines[number + 1 :]])
            yield Mutant("law", file, number + 1, told, text)


def changed_lines(line: str) -> Iterator[tuple[str, str]]:
    """What was changed in a line of a law file, and the line with that change."""
    if line.startswith("#"):
        return
    for found in SAID.finditer(line):
        new = other(found[1], found[2])
        if new is not None:
            at, end = found.span(2)
            yield f"{found[1]}: {found[2]} becomes {new}", f"{line[:at]}{new}{line[end:]}"
    if GROUP.match(line):
        for word in re.findall(r'"([^"]+)"', line):
            yield f"words: without {word}", re.sub(rf'"{re.escape(word)}"(, )?', "", line, count=1)


def other(key: str, text: str) -> str | None:
    """Another value of the same kind; None where it is a name or a text."""
    if text in {"true", "false"}:
        return "false" if text == "true" else "true"
    if text.startswith('"'):
        word = OTHER_WORD.get(key, {}).get(text[1:-1], "changed" if key in {"unit", "value"} else "")
        return f'"{word}"' if word else None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    return str(Decimal(text) + 1)


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
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        # `not not x`: x as a truth.
        yield "without not", lambda n: setattr(n, "operand", ast.copy_location(ast.UnaryOp(ast.Not(), n.operand), n))
    elif isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        yield "one more", lambda n: setattr(n, "value", n.value + 1)
