"""Asking for a measuring: a run and its job, written in the transaction of the change that needs it."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from registry.common import jobs
from registry.territory.models import OverlapRun

JOB_KIND = "territory.measure"
NOISE_AREA_M2 = 100.0
NOISE_RADIUS_M = 0.5


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
    run = OverlapRun.objects.create(
        reason=reason,
        scope=scope,
        on_day=on,
        noise_area_m2=getattr(settings, "REGISTRY_NOISE_AREA_M2", NOISE_AREA_M2),
        noise_radius_m=getattr(settings, "REGISTRY_NOISE_RADIUS_M", NOISE_RADIUS_M),
    )
    run.job = jobs.enqueue(kind=JOB_KIND, payload={"run": run.pk}, key=f"run:{run.pk}")
    run.save(update_fields=["job"])
    return run
