"""Asking for a measuring: a run and its job, written in the transaction of the change that needs it.

What asks: a footprint that is stored or replaced, a layer version that is loaded, another tolerance of edge noise, a
person, and the sweep that takes up what was left behind. Layers and footprints are named where the change can only
touch them; a tolerance touches everything.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.territory.models import Footprint, NeighbourCheck, NoiseTolerance, OverlapRun
from registry.territory.selectors import noise_tolerances

JOB_KIND = "territory.measure"
LOADED = "layer_loaded"
"""Reason of the run that a new version of a layer asks for."""
BROKEN = "layer_broken"
"""Reason of the run under which is said what a layer that was taken out of use leaves unknown."""
LEFT_AFTER = timedelta(minutes=2)
FAILED_AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def run_request(
    *,
    reason: str,
    on: date,
    footprint_ids: Sequence[int] | None = None,
    layer_ids: Sequence[int] | None = None,
) -> OverlapRun:
    """Write a run over some or all (`None`) footprints and layers; a worker takes it up after commit."""
    scope: dict[str, list[int]] = {}
    if footprint_ids is not None:
        scope["footprints"] = sorted(footprint_ids)
    if layer_ids is not None:
        scope["layers"] = sorted(layer_ids)
    noise = noise_tolerances()
    run = OverlapRun.objects.create(
        reason=reason, scope=scope, on_day=on, noise_area_m2=noise.area_m2, noise_radius_m=noise.radius_m
    )
    _send(run)
    return run


def run_of_break(*, layer_id: int, on: date, at: datetime) -> OverlapRun:
    """Write the run of a layer taken out of use; it is finished, for nothing has to be measured."""
    noise = noise_tolerances()
    return OverlapRun.objects.create(
        reason=BROKEN, scope={"layers": [layer_id]}, on_day=on, noise_area_m2=noise.area_m2,
        noise_radius_m=noise.radius_m, finished_at=at,
    )  # fmt: skip


def _send(run: OverlapRun) -> None:
    run.job = jobs.enqueue(kind=JOB_KIND, payload={"run": run.pk})
    run.save(update_fields=["job"])


@transaction.atomic
def tolerance_set(*, area_m2: float, radius_m: float, reason: str, by: Actor, on: date, at: datetime) -> OverlapRun:
    """Set what counts as edge noise from now on, and ask for the run that marks every finding anew.

    Raises:
        DomainError: a number is negative, no reason is given, or these are the tolerances that hold.
    """
    if area_m2 < 0 or radius_m < 0:
        raise DomainError(_("A tolerance cannot be less than nothing."), field="area_m2")
    if not reason.strip():
        raise DomainError(_("Say why the tolerance is set, and by which act if an authority set it."), field="reason")
    holds = noise_tolerances()
    if (area_m2, radius_m) == (holds.area_m2, holds.radius_m):
        raise DomainError(_("These are the tolerances that hold already."), code="tolerance_unchanged")
    row = NoiseTolerance.objects.create(area_m2=area_m2, radius_m=radius_m, reason=reason.strip(), by_key=by.key, at=at)
    facts = {"area_m2": area_m2, "radius_m": radius_m}
    event_record(kind="territory.tolerance.set", by=by, at=at, subject=row, facts=facts)
    return run_request(reason="tolerance_changed", on=on)


@transaction.atomic
def runs_take_up(*, on: date, at: datetime) -> list[int]:
    """Ask again for what was left behind; returns the numbers of the runs sent or written.

    Taken up are runs whose job is lost or ended without finishing them (one that failed: an hour later), footprints
    that no run has measured, and pairs of footprint and current layer version that no standing check answers.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(7404)")  # one sweep at a time
        if not cursor.fetchone()[0]:
            return []
    left = _runs_left(at)
    for run in left:
        _send(run)
    if OverlapRun.objects.filter(finished_at=None).exists():
        return [run.pk for run in left]  # what is unanswered may be on its way
    asked = [run_request(reason="left_behind", on=on, **scope) for scope in _unanswered()]
    return [run.pk for run in asked]


def _runs_left(at: datetime) -> list[OverlapRun]:
    ended = Q(job=None) | Q(job__state=Job.State.DONE)
    ended |= Q(job__state=Job.State.FAILED, job__finished_at__lt=at - FAILED_AGAIN_AFTER)
    rows = OverlapRun.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return list(rows.filter(ended, finished_at=None, created_at__lt=at - LEFT_AFTER).order_by("id"))


def _unanswered() -> list[dict[str, list[int]]]:
    """Scopes of the runs that are missing: footprints never measured, then the current layers with gaps."""
    standing = NeighbourCheck.objects.filter(footprint=OuterRef("pk"), superseded_at=None)
    alone = Footprint.objects.filter(~Exists(standing), superseded_at=None).order_by("pk")
    if footprints := list(alone.values_list("pk", flat=True)):
        return [{"footprint_ids": footprints}]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT layer.id, array_agg(f.id)
            FROM territory_landlayer layer
            JOIN territory_layerkind kind ON kind.id = layer.kind_id AND kind.is_measured
            CROSS JOIN territory_footprint f
            WHERE layer.state = 'current' AND f.superseded_at IS NULL AND NOT EXISTS (
                SELECT FROM territory_check c
                WHERE c.footprint_id = f.id AND c.layer_id = layer.id AND c.superseded_at IS NULL
                  AND c.why <> 'waiting')
            GROUP BY layer.id ORDER BY layer.id
            """
        )
        return [{"layer_ids": [layer], "footprint_ids": footprints} for layer, footprints in cursor.fetchall()]
