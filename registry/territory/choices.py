"""Codes of layers, footprints, checks and findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnerKind(models.TextChoices):
    """What a footprint is the shape of."""

    RIGHT = "right", _("mining right")
    DECLARED_PLACE = "declared_place", _("declared place")
    VERIFIED_PLACE = "verified_place", _("verified place")


class Publication(models.TextChoices):
    """How a layer may be given out."""

    FULL = "full", _("in full")
    YES_NO = "yes_no", _("yes or no answers only")
    INTERNAL = "internal", _("internal")


class LayerState(models.TextChoices):
    """Where a layer version stands."""

    LOADING = "loading", _("loading")
    CURRENT = "current", _("current")
    SUPERSEDED = "superseded", _("superseded")
    BROKEN = "broken", _("broken")


class ShapeClass(models.TextChoices):
    """What a layer's areas are; points and lines show nearness and never clear."""

    POLYGON = "polygon", _("polygons")
    LINE = "line", _("lines")
    POINT = "point", _("points")


class Answer(models.TextChoices):
    """The three answers of a check."""

    OVERLAPS = "overlaps", _("overlaps")
    CLEAR = "clear", _("clear")
    NOT_CHECKED = "not_checked", _("not checked")


class Why(models.TextChoices):
    """Why a check says what it says."""

    MEASURED = "measured", _("measured")
    OLD_DATA = "old_data", _("measured on data past its freshness")
    NO_LAYER = "no_layer", _("no layer of this kind is loaded")
    OUTSIDE_COVERAGE = "outside_coverage", _("outside the coverage of the layer")
    PARTLY_OUTSIDE_COVERAGE = "partly_outside_coverage", _("partly outside the coverage of the layer")
    NO_BOUNDARIES = "no_boundaries", _("the layer has no boundaries, only points or lines")
    UNDECIDED = "undecided", _("the point lies within its accuracy of a boundary")
    NO_SHAPE = "no_shape", _("the place is not known")
    RUN_FAILED = "run_failed", _("the run failed")
    WAITING = "waiting", _("not measured yet")


UNSURE = frozenset({Why.WAITING, Why.RUN_FAILED, Why.UNDECIDED, Why.PARTLY_OUTSIDE_COVERAGE})
"""Reasons that keep a kind from being clear even where another layer of it is."""


class Relation(models.TextChoices):
    """How a footprint lies to an area."""

    SHARED_AREA = "shared_area", _("shares an area")
    INSIDE = "inside", _("the point lies inside")
    UNDECIDED = "undecided", _("within the accuracy of the boundary")
    OUTSIDE_PERMITTED = "outside_permitted", _("outside the permitted corridor")


class VerdictKind(models.TextChoices):
    """What a person says of a finding."""

    CONFIRMED = "confirmed", _("confirmed")
    WRONG_DATA = "wrong_data", _("wrong data")
    AGREEMENT = "agreement", _("agreement reached, with document")
    RESOLVED = "resolved", _("resolved by a change of boundary")
