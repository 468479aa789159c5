"""Doing a run: part by part, each measured and written in one transaction by whichever worker is free.

A run is planned once, laid out in parts of neighbouring footprints. Workers take parts that nobody holds; a part's
row is locked while it is measured and marked done in the transaction that writes its answers, so that a kill loses
one part's work and never doubles any. The worker of the run's own job stays until every part is done, and takes over
those of a helper that died. A part that fails is left, the others are done, and the run says what is left.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from time import perf_counter

from django.db import InterfaceError, OperationalError, transaction

from registry.common import jobs
from registry.territory.models import Footprint, OverlapRun, RunPart
from registry.territory.selectors import run_progress
from registry.territory.services import ledger
from registry.territory.services.batches import batch_measure
from registry.territory.services.reading import plan_once

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
HELP_KIND = "territory.measure_help"
PART_MOST, PART_LEAST, PARTS_WANTED, HELPERS_MOST = 2000, 500, 8, 7
ALONE_MOST = 20
"""A run over so few footprints (a right that changed) is one transaction: it needs no parts and no plan."""


class PartsLeftError(RuntimeError):
    """Some parts of a run could not be measured; the message says how many and why the first one failed."""


def run_measure(*, run: OverlapRun, progress: Callable[[int, int], None], clock: Clock) -> dict[str, object]:
    """Measure everything in the scope of a run; returns and stores its counts.

    Raises:
        PartsLeftError: parts failed; what they cover is not answered by this run, and all others are.
    """
    begun = perf_counter()
    if (small := run.scope.get("footprints")) is not None and len(small) <= ALONE_MOST:
        return _measured_alone(run, progress, clock)
    run_plan(run=run)
    failed: dict[int, str] = {}
    progress(*run_progress(run))
    while part_measure(run=run, clock=clock, without=failed, wait=True) is not None:
        progress(*run_progress(run))
    if failed:
        message = f"{len(failed)} of {run.parts.count()} parts are left, the first since {next(iter(failed.values()))}"
        raise PartsLeftError(message)
    return _finished(run, perf_counter() - begun, clock())


def run_help(*, run: OverlapRun, clock: Clock) -> int:
    """Measure parts of a run that nobody else is at; returns how many. The run's own job finishes it."""
    failed: dict[int, str] = {}
    count = 0
    while part_measure(run=run, clock=clock, without=failed, wait=False) is not None:
        count += 1
    return count - len(failed)


@transaction.atomic
def run_plan(*, run: OverlapRun) -> None:
    """Lay out a run in parts; done once, whoever asks."""
    locked = OverlapRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.finished_at is not None or "footprints" in locked.counts:
        return
    ids = _footprints(locked)
    size = max(PART_LEAST, min(PART_MOST, -(-len(ids) // PARTS_WANTED)))
    parts = [
        RunPart(run=locked, number=number, footprint_ids=ids[start : start + size])
        for number, start in enumerate(range(0, len(ids), size), 1)
    ]
    RunPart.objects.bulk_create(parts)
    locked.counts = {"footprints": len(ids), "measured": len(ids)}
    locked.save(update_fields=["counts"])
    for number in range(min(len(parts) - 1, HELPERS_MOST)):
        jobs.enqueue(kind=HELP_KIND, payload={"run": run.pk}, key=f"help:{run.pk}:{number}")


def _footprints(run: OverlapRun) -> list[int]:
    """Standing footprints in scope, from west to east: those of one part lie near each other."""
    standing = Footprint.objects.filter(superseded_at=None)
    if (asked := run.scope.get("footprints")) is not None:
        standing = standing.filter(pk__in=asked)
    return list(
        standing.extra(order_by=["grid_srid", "west"], select={"west": "ST_XMin(shape)"}).values_list("id", flat=True)
    )


def part_measure(*, run: OverlapRun, clock: Clock, without: dict[int, str], wait: bool) -> int | None:
    """Measure one part that is left; returns its number, or `None` where none is.

    A part that fails is added to `without`, with the reason. With `wait`, and no part free, the worker waits for one
    that another holds: it is done then, or its worker died and it is measured here.
    """
    number = 0
    try:
        with transaction.atomic():
            part = _next(run, without, skip_locked=True) or (_next(run, without, skip_locked=False) if wait else None)
            if part is None:
                return None
            number = part.number
            part.changed = batch_measure(run=run, footprint_ids=part.footprint_ids, at=clock())
            part.done_at = clock()
            part.save(update_fields=["changed", "done_at"])
    except (OperationalError, InterfaceError):  # the database is away: nothing can be said of the other parts
        raise
    except Exception as error:
        logger.exception("part_not_measured", extra={"run": run.pk, "part": number})
        without[number] = f"{type(error).__name__}: {error}"
    return number


def _next(run: OverlapRun, without: dict[int, str], *, skip_locked: bool) -> RunPart | None:
    left = RunPart.objects.select_for_update(skip_locked=skip_locked, no_key=True).filter(run=run, done_at=None)
    return left.exclude(number__in=list(without)).order_by("number").first()


@transaction.atomic
def _measured_alone(run: OverlapRun, progress: Callable[[int, int], None], clock: Clock) -> dict[str, object]:
    """A small run as one transaction; the row of the run keeps a second worker out until it is written."""
    begun = perf_counter()
    locked = OverlapRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.finished_at is None:
        asked = locked.scope["footprints"]
        plan_once()
        changed = batch_measure(run=locked, footprint_ids=asked, at=clock())
        counts: dict[str, object] = {"footprints": len(asked), "measured": len(asked), "changed": changed}
        _finish(locked, counts, perf_counter() - begun, clock())
        progress(len(asked), len(asked))
    run.finished_at, run.counts = locked.finished_at, locked.counts
    return dict(locked.counts)


@transaction.atomic
def _finished(run: OverlapRun, seconds: float, at: datetime) -> dict[str, object]:
    locked = OverlapRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.finished_at is None:
        counts: dict[str, object] = {**locked.counts, "changed": sum(locked.parts.values_list("changed", flat=True))}
        _finish(locked, counts, seconds, at)
    run.finished_at, run.counts = locked.finished_at, locked.counts
    return dict(locked.counts)


def _finish(run: OverlapRun, counts: dict[str, object], seconds: float, at: datetime) -> None:
    ledger.finish(run, {**counts, "seconds": round(seconds, 2)}, at)
