# ruff: noqa: E501, SLF001 - one line is one statement; the columns are asked of the models
"""`bin/bench reassess`: a register of N registrations judged end to end, rehearsed, and judged by two workers.

Each side runs in a process of its own on a database of its own, filled by SQL with invented rows: every registration has
a declared place with a standing check against every kind of land, some lie on land, capacities lie around the limits,
and one registrant in ten is a group. `reassess` reads the facts, judges and stores every answer (none stands before);
`confirm` does it once more, when every answer is the same; `rehearse` tries a changed law over the same rows. Statements
are counted at the driver, a COPY as one. With `--scale 1` there are 100,000 registrations.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

FULL = 100_000
OPTIONAL = ("confirm", "two_workers")
ON, AT = date(2026, 11, 20), datetime(2026, 11, 20, 15, tzinfo=UTC)
CHANGED = ("article91.toml", "value = 25\n", "value = 20\n")

# The rows of `_register` know little of an operation; these say what the law asks.
ENRICH = """
UPDATE formalization_registration SET
    deposit_class = (ARRAY['metallic','metallic','placer_metallic','non_metallic','construction_material'])[1 + id % 5],
    capacity_t_per_day = CASE WHEN id % 5 <> 2 AND id % 11 > 0 THEN (ARRAY[5,20,24.9,25,25.1,90,340,360])[1 + id % 8] END,
    capacity_m3_per_day = CASE WHEN id % 5 = 2 AND id % 11 > 0 THEN (ARRAY[50,190,200,200.5,900,3000])[1 + id % 6] END,
    is_habitual = CASE WHEN id % 13 > 0 THEN true END, is_means_of_livelihood = CASE WHEN id % 17 > 0 THEN true END,
    is_manual_or_basic = id % 3 > 0, operator_is_registrant = true,
    equipment = CASE id % 3 WHEN 0 THEN ARRAY['chute', 'motor_pump'] WHEN 1 THEN ARRAY[]::varchar[]
        ELSE ARRAY['mill'] END,
    igafom_corrective_on = CASE WHEN id % 2 = 0 THEN date '2019-05-01' END
"""
# Half of the rights are held by whoever is registered there, and three places in four lie in their right.
HELD = """
UPDATE concessions_rightholder SET document_type = 'dni', document_number = (69999999 + right_id)::text
WHERE right_id % 2 = 0 AND right_id > 1
"""
PLACED = """
UPDATE territory_footprint p SET shape = ST_Centroid(f.shape), geom = ST_Transform(ST_Centroid(f.shape), 4326)
FROM formalization_registration r JOIN concessions_miningright m ON m.id = r.right_id
JOIN territory_footprint f ON f.id = m.footprint_id WHERE p.id = r.declared_place_id AND r.id % 4 > 0
"""
LAYERS = """
INSERT INTO territory_landlayer ({columns})
SELECT {values} FROM territory_layerkind k WHERE is_measured AND zone_flag <> '' AND NOT EXISTS
    (SELECT 1 FROM territory_landlayer l WHERE l.kind_id = k.id)
"""
CHECKS = """
INSERT INTO territory_check (footprint_id, layer_id, kind_id, run_id, answer, why, checked_on, {more})
SELECT f.id, l.id, l.kind_id, 1, CASE WHEN f.id % 97 = l.id % 97 THEN 'not_checked' ELSE 'clear' END,
    CASE WHEN f.id % 97 = l.id % 97 THEN 'outside_coverage' ELSE 'measured' END, date '2026-11-01', {defaults}
