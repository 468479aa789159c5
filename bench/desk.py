# ruff: noqa: SLF001 - the tables and columns are asked of the models
"""`bin/bench desk`: the desk's list, the case page and a search by name, against a register ten times as large.

The same pages are asked through the whole middleware by a logged-in officer, on 10,000 registrations with 100,000
events, and on 100,000 with 1,000,000: each size in a register of its own, made by SQL without chance, and asked in
turns, so that a busy machine disturbs both alike. Said are medians and how many times longer the large one takes. The
search is asked with a letter missing in both surnames, for people with common and with rare names, and compared with a
look-up of a code by its index. Asked as well, without a limit, is the commonest surname alone with a letter missing: it
means ten times as many entries in the large register, all of which are counted. 0 is answered when every limit is kept
and the pages show what they must.

Names decide what a search costs, so they are drawn as names are borne: one or two given names, two surnames, a few of
them very common and most rare, and new words keep coming as the register grows (see `_of`).
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookies
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench._asking import Asker

SMALL, LARGE = 10_000, 100_000
EVENTS_EACH = 10
CASE = 4_321  # an entry with a person, in both registers
SLIPPED = (4_321, 17, 1_642, 2_503, 3_119)  # whose names are asked for with a slip of the pen, in turns

# Names as Peruvians have them: one or two given names, two surnames, now and then a "De la". A few are very common and
# most are rare: the k-th of them is borne in proportion to 1 / (k + 2), which gives the first of 20,000 surnames to one
# person in 26 and the first of 3,000 given names to one in 17, and new words keep coming as the register grows. All are
# invented of syllables, whose many near neighbours make mending a slip harder than among real names.
ONES = (
    "(ARRAY['qui','ma','hua','con','chu','pa','sa','ti','vil','ro',"
    "'ca','lla','ber','du','fer','gon','ji','lo','me','nu'])"
)
TWOS = (
    "(ARRAY['spe','ma','man','do','qui','ca','lle','ra','no','tu','be','chi','fa','gue','li','mo','pi','su','va','zo'])"
)
THREES = (
    "(ARRAY['ni','ri','za','lla','co','sa','pa','ya','tor','ez','n','s','na','que','ro','te','lo','mi','cha','des'])"
)
ENDS = "(ARRAY['', 'cha', 'ta'])"
SPELLED = f"{ONES}[1 + k % 20] || {TWOS}[1 + k / 20 % 20] || {THREES}[1 + k / 400 % 20] || {ENDS}[1 + k / 8000 % 3]"
SURNAMES, GIVEN_NAMES = 20_000, 3_000
LIMITS = {
    "list": 1.5, "case": 1.5, "work": 1.5, "slip_of_the_pen": 1.5, "slip_against_lookup_small": 3.0,
}  # fmt: skip


def _of(kind: str, many: int) -> str:
    """Return the SQL of one of `many` words, drawn by its rank for the row's number without chance."""
    share = f"((hashtext('{kind}' || id)::bigint + 2147483648) / 4294967296.0)"
    rank = f"floor(3 * power(({many} + 2) / 3.0, {share}) - 2)::bigint"
    return f"(SELECT {SPELLED} FROM (SELECT {rank} * 7919 % {many + 11}) drawn (k))"


def main(argv: list[str]) -> int:
    """Fill, measure, print, compare with the limits."""
    parser = argparse.ArgumentParser(prog="bin/bench desk", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 10,000 against 100,000 registrations")
    parser.add_argument("--seed", type=int, default=0, help="not used: the registers are made without chance")
    parser.add_argument("--times", type=int, default=15, help="how often each page is asked")
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    options = parser.parse_args(argv)
    answer = run(options)
    text = json.dumps(answer, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)
    return 0 if answer["is_within"] and answer["same_answers"] else 1


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure both sizes, the smaller first, and divide."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    os.environ |= {"REGISTRY_HTTPS": "0"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # hashed names need a deployment
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}

    call_command("migrate", verbosity=0)
    ask = DeskAsker()
    sizes = {name: max(5_000, round(size * options.scale)) for name, size in (("small", SMALL), ("large", LARGE))}
    _fill(sizes["small"])
    words = {"small": _words()}
    with _copied() as (large, small):
        _fill(sizes["large"])
        words["large"] = _words()
        found, same = _measured(ask, {"small": small, "large": large}, options.times)
    ratios = _ratios(found["small"], found["large"])
    return {
        "name": "desk", "seed": 0, "scale": options.scale, "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "words_of_names": words, "milliseconds": found, "ratios": ratios, "limits": LIMITS, "same_answers": same,
        "is_within": all(ratios[name] <= limit for name, limit in LIMITS.items()),
    }  # fmt: skip


