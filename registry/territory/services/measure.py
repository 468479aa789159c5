"""Doing a run: batch by batch, each measured and written in one transaction.

A run that was killed begins again and leaves out what it has written; a run started twice waits at the locks of the
footprints and writes what it finds then. Where the measuring of a batch fails (a poisoned shape), each of its
footprints is measured alone, and one that still fails is answered "not checked: the run failed", never "clear".
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from time import perf_counter

from django.db import DatabaseError, transaction
from shapely.errors import ShapelyError

from registry.common.announcements import announce
from registry.common.spatial.noise import Tolerances
from registry.territory.choices import Answer, Why
from registry.territory.models import Footprint, LandLayer, OverlapRun
from registry.territory.services import ledger
from registry.territory.services.answers import Said, answers
from registry.territory.services.carrying import carry_over
from registry.territory.services.neighbours import measure_neighbours
from registry.territory.services.reading import Batch, ground_around, lock_batches

logger = logging.getLogger(__name__)

BATCH = 2000
CHANGED = "territory.finding.changed"


def run_measure(
    *, run: OverlapRun, progress: Callable[[int, int], None], clock: Callable[[], datetime]
) -> dict[str, object]:
    """Measure everything in the scope of a run; returns and stores its counts."""
    begun = perf_counter()
    carry_over(run)
    everybody = _footprints(run)
    done = ledger.already_measured(everybody, run)
    ids = [footprint for footprint in everybody if footprint not in done]
    counts: dict[str, object] = {"footprints": len(everybody), "measured": len(ids)}
    changed = 0
    for start in range(0, len(ids), BATCH):
        progress(start, len(ids))
        part = ids[start : start + BATCH]
        changed += _batch(run, part, clock())
    progress(len(ids), len(ids))
    counts.update(
        changed=changed,
        checks=run.checks.count(),
        findings=run.findings.count(),
        edge_noise=run.findings.filter(edge_noise=True).count(),
        seconds=round(perf_counter() - begun, 2),
    )
    ledger.finish(run, counts, clock())
    return counts


def _footprints(run: OverlapRun) -> list[int]:
    """Standing footprints in scope, from west to east: those of one batch lie near each other."""
    standing = Footprint.objects.filter(superseded_at=None)
    if (asked := run.scope.get("footprints")) is not None:
        standing = standing.filter(pk__in=asked)
    return list(
        standing.extra(order_by=["grid_srid", "west"], select={"west": "ST_XMin(shape)"}).values_list("id", flat=True)
    )


@transaction.atomic
def _batch(run: OverlapRun, footprint_ids: Sequence[int], at: datetime) -> int:
    layers = ledger.standing_layers(run.scope.get("layers"))
    kinds = ledger.kinds_without_layer()
    changed: set[int] = set()
    batches = lock_batches(footprint_ids)
    written = ledger.already_measured(
        footprint_ids, run
    )  # asked after the locks: a twin of this run may have been here
    for batch in (left for each in batches if len(left := each.without(written))):
        entries = [_entry(batch, layer, run) for layer in layers]
        if entries:
            changed |= ledger.write_entries(batch, entries, run, at)
        changed |= ledger.write_absences(batch, kinds, run)
        if "layers" not in run.scope:
            changed |= measure_neighbours(batch, run, at)
    announce(CHANGED, sorted(changed))
    return len(changed)


def _tolerances(run: OverlapRun) -> Tolerances:
    return Tolerances(run.noise_area_m2, run.noise_radius_m)


def _entry(batch: Batch, layer: LandLayer, run: OverlapRun) -> ledger.Entry:
    try:
        with transaction.atomic():
            said = answers(batch, ground_around(batch, layer), _tolerances(run), run.on_day)
    except (ShapelyError, ValueError, ArithmeticError, DatabaseError):
        logger.exception("batch_not_measured", extra={"layer": layer.pk, "run": run.pk})
        said = _one_by_one(batch, layer, run)
    return ledger.Entry(layer.kind_id, layer.pk, said)


def _one_by_one(batch: Batch, layer: LandLayer, run: OverlapRun) -> Said:
    said = Said([], [], [])
    for row in range(len(batch)):
        try:
            with transaction.atomic():
                alone = batch.only(row)
                each = answers(alone, ground_around(alone, layer), _tolerances(run), run.on_day)
        except (ShapelyError, ValueError, ArithmeticError, DatabaseError):
            logger.exception("footprint_not_measured", extra={"layer": layer.pk, "footprint": int(batch.ids[row])})
            each = Said([Answer.NOT_CHECKED], [Why.RUN_FAILED], [None])
        said.take(each, row)
    return said
