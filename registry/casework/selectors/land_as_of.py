"""What the ledger of overlaps held of an entry at the end of a day: the findings that stood then, with their verdicts.

Footprints, findings and verdicts are never changed: what took their place says when it did. So the past is read from
the rows themselves, by the footprints that the entry and its right had on that day.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from concessions.models import MiningRight
from registry.audit.services.as_of import AsOf, as_of, end_of
from registry.territory.models import Finding, Verdict

AT_MOST = 200
PLACES = ("declared_place_id", "verified_place_id")


def findings_as_of(entry: AsOf, *, on: date) -> Sequence[Finding]:
    """Return the findings on land that stood then, edge noise left out, largest first; at most 200.

    Each carries its standing verdict of then, if any, as the only one of `verdicts_then`.
    """
    end, footprints = end_of(on), _footprints(entry.values or {}, on)
    stood = Q(superseded_at=None) | Q(superseded_at__gte=end)
    given = Verdict.objects.filter(Q(reopened_at=None) | Q(reopened_at__gte=end), at__lt=end).order_by("-id")
    rows = (
        Finding.objects.filter(
            stood, footprint__in=footprints, measured_on__lte=on, edge_noise=False, area__isnull=False
        )
        .select_related("area__layer__kind")
        .prefetch_related(Prefetch("verdicts", queryset=given, to_attr="verdicts_then"))
    )
    return list(rows.order_by("-shared_m2", "id")[:AT_MOST])


def _footprints(values: Mapping[str, Any], on: date) -> list[int]:
    found = [values[name] for name in PLACES if values.get(name)]
    if values.get("right_id"):
        right = as_of(MiningRight, values["right_id"], on=on).values
        if right and right.get("footprint_id"):
            found.append(right["footprint_id"])
    return found