def _ratios(small: dict[str, float], large: dict[str, float]) -> dict[str, float]:
    found = {name: round(large[name] / small[name], 2) for name in small}
    for size, side in (("small", small), ("large", large)):
        found[f"slip_against_lookup_{size}"] = round(side["slip_of_the_pen"] / side["code_lookup"], 2)
    return found


def _fill(entries: int) -> None:
    """Empty the register and fill it anew: entries, a file for each tenth, ten events an entry."""
    from django.apps import apps
    from django.db import connection

    from bench._register import _insert, fill
    from registry.audit.models import Event
    from registry.casework.models import CaseFile, RunningClock, StepRecord

    rooms = ("formalization", "casework", "territory", "concessions", "miners", "audit", "documents", "notices")
    keep = {"territory_layerkind"}
    tables = [m._meta.db_table for m in apps.get_models() if m._meta.app_label in rooms and m._meta.managed]
    append_only = [name for name in tables if name.startswith("audit_")]
    with connection.cursor() as cursor:
        for name in append_only:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(name for name in tables if name not in keep)} CASCADE")
        for name in append_only:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    _layer_kinds()
    fill(entries, max(3_000, entries * 6 // 10))
    _name_people()
    registration = f"1 + (n * 7) % {entries}"
    file = {
        "id": "n", "registration_id": registration, "number": "'EXP-2026-' || lpad(n::text, 7, '0')",
        "kind": "'formalisation'", "state": "'open'", "opened_on": "date '2026-01-05' + n % 200", "office_region": "''",
        "region": f"lpad((1 + ({registration}) % 25)::text, 2, '0')",
        "assignee_key": "CASE WHEN n % 50 = 0 THEN 'user:1' ELSE '' END",
        "next_due_on": "date '2026-10-01' + n % 120", "next_due_code": "'igafom_decide'", "holder": "'agency'",
        "holder_since": "date '2026-06-01'", "created_at": "now()", "updated_at": "now()",
    }  # fmt: skip
    step = {
        "file_id": f"1 + n % {max(entries // 10, 1)}", "registration_id": "1", "step": "'igafom_corrective'",
        "outcome": "'filed'", "happened_on": "date '2026-02-01'", "by_key": "'system:bench'", "recorded_at": "now()",
        "superseded_at": "now()",
    }  # fmt: skip
    clock = {
        "file_id": "n", "code": "'igafom_decide'", "whose": "'agency'", "opened_on": "date '2026-06-01'",
        "due_on": "date '2026-10-01' + n % 120", "first_due_on": "date '2026-10-01' + n % 120",
    }  # fmt: skip
    event = {
        "kind": "'formalization.registration.changed'", "at": "timestamptz '2026-01-01' + n * interval '7 seconds'",
        "actor": "'user:1'", "subject_type": "'formalization.registration'", "subject_id": f"1 + n % {entries}",
        "ubigeo": "'170102'", "changes": "'{\"activity\": [\"\", \"exploitation\"]}'::jsonb",
    }  # fmt: skip
    files = max(entries // 10, 1)
    plan: list[tuple[Any, dict[str, str], int]] = [
        (CaseFile, file, files), (RunningClock, clock, files), (StepRecord, step, files),
        (Event, event, entries * EVENTS_EACH),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for model, given, count in plan:
            table, statement, params = _insert(model, given, count)
            begun = time.perf_counter()
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, params)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            sys.stderr.write(f"filled {table}: {time.perf_counter() - begun:.1f} s\n")
        cursor.execute("VACUUM ANALYZE")


def _name_people() -> None:
    """Give everybody a name that is nobody's, with as many namesakes as people have."""
    from django.db import connection

    from registry.common.vocabulary import words_tidy

    given, second = (_of(kind, GIVEN_NAMES) for kind in ("given", "second"))
    one, two = (_of(kind, SURNAMES) for kind in ("one", "two"))
    person = (
        f"initcap({given} || CASE WHEN hashtext('s' || id) % 10 < 3 THEN ' ' || {second} ELSE '' END || ' '"
        f" || CASE WHEN hashtext('p' || id) % 40 = 0 THEN 'de la ' ELSE '' END || {one} || ' ' || {two})"
    )
    with connection.cursor() as cursor:
        for table, column, name in (
            ("miners_person", "full_name", person),
            ("miners_group", "name", f"initcap('asociación minera ' || {one} || ' ' || {two})"),
            ("concessions_miningright", "name", f"initcap({given} || ' ' || {two} || ' ' || id % 20)"),
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET {column} = {name}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("TRUNCATE common_nameword")
    words_tidy()


def _slip(number: int) -> str:
    """Return the name of an entry's registrant with one letter left out of each surname."""
    from registry.formalization.models import Registration

    *first, one, two = str(Registration.objects.select_related("person").get(pk=number).registrant).split()
    return " ".join([*first, _slipped(one), _slipped(two)])


def _slipped(word: str) -> str:
    return word[:2] + word[3:]


def _commonest() -> str:
    """Return the word that most names hold, among those of five letters and more."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM miners_person, unnest(register_words(name_folded)) word WHERE length(word) > 4"
            " GROUP BY word ORDER BY count(*) DESC, word LIMIT 1"
        )
        return str(cursor.fetchone()[0])


def _words() -> int:
    from registry.common.models import NameWord

    return NameWord.objects.count()


def _layer_kinds() -> None:
    """Put back what migrations stored, where the emptying took it along."""
    from importlib import import_module

    from django.apps import apps

    from registry.territory.models import LayerKind

    if not LayerKind.objects.exists():
        import_module("registry.territory.migrations.0002_layer_kinds").add_kinds(apps, None)


class DeskAsker(Asker):
    """Asks as an officer's browser: with the cookie of a session in which both steps were done."""

    def __init__(self) -> None:
        """Log an officer of the ministry in."""
        super().__init__("")
        self.cookie = _session()

    def pieces(self, address: str) -> Any:
        """Yield the body; the cookie goes along."""
        inner = self.application

        def with_cookie(environ: dict[str, Any], start: Any) -> Any:
            environ.pop("HTTP_AUTHORIZATION", None)
            return inner(environ | {"HTTP_COOKIE": self.cookie}, start)

        self.application = with_cookie
        try:
            yield from super().pieces(address)
        finally:
            self.application = inner


def _session() -> str:
    from datetime import date

    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from registry.accounts.models import Appointment, Role, User

    user, _made = User.objects.get_or_create(username="bench-officer")
    if not user.appointments.exists():
        role = Role.objects.get(code="ministry_officer")
        Appointment.objects.create(user=user, role=role, from_on=date(2020, 1, 1))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    now = time.time()
    owned = Authenticator.objects.filter(user=user).values_list("pk", flat=True).first()
    session = SessionStore()
    session.update({
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(), "seen_at": now,
        "account_authentication_methods_user": str(user.pk),
        "account_authentication_methods": [
            {"method": "password", "at": now, "username": user.username},
            {"method": "mfa", "at": now, "id": owned, "type": "totp"},
        ],
    })  # fmt: skip
    session.save()
    jar = http.cookies.SimpleCookie({settings.SESSION_COOKIE_NAME: str(session.session_key)})
    return jar.output(header="", sep=";").strip()


@contextlib.contextmanager
def _copied() -> Iterator[tuple[str, str]]:
    """Copy the filled register aside; yields the name of this database and of the copy, which goes again."""
    from django.db import connection

    here = connection.settings_dict["NAME"]
    copy = f"{here}_small"
    _beside(f'DROP DATABASE IF EXISTS "{copy}"', f'CREATE DATABASE "{copy}" TEMPLATE "{here}"')
    try:
        yield here, copy
    finally:
        _turn_to(here)
        _beside(f'DROP DATABASE IF EXISTS "{copy}"')


def _beside(*statements: str) -> None:
    """Run statements while nobody is connected to the register."""
    from django.db import connection

    connection.close()
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _turn_to(database: str) -> None:
    """Let the application ask another database from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database
    connection.ensure_connection()


def _measured(ask: DeskAsker, sides: dict[str, str], times: int) -> tuple[dict[str, dict[str, float]], bool]:
    code, common = f"REG-{CASE:07d}", _commonest()
    pages: dict[str, list[tuple[str, str]]] = {  # each page: addresses that are asked in turns, and what must be shown
        "list": [("/desk/registrations/", "REG-00000")],
        "case": [(f"/desk/registrations/{CASE}/", code)],
        "work": [("/desk/work/?scope=all", "EXP-2026-")],
        "code_lookup": [(f"/desk/registrations/?q={code}", code)],
        "slip_of_the_pen": [
            (f"/desk/registrations/?q={_slip(number).replace(' ', '+')}", f"REG-{number:07d}") for number in SLIPPED
        ],
        "slip_in_the_commonest": [(f"/desk/registrations/?q={_slipped(common)}", common.title())],
    }
    taken: dict[str, dict[str, list[float]]] = {side: {name: [] for name in pages} for side in sides}
    missing: set[str] = set()
    for turn in range(times + 1):
        for side, database in sides.items():
            _turn_to(database)
            for name, addresses in pages.items():
                address, wanted = addresses[turn % len(addresses)]
                begun = time.perf_counter()
                shown = ask(address)
                if turn:  # the first look warms what a process keeps
                    taken[side][name].append((time.perf_counter() - begun) * 1e3)
                if wanted not in shown.decode():
                    missing.add(f"{side} {name}")
    if missing:
        sys.stderr.write(f"not shown as it must be: {sorted(missing)}\n")
    found = {
        side: {name: round(statistics.median(each), 1) for name, each in asked.items()} for side, asked in taken.items()
    }
    return found, not missing
