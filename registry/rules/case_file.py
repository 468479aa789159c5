"""The items of a case file: a JSON list, `{"cases": [...]}`, one `{id, facts}`, or one such object a line.

A file that is none of these is refused whole. In a file of lines a line that cannot be read is an item of its own kind,
an error with its place, so that the other lines are still answered; so is an item in which a name stands twice.
"""

from __future__ import annotations

import json
from decimal import Decimal

from registry.rules.engine.errors import RulesError

FORMS = 'Write a list of {"id": …, "facts": {…}}, an object {"cases": […]} with such a list, or one such object a line.'
MOST_INTEGER_DIGITS = 40


class Twice(dict[str, object]):
    """An object in which one name stands twice: nobody can say which was meant."""

    name = ""


def items_of(content: bytes) -> list[object]:
    """The items in their order; a `RulesError` stands for one that cannot be read.

    Raises:
        RulesError: the whole file cannot be used; the message says where and what to do.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1}"
        raise RulesError(place, "this is not UTF-8 text", "Save the file as UTF-8.") from None
    if not text.strip():
        raise RulesError("", "the file is empty", FORMS)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    try:
        return _items(_read(text))
    except RulesError:
        if len(lines) > 1 and (_is_object(lines[0][1]) or all(line.lstrip().startswith("{") for _, line in lines)):
            return [_line(number, line) for number, line in lines]
        raise


def _is_object(line: str) -> bool:
    try:
        return isinstance(_read(line), dict)
    except RulesError:
        return False


def _line(number: int, line: str) -> object:
    try:
        return _checked(_read(line))
    except RulesError as error:
        return RulesError(error.place.replace("line 1", f"line {number}"), error.problem, error.advice)


def _items(whole: object) -> list[object]:
    if isinstance(whole, dict) and not isinstance(whole, Twice) and "facts" not in whole and "cases" in whole:
        whole = whole["cases"]
    elif isinstance(whole, dict) and "facts" in whole:
        whole = [whole]
    if not isinstance(whole, list):
        raise RulesError("", "it holds no list of cases", FORMS)
    return [_checked(item, f"item {position}, ") for position, item in enumerate(whole, start=1)]


def _checked(item: object, place: str = "") -> object:
    """The item, or the error that a name in it stands twice."""
    try:
        name = _twice(item)
    except RecursionError:
        return RulesError(place.rstrip(", "), "it is nested too deeply", FORMS)
    if name is None:
        return item
    return RulesError(f"{place}{name}", "this name stands twice in one object", "Keep one of them.")


def _twice(plain: object) -> str | None:
    if isinstance(plain, Twice):
        return plain.name
    inner = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ()
    return next((name for name in map(_twice, inner) if name is not None), None)


def _read(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, parse_int=_whole, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RulesError(place, f"this is not JSON ({error.msg})", FORMS) from None
    except RecursionError:
        raise RulesError("", "it is nested too deeply", FORMS) from None


def _whole(digits: str) -> object:
    # Python refuses to read a whole number of thousands of digits; the readers of facts then name its place.
    return int(digits) if len(digits) <= MOST_INTEGER_DIGITS else Decimal(digits)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    marked = Twice(found)
    marked.name = next(name for name in names if names.count(name) > 1)
    return marked