FROM territory_footprint f CROSS JOIN territory_landlayer l WHERE f.owner_kind = 'declared_place'
"""
NEIGHBOURS = """
INSERT INTO territory_neighbourcheck (footprint_id, run_id, why, checked_on)
SELECT id, 1, 'measured', date '2026-11-01' FROM territory_footprint
"""


def main(argv: list[str]) -> int:
    """Measure, print; 0 when both sides of a comparison stored the same answers."""
    parser = argparse.ArgumentParser(prog="bin/bench reassess", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="1 is 100,000 registrations (0.1)")
    parser.add_argument("--seed", type=int, default=0, help="not used: the rows are the same for a size")
    parser.add_argument("--without", nargs="*", default=[], choices=OPTIONAL, help="sides to leave out")
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    parser.add_argument("--side", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.side:
        print(json.dumps(SIDES[options.side]()))
        return 0
    answer = measured(max(1_000, round(FULL * options.scale)), options)
    text = json.dumps(answer, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    return 0 if answer["same_answers"] else 1


def measured(count: int, options: argparse.Namespace) -> dict[str, Any]:
    """Run every side, each in its own process."""
    sides = []
    with database(f"bench_reassess_{os.getpid()}") as url:
        say(f"filling {count} registrations …")
        child(url, "fill", REGISTRATIONS=str(count))
        for name in ("reassess", "confirm", "rehearse", "empty", "two_workers"):
            if name in options.without or (name == "empty" and "two_workers" in options.without):
                continue
            say(f"{name} …")
            found = child(url, name)
            if name != "empty":
                sides.append({"name": name, "registrations": count, **found})
                say(f"{name}: {found['seconds'][0]:.1f} s, {found['peak_mb']} MB")
    best = {side["name"]: side["seconds"][0] for side in sides}
    spent = {s["name"]: s["server_cpu_seconds"] + s["own_cpu_seconds"] for s in sides if "own_cpu_seconds" in s}
    return {
        "name": "reassess", "seed": options.seed, "scale": options.scale, "cores": os.cpu_count(), "sides": sides,
        "ratios": {
            "rehearsal over reassessment": round(best["rehearse"] / best["reassess"], 3),
            "the same in processor seconds, ours and the server's": round(spent["rehearse"] / spent["reassess"], 3),
            "one worker over two": round(best["reassess"] / best["two_workers"], 2) if "two_workers" in best else None,
            "statements per 1,000": sides[0]["statements_per_1000"],
        },
        "same_answers": all(side.get("classes", sides[0]["classes"]) == sides[0]["classes"] for side in sides),
    }  # fmt: skip


def say(line: str) -> None:
    """Progress goes to stderr."""
    print(line, file=sys.stderr, flush=True)


def child(url: str, side: str, **more: str) -> dict[str, Any]:
    """Do one side in a process of its own, so that its memory is its own."""
    code = "import sys; from bench.reassess import main; sys.exit(main(sys.argv[1:]))"
    env = {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url, **more}
    done = subprocess.run(
        [sys.executable, "-c", code, "--side", side], env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@contextmanager
def database(name: str) -> Iterator[str]:
    """A database of its own beside the one that was given, dropped at the end."""
    import psycopg

    given = urlsplit(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    plain = urlunsplit(given._replace(scheme="postgresql"))
    with psycopg.connect(plain, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(given._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(plain, autocommit=True) as link:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _begin() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    from django.conf import settings

    settings.DEBUG = False  # else every statement is kept in memory


def fill() -> dict[str, Any]:
    """Migrate and fill the database."""
    _begin()
    from django.apps import apps
    from django.core.management import call_command
    from django.core.management.color import no_style
    from django.db import connection

    from bench import _register
    from registry.common.models import ImportBatch
    from registry.territory.models import Check, LandLayer

    count = int(os.environ["REGISTRATIONS"])
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:  # the rows fit by their making: no history and no look at keys while they come
        cursor.execute("SET session_replication_role = replica")
    _register.fill(count, max(count // 4, 400))
    given = {
        "kind_id": "k.id", "series": "'bench ' || k.id", "source": "'invented'", "version": "'1'",
        "published_on": "date '2026-10-01'", "loaded_at": "now()", "checksum": "md5(k.code) || md5(k.code)",
        "licence": "'CC0'", "publication": "'full'", "state": "'current'",
    }  # fmt: skip
    layer_columns, layer_values = _defaults(LandLayer, given)
    more, defaults = _defaults(Check, {}, but={
        "footprint_id", "layer_id", "kind_id", "run_id", "answer", "why", "checked_on",
    })  # fmt: skip
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)  # the rows were given their numbers
        for statement in (ENRICH, HELD, PLACED):
            cursor.execute(statement)
        cursor.execute(LAYERS.format(columns=layer_columns, values=layer_values))
        cursor.execute("DELETE FROM territory_finding")
        cursor.execute("DELETE FROM territory_check")
        cursor.execute(CHECKS.format(more=more, defaults=defaults))
        cursor.execute(NEIGHBOURS)
        _findings(cursor)
    ImportBatch.objects.create(
        kind="rights", file_name="bench", checksum="0" * 64, source="invented", published_on=date(2026, 11, 1),
        options={"holders_complete": True}, state="applied",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {}


def _findings(cursor: Any) -> None:
    """One place in twelve lies on some area: an area a layer, the check says so."""
    from registry.territory.models import Finding, LandArea

    columns, values = _defaults(
        LandArea, {"layer_id": "l.id", "external_id": "'B' || l.id", "name": "'Zona Inventada'", "checksum": "md5('b') || md5('b')",
                   "geom": "ST_SetSRID(ST_MakeEnvelope(-72, -13, -71, -12), 4326)", "valid_from": "date '1990-01-01'"}
    )  # fmt: skip
    cursor.execute(f"INSERT INTO territory_landarea ({columns}) SELECT {values} FROM territory_landlayer l")
    cursor.execute(
        "UPDATE territory_check SET answer = 'overlaps', why = 'measured' WHERE footprint_id % 240 = layer_id * 12 % 240"
    )
    columns, values = _defaults(
        Finding, {"check_row_id": "c.id", "footprint_id": "c.footprint_id", "area_id": "a.id", "run_id": "1",
                  "relation": "'inside'", "grid_srid": "32719", "measured_on": "date '2026-11-01'"}
    )  # fmt: skip
    cursor.execute(
        f"INSERT INTO territory_finding ({columns}) SELECT {values} FROM territory_check c JOIN territory_landarea a"
        " ON a.layer_id = c.layer_id AND a.external_id = 'B' || c.layer_id WHERE c.answer = 'overlaps'"
    )


def _defaults(model: Any, given: dict[str, str], but: set[str] = frozenset()) -> tuple[str, str]:  # type: ignore[assignment]
    """Column names and SQL values of a model: the given ones, defaults for the rest; none for key and generated ones."""
    from django.db import connection
    from django.db.models import GeneratedField

    from bench._register import _default

    names, values = [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, GeneratedField) or field.primary_key or field.column in but:
            continue
        names.append(f'"{field.column}"')
        with connection.cursor() as cursor:
            values.append(given.get(field.column) or cursor.mogrify("%s", [_default(field)]))
    return ", ".join(names), ", ".join(v if isinstance(v, str) else v.decode() for v in values)


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the statements at the driver; each chunk's COPY beside them."""
    from django.db import connection

    from registry.formalization.services import assessment_rows

    count = [0]
    stage = assessment_rows.stage

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        count[0] += 1
        return execute(sql, params, many, context)

    def staged(rows: Any) -> None:
        count[0] += 1
        stage(rows)

    assessment_rows.stage = staged
    try:
        with connection.execute_wrapper(wrapper):
            yield count
    finally:
        assessment_rows.stage = stage


