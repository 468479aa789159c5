"""Carrying answers over to a new version of a layer, where nothing that they rest on has changed.

A new version repeats most areas of the last one (same shape, id and dates, told by their checksum). A footprint that
stands farther than `NEAR_M` from every area that came, went or changed would be measured to the same numbers: its check
and findings are copied to the new version with the day on which they were measured. All others are measured. Nothing is
carried when coverage, accuracy, kind of shape or the tolerances differ, or from a check that had failed.
"""

from datetime import datetime

from django.db import connection, transaction

from registry.territory.choices import LayerState, Why
from registry.territory.models import LandLayer, OverlapRun
from registry.territory.services.reading import NEAR_M

NOT_CARRIED = [Why.RUN_FAILED, Why.WAITING]

# By window and not by join: the rows of the new version have no statistics yet.
CHANGED = """
    SELECT id FROM (
        SELECT id, count(*) FILTER (WHERE layer_id = %(old)s) OVER same AS before,
               count(*) FILTER (WHERE layer_id = %(new)s) OVER same AS after
        FROM territory_landarea WHERE layer_id IN (%(old)s, %(new)s) WINDOW same AS (PARTITION BY checksum)
    ) counted
    WHERE before <> 1 OR after <> 1
"""

AFFECTED = """
    SELECT DISTINCT f.id
    FROM (SELECT grid_srid, ST_Expand(shape, %(near)s) AS frame
          FROM territory_areapiece WHERE area_id = ANY(%(changed)s) OFFSET 0) p
    JOIN territory_footprint f ON f.shape && p.frame AND f.grid_srid = p.grid_srid
    WHERE f.superseded_at IS NULL
"""

CARRY_CHECKS = """
    WITH last AS (
        SELECT DISTINCT ON (footprint_id) * FROM territory_check
        WHERE layer_id = %(old)s AND superseded_at = %(ended)s ORDER BY footprint_id, id DESC
    )
    INSERT INTO territory_check (footprint_id, layer_id, kind_id, run_id, answer, why, nearest_m, checked_on)
    SELECT c.footprint_id, %(new)s, c.kind_id, %(run)s, c.answer,
           CASE WHEN c.why IN ('measured', 'old_data') THEN %(measured)s ELSE c.why END, c.nearest_m, c.checked_on
    FROM last c
    JOIN territory_overlaprun r ON r.id = c.run_id AND r.noise_area_m2 = %(area)s AND r.noise_radius_m = %(radius)s
    JOIN territory_footprint f ON f.id = c.footprint_id AND f.superseded_at IS NULL
    WHERE c.why <> ALL(%(not_carried)s) AND c.footprint_id <> ALL(%(affected)s)
    ON CONFLICT DO NOTHING
"""

# A statement of its own: joined to the rows that the same statement inserts, it would compare each with each.
CARRY_FINDINGS = """
    INSERT INTO territory_finding (
        check_row_id, footprint_id, area_id, run_id, relation, grid_srid, shared_m2, share_of_footprint,
        share_of_area, edge_noise, inscribed_radius_m, measured_on)
    SELECT DISTINCT ON (f.footprint_id, fresh.id)
           carried.id, f.footprint_id, fresh.id, %(run)s, f.relation, f.grid_srid, f.shared_m2,
           f.share_of_footprint, f.share_of_area, f.edge_noise, f.inscribed_radius_m, f.measured_on
    FROM territory_finding f
    JOIN territory_check said ON said.id = f.check_row_id AND said.layer_id = %(old)s
    JOIN territory_landarea was ON was.id = f.area_id
    JOIN territory_landarea fresh ON fresh.layer_id = %(new)s AND fresh.checksum = was.checksum
    JOIN territory_check carried ON carried.footprint_id = f.footprint_id AND carried.layer_id = %(new)s
         AND carried.run_id = %(run)s AND carried.superseded_at IS NULL
    WHERE f.superseded_at = %(ended)s
    ORDER BY f.footprint_id, fresh.id, f.id DESC
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def carry_over(run: OverlapRun) -> int:
    """Copy what still holds to the one new layer version of a run; returns the number of footprints spared."""
    layer = _loaded(run)
    last = None if layer is None else _version_before(layer)
    if layer is None or last is None:
        return 0
    is_fresh = layer.fresh_until is None or run.on_day <= layer.fresh_until
    values = {
        "old": last.pk, "new": layer.pk, "ended": last.superseded_at, "run": run.pk, "area": run.noise_area_m2,
        "radius": run.noise_radius_m, "not_carried": [str(why) for why in NOT_CARRIED],
        "measured": str(Why.MEASURED if is_fresh else Why.OLD_DATA),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM territory_landlayer WHERE id = %s AND state = 'current' FOR SHARE", [layer.pk])
        if cursor.fetchone() is None:
            return 0
        cursor.execute("SELECT coalesce(max(accuracy_m), 0) FROM territory_footprint WHERE superseded_at IS NULL")
        near = NEAR_M + cursor.fetchone()[0] + layer.accuracy_m
        cursor.execute(CHANGED, values)
        changed = [area for (area,) in cursor.fetchall()]
        cursor.execute(AFFECTED, {"changed": changed, "near": near})
        affected = [footprint for (footprint,) in cursor.fetchall()]
        # The rows of the new version have no statistics yet: row by row the planner would take minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(CARRY_CHECKS, {**values, "affected": affected})
        spared = int(cursor.rowcount)
        cursor.execute(CARRY_FINDINGS, values)
        cursor.execute("SET LOCAL enable_nestloop = on")
        return spared


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
