"""Carrying answers over to a new version of a layer, where nothing that they rest on has changed.

A new version repeats most areas of the last one (same shape, id and dates, told by their checksum). A footprint that
stands farther than `NEAR_M` from every area that came, went or changed would be measured to the same numbers: its check
and findings are copied to the new version with the day on which they were measured. One that stands nearer keeps its
findings under unchanged areas, and only the areas that came are measured (`patching`); what that does not settle is
measured in full. Nothing is carried when coverage, accuracy, kind of shape or the tolerances differ, or from a check
that had failed. Everything is written in one transaction, rows by arrays of their numbers: the rows of a new version
have no statistics yet, and a planner left to guess would join them one by one.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import shapely
from django.db import connection, transaction
from shapely.errors import ShapelyError

from registry.common.announcements import announce
from registry.common.spatial.noise import Tolerances
from registry.territory.choices import LayerState, Why
from registry.territory.models import Check, Finding, LandLayer, OverlapRun
from registry.territory.services.copying import copy_rows, next_ids
from registry.territory.services.ledger import CHECK_COLUMNS, FINDING_COLUMNS, shape_texts
from registry.territory.services.patching import Last, Patched, Versions, patch
from registry.territory.services.reading import NEAR_M, lock_batches

NOT_CARRIED = [str(Why.RUN_FAILED), str(Why.WAITING)]
CHANGED = "territory.finding.changed"
logger = logging.getLogger(__name__)

# By window and not by join: the rows of the new version have no statistics yet.
DIFFERENT = """
    SELECT coalesce(array_agg(id) FILTER (WHERE NOT is_same AND layer_id = %(old)s), '{}'),
           coalesce(array_agg(id) FILTER (WHERE NOT is_same AND layer_id = %(new)s), '{}'),
           coalesce(array_agg(was) FILTER (WHERE is_same AND layer_id = %(new)s), '{}'),
           coalesce(array_agg(id) FILTER (WHERE is_same AND layer_id = %(new)s), '{}')
    FROM (
        SELECT id, layer_id, min(id) FILTER (WHERE layer_id = %(old)s) OVER same AS was,
               count(*) FILTER (WHERE layer_id = %(old)s) OVER same = 1
                   AND count(*) FILTER (WHERE layer_id = %(new)s) OVER same = 1 AS is_same
        FROM territory_landarea WHERE layer_id IN (%(old)s, %(new)s) WINDOW same AS (PARTITION BY checksum)
    ) compared
"""

AFFECTED = """
    SELECT DISTINCT f.id
    FROM (SELECT grid_srid, ST_Expand(shape, %(near)s) AS frame
          FROM territory_areapiece WHERE area_id = ANY(%(changed)s) OFFSET 0) p
    JOIN territory_footprint f ON f.shape && p.frame AND f.grid_srid = p.grid_srid
    WHERE f.superseded_at IS NULL
"""

LAST = """
    SELECT DISTINCT ON (c.footprint_id) c.id, c.footprint_id, c.answer, c.why, c.nearest_m, c.checked_on
    FROM territory_check c
    JOIN territory_overlaprun r ON r.id = c.run_id AND r.noise_area_m2 = %(area)s AND r.noise_radius_m = %(radius)s
    JOIN territory_footprint f ON f.id = c.footprint_id AND f.superseded_at IS NULL
    WHERE c.layer_id = %(old)s AND c.superseded_at = %(ended)s
    ORDER BY c.footprint_id, c.id DESC
"""

LOCKED = """
    SELECT id FROM territory_footprint WHERE id = ANY(%(ids)s) AND superseded_at IS NULL ORDER BY id FOR NO KEY UPDATE
"""

HELD = """
    SELECT check_row_id,
           count(*) FILTER (WHERE area_id <> ALL(%(went)s) AND relation = 'shared_area' AND NOT edge_noise),
           count(*) FILTER (WHERE area_id <> ALL(%(went)s) AND relation = 'shared_area'),
           count(*) FILTER (WHERE area_id = ANY(%(went)s))
    FROM territory_finding WHERE check_row_id = ANY(%(checks)s) AND superseded_at = %(ended)s GROUP BY check_row_id
"""

CARRY_FINDINGS = """
    INSERT INTO territory_finding (
        check_row_id, footprint_id, area_id, run_id, relation, grid_srid, shared_m2, share_of_footprint,
        share_of_area, edge_noise, inscribed_radius_m, measured_on, shared_shape, shared_geom)
    SELECT kept.now, f.footprint_id, same.fresh, %(run)s, f.relation, f.grid_srid, f.shared_m2,
           f.share_of_footprint, f.share_of_area, f.edge_noise, f.inscribed_radius_m, f.measured_on, f.shared_shape,
           f.shared_geom
    FROM territory_finding f
    JOIN unnest(%(last)s::bigint[], %(now)s::bigint[]) AS kept(last, now) ON kept.last = f.check_row_id
    JOIN unnest(%(was)s::bigint[], %(fresh)s::bigint[]) AS same(was, fresh) ON same.was = f.area_id
    WHERE f.check_row_id = ANY(%(last)s::bigint[]) AND f.superseded_at = %(ended)s
