"""Writing what footprints share with one another, and that each was measured against all others.

A pair stands once. What stood before of the footprints of a batch is superseded in the same transaction, except of a
footprint whose shape could not be measured: of that the last finding stands on, and the check says "the run failed".
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from registry.common.planned import planned
from registry.common.spatial.noise import Tolerances
from registry.territory.choices import Why
from registry.territory.models import Finding, OverlapRun
from registry.territory.services.copying import copy_rows
from registry.territory.services.ledger import shape_texts
from registry.territory.services.pairing import Pair, footprints_around, pairs_of
from registry.territory.services.reading import Batch

PAIRS_LOCK = 7_402
COLUMNS = (
    "footprint_id", "other_id", "run_id", "relation", "grid_srid", "shared_m2", "share_of_footprint", "share_of_area",
    "edge_noise", "inscribed_radius_m", "measured_on", "shared_shape", "shared_geom",
)  # fmt: skip
STANDING = """
    SELECT footprint_id, other_id, relation, edge_noise, shared_m2, run_id FROM territory_finding
    WHERE superseded_at IS NULL AND other_id IS NOT NULL AND (footprint_id = ANY(%s) OR other_id = ANY(%s))
"""
SUPERSEDE = """
    UPDATE territory_finding SET superseded_at = %(at)s
    WHERE superseded_at IS NULL AND other_id IS NOT NULL AND run_id <> %(run)s
      AND (footprint_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s))
      AND footprint_id <> ALL(%(broken)s::bigint[]) AND other_id <> ALL(%(broken)s::bigint[])
"""


def measure_neighbours(batch: Batch, run: OverlapRun, at: datetime) -> set[int]:
    """Measure and write the pairs of a batch; returns the footprints of which something else is said than before."""
    around = footprints_around(batch)
    pairs = pairs_of(batch, around, Tolerances(run.noise_area_m2, run.noise_radius_m))
    broken = [number for number, is_broken in zip(around.ids, around.broken.tolist(), strict=True) if is_broken]
    ids = {"ids": batch.ids.tolist(), "run": run.pk, "at": at, "broken": broken}
    planned("SELECT pg_advisory_xact_lock(%s::bigint)::text", [PAIRS_LOCK])  # two batches may meet in one pair
    rows = planned(STANDING, [ids["ids"], ids["ids"]])
    before = {(row[0], row[1]): (_said(*row[2:5]), row[5]) for row in rows}
    if before:
        planned(SUPERSEDE, ids)
    new = [pair for pair in pairs if before.get((pair.first, pair.other), ("", 0))[1] != run.pk]
    if new:
        copy_rows(Finding, COLUMNS, _rows(new, run))
    _write_checks(batch, run, at, around.unmeasured(batch.ids))
    was = {(key, said) for key, (said, _run) in before.items()}
    kept = {(key, said) for key, (said, by) in before.items() if by == run.pk or set(key) & set(broken)}
    now = kept | {((pair.first, pair.other), _said(pair.relation, pair.edge_noise, pair.shared_m2)) for pair in new}
    return {footprint for key, _said_of_it in was ^ now for footprint in key}


def _said(relation: str, edge_noise: bool, shared_m2: float | None) -> tuple[Any, ...]:  # noqa: FBT001 - a row's value
    return str(relation), edge_noise, None if shared_m2 is None else round(shared_m2)


def _write_checks(batch: Batch, run: OverlapRun, at: datetime, failed: set[int]) -> None:
    # Two statements: an INSERT does not see that the same statement has made room for it.
    ids = batch.ids.tolist()
    planned(
        "UPDATE territory_neighbourcheck SET superseded_at = %s WHERE superseded_at IS NULL AND footprint_id = ANY(%s)",
        [at, ids],
    )
    planned(
        "INSERT INTO territory_neighbourcheck (footprint_id, run_id, why, checked_on) "
        "SELECT id, %s::bigint, CASE WHEN id = ANY(%s::bigint[]) THEN %s::text ELSE %s::text END, %s::date "
        "FROM unnest(%s::bigint[]) AS id",
        [run.pk, sorted(failed), str(Why.RUN_FAILED), str(Why.MEASURED), run.on_day, ids],
    )


def _rows(pairs: Sequence[Pair], run: OverlapRun) -> list[tuple[Any, ...]]:
    rows = []
    for srid in {pair.srid for pair in pairs}:
        same = [pair for pair in pairs if pair.srid == srid]
        for pair, texts in zip(same, shape_texts([pair.shape for pair in same], srid), strict=True):
            rows.append(
                (
                    pair.first, pair.other, run.pk, pair.relation, srid, pair.shared_m2, pair.share_of_first,
                    pair.share_of_other, pair.edge_noise, pair.radius_m, run.on_day, *texts,
                )
            )  # fmt: skip
    return rows
