"""A notice and a mass change that is held, for the addresses of the room of notices."""

from datetime import UTC, datetime

from django.db import transaction

from miners.models import Person
from registry.audit.services import Actor
from registry.notices.models import Batch
from registry.notices.services import Message, Recipient, notice_send

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
VALUES = {"code": "MDD-1", "day": AT.date(), "reason": "Invented."}


@transaction.atomic
def more(known: dict[str, int]) -> dict[str, int]:
    """A notice about a person of region 17, and one held in a mass change."""
    person, by = Person.objects.get(pk=known["person"]), Actor.system("test")
    told = Recipient(key=f"person:{person.pk}", phone="+51 900 000 001")

    def message(cause: str) -> Message:
        return Message("registration.suspended", cause, told, VALUES, about=person, ubigeo=person.ubigeo)

    [notice] = notice_send(message=message("rows:1"), by=by, at=AT)
    notice_send(message=message("rows:2"), by=by, at=AT, batch="rows", batch_title="A mass change")
    return {"notice": notice.pk, "batch_held": Batch.objects.get(key="rows").pk}
