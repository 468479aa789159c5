"""Who of the cast gets which answer at which address of the desk. An address without a row fails.

The public side and the API have their own tests beside their code.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

LOGIN, DONE, OK, REFUSED, AGAIN, NO_METHOD = 302, 302, 200, 403, 422, 405

READERS = frozenset({"officer", "other_officer", "ministry", "cadastre", "law_keeper", "auditor"})
IN_REACH = READERS - {"other_officer"}
CHANGERS = frozenset({"officer", "other_officer", "ministry"})
CHANGERS_IN_REACH = CHANGERS - {"other_officer"}
DECIDERS = frozenset({"ministry"})
CADASTRE = frozenset({"ministry", "cadastre"})
IMPORTERS = frozenset({"cadastre"})
LAWYERS = frozenset({"law_keeper"})


@dataclass(frozen=True)
class Row:
    """Who may open an address, whether it is a form or an act, which rows its arguments name, who reads there."""

    allowed: frozenset[str]
    is_form: bool = False
    named: tuple[str, ...] = ()
    is_act: bool = False
    readers: frozenset[str] = READERS


def _matrix() -> dict[str, Row]:
    """The rows of every room, from `matrix/<room>.toml`; a group of the cast is named by its constant here."""
    rows: dict[str, Row] = {}
    for path in sorted(Path(__file__).with_name("matrix").glob("*.toml")):
        for name, said in tomllib.loads(path.read_text()).items():
            assert name not in rows, f"{name} has two rows"
            groups = {key: _group(said.pop(key)) for key in ("allowed", "readers") if key in said}
            rows[name] = Row(**groups, **said | {"named": tuple(said.get("named", ()))})
    return rows


def _group(said: str | list[str]) -> frozenset[str]:
    return globals()[said.upper()] if isinstance(said, str) else frozenset(said)


MATRIX = _matrix()


def desk_names() -> list[str]:
    """Every named address under desk/, from the resolver itself."""
    return sorted(_names(get_resolver().url_patterns, "", ""))


def _names(patterns: list[URLPattern | URLResolver], address: str, space: str) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        here = address + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            found += _names(pattern.url_patterns, here, space + inner)
        elif here.startswith("desk/"):
            found.append(f"{space}{pattern.name}")
    return found


def test_every_address_of_the_desk_has_a_row() -> None:
    assert desk_names() == sorted(MATRIX)


def _stated(row: Row, who: str) -> tuple[int, int]:
    """The answers to a reading and to an empty form; who holds the power to read knows at least that nothing is sent there."""
    if row.is_act and who in row.readers:
        return NO_METHOD, DONE if who in row.allowed else REFUSED
    if who in row.allowed:
        return OK, AGAIN if row.is_form else NO_METHOD
    return REFUSED, NO_METHOD if who in row.readers and not row.is_form else REFUSED


def room_of(name: str) -> str:
    """The room of an address, by its namespace."""
    return name.split(":", maxsplit=1)[0]


@pytest.mark.parametrize("room", sorted({room_of(name) for name in MATRIX}))
def test_the_cast_gets_the_stated_answers(room: str, cast: dict[str, Client], rows: dict[str, int]) -> None:
    wrong = {}
    for name in sorted(name for name in MATRIX if room_of(name) == room):
        # What one address changes is taken back before the next; the cast and its rows are made once a room.
        with transaction.atomic():
            got = _got(name, cast, rows)
            transaction.set_rollback(True)
        stated = {who: _stated(MATRIX[name], who) for who in cast} | {"anonymous": (LOGIN, LOGIN)}
        if got != stated:
            wrong[name] = {who: (got[who], stated[who]) for who in cast if got[who] != stated[who]}
    assert wrong == {}, "address: who: (got, stated), each to a reading and to an empty form"


def _got(name: str, cast: dict[str, Client], rows: dict[str, int]) -> dict[str, tuple[int, int]]:
    url = reverse(name, args=[rows[key] for key in MATRIX[name].named])
    return {who: (browser.get(url).status_code, browser.post(url).status_code) for who, browser in cast.items()}
