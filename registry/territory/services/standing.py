"""Checks that stand while versions of their layer pass: ended, made to wait, settled again; what they said is kept.

A check that waits keeps its number and the findings under areas that stayed; what it said goes into a row of its own,
superseded, so that nothing is lost and only what changed is written.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from registry.territory.choices import Why
from registry.territory.models import Check, Finding, LandLayer, OverlapRun
from registry.territory.services.copying import copy_rows
from registry.territory.services.ledger import FINDING_COLUMNS, shape_texts
from registry.territory.services.patching import Last, Patched
from registry.territory.services.reading import Batch

NOT_MEASURED = frozenset({Why.RUN_FAILED, Why.WAITING})
KEPT = """
    INSERT INTO territory_check (footprint_id, layer_id, kind_id, run_id, answer, why, nearest_m, checked_on, edition,
                                 superseded_at)
    SELECT footprint_id, layer_id, kind_id, run_id, answer, why, nearest_m, checked_on, edition, %(at)s
    FROM territory_check
"""
NEAR = "WHERE layer_id = %(layer)s AND superseded_at IS NULL AND footprint_id = ANY(%(footprints)s)"
WAIT = "UPDATE territory_check SET answer = 'not_checked', why = 'waiting', nearest_m = NULL, run_id = %(run)s "
CALLED = "WHERE layer_id = %(layer)s AND superseded_at IS NULL AND why = %(was)s"
CALL = "UPDATE territory_check SET why = %(now)s "

# The newest row of its past is what a check said before it waits; tolerances have to be those of the run.
LASTS = """
    WITH waiting AS MATERIALIZED (
        SELECT id, footprint_id FROM territory_check
        WHERE footprint_id = ANY(%(footprints)s) AND layer_id = %(layer)s AND superseded_at IS NULL
          AND run_id = %(run)s AND why = 'waiting'
    ), said AS MATERIALIZED (
        SELECT DISTINCT ON (footprint_id) footprint_id, run_id, answer, why, nearest_m FROM territory_check
        WHERE footprint_id = ANY(%(footprints)s) AND layer_id = %(layer)s AND superseded_at IS NOT NULL
        ORDER BY footprint_id, id DESC
    ), held AS MATERIALIZED (
        SELECT check_row_id, count(*) FILTER (WHERE NOT edge_noise) AS hits, count(*) AS held FROM territory_finding
        WHERE check_row_id IN (SELECT id FROM waiting) AND superseded_at IS NULL AND relation = 'shared_area'
        GROUP BY check_row_id
    )
    SELECT waiting.id, footprint_id, said.answer, said.why, said.nearest_m, coalesce(held.hits, 0),
           coalesce(held.held, 0)
    FROM waiting JOIN said USING (footprint_id) LEFT JOIN held ON held.check_row_id = waiting.id
    JOIN territory_overlaprun r ON r.id = said.run_id AND r.noise_area_m2 = %(area)s AND r.noise_radius_m = %(radius)s
"""
SETTLE = """
    UPDATE territory_check c
    SET answer = now.answer, why = now.why, nearest_m = now.nearest_m, checked_on = %s, edition = %s
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::float8[]) AS now(id, answer, why, nearest_m)
    WHERE c.id = now.id
"""


def answers_end(layer: LandLayer, at: datetime) -> None:
    """End every answer that rests on a layer."""
    Finding.objects.filter(check_row__layer=layer, superseded_at=None).update(superseded_at=at)
    Check.objects.filter(layer=layer, superseded_at=None).update(superseded_at=at)


def findings_end(past: LandLayer, at: datetime) -> None:
    """End the findings under areas that went with a version."""
    Finding.objects.filter(area__in=past.areas.values("pk"), superseded_at=None).update(superseded_at=at)


def checks_wait(layer: LandLayer, footprints: Sequence[int], run: OverlapRun, at: datetime) -> None:
    """Let the standing checks of these footprints wait for a run: nothing is known until it has measured them."""
    _keep_and(WAIT, NEAR, {"layer": layer.pk, "footprints": footprints, "run": run.pk, "at": at})


def checks_call(layer: LandLayer, now: Why, at: datetime) -> None:
    """Call measured answers fresh (`MEASURED`) or old data, where they are called the other."""
    was = Why.OLD_DATA if now == Why.MEASURED else Why.MEASURED
    _keep_and(CALL, CALLED, {"layer": layer.pk, "was": str(was), "now": str(now), "at": at})


def _keep_and(change: str, which: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEPT + which, values)
        cursor.execute(change + which, values)


def lasts(batch: Batch, layer: LandLayer, run: OverlapRun) -> dict[int, Last]:
    """What the checks of a batch that wait for this run said before, by footprint; without those not measured then."""
    values = {
        "footprints": batch.ids.tolist(), "layer": layer.pk, "run": run.pk, "area": run.noise_area_m2,
        "radius": run.noise_radius_m,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LASTS, values)
        found = [Last(*row) for row in cursor.fetchall()]
    return {last.footprint_id: last for last in found if last.why not in NOT_MEASURED}


def checks_settle(patched: Sequence[Patched], layer: LandLayer, run: OverlapRun, srid: int) -> None:
    """Write what holds now of checks that waited, and the findings under areas that came, measured in one system."""
    columns: list[list[Any]] = [
        [each.last.check_id for each in patched], [each.last.answer for each in patched],
        [each.last.why for each in patched], [each.last.nearest_m for each in patched],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [run.on_day, layer.edition, *columns])
    found = [(each.last, found) for each in patched for found in each.came]
    texts = shape_texts([each.shape for _last, each in found], srid)
    copy_rows(
        Finding,
        FINDING_COLUMNS,
        [
            (
                last.check_id, last.footprint_id, each.target, None, run.pk, str(each.relation), srid, each.shared_m2,
                each.share, each.share_of_target, each.edge_noise, each.radius_m, run.on_day, *shapes,
            )
            for (last, each), shapes in zip(found, texts, strict=True)
        ],
    )  # fmt: skip
