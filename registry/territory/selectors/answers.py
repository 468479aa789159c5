"""What is known of footprints and land: the standing answer for each kind, and the rows of the ledger.

An answer stands only as a check row. A current layer version without one was not measured yet, and is answered so; a
measured layer that has gone stale since is answered as old data. Nothing here measures or decides what it means.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from registry.territory.choices import Answer, LayerState, Why
from registry.territory.models import Check, Finding, LandLayer, LayerKind


@dataclass(frozen=True, slots=True)
class KindAnswer:
    """What is known of one footprint and one kind of land; `nearest_m` is `None` beyond 1,000 m or unknown."""

    footprint_id: int
    kind: str
    answer: str
    why: str
    nearest_m: float | None
    checked_on: date | None


UNSURE = frozenset({Why.WAITING, Why.RUN_FAILED, Why.UNDECIDED, Why.PARTLY_OUTSIDE_COVERAGE})
"""Reasons that keep a kind from being clear even where another layer of it is."""


def kind_answers(footprint_ids: Sequence[int], *, on: date) -> dict[int, dict[str, KindAnswer]]:
    """The standing answer for every measured kind, by footprint and code of the kind.

    Of several layers of a kind an overlap prevails, then what is unsure, then a clear answer, then the rest.
    """
    layers = defaultdict(list)
    for layer in LandLayer.objects.filter(state=LayerState.CURRENT).only("id", "kind_id", "fresh_until"):
        layers[layer.kind_id].append(layer)
    standing = {
        (check.footprint_id, check.layer_id): check
        for check in Check.objects.filter(footprint_id__in=footprint_ids, superseded_at=None, layer__isnull=False)
    }
    kinds = list(LayerKind.objects.filter(is_measured=True))
    return {
        footprint: {
            kind.code: _kind_answer(
                footprint, kind.code, [(layer, standing.get((footprint, layer.pk))) for layer in layers[kind.pk]], on
            )
            for kind in kinds
        }
        for footprint in footprint_ids
    }


def _kind_answer(footprint: int, code: str, checks: list[tuple[LandLayer, Check | None]], on: date) -> KindAnswer:
    if not checks:
        return KindAnswer(footprint, code, Answer.NOT_CHECKED, Why.NO_LAYER, None, None)
    said = [_layer_answer(footprint, code, layer, check, on) for layer, check in checks]
    near = [each.nearest_m for each in said if each.nearest_m is not None]
    first = min(said, key=_weight)
    return KindAnswer(footprint, code, first.answer, first.why, min(near, default=None), first.checked_on)


def _weight(answer: KindAnswer) -> int:
    if answer.answer == Answer.OVERLAPS:
        return 0
    if answer.why in UNSURE:
        return 1
    return 2 if answer.answer == Answer.CLEAR else 3


def _layer_answer(footprint: int, code: str, layer: LandLayer, check: Check | None, on: date) -> KindAnswer:
    if check is None:
        return KindAnswer(footprint, code, Answer.NOT_CHECKED, Why.WAITING, None, None)
    is_old = layer.fresh_until is not None and on > layer.fresh_until
    why = Why.OLD_DATA if check.why == Why.MEASURED and is_old else Why(check.why)
    return KindAnswer(footprint, code, check.answer, why, check.nearest_m, check.checked_on)


def findings_standing() -> QuerySet[Finding]:
    """Standing findings with what a list of them shows."""
    return Finding.objects.filter(superseded_at=None).select_related(
        "footprint", "area", "area__layer", "area__layer__kind", "other", "check_row"
    )
