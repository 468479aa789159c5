# ruff: noqa: E501, SLF001 - one line is one table; the columns are asked of the models
"""A register of N registrations, filled by SQL alone: invented codes, names, squares of the grid, states and layers.

Rows are made inside the database (`generate_series`), so that a hundred thousand take seconds. Columns that are not
named take the default of their model, so that a new column of a model does not stop the measurement. Nothing here is
random: the same size gives the same rows.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from django.db import connection
from django.db.models import Field, GeneratedField, Model
from django.db.models.fields import NOT_PROVIDED

ZONE = 32719
SIDE = 400  # squares in a row of the grid
STEP = 700  # metres between squares of 1,000: a tile of zoom 10 holds more than 2,000
EAST, NORTH = 200_000, 8_400_000


def fill(registrations: int, rights: int) -> None:
    """Fill an empty database with that many registrations and rights, three layers, and one overlap in four rights."""
    with connection.cursor() as cursor:
        for table, statement, params in _statements(registrations, rights):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # no history of invented rows
            begun = time.perf_counter()
            cursor.execute(statement, params)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            sys.stderr.write(f"filled {table}: {time.perf_counter() - begun:.1f} s\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _statements(registrations: int, rights: int) -> list[tuple[str, str, list[Any]]]:
    from concessions.models import MiningRight, RightHolder
    from miners.models import Group, Person
    from registry.formalization.models import Registration, StateChange
    from registry.territory.models import Check, Finding, Footprint, LandArea, LandLayer, OverlapRun

    x, y = f"{EAST} + (n % {SIDE}) * {STEP}", f"{NORTH} + (n / {SIDE}) * {STEP}"
    square = f"ST_MakeEnvelope({x}, {y}, {x} + 1000, {y} + 1000, {ZONE})"
    point = f"ST_SetSRID(ST_Point({EAST} + (n::bigint * 7919 %% {SIDE * 1000}), {NORTH} + (n::bigint * 104729 %% {SIDE * 1000})), {ZONE})".replace(
        "%%", "%"
    )
    footprint = {"grid_srid": str(ZONE), "checksum": "md5(n::text) || md5('s' || n::text)", "created_at": "now()"}
    right_foot = {
        **footprint,
        "id": "n",
        "owner_kind": "'right'",
        "shape": square,
        "geom": f"ST_Transform({square}, 4326)",
        "measured_area_ha": "100",
        "is_point": "false",
    }
    place_foot = {
        **footprint,
        "id": f"{rights} + n",
        "owner_kind": "'declared_place'",
        "shape": point,
        "geom": f"ST_Transform({point}, 4326)",
        "is_point": "true",
    }
    ubigeo = "lpad((1 + n % 25)::text, 2, '0') || lpad((1 + n % 9)::text, 2, '0') || lpad((1 + n % 7)::text, 2, '0')"
    states = "(ARRAY['titled','in_process','extinguished','unknown'])[1 + n % 4]"
    entry_states = "(ARRAY['in_force','in_force','suspended','excluded','formalised','revoked'])[1 + n % 6]"
    person = {
        "id": "n",
        "full_name": "'Persona Inventada ' || n",
        "document_type": "'dni'",
        "document_number": "(70000000 + n)::text",
        "gender": "(ARRAY['female','male',''])[1 + n % 3]",
        "language": "(ARRAY['es','qu','es'])[1 + n % 3]",
        "birth_date": "date '1960-01-01' + (n % 15000)",
        "ubigeo": ubigeo,
        "created_at": "now()",
        "updated_at": "now()",
    }
    group = {
        "id": "n",
        "name": "'Asociación Inventada ' || n",
        "kind": "'association'",
        "ruc": "(20000000000 + n::bigint)::text",
        "ubigeo": ubigeo,
        "created_at": "now()",
        "updated_at": "now()",
    }
    right = {
        "id": "n",
        "code": "lpad(n::text, 9, '0')",
        "name": "'Derecho ' || n",
        "kind": "'concession'",
        "state": states,
        "declared_hectares": "100",
        "filed_at": "timestamptz '2000-01-01' + n * interval '1 hour'",
        "titled_on": "date '2001-01-01' + n % 7000",
        "ubigeo": ubigeo,
        "footprint_id": "n",
        "source": "'invented'",
        "published_on": "date '2026-11-01'",
        "created_at": "now()",
        "updated_at": "timestamptz '2026-01-01' + n * interval '1 minute'",
    }
    holder = {
        "right_id": "n",
        "name": "'Titular Inventado ' || n",
        "document_type": "'ruc'",
        "document_number": "(20000000000 + n::bigint)::text",
        "share_pct": "100",
    }
    registration = {
        "id": "n",
        "code": "'REG-' || lpad(n::text, 7, '0')",
        "status_code": "lpad(upper(to_hex(n)), 10, 'Z')",
        "person_id": "CASE WHEN n % 10 > 0 THEN n END",
        "group_id": f"CASE WHEN n % 10 = 0 THEN 1 + n % {max(registrations // 10, 1)} END",
        "activity": "(ARRAY['exploitation','beneficiation'])[1 + n % 2]",
        "right_id": f"1 + n % {rights}",
        "declared_place_id": f"{rights} + n",
        "state": entry_states,
        "state_since": "date '2020-01-01' + n % 2000",
        "enrolled_on": "date '2017-01-01' + n % 1000",
        "enrolled_year": "2017 + n % 3",
        "ubigeo": ubigeo,
        "published_on": "date '2026-11-01'",
        "created_at": "now()",
        "updated_at": "timestamptz '2026-01-01' + n * interval '1 minute'",
    }
    change = {
        "registration_id": "n",
        "state": entry_states,
        "from_on": "date '2020-01-01' + n % 2000",
        "by_key": "'system:bench'",
        "recorded_at": "timestamptz '2026-01-01' + n * interval '1 minute'",
    }
    layer = {
        "id": "n",
        "kind_id": "(SELECT id FROM territory_layerkind ORDER BY position, code OFFSET n - 1 LIMIT 1)",
        "series": "'layer ' || n",
        "source": "'invented'",
        "version": "'1'",
        "published_on": "date '2026-01-01'",
        "loaded_at": "now()",
        "checksum": "md5(n::text) || md5(n::text)",
        "licence": "'CC0'",
        "publication": "(ARRAY['full','yes_no','internal'])[n]",
        "state": "'current'",
    }
    area = {
        "id": "n",
        "layer_id": "1 + n % 3",
        "external_id": "'A' || n",
        "name": "'Zona Inventada ' || n",
        "geom": f"ST_Transform(ST_Buffer(ST_Centroid({square}), 900, 32), 4326)",
        "area_ha": "254",
        "checksum": "md5(n::text) || md5('a' || n::text)",
    }
    run = {
        "id": "1",
        "reason": "'asked'",
        "noise_area_m2": "100",
        "noise_radius_m": "0.5",
        "on_day": "date '2026-11-01'",
        "created_at": "now()",
    }
    check = {
        "id": "n",
        "footprint_id": "n * 4",
        "layer_id": "1",
        "kind_id": "(SELECT kind_id FROM territory_landlayer WHERE id = 1)",
        "run_id": "1",
        "answer": "'overlaps'",
        "why": "'measured'",
        "checked_on": "date '2026-11-01'",
    }
    finding = {
        "id": "n",
        "check_row_id": "n",
        "footprint_id": "n * 4",
        "area_id": "3 * n",
        "run_id": "1",
        "relation": "'shared_area'",
        "grid_srid": str(ZONE),
        "shared_m2": "250000",
        "share_of_footprint": "0.25",
        "share_of_area": "0.1",
        "measured_on": "date '2026-11-01'",
    }
    quarter = max(rights // 4, 1)
    tables: list[tuple[type[Model], dict[str, str], int]] = [
        (Footprint, right_foot, rights), (Footprint, place_foot, registrations), (Person, person, registrations),
        (Group, group, max(registrations // 10, 1)), (MiningRight, right, rights), (RightHolder, holder, rights),
        (Registration, registration, registrations), (StateChange, change, registrations), (LandLayer, layer, 3),
        (LandArea, area, quarter * 3), (OverlapRun, run, 1), (Check, check, quarter), (Finding, finding, quarter),
    ]  # fmt: skip
    return [_insert(model, given, count) for model, given, count in tables]


def _insert(model: type[Model], given: dict[str, str], count: int) -> tuple[str, str, list[Any]]:
    names, values, params = [], [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, GeneratedField) or (field.primary_key and field.column not in given):
            continue
        names.append(f'"{field.column}"')
        if field.column in given:
            values.append(given[field.column].replace("%", "%%"))
        else:
            values.append("%s")
            params.append(_default(field))
    selected = ", ".join(values)
    return (
        model._meta.db_table,
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {selected} FROM generate_series(1, {count}) n",
        params,
    )


def _default(field: Field[Any, Any]) -> Any:
    value = field.get_default() if field.default is not NOT_PROVIDED or not field.null else None
    if value is None and not field.null:
        value = ""
    return field.get_db_prep_save(value, connection)
