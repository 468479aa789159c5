"""A daily anchor of the sealed chain: one line that, once others keep it, makes rewriting the past visible.

A chain whose every hash was computed anew proves itself; it does not agree with an anchor that somebody published
before. Anchors lie in the database, as files under REGISTRY_VAR/anchors, and in public at /api/v1/anchors/.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from registry.audit.models import Anchor, Seal


@transaction.atomic
def anchor_make(*, on: date, at: datetime) -> Anchor | None:
    """Return the anchor of a day, made now where it has none yet; None while nothing is sealed."""
    last = Seal.objects.order_by("-position").first()
    if last is None:
        return None
    found, _is_new = Anchor.objects.get_or_create(
        day=on, defaults={"position": last.position, "digest": last.digest, "made_at": at}
    )
    return found


def told(anchor: Anchor) -> dict[str, Any]:
    """Return an anchor as it is published."""
    return {
        "day": anchor.day.isoformat(), "position": anchor.position, "digest": anchor.digest,
        "made_at": anchor.made_at.isoformat(),
    }  # fmt: skip


def anchor_write(anchor: Anchor) -> Path:
    """Write the file of an anchor, to be printed, mailed or handed to a notary; returns its path."""
    folder = Path(settings.REGISTRY_VAR, "anchors")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{anchor.day.isoformat()}.json"
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(told(anchor), indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)
    return path


def anchors_contradicted(kept: Sequence[dict[str, Any]] = ()) -> Iterator[dict[str, object]]:
    """Return what of the stored anchors, and of those that somebody kept elsewhere, the chain does not hold."""
    for one in [*map(told, Anchor.objects.order_by("day")), *kept]:
        if not Seal.objects.filter(position=one["position"], digest=one["digest"]).exists():
            yield {"position": one["position"], "event": None, "why": f"the anchor of {one['day']} is not in the chain"}
