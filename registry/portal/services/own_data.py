"""Giving a person or group her own data as a file."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from registry.audit.services import Actor, event_record
from registry.portal.selectors.own_data import own_data
from registry.portal.selectors.owners import Owner


def own_data_give(*, owner: Owner, by: Actor, at: datetime) -> bytes:
    """Return everything the register holds on the owner as JSON, and record that it was given."""
    with transaction.atomic():
        event_record(kind="portal.data.given", by=by, at=at, subject=owner)
        data: dict[str, Any] = {"given_at": at.isoformat(), **own_data(owner)}
    return json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()