def reassess() -> dict[str, Any]:
    """Judge everything and store; or, where all stands already, confirm."""
    _begin()
    from bench._ledger import processor_seconds
    from registry.audit.services import Actor
    from registry.formalization.models import Registration
    from registry.formalization.services.assessment import assessments_refresh

    total = Registration.objects.count()
    with counted() as statements, processor_seconds() as spent:
        begun = time.perf_counter()
        done = assessments_refresh(registration_ids=None, on=ON, by=Actor.system("bench"), at=AT, asked_by="bench")
        seconds = time.perf_counter() - begun
    return {
        "seconds": [round(seconds, 2)], **_spent(spent), "peak_mb": _peak(), "stored": done.stored,
        "confirmed": done.confirmed, "statements_per_1000": round(statements[0] * 1000 / total, 2),
        "bytes_stored": _bytes(), "classes": done.categories,
    }  # fmt: skip


def rehearse() -> dict[str, Any]:
    """Try a changed law over the same rows."""
    _begin()
    from bench._ledger import processor_seconds
    from registry.audit.services import Actor
    from registry.formalization.services.law_versions import law_version_draft
    from registry.formalization.services.rehearsals import rehearsal_run
    from registry.rules.catalogue import get_pack

    name, old, new = CHANGED
    text = get_pack("PE").files[name].replace(old, new)
    by = Actor.system("bench")
    draft = law_version_draft(jurisdiction="PE", files={name: text}, note="A lower limit.", by=by, at=AT)
    with processor_seconds() as spent:
        begun = time.perf_counter()
        found = rehearsal_run(draft=draft, on=ON, by=by, at=AT)
        seconds = time.perf_counter() - begun
    return {
        "seconds": [round(seconds, 2)], **_spent(spent), "peak_mb": _peak(), "judged": found.judged,
        "changed": found.changed,
    }  # fmt: skip


def empty() -> dict[str, Any]:
    """Take all answers away."""
    _begin()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE formalization_classchange, formalization_review, formalization_assessment CASCADE")
    return {}


def two_workers() -> dict[str, Any]:
    """The same as `reassess` in two processes, as two workers of the register do its jobs."""
    _begin()
    from django.db import connection

    from registry.formalization.models import Registration

    last = Registration.objects.order_by("-pk").values_list("pk", flat=True)[0]
    connection.close()
    step = 20_000 if last > 40_000 else last // 4 + 1
    parts = [(low, low + step) for low in range(0, last, step)]
    begun = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        done = pool.map(_part, parts, chunksize=1)
    seconds = time.perf_counter() - begun
    classes: dict[str, int] = {}
    for categories, _memory in done:
        for name, number in categories.items():
            classes[name] = classes.get(name, 0) + number
    return {"seconds": [round(seconds, 2)], "peak_mb": max(memory for _classes, memory in done), "classes": classes}


def _part(span: tuple[int, int]) -> tuple[dict[str, int], int]:
    _begin()
    from registry.audit.services import Actor
    from registry.formalization.models import Registration
    from registry.formalization.services.assessment import assessments_refresh

    ids = list(Registration.objects.filter(pk__gt=span[0], pk__lte=span[1]).values_list("pk", flat=True))
    done = assessments_refresh(registration_ids=ids, on=ON, by=Actor.system("bench"), at=AT, asked_by="bench")
    return done.categories, _peak()


def _spent(spent: list[float]) -> dict[str, float]:
    return {"server_cpu_seconds": round(spent[0], 2), "own_cpu_seconds": round(spent[1], 2)}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _bytes() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('formalization_assessment')")
        return int(cursor.fetchone()[0])


SIDES = {
    "fill": fill, "reassess": reassess, "confirm": reassess, "rehearse": rehearse, "empty": empty,
    "two_workers": two_workers,
}  # fmt: skip
