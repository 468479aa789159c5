"""The queue of reviews: an answer that waits for a person opens one, an answer that does not closes it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.accounts.selectors import holders_of_power
from registry.audit.services import Actor, Change, event_record
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.formalization.models import Review

LAYERS_ONLY = ["zone_layer_not_checked"]

_CLOSE = """
DELETE FROM formalization_review r USING formalization_assessment a
WHERE a.registration_id = r.registration_id AND a.superseded_at IS NULL AND r.registration_id = ANY(%(ids)s)
    AND 'needs_review' NOT IN (a.category, a.scale, a.legal_status)
"""
# The day since which it waits stays when the answer changes and still waits.
_OPEN = """
INSERT INTO formalization_review (registration_id, opened_on, owner_key, waits_for_layers_only)
SELECT a.registration_id, %(on)s, '', a.missing_evidence = %(layers)s::varchar[]
FROM formalization_assessment a
WHERE a.superseded_at IS NULL AND a.registration_id = ANY(%(ids)s)
    AND 'needs_review' IN (a.category, a.scale, a.legal_status)
ON CONFLICT (registration_id) DO UPDATE SET waits_for_layers_only = EXCLUDED.waits_for_layers_only
"""


def reviews_follow(*, registration_ids: Sequence[int], on: date) -> None:
    """Bring the queue in line with the standing answers of these registrations, in the caller's transaction."""
    if not registration_ids:
        return
    values: dict[str, Any] = {"ids": list(registration_ids), "on": on, "layers": LAYERS_ONLY}
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, values)
        cursor.execute(_OPEN, values)


def review_assign(*, review: Review, owner_key: str, by: Actor, at: datetime) -> Review:
    """Give a review to an officer, or with no owner back to the queue; its age stays.

    Raises:
        DomainError: that officer owns it already, or may not decide there.
    """
    with transaction.atomic():
        row = Review.objects.select_for_update(of=("self",)).select_related("registration").get(pk=review.pk)
        if row.owner_key == owner_key:
            raise DomainError(_("The review has this owner already."), field="owner", code="owner_same")
        ubigeo = row.registration.ubigeo
        able = {f"user:{user.pk}" for user in holders_of_power(Power.CASE_DECIDE, ubigeo=ubigeo, on=day_of(at))}
        if owner_key and owner_key not in able:
            raise DomainError(
                _("Only who may decide in this region can own the review."), field="owner", code="owner_unable"
            )
        before, row.owner_key, row.owned_since = row.owner_key, owner_key, at if owner_key else None
        row.save(update_fields=["owner_key", "owned_since"])
        event_record(
            kind="formalization.review.assigned", by=by, at=at, subject=row.registration, ubigeo=ubigeo,
            changes=[Change("owner_key", before, owner_key)],
        )  # fmt: skip
    return row
