"""How many questions every page of the desk asks the database: bounded, and the same for 10 rows and for 50.

Each row of the cast's register is written again and again, under the same parents, so that lists grow and so do cases.
A page that asks once a row shows itself at once; who wants to see the counts runs this with `-s`.
"""

import re
import runpy
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

MATRIX = runpy.run_path(str(Path(__file__).with_name("test_matrix.py")))["MATRIX"]
WHO = ("ministry", "cadastre", "law_keeper", "administrator", "officer", "auditor", "authority")
OF_A_LIST, OF_A_PAGE = 12, 25
FEW, MANY = 10, 50
ENOUGH, ENOUGH_PAGES = 30, 120  # kinds of rows that grew; pages that were asked
ROOMS = (
    "common", "accounts", "territory", "miners", "concessions", "formalization", "documents", "notices", "casework", "oversight", "portal",
    "publishing", "api",
)  # fmt: skip
ONCE = {"accounts.role", "territory.layerkind", "formalization.packversion"}  # read as a whole, or one a day


def multiply(times: int) -> dict[str, int]:
    """Write every row of the rooms so often again; returns how many rows each table holds now."""
    held = {}
    with connection.cursor() as cursor:
        # As a replica writes: neither triggers nor foreign keys ask. What must be unique is made so, or left out.
        cursor.execute("SET session_replication_role = replica")
        for model in _models():
            for row in list(model._default_manager.order_by("pk")[: FEW // 2]):
                _again(row, times)
            held[model._meta.label_lower] = model._default_manager.count()
        cursor.execute("SET session_replication_role = DEFAULT")
    return held


def _models() -> list[type[models.Model]]:
    own = [model for model in apps.get_models() if model._meta.app_label in ROOMS and model._meta.managed]
    kept = [model for model in own if model._meta.label_lower not in ONCE and not hasattr(model, "pgh_obj")]
    return sorted(kept, key=lambda model: ROOMS.index(model._meta.app_label))  # parents before children


def _again(row: models.Model, times: int) -> None:
    """Write a row again: texts and numbers that are unique are changed, else it gets parents that have none yet."""
    alone = [field for field in row._meta.concrete_fields if not field.primary_key and _is_alone(row, field)]
    free = {field: _free(row, field, times) for field in alone if field.is_relation and field.value_from_object(row)}
    is_named = any(_other(getattr(row, field.attname), 0, field) is not None for field in alone if field not in free)
    shared = [] if is_named else [field for field in free if not field.unique][-1:]  # the other parents stay
    parents = {field: free[field] for field in free if field.unique or field in shared}
    for at in range(times):
        row.pk = None
        row._state.adding = True
        for field in alone:
            if field in parents:
                setattr(row, field.attname, parents[field][at] if at < len(parents[field]) else None)
            elif not field.is_relation and (other := _other(getattr(row, field.attname), at, field)) is not None:
                setattr(row, field.attname, other)
        try:
            with transaction.atomic():
                type(row)._default_manager.bulk_create([row])
        except DatabaseError:
            return  # one a parent


def _is_alone(row: models.Model, field: Any) -> bool:
    return (
        field.unique
        or any(field.name in getattr(limit, "fields", ()) for limit in row._meta.constraints)
        or any(field.name in names for names in row._meta.unique_together)
    )


def _free(row: models.Model, field: Any, times: int) -> list[Any]:
    taken = type(row)._default_manager.exclude(**{field.attname: None}).values(field.attname)
    others = field.related_model._default_manager.exclude(pk__in=taken).order_by("-pk")
    return list(others.values_list("pk", flat=True)[:times])


def _other(value: Any, at: int, field: Any) -> Any:
    if isinstance(value, str) and value and not field.choices:
        return f"{value[: (field.max_length or 60) - 8]}~{at}{abs(hash(value)) % 999}"
    return value + 1_000 * (at + 1) if isinstance(value, int) and not isinstance(value, bool) else None


def asked(browser: Client, address: str) -> list[str]:
    """The questions of a page, after one look that warms what a process keeps."""
    browser.get(address)
    with CaptureQueriesContext(connection) as found:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        if answer.streaming:
            list(answer.streaming_content)
    return [one["sql"] for one in found.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.timeout(580)
def test_no_page_asks_more_for_more_rows(cast: dict[str, Client], rows: dict[str, int]) -> None:
    pages = {}
    for name, row in sorted(MATRIX.items()):
        who = next((one for one in WHO if one in row.allowed), None)
        if who is not None and not row.is_act:
            pages[name] = (cast[who], reverse(name, args=[rows[key] for key in row.named]))
    found: dict[str, list[list[str]]] = {name: [] for name in pages}
    for _ in range(3):
        multiply(FEW)  # what has no rows at all asks less: rows of every kind stand before anything is counted
    for browser, address in pages.values():
        browser.get(address)  # what a look writes down itself stands too
    for times in (FEW, MANY):
        held = multiply(times)
        for name, (browser, address) in pages.items():
            found[name].append(asked(browser, address))
    sys.stdout.writelines(f"{name}: {len(few)} {len(many)}\n" for name, (few, many) in found.items())
    grown = {name: _more(few, many) for name, (few, many) in found.items() if len(few) != len(many)}
    assert grown == {}, "questions that were asked for 50 rows and not for 10"
    limits = {name: OF_A_PAGE if MATRIX[name].named or MATRIX[name].is_form else OF_A_LIST for name in found}
    over = {name: many for name, (_few, many) in found.items() if len(many) >= limits[name]}
    assert over == {}, "pages that ask more than they may"
    assert sum(count > MANY for count in held.values()) > ENOUGH, held
    assert len(pages) > ENOUGH_PAGES


def _more(few: list[str], many: list[str]) -> list[str]:
    known = Counter(_shape(sql) for sql in few)
    return sorted((Counter(_shape(sql) for sql in many) - known).elements())


def _shape(sql: str) -> str:
    """A question without its numbers and texts."""
    return re.sub(r"'[^']*'|\d+", "?", sql)[:600]
