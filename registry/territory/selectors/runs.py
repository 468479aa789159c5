"""Where a run stands, and the tolerances of edge noise that hold."""

from django.db.models import FloatField, Subquery, Value
from django.db.models.functions import Coalesce

from registry.common.spatial.noise import Tolerances
from registry.territory.models import NoiseTolerance, OverlapRun

NOISE_AREA_M2 = 100.0
NOISE_RADIUS_M = 0.5


def run_progress(run: OverlapRun) -> tuple[int, int]:
    """Footprints measured and footprints to be measured by a run; (0, 0) before it is planned.

    A run over a few footprints has no parts: it is done or not.
    """
    if run.finished_at is not None:
        total = int(run.counts.get("measured", 0))
        return total, total
    parts = list(run.parts.values_list("done_at", "footprint_ids__len"))
    return sum(size for done_at, size in parts if done_at is not None), sum(size for _done_at, size in parts)


def noise_area() -> Coalesce:
    """The area of `noise_tolerances` as an expression, for a statement that compares with it."""
    newest = NoiseTolerance.objects.order_by("-id").values("area_m2")[:1]
    return Coalesce(Subquery(newest), Value(NOISE_AREA_M2), output_field=FloatField())


def noise_tolerances() -> Tolerances:
    """The tolerances that hold: those set last, else 100 m2 and 0.5 m. A product parameter, not law."""
    newest = NoiseTolerance.objects.order_by("-id").first()
    return Tolerances(NOISE_AREA_M2, NOISE_RADIUS_M) if newest is None else Tolerances(newest.area_m2, newest.radius_m)
