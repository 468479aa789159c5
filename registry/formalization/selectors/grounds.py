"""What officers had established of the ground when an answer was given."""

from django.db.models import Q, QuerySet

from registry.formalization.models import Assessment, ZoneFact


def zone_facts_behind(answer: Assessment) -> QuerySet[ZoneFact]:
    """Return the zone facts that stood when the answer was given and held for its day, by kind of land."""
    stood = Q(withdrawn_at=None) | Q(withdrawn_at__gt=answer.created_at)
    rows = ZoneFact.objects.filter(stood, registration=answer.registration_id, recorded_at__lte=answer.created_at)
    return rows.filter(document_on__lte=answer.on_day).order_by("kind", "id")
