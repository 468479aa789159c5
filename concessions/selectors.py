"""Lists of rights and what belongs to one."""

from django.db.models import QuerySet

from concessions.models import Contract, MiningRight, RightHolder
from registry.places.selectors import place_name
from registry.territory.models import Footprint


def right_list() -> QuerySet[MiningRight]:
    """Return all rights with the measured hectares of their shape; the cadastre is public to all staff."""
    rows = MiningRight.objects.select_related("footprint").annotate(place_name=place_name())
    return rows.defer("footprint__shape", "footprint__geom", "footprint__source_text")


def holders_of(right: MiningRight) -> QuerySet[RightHolder]:
    """Return the holders of a right, standing ones first."""
    return right.holders.order_by("until_on", "-share_pct", "id")


def contracts_of(right: MiningRight) -> QuerySet[Contract]:
    """Return the contracts over a right, newest first."""
    return right.contracts.order_by("-signed_on", "-id")


def neighbours_of(footprint: Footprint, *, at_most: int = 40) -> QuerySet[MiningRight]:
    """Return rights whose shape touches the window of a footprint, for drawing."""
    return (
        MiningRight.objects.filter(footprint__geom__bboverlaps=footprint.geom.envelope, footprint__superseded_at=None)
        .exclude(footprint=footprint)
        .select_related("footprint")
        .order_by("code")[:at_most]
    )
