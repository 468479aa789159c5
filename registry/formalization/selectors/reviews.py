"""The queue of reviews within somebody's reach, and what an authority has said of a registration."""

from django.db.models import Prefetch, Q, QuerySet

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.formalization.models import Assessment, Determination, Review

OPEN = (Determination.State.PROPOSED, Determination.State.STANDING)


def queue_of(*, viewer: Powers) -> tuple[QuerySet[Review], QuerySet[Review]]:
    """Return the reviews that wait for an officer, and those that wait for land layers only, oldest first.

    A registration with a standing determination waits for nobody.
    """
    standing = Prefetch(
        "registration__assessments", Assessment.objects.filter(superseded_at=None), to_attr="standing_answer"
    )
    rows = (
        Review.objects.filter(_within(viewer.where(Power.REGISTER_READ)))
        .exclude(registration__determinations__state=Determination.State.STANDING)
        .select_related("registration__person", "registration__group")
        .prefetch_related(standing)
        .order_by("opened_on", "registration_id")
    )
    return rows.filter(waits_for_layers_only=False), rows.filter(waits_for_layers_only=True)


def _within(regions: frozenset[str] | None) -> Q:
    if regions is None:
        return Q()
    reach = Q(pk__in=[])
    for region in regions:
        reach |= Q(registration__ubigeo__startswith=region)
    return reach