"""


@transaction.atomic
def carry_over(run: OverlapRun) -> int:
    """Copy what still holds to the one new layer version of a run; returns the number of footprints spared."""
    layer = _loaded(run)
    last = None if layer is None else _version_before(layer)
    if layer is None or last is None or not _held_against_replacement(layer):
        return 0
    versions = _versions(last, layer)
    is_fresh = layer.fresh_until is None or run.on_day <= layer.fresh_until
    measured = Why.MEASURED if is_fresh else Why.OLD_DATA
    lasts = _lasts(run, versions)
    affected = _affected(versions)
    kept = [
        Patched(replace(said, why=str(measured)) if said.why in {Why.MEASURED, Why.OLD_DATA} else said)
        for number, said in lasts.items()
        if number not in affected
    ]
    patched = _patched(run, versions, lasts, affected, measured)
    _write(run, versions, [*kept, *patched])
    announce(CHANGED, sorted(each.last.footprint_id for each in patched if each.is_new))
    return len(kept) + len(patched)


def _loaded(run: OverlapRun) -> LandLayer | None:
    layers = run.scope.get("layers") or []
    if len(layers) != 1 or run.reason != "layer_loaded":
        return None
    return LandLayer.objects.filter(pk=layers[0], state=LayerState.CURRENT, kind__is_inverse=False).first()


def _version_before(layer: LandLayer) -> LandLayer | None:
    """The version that this one took the place of, if what it says of itself is the same."""
    superseded: datetime = layer.loaded_at
    last = LandLayer.objects.filter(
        kind=layer.kind_id, series=layer.series, state=LayerState.SUPERSEDED, superseded_at=superseded
    ).exclude(pk=layer.pk)
    same = last.filter(shape_class=layer.shape_class, accuracy_m=layer.accuracy_m)
    for version in same.order_by("-id")[:1]:
        if version.coverage == layer.coverage:
            return version
    return None


def _held_against_replacement(layer: LandLayer) -> bool:
    return bool(_rows("SELECT id FROM territory_landlayer WHERE id = %s AND state = 'current' FOR SHARE", [layer.pk]))


def _rows(query: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _versions(old: LandLayer, new: LandLayer) -> Versions:
    went, came, was, fresh = _rows(DIFFERENT, {"old": old.pk, "new": new.pk})[0]
    return Versions(old, new, went, came, was, fresh)


def _lasts(run: OverlapRun, versions: Versions) -> dict[int, Last]:
    """The last checks that may be carried, by footprint; their footprints are locked until commit."""
    values = {
        "old": versions.old.pk, "ended": versions.old.superseded_at, "area": run.noise_area_m2,
        "radius": run.noise_radius_m,
    }  # fmt: skip
    found = {row[1]: Last(*row) for row in _rows(LAST, values) if row[3] not in NOT_CARRIED}
    locked = _rows(LOCKED, {"ids": sorted(found)})
    return {number: found[number] for (number,) in locked}


def _affected(versions: Versions) -> set[int]:
    changed = versions.went + versions.came
    if not changed:
        return set()
    (most,) = _rows("SELECT coalesce(max(accuracy_m), 0) FROM territory_footprint WHERE superseded_at IS NULL", [])[0]
    return {
        number for (number,) in _rows(AFFECTED, {"changed": changed, "near": NEAR_M + most + versions.new.accuracy_m})
    }


def _patched(
    run: OverlapRun, versions: Versions, lasts: Mapping[int, Last], affected: set[int], measured: Why
) -> list[Patched]:
    asked = {number: lasts[number] for number in affected & lasts.keys()}
    values = {
        "checks": [said.check_id for said in asked.values()], "went": versions.went,
        "ended": versions.old.superseded_at,
    }  # fmt: skip
    counts = {row[0]: row[1:] for row in _rows(HELD, values)}
    asked = {
        number: replace(said, hits=hits, held=held, gone=gone)
        for number, said in asked.items()
        for hits, held, gone in [counts.get(said.check_id, (0, 0, 0))]
    }
    tolerances = Tolerances(run.noise_area_m2, run.noise_radius_m)
    done: list[Patched] = []
    for batch in lock_batches(sorted(asked)):
        sound = batch.without(batch.ids[~shapely.is_valid(batch.shapes)].tolist())
        try:
            done += patch(sound, asked, versions, tolerances, measured)
        except (ShapelyError, ValueError, ArithmeticError):
            logger.exception("change_not_patched", extra={"layer": versions.new.pk, "run": run.pk})
    return done


def _write(run: OverlapRun, versions: Versions, carried: Sequence[Patched]) -> None:
    if not carried:
        return
    ids = next_ids(Check, len(carried))
    copy_rows(Check, CHECK_COLUMNS, _check_rows(run, versions.new, carried, ids))
    values = {
        "run": run.pk, "ended": versions.old.superseded_at, "last": [each.last.check_id for each in carried],
        "now": ids, "was": versions.was, "fresh": versions.fresh,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(CARRY_FINDINGS, values)
        cursor.execute("SET LOCAL enable_nestloop = on")
    copy_rows(Finding, FINDING_COLUMNS, _finding_rows(run, carried, ids))


def _check_rows(
    run: OverlapRun, layer: LandLayer, carried: Sequence[Patched], ids: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    for number, each in zip(ids, carried, strict=True):
        said = each.last
        day = run.on_day if each.is_new else said.checked_on
        yield number, said.footprint_id, layer.pk, layer.kind_id, run.pk, said.answer, said.why, said.nearest_m, day


def _finding_rows(run: OverlapRun, carried: Sequence[Patched], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for number, each in zip(ids, carried, strict=True):
        texts = shape_texts([found.shape for found in each.came], each.srid) if each.came else []
        for found, (grid, degrees) in zip(each.came, texts, strict=True):
            yield (
                number, each.last.footprint_id, found.target, None, run.pk, str(found.relation), each.srid,
                found.shared_m2, found.share, found.share_of_target, found.edge_noise, found.radius_m, run.on_day,
                grid, degrees,
            )  # fmt: skip
