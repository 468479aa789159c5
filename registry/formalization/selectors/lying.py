"""The rights on which the declared place of an entry lies, as an expression of the database for lists."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, JSONObject

from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE
from registry.territory.choices import Why
from registry.territory.models import Finding, NeighbourCheck

_MINE = OuterRef("declared_place")


def rights_met(shown: Q) -> Case:
    """Each right met beyond edge noise with its state and what is shared, largest first; null where it may not be told.

    Null also while the place was not measured among the rights. `shown` is the condition on an entry to tell it.
    """
    findings = Finding.objects.filter(superseded_at=None, edge_noise=False).filter(
        Q(footprint=_MINE, other__right__isnull=False) | Q(other=_MINE, footprint__right__isnull=False)
    )
    share = Case(When(footprint=_MINE, then=F("share_of_footprint")), default=F("share_of_area"))
    hectares = ExpressionWrapper(F("shared_m2") / SQUARE_METRES_PER_HECTARE, output_field=FloatField())
    rows = findings.order_by(F("shared_m2").desc(nulls_last=True), "pk").values(
        public=JSONObject(
            right_code=Coalesce("other__right__code", "footprint__right__code"),
            right_state=Coalesce("other__right__state", "footprint__right__state"),
            relation="relation", hectares=hectares, share_of_place=share, measured_on="measured_on",
        )
    )  # fmt: skip
    measured = NeighbourCheck.objects.filter(footprint=_MINE, superseded_at=None, why=Why.MEASURED)
    return Case(When(shown & Q(Exists(measured)), then=ArraySubquery(rows)), default=Value(None))
