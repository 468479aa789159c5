"""The queue of reviews: an answer that waits for a person opens one, an answer that does not closes it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

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
