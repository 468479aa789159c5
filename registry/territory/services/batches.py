"""One part of a run: its footprints against every layer version in scope and against one another.

Where the measuring of a batch against a layer fails (a poisoned shape), each of its footprints is measured alone, and
one that still fails is answered "not checked: the run failed", never "clear". The same is said of a footprint whose own
stored shape is invalid.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import shapely
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from shapely.errors import ShapelyError

from registry.common.announcements import announce
from registry.common.spatial.noise import Tolerances
from registry.territory.choices import Answer, Why
from registry.territory.models import LandLayer, OverlapRun
from registry.territory.services import ledger
from registry.territory.services.answers import Said, answers
from registry.territory.services.neighbours import measure_neighbours
from registry.territory.services.reading import Batch, ground_around, lock_batches

logger = logging.getLogger(__name__)

CHANGED = "territory.finding.changed"
UNMEASURABLE = (ShapelyError, ValueError, ArithmeticError, DatabaseError)
AWAY = (OperationalError, InterfaceError)


def batch_measure(*, run: OverlapRun, footprint_ids: Sequence[int], at: datetime) -> int:
    """Measure and write footprints within the caller's transaction; returns of how many something else is said."""
    layers = ledger.standing_layers(run.scope.get("layers"))
    changed: set[int] = set()
    for batch in lock_batches(footprint_ids):
        entries = [ledger.Entry(layer.kind_id, layer.pk, _said(batch, layer, run)) for layer in layers]
        if entries:
            changed |= ledger.write_entries(batch, entries, run, at)
        changed |= ledger.write_absences(batch, run)
        if "layers" not in run.scope:
            changed |= measure_neighbours(batch, run, at)
    announce(CHANGED, sorted(changed))
    return len(changed)


def _said(batch: Batch, layer: LandLayer, run: OverlapRun) -> Said:
    if not shapely.is_valid(batch.shapes).all():
        return _one_by_one(batch, layer, run)
    try:
        return _measured(batch, layer, run)
    except AWAY:
        raise
    except UNMEASURABLE:
        logger.exception("batch_not_measured", extra={"layer": layer.pk, "run": run.pk})
        return _one_by_one(batch, layer, run)


def _measured(batch: Batch, layer: LandLayer, run: OverlapRun) -> Said:
    with transaction.atomic():
        tolerances = Tolerances(run.noise_area_m2, run.noise_radius_m)
        return answers(batch, ground_around(batch, layer), tolerances, run.on_day)


def _one_by_one(batch: Batch, layer: LandLayer, run: OverlapRun) -> Said:
    said = Said([], [], [])
    sound = shapely.is_valid(batch.shapes)
    for row in np.arange(len(batch)).tolist():
        failed = Said([Answer.NOT_CHECKED], [Why.RUN_FAILED], [None])
        try:
            each = _measured(batch.only(row), layer, run) if sound[row] else failed
        except AWAY:
            raise
        except UNMEASURABLE:
            logger.exception("footprint_not_measured", extra={"layer": layer.pk, "footprint": int(batch.ids[row])})
            each = failed
        said.take(each, row)
    return said
