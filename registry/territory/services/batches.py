"""One part of a run: its footprints against every layer in scope and against one another.

Where a run follows a new version of a layer, what the few areas that differ settle is settled by them alone.
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
from registry.territory.services import ledger, standing
from registry.territory.services.answers import Said, answers
from registry.territory.services.neighbours import measure_neighbours
from registry.territory.services.patching import patch
from registry.territory.services.reading import Batch, ground_around, lock_batches
from registry.territory.services.runs import LOADED

logger = logging.getLogger(__name__)

CHANGED = "territory.finding.changed"
UNMEASURABLE = (ShapelyError, ValueError, ArithmeticError, DatabaseError)
AWAY = (OperationalError, InterfaceError)


def batch_measure(*, run: OverlapRun, footprint_ids: Sequence[int], at: datetime) -> int:
    """Measure and write footprints within the caller's transaction; returns of how many something else is said."""
    layers = ledger.standing_layers(run.scope.get("layers"))
    changed: set[int] = set()
    for batch in lock_batches(footprint_ids):
        settled = _settled(batch, layers, run)
        changed |= settled
        rest = batch.without(settled)
        entries = [ledger.Entry(layer, _said(rest, layer, run)) for layer in layers if len(rest)]
        if entries:
            changed |= ledger.write_entries(rest, entries, run, at)
        if "layers" not in run.scope:
            changed |= ledger.write_absences(batch.ids.tolist(), run) | measure_neighbours(batch, run, at)
    announce(CHANGED, sorted(changed))
    return len(changed)


def _settled(batch: Batch, layers: Sequence[LandLayer], run: OverlapRun) -> set[int]:
    """Write what a new version of the one layer settles near its changes; returns the footprints of which it does."""
    waiting = standing.lasts(batch, layers[0], run) if len(layers) == 1 and run.reason == LOADED else {}
    if not waiting:
        return set()
    layer, past = layers[0], LandLayer.objects.get(line=layers[0], edition=layers[0].edition - 1)
    if past.coverage != layer.coverage:
        return set()
    measured = Why.MEASURED if layer.is_fresh(run.on_day) else Why.OLD_DATA
    sound = batch.without(batch.ids[~shapely.is_valid(batch.shapes)].tolist())
    try:
        with transaction.atomic():
            before, after = ground_around(sound, past), ground_around(sound, layer, since=layer.edition)
            patched = patch(sound, waiting, before, after, _tolerances(run), measured)
    except AWAY:
        raise
    except UNMEASURABLE:
        logger.exception("change_not_patched", extra={"layer": layer.pk, "run": run.pk})
        return set()
    standing.checks_settle(patched, layer, run, batch.srid)
    return {each.last.footprint_id for each in patched}


def _tolerances(run: OverlapRun) -> Tolerances:
    return Tolerances(run.noise_area_m2, run.noise_radius_m)


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
        return answers(batch, ground_around(batch, layer), _tolerances(run), run.on_day)


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
