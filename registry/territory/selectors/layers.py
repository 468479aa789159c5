"""Versions of a layer: which there were, what each of them held, and against which a check was measured."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from registry.territory.models import Check, LandArea, LandLayer


def areas_of_version(layer: LandLayer) -> QuerySet[LandArea]:
    """The areas that a version held: those that went with it, and those of later versions that had come by then."""
    held = Q(layer=layer)
    if layer.line_id is not None:
        later = Q(layer=layer.line_id) | Q(layer__line=layer.line_id, layer__edition__gt=layer.edition)
        held |= later & Q(since__lte=layer.edition)
    return LandArea.objects.filter(held)


def versions_of(layer: LandLayer) -> list[LandLayer]:
    """Every version of a layer, whichever of them is asked, the present one first."""
    stays = layer.line_id or layer.pk
    return list(LandLayer.objects.filter(Q(pk=stays) | Q(line=stays)).defer("coverage").order_by("-edition"))


def versions_measured(checks: Iterable[Check]) -> dict[int, LandLayer]:
    """The earlier version against which a standing check was measured, by number of the check; one query.

    Left out are checks measured against the present version. Checks need `layer` selected.
    """
    behind = [check for check in checks if check.layer is not None and check.edition < check.layer.edition]
    past = LandLayer.objects.filter(line__in={check.layer_id for check in behind}).defer("coverage")
    found = {(layer.line_id, layer.edition): layer for layer in past} if behind else {}
    return {check.pk: found[key] for check in behind if (key := (check.layer_id, check.edition)) in found}
