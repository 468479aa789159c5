"""Who of the cast gets which answer at which address of the desk. An address without a row fails.

The public side and the API have their own tests beside their code.
"""

from dataclasses import dataclass

import pytest
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


MATRIX = {
    "desk:home": Row(READERS),
    "registrations:list": Row(READERS),
    "registrations:try": Row(READERS, is_form=True),
    "registrations:totals": Row(READERS),
    "registrations:reviews": Row(READERS),
    "registrations:determine": Row(DECIDERS, is_form=True, named=("registration",)),
    "registrations:second": Row(DECIDERS, is_form=True, named=("proposed",)),
    "law:board": Row(READERS),
    "law:draft": Row(LAWYERS, is_form=True),
    "law:version": Row(READERS, named=("law_version",)),
    "law:rehearse": Row(LAWYERS, is_form=True, named=("law_version",)),
    "law:enact": Row(LAWYERS, is_form=True, named=("law_version",)),
    "law:rehearsal_csv": Row(READERS, named=("rehearsal",)),
    "registrations:add": Row(CHANGERS, is_form=True),
    "registrations:page": Row(IN_REACH, named=("registration",)),
    "registrations:shapes": Row(IN_REACH, named=("registration",)),
    "registrations:explanation": Row(IN_REACH, named=("registration",)),
    "registrations:change": Row(CHANGERS_IN_REACH, is_form=True, named=("registration",)),
    "registrations:state": Row(DECIDERS, is_form=True, named=("registration",)),
    "miners:person_list": Row(READERS),
    "miners:person_add": Row(CHANGERS, is_form=True),
    "miners:person_page": Row(IN_REACH, named=("person",)),
    "miners:person_change": Row(CHANGERS_IN_REACH, is_form=True, named=("person",)),
    "miners:duplicate_decide": Row(CHANGERS_IN_REACH, named=("duplicate",), is_act=True, readers=CHANGERS),
    "miners:group_list": Row(READERS),
    "miners:group_add": Row(CHANGERS, is_form=True),
    "miners:group_page": Row(IN_REACH, named=("group",)),
    "miners:group_change": Row(CHANGERS_IN_REACH, is_form=True, named=("group",)),
    "miners:member_add": Row(CHANGERS_IN_REACH, is_form=True, named=("group",)),
    "miners:member_end": Row(CHANGERS_IN_REACH, is_form=True, named=("group", "member")),
    "rights:list": Row(READERS),
    "rights:add": Row(CADASTRE, is_form=True),
    "rights:import_list": Row(IMPORTERS, readers=IMPORTERS),
    "rights:import_add": Row(IMPORTERS, is_form=True),
    "rights:import_report": Row(IMPORTERS, named=("batch",), readers=IMPORTERS),
    "rights:import_job": Row(IMPORTERS, named=("import_job",), readers=IMPORTERS),
    "rights:import_load": Row(IMPORTERS, named=("import_job",), is_act=True, readers=IMPORTERS),
    "rights:page": Row(READERS, named=("right",)),
    "rights:shapes": Row(READERS, named=("right",)),
    "rights:change": Row(CADASTRE, is_form=True, named=("right",)),
    "rights:holder_add": Row(CADASTRE, is_form=True, named=("right",)),
    "rights:holder_end": Row(CADASTRE, is_form=True, named=("right", "holder")),
    "rights:contract_add": Row(CADASTRE, is_form=True, named=("right",)),
    "territory:layer_list": Row(READERS),
    "territory:layer_page": Row(READERS, named=("layer",)),
    "territory:finding": Row(READERS, named=("finding",)),
    "territory:verdict": Row(CADASTRE, is_form=True, named=("finding",)),
    "territory:run_list": Row(READERS),
    "territory:run_page": Row(READERS, named=("run",)),
}


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


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_cast_gets_the_stated_answers(name: str, cast: dict[str, Client], rows: dict[str, int]) -> None:
    row = MATRIX[name]
    url = reverse(name, args=[rows[key] for key in row.named])
    got = {who: (browser.get(url).status_code, browser.post(url).status_code) for who, browser in cast.items()}
    stated = {who: _stated(row, who) for who in cast}
    stated["anonymous"] = (LOGIN, LOGIN)
    assert got == stated
