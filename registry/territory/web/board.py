"""The board of land layers: for every kind what is loaded, how old it is, and what that means for an answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from registry.common.display import Chip
from registry.territory.choices import LayerState
from registry.territory.models import LandArea, LandLayer, LayerKind


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One kind of land: its current layers, or the word that none is loaded."""

    kind: str
    layers: list[tuple[LandLayer, Chip, int]]
    chip: Chip | None


def has_coverage(layer: LandLayer) -> bool:
    """Say whether a layer states where it is complete, without loading the outline where that was asked already."""
    known = getattr(layer, "has_coverage", None)
    return layer.coverage is not None if known is None else bool(known)


def layer_chip(layer: LandLayer, *, on: date) -> Chip:
    """Return what a layer is worth today."""
    if layer.state == LayerState.BROKEN:
        return Chip(_("broken"), "bad")
    if layer.state == LayerState.LOADING:
        return Chip(_("loading"), "calm")
    if layer.state == LayerState.SUPERSEDED:
        return Chip(_("superseded"), "unknown")
    if layer.fresh_until and layer.fresh_until < on:
        return Chip(_("old data"), "warn")
    if not has_coverage(layer):
        return Chip(_("current, clears nowhere"), "calm")
    return Chip(_("current"), "good")


def board(*, on: date) -> list[BoardLine]:
    """Return a line for each measured kind, in three queries."""
    shown = (LayerState.CURRENT, LayerState.BROKEN, LayerState.LOADING)
    rows = LandLayer.objects.filter(state__in=shown).defer("coverage")  # a coverage may have many thousand corners
    layers = list(rows.annotate(has_coverage=Q(coverage__isnull=False)).order_by("series", "-published_on"))
    counts = dict(LandArea.objects.filter(layer__in=layers).values_list("layer").annotate(total=Count("pk")).order_by())
    by_kind: dict[int, list[tuple[LandLayer, Chip, int]]] = {}
    for layer in layers:
        by_kind.setdefault(layer.kind_id, []).append((layer, layer_chip(layer, on=on), counts.get(layer.pk, 0)))
    missing = Chip(_("none loaded: not checked"), "unknown")
    return [
        BoardLine(kind.title, by_kind.get(kind.pk, []), None if kind.pk in by_kind else missing)
        for kind in LayerKind.objects.filter(is_measured=True)
    ]
