"""The association's secretary looks at her members' states: nothing more, and each member sees that she looked."""

from datetime import date, datetime, timedelta

from django.db import transaction

from miners.models import Group, Person
from registry.audit.models import Event
from registry.audit.services import Actor, event_record
from registry.formalization.models import Registration
from registry.portal.selectors.ledger import member_states

READ = "portal.members.read"
ONCE = timedelta(hours=24)


def members_read(*, group: Group, by: Actor, at: datetime, on: date) -> list[tuple[Person, list[Registration]]]:
    """Return the members with their entries, and record the look in each member's ledger, once a day."""
    rows = member_states(group, on=on)
    looked = Event.objects.filter(kind=READ, subject_type="miners.group", subject_id=group.pk, at__gt=at - ONCE)
    if not looked.exists():
        with transaction.atomic():
            event_record(kind=READ, by=by, at=at, subject=group, facts={"members": len(rows)})
            for person, entries in rows:
                if entries:
                    event_record(kind="portal.member.read", by=by, at=at, subject=person, facts={"group": group.pk})
    return rows
