"""What a few changed areas of a layer do to footprints near them, without measuring all the others again.

Of a footprint near an area that came or went, the findings under areas that stayed hold; only the areas that came are
measured. Where that does not settle the answer (a point, the only area it overlapped went, or the nearest one did) it
is measured in full. Nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from registry.common.spatial.noise import Tolerances
from registry.territory.choices import Answer, Why
from registry.territory.services.answers import Found, areas_shared, nearest_areas
from registry.territory.services.reading import NEAR_M, Batch, Ground


@dataclass(frozen=True, slots=True)
class Last:
    """What the check of a footprint said before the version, and what of it rests on areas that stayed.

    `hits` counts findings under such areas that are no edge noise, `held` all of them.
    """

    check_id: int
    footprint_id: int
    answer: str
    why: str
    nearest_m: float | None
    hits: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Patched:
    """What now holds of a footprint: its answer, and the findings under areas that came."""

    last: Last
    came: tuple[Found, ...] = ()


def patch(  # noqa: PLR0917 - what a change is
    batch: Batch, lasts: Mapping[int, Last], before: Ground, after: Ground, tolerances: Tolerances, measured: Why
) -> list[Patched]:
    """The answers of those footprints of a batch that the change settles; the others have to be measured in full.

    Args:
        batch: footprints near a change.
        lasts: what their checks said, by footprint; one without is measured in full.
        before: the areas that went.
        after: the areas that came.
        tolerances: those of the run, under which the last checks were written too.
        measured: how a measured answer is called now (fresh, or on old data).
    """
    came: dict[int, list[Found]] = {}
    for found in areas_shared(batch, after, tolerances):
        came.setdefault(found.row, []).append(found)
    near = nearest_areas(batch, after)
    lost = _may_lose_nearest(batch, before, lasts)
    done = []
    for row, footprint in enumerate(batch.ids.tolist()):
        last, new = lasts.get(footprint), came.get(row, [])
        if last is None or batch.is_point[row] or (row in lost and not last.held):
            continue
        hit = last.hits > 0 or any(not found.edge_noise for found in new)
        if not hit and last.answer == Answer.OVERLAPS:
            continue  # whether the layer is complete here was not asked then
        known = (metres for metres in (last.nearest_m, near[row]) if metres is not None)
        nearest = 0.0 if last.held or new else min(known, default=None)
        said = replace(last, nearest_m=nearest)
        if hit or last.why in {Why.MEASURED, Why.OLD_DATA}:
            said = replace(said, why=str(measured))
        if hit:
            said = replace(said, answer=str(Answer.OVERLAPS))
        done.append(Patched(said, tuple(new)))
    return done


def _may_lose_nearest(batch: Batch, before: Ground, lasts: Mapping[int, Last]) -> set[int]:
    """Rows whose nearest area may be one that went."""
    if not len(before.area_ids):
        return set()
    reach = np.array([_reach(lasts.get(number)) for number in batch.ids.tolist()])
    rows, _pieces = before.side.tree.query(batch.shapes, predicate="dwithin", distance=reach)
    return set(rows.tolist())


def _reach(last: Last | None) -> float:
    nearest = None if last is None else last.nearest_m
    return (NEAR_M if nearest is None else nearest) + 0.01  # stored with two decimals
